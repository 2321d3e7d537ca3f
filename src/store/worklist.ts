import type { Area, Category, City } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Database } from './database.ts';
import { FOUND_AT_MOST, findByWords } from './word-search.ts';

/** A ticket as it stands in lists. */
export type WorkRow = {
  id: string;
  folio: string;
  category: Category;
  area: Area;
  city: City | null;
  status: 'open' | 'resolved' | 'joined';
  priority: 'normal' | 'preferente';
  contract: string | null;
  holder: string | null;
  contact: string | null;
  /** The first 200 characters of what the customer said. */
  description: string;
  unidentified: boolean;
  unverified: boolean;
  escalated: boolean;
  answersWithheld: boolean;
  openedAt: Date;
  dueAt: Date;
  pausedAt: Date | null;
  resolvedAt: Date | null;
  agentId: string | null;
  agentName: string | null;
};

export type WorkFilter = {
  state: 'open' | 'resolved';
  area: Area | null;
  city: City | null;
  category: Category | null;
  agentId: string | null;
  /** Only tickets that nobody attends. */
  unassigned: boolean;
  unidentified: boolean;
  escalated: boolean;
  /** By the end of their term, or by when they were received: the one that has waited longest first. */
  order: 'term' | 'age';
};
/** The last row of the page before: where the next one begins. */
export type WorkCursor = { at: Date; id: string };

/** What a search looks for; every part that is there is tried, and what any of them finds is shown. */
export type SearchTerms = {
  folio: string | null;
  contractKey: string | null;
  phone: string | null;
  email: string | null;
  words: string | null;
};

/** The tickets as agents go through them. Every query names the company and walks an index; no page needs a count of the table. */
export const worklistOf = (connection: Connection) => ({
  /** Open tickets by the end of their term or by their age, the earliest first; resolved ones by their resolution, the latest first. */
  list: (company: string, filter: WorkFilter, after: WorkCursor | null, limit: number): Promise<WorkRow[]> =>
    connection.$queryRaw<WorkRow[]>(listQuery(company, filter, after, limit)),

  ofContract: (company: string, contractKey: string, limit: number): Promise<WorkRow[]> =>
    connection.$queryRaw<WorkRow[]>(Prisma.sql`
      SELECT ${COLUMNS} FROM "Ticket" t LEFT JOIN "Agent" a ON a."id" = t."agentId"
      WHERE t."company" = ${company} AND t."contractKey" = ${contractKey} ORDER BY t."openedAt" DESC, t."id" DESC LIMIT ${limit}`),

  /** The open tickets of one agent, the one whose term ends first first. */
  openIdsOf: async (company: string, agentId: string): Promise<string[]> =>
    (
      await connection.ticket.findMany({
        where: { company, agentId, status: 'open' },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
        select: { id: true },
      })
    ).map(({ id }) => id),

  /** Open tickets of each agent, and of nobody (null). */
  load: (company: string): Promise<{ agentId: string | null; open: number; late: number }[]> =>
    connection.$queryRaw<{ agentId: string | null; open: number; late: number }[]>`
      SELECT "agentId", count(*)::int AS "open", (count(*) FILTER (WHERE "escalated"))::int AS "late"
      FROM "Ticket" WHERE "company" = ${company} AND "status" = 'open' GROUP BY "agentId"`,
});

/** The tickets that a search finds, the newest first. Where no whole word is found, words are taken for beginnings: "hort" is Hortensia. */
export const searchWork = async (db: Database, company: string, terms: SearchTerms): Promise<WorkRow[]> => {
  const { words } = terms;
  const search = async (found: string[]): Promise<WorkRow[]> => {
    const query = searchQuery(company, terms, found);
    return query === null ? [] : db.$queryRaw<WorkRow[]>(query);
  };
  const rows = await search(words === null ? [] : await findByWords(db, company, words, 'whole'));
  return rows.length > 0 || words === null ? rows : search(await findByWords(db, company, words, 'beginnings'));
};

const COLUMNS = Prisma.sql`t."id", t."folio", t."category"::text, t."area"::text, t."city", t."status"::text, t."priority"::text, t."contract",
  t."holder", t."contact", left(t."description", 200) AS "description", t."unidentified", t."unverified", t."escalated", t."answersWithheld",
  t."openedAt", t."dueAt", t."pausedAt", t."resolvedAt", t."agentId", a."name" AS "agentName"`;

/** For the queue and for the test that asks PostgreSQL how it would find it. */
export const listQuery = (company: string, filter: WorkFilter, after: WorkCursor | null, limit: number): Prisma.Sql => {
  const isOpen = filter.state === 'open';
  const at = filter.order === 'age' ? Prisma.sql`t."openedAt"` : Prisma.sql`t."dueAt"`;
  const conditions = [
    Prisma.sql`t."company" = ${company}`,
    isOpen ? Prisma.sql`t."status" = 'open'` : Prisma.sql`t."status" = 'resolved'`,
    ...(filter.area === null ? [] : [Prisma.sql`t."area" = ${filter.area}::"Area"`]),
    ...(filter.city === null ? [] : [Prisma.sql`t."city" = ${filter.city}`]),
    ...(filter.category === null ? [] : [Prisma.sql`t."category" = ${filter.category}::"Category"`]),
    ...(filter.agentId === null ? [] : [Prisma.sql`t."agentId" = ${filter.agentId}::uuid`]),
    ...(filter.unassigned ? [Prisma.sql`t."agentId" IS NULL`] : []),
    ...(filter.unidentified ? [Prisma.sql`t."unidentified"`] : []),
    ...(filter.escalated ? [Prisma.sql`t."escalated"`] : []),
    ...(after === null
      ? []
      : [
          isOpen
            ? Prisma.sql`(${at}, t."id") > (${after.at}, ${after.id}::uuid)`
            : Prisma.sql`(t."resolvedAt", t."id") < (${after.at}, ${after.id}::uuid)`,
        ]),
  ];
  const order = isOpen ? Prisma.sql`${at}, t."id"` : Prisma.sql`t."resolvedAt" DESC, t."id" DESC`;
  return Prisma.sql`SELECT ${COLUMNS} FROM "Ticket" t LEFT JOIN "Agent" a ON a."id" = t."agentId"
    WHERE ${Prisma.join(conditions, ' AND ')} ORDER BY ${order} LIMIT ${limit}`;
};

/** Each way of finding is a query of its own with an index and a limit of its own; null where nothing is looked for. `found`: what words have found. */
export const searchQuery = (
  company: string,
  { folio, contractKey, phone, email }: SearchTerms,
  found: string[] = [],
): Prisma.Sql | null => {
  const tickets = (where: Prisma.Sql) => Prisma.sql`(SELECT t."id" FROM "Ticket" t WHERE t."company" = ${company} AND ${where}
    ORDER BY t."openedAt" DESC LIMIT ${FOUND_AT_MOST})`;
  const messages = (where: Prisma.Sql) => Prisma.sql`(SELECT m."ticketId" AS "id" FROM "Message" m
    WHERE m."company" = ${company} AND m."ticketId" IS NOT NULL AND ${where} ORDER BY m."receivedAt" DESC LIMIT ${FOUND_AT_MOST})`;
  const ways = [
    ...(folio === null ? [] : [tickets(Prisma.sql`t."folio" = ${folio}`)]),
    ...(contractKey === null ? [] : [tickets(Prisma.sql`t."contractKey" = ${contractKey}`)]),
    ...(phone === null ? [] : [tickets(Prisma.sql`t."phone" = ${phone}`), messages(Prisma.sql`m."senderPhone" = ${phone}`)]),
    ...(email === null ? [] : [tickets(Prisma.sql`t."email" = ${email}`), messages(Prisma.sql`m."senderAddress" = ${email}`)]),
    ...(found.length === 0 ? [] : [Prisma.sql`(SELECT unnest(${found}::uuid[]) AS "id")`]),
  ];
  if (ways.length === 0) return null;
  return Prisma.sql`SELECT ${COLUMNS} FROM (SELECT DISTINCT "id" FROM (${Prisma.join(ways, ' UNION ALL ')}) AS ways) AS found
    JOIN "Ticket" t ON t."id" = found."id" LEFT JOIN "Agent" a ON a."id" = t."agentId"
    WHERE t."company" = ${company} ORDER BY t."openedAt" DESC, t."id" DESC LIMIT ${FOUND_AT_MOST}`;
};
