import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Database } from './database.ts';
import { type Match, matchOf } from './word-search.ts';
import type { SearchTerms } from './worklist.ts';

const WAITING = {
  id: true,
  category: true,
  description: true,
  asks: true,
  unknownContract: true,
  openedAt: true,
  expiresAt: true,
  messages: {
    where: { disposition: 'pending' },
    orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    take: 20,
    select: { id: true, channel: true, senderName: true, senderAddress: true, senderPhone: true, receivedAt: true },
  },
} as const satisfies Prisma.PendingMatterSelect;

/** A matter that waits for its customer's data (policy, rule 6), with the messages that wait with it, the oldest first. */
export type WaitingRow = Prisma.PendingMatterGetPayload<{ select: typeof WAITING }>;

const FOUND_AT_MOST = 20;
const NEWEST_FIRST = [{ openedAt: 'desc' }, { id: 'desc' }] as const satisfies Prisma.PendingMatterOrderByWithRelationInput[];

export const waitingOf = (connection: Connection) => ({
  /** Whose data may still come, the newest matter first. */
  list: (company: string, now: Date, limit: number): Promise<WaitingRow[]> =>
    connection.pendingMatter.findMany({
      where: { company, settledAt: null, expiresAt: { gte: now } },
      orderBy: [...NEWEST_FIRST],
      select: WAITING,
      take: limit,
    }),
});

/** The matters without a ticket that a search finds, also those past their term; words are taken for beginnings where no whole one is found. */
export const searchWaiting = async (db: Database, company: string, terms: SearchTerms): Promise<WaitingRow[]> => {
  const whole = await findIds(db, waitingQuery(company, terms, 'whole'));
  const ids = whole.length > 0 || terms.words === null ? whole : await findIds(db, waitingQuery(company, terms, 'beginnings'));
  if (ids.length === 0) return [];
  return db.pendingMatter.findMany({ where: { company, id: { in: ids } }, orderBy: [...NEWEST_FIRST], select: WAITING });
};

const findIds = async (db: Database, query: Prisma.Sql | null): Promise<string[]> =>
  query === null ? [] : (await db.$queryRaw<{ id: string }[]>(query)).map(({ id }) => id);

/** Messages are looked for among those that wait, by their index; what the matter itself holds, among the company's that wait. */
export const waitingQuery = (company: string, terms: SearchTerms, match: Match = 'whole'): Prisma.Sql | null => {
  const { contractKey, phone, email, words } = terms;
  const messages = (where: Prisma.Sql) => Prisma.sql`(SELECT m."matterId" AS "id" FROM "Message" m
    WHERE m."company" = ${company} AND m."disposition" = 'pending' AND m."matterId" IS NOT NULL AND ${where})`;
  const matters = (where: Prisma.Sql) => Prisma.sql`(SELECT p."id" FROM "PendingMatter" p
    WHERE p."company" = ${company} AND p."settledAt" IS NULL AND ${where})`;
  const ways = [
    // "MXL204518" and "204518" are one contract (policy, rule 7).
    ...(contractKey === null
      ? []
      : [matters(Prisma.sql`${contractKey} IN (p."unknownContract", regexp_replace(p."unknownContract", '^[^0-9]+', ''))`)]),
    ...(phone === null ? [] : [messages(Prisma.sql`m."senderPhone" = ${phone}`), matters(Prisma.sql`p."known"->>'phone' = ${phone}`)]),
    ...(email === null ? [] : [messages(Prisma.sql`m."senderAddress" = ${email}`), matters(Prisma.sql`p."known"->>'email' = ${email}`)]),
    ...(words === null ? [] : [messages(Prisma.sql`m."search" @@ ${matchOf(words, match)}`)]),
  ];
  if (ways.length === 0) return null;
  return Prisma.sql`SELECT p."id" FROM (SELECT DISTINCT "id" FROM (${Prisma.join(ways, ' UNION ALL ')}) AS ways) AS found
    JOIN "PendingMatter" p ON p."id" = found."id"
    WHERE p."company" = ${company} AND p."settledAt" IS NULL ORDER BY p."openedAt" DESC, p."id" DESC LIMIT ${FOUND_AT_MOST}`;
};
