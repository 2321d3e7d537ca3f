import { v7 as newId } from 'uuid';
import type { TicketView } from '../core/policy/context.ts';
import type { NewTicket, TicketChange } from '../core/policy/outcome.ts';
import type { Area } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';
import { type LoggedOn, logOnTicket, logOnTickets } from './ticket-log.ts';

export type OpenTicket = NewTicket & {
  id: string;
  company: string;
  /** What the folio is made of besides the sequence; the year has two digits. */
  series: string;
  year: number;
  contractKey: string | null;
  openedAt: Date;
  dueAt: Date;
  agentId: string | null;
};
export type TicketRow = Prisma.TicketGetPayload<object>;
export type TicketEventInput = { kind: string; actor: string; data?: Prisma.InputJsonObject };

export type AgentLoad = { id: string; area: Area | null; city: string | null; open: number };
/** One sender's conversation, or one contract, and from when on a resolved ticket counts. */
export type SenderAsked = { company: string; conversation: string; since: Date };
export type ContractsAsked = { company: string; contractKeys: string[]; since: Date };
export type ReferencesAsked = { company: string; ids: string[] };
export type Referenced = { ticketId: string | null; matterId: string | null };

const DAY_MS = 86_400_000;

/** The first of those with the fewest open tickets who attend an area and a city, or any. */
export const chooseAgent = (loads: AgentLoad[], area: Area, city: string | null): AgentLoad | null =>
  loads
    .filter((agent) => (agent.area === area || agent.area === null) && (agent.city === city || agent.city === null))
    .reduce<AgentLoad | null>((least, agent) => (least === null || agent.open < least.open ? agent : least), null);

/** From when on a ticket that is resolved may be opened again. */
export const reopenableSince = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);

/** The tickets and their logs. */
export const ticketsOf = (connection: Connection, sql: Sql) => ({
  find: async (id: string): Promise<TicketRow | null> =>
    (await sql<TicketRow>(`SELECT ${COLUMNS} FROM "Ticket" WHERE "id" = $1`, [id]))[0] ?? null,

  findMany: (ids: string[]): Promise<TicketRow[]> =>
    ids.length === 0 ? Promise.resolve([]) : sql<TicketRow>(`SELECT ${COLUMNS} FROM "Ticket" WHERE "id" = ANY($1::uuid[])`, [ids]),

  findByFolio: (company: string, folio: string): Promise<TicketRow | null> => connection.ticket.findFirst({ where: { company, folio } }),

  /** The tickets in order of opening; for `simulate` and for exports, not for pages. */
  list: (company: string): Promise<TicketRow[]> =>
    connection.ticket.findMany({ where: { company }, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),

  /** Tickets with a message in one of the conversations that are open or were resolved within so many days; newest first (rules 5, 9, 11). */
  viewOfSender: (company: string, conversations: string[], now: Date, days: number): Promise<TicketView[]> =>
    sql<TicketView>(
      view(`t."id" IN (
        SELECT m."ticketId" FROM "Message" m
        WHERE m."company" = $1 AND m."conversation" = ANY($2::text[]) AND m."ticketId" IS NOT NULL)
        AND (t."status" = 'open' OR t."resolvedAt" >= $3)`),
      [company, conversations, reopenableSince(now, days)],
    ),

  /** Tickets of contracts, by their digits, open or resolved within so many days; newest first (rules 9, 10). */
  viewOfContracts: (company: string, contractKeys: string[], now: Date, days: number): Promise<TicketView[]> =>
    contractKeys.length === 0
      ? Promise.resolve([])
      : sql<TicketView>(view(`t."company" = $1 AND t."contractKey" = ANY($2::text[]) AND (t."status" = 'open' OR t."resolvedAt" >= $3)`), [
          company,
          contractKeys,
          reopenableSince(now, days),
        ]),

  /** The two above for many at once: an answer for each that was asked. */
  viewOfSenders: async (asked: SenderAsked[]): Promise<TicketView[][]> => {
    const rows = await sql<TicketView & Placed>(VIEW_OF_SENDERS, [JSON.stringify(placed(asked))]);
    return byPlace(asked.length, rows);
  },

  viewOfAllContracts: async (asked: ContractsAsked[]): Promise<TicketView[][]> => {
    const rows = await sql<TicketView & Placed>(VIEW_OF_ALL_CONTRACTS, [JSON.stringify(placed(asked))]);
    return byPlace(asked.length, rows);
  },

  /** A ticket, or the one that goes on in its place where it was joined. */
  viewById: async (id: string): Promise<TicketView | null> => (await sql<TicketView>(view(goesOnFrom('"id" = $1')), [id]))[0] ?? null,

  /** The ticket that a folio leads to: its own, or the one that goes on in its place where it was joined (rule 3). */
  viewByFolio: async (company: string, folio: string): Promise<TicketView | null> =>
    (await sql<TicketView>(view(goesOnFrom('"company" = $1 AND "folio" = $2')), [company, folio]))[0] ?? null,

  /** What a mail's In-Reply-To and References name, the first id that is known (rule 3): a ticket, or a matter that waited. */
  findReferenced: async (company: string, ids: string[]): Promise<Referenced | null> =>
    ids.length === 0 ? null : ((await sql<Referenced>(referenced('$1', '$2::text[]'), [company, ids]))[0] ?? null),

  /** The same for many mails at once: an answer for each that was asked. */
  findAllReferenced: async (asked: ReferencesAsked[]): Promise<(Referenced | null)[]> => {
    const rows = await sql<Referenced & Placed>(ALL_REFERENCED, [JSON.stringify(placed(asked))]);
    return byPlace(asked.length, rows).map(([first]) => first ?? null);
  },

  /**
   * Saves a ticket with the next folio of its series and year: number and ticket are kept together or not at all. The
   * sequence is held from here to the end of the transaction, so that little should follow.
   */
  open: async (ticket: OpenTicket): Promise<{ id: string; folio: string }> => {
    const [opened] = await openTickets(sql, [ticket]);
    if (!opened) throw new Error('a ticket was not saved');
    return opened;
  },

  /** The same for many, in the order of their folios; the sequences are taken in one order for everybody. */
  openAll: (tickets: OpenTicket[]): Promise<{ id: string; folio: string }[]> => openTickets(sql, tickets),

  /** Applies what a message or an agent changed; every change raises the version. */
  change: async (
    id: string,
    change: TicketChange & { contractKey?: string | null; answersWithheld?: boolean; agentId?: string | null },
  ): Promise<void> => {
    await connection.ticket.update({ where: { id }, data: { ...change, version: { increment: 1 } }, select: { id: true } });
  },

  addWarning: async (id: string, warning: string): Promise<void> => {
    await connection.$executeRaw`
      UPDATE "Ticket" SET "warnings" = array_append("warnings", ${warning}), "version" = "version" + 1
      WHERE "id" = ${id}::uuid AND NOT ${warning} = ANY("warnings")`;
  },

  /** Opens a resolved ticket again with a new term (rule 10). */
  reopen: async (id: string, at: Date, dueAt: Date): Promise<boolean> => {
    const { count } = await connection.ticket.updateMany({
      where: { id, status: 'resolved' },
      data: {
        status: 'open',
        resolvedAt: null,
        cause: null,
        attributable: null,
        compensationCents: null,
        termAt: at,
        dueAt,
        termPassedAt: null,
        version: { increment: 1 },
      },
    });
    return count === 1;
  },

  /** Marks the end of the present term as acted on; false where another process was first (rule 14). */
  passTerm: async (id: string, dueAt: Date, at: Date): Promise<boolean> => {
    const { count } = await connection.ticket.updateMany({
      where: { id, status: 'open', dueAt, termPassedAt: null, pausedAt: null },
      data: { termPassedAt: at, escalated: true, version: { increment: 1 } },
    });
    return count === 1;
  },

  /** Open tickets whose term has ended, is not paused and was not acted on, the earliest first. */
  findPastTerm: (now: Date, limit: number): Promise<{ id: string; dueAt: Date }[]> => sql(PAST_TERM, [now, limit]),

  /** The earliest end of a term that was not acted on yet; null where no ticket waits. */
  findNextTerm: async (): Promise<Date | null> => {
    const rows = await connection.$queryRaw<{ dueAt: Date }[]>`
      SELECT "dueAt" FROM "Ticket" WHERE "status" = 'open' AND "termPassedAt" IS NULL AND "pausedAt" IS NULL
      ORDER BY "dueAt" LIMIT 1`;
    return rows[0]?.dueAt ?? null;
  },

  /** Entries in the logs of several tickets at once, of kinds that change nothing else. */
  logAll: (entries: LoggedOn[]): Promise<void> => logOnTickets(sql, entries),

  log: (ticketId: string, at: Date, event: TicketEventInput): Promise<void> =>
    logOnTicket(connection, sql, ticketId, { id: newId(), at, kind: event.kind, actor: event.actor, data: event.data ?? {} }),

  /** The agent of area and city with the fewest open tickets who is neither absent nor locked out; null where nobody is (rule 13). */
  findAgent: async (company: string, area: Area, city: string | null): Promise<string | null> =>
    chooseAgent(await findLoads(sql, company), area, city)?.id ?? null,

  /** Who may be given tickets, with how many each has open; whoever has been there longest first. */
  findLoads: (company: string): Promise<AgentLoad[]> => findLoads(sql, company),

  /** Ids of a ticket's messages, in order of receipt. */
  findMessageIds: async (ticketId: string): Promise<string[]> =>
    (await connection.message.findMany({ where: { ticketId }, select: { id: true }, orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }] })).map(
      (m) => m.id,
    ),

  /** The newest message of a ticket that a customer sent: `resolved` and `more_time` go out on its channel (rule 12). */
  findLastMessage: (ticketId: string) =>
    connection.message.findFirst({
      where: { ticketId, channel: { notIn: ['desk', 'call'] } },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      select: LAST_MESSAGE,
    }),

  /** The conversation whose message opened a ticket; null where none did. */
  findOpener: async (ticketId: string): Promise<string | null> =>
    (
      await connection.message.findFirst({
        where: { ticketId },
        orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
        select: { conversation: true },
      })
    )?.conversation ?? null,

  /** Mail addresses and telephones that the senders of a ticket's messages showed, the newest first (rule 16). */
  findSenders: (ticketId: string): Promise<{ senderAddress: string | null; senderPhone: string | null }[]> =>
    connection.message.findMany({
      where: { ticketId },
      orderBy: { receivedAt: 'desc' },
      select: { senderAddress: true, senderPhone: true },
      take: 50,
    }),
});

const LAST_MESSAGE = {
  id: true,
  company: true,
  channel: true,
  conversation: true,
  mailbox: true,
  senderName: true,
  senderAddress: true,
  senderPhone: true,
  senderUserId: true,
  replyTo: true,
  externalId: true,
  references: true,
  subject: true,
  receivedAt: true,
} as const satisfies Prisma.MessageSelect;
export type LastMessage = Prisma.MessageGetPayload<{ select: typeof LAST_MESSAGE }>;

/** A ticket that was joined leads to the one it was joined into, however many steps it takes. */
const goesOnFrom = (named: string): string => `t."id" = (
  WITH RECURSIVE chain("id", "joinedIntoId") AS (
    SELECT "id", "joinedIntoId" FROM "Ticket" WHERE ${named}
    UNION ALL
    SELECT n."id", n."joinedIntoId" FROM "Ticket" n JOIN chain ON n."id" = chain."joinedIntoId")
  SELECT "id" FROM chain WHERE "joinedIntoId" IS NULL)`;

const VIEW = `
  t."id", t."folio", t."category", t."area", t."city", t."status", t."priority", t."contract", t."holder", t."contact", t."authority"::text[],
    t."phone", t."email", t."unidentified", t."unverified", t."openedAt", t."resolvedAt",
    COALESCE((SELECT bool_or(r."state" <> 'withheld') FROM "Reply" r WHERE r."ticketId" = t."id" AND r."kind" = 'folio'), true) AS "folioTold",
    (SELECT max(r."createdAt") FROM "Reply" r WHERE r."ticketId" = t."id" AND r."kind" = 'appended' AND r."state" <> 'withheld') AS "lastAppendedAt",
    (SELECT m."conversation" FROM "Message" m WHERE m."ticketId" = t."id" ORDER BY m."receivedAt", m."id" LIMIT 1) AS "openedBy"`;

const view = (where: string): string => `SELECT ${VIEW} FROM "Ticket" t WHERE ${where} ORDER BY t."openedAt" DESC, t."id" DESC`;

// `OFFSET 0`: each ticket is found by its index, for each that is asked; PostgreSQL would rather read all of a young table, or
// of a company, once for all of them.
export const VIEW_OF_SENDERS = `
  SELECT asked."place", ${VIEW}
  FROM json_to_recordset($1::json) AS asked("place" integer, "company" text, "conversation" text, "since" timestamptz)
  CROSS JOIN LATERAL (SELECT DISTINCT m."ticketId" FROM "Message" m
    WHERE m."company" = asked."company" AND m."conversation" = asked."conversation" AND m."ticketId" IS NOT NULL OFFSET 0) AS said
  CROSS JOIN LATERAL (SELECT * FROM "Ticket" t
    WHERE t."id" = said."ticketId" AND (t."status" = 'open' OR t."resolvedAt" >= asked."since") OFFSET 0) AS t
  ORDER BY t."openedAt" DESC, t."id" DESC`;

export const VIEW_OF_ALL_CONTRACTS = `
  SELECT asked."place", ${VIEW}
  FROM json_to_recordset($1::json) AS asked("place" integer, "company" text, "contractKeys" text[], "since" timestamptz)
  CROSS JOIN LATERAL (SELECT * FROM "Ticket" t WHERE t."company" = asked."company" AND t."contractKey" = ANY(asked."contractKeys")
    AND (t."status" = 'open' OR t."resolvedAt" >= asked."since") OFFSET 0) AS t
  ORDER BY t."openedAt" DESC, t."id" DESC`;

const referenced = (company: string, ids: string): string => `
  SELECT named."ticketId", named."matterId" FROM (
    SELECT r."emailMessageId" AS "externalId", r."ticketId", r."matterId" FROM "Reply" r
      WHERE r."company" = ${company} AND r."emailMessageId" = ANY(${ids})
    UNION ALL
    SELECT r."providerId", r."ticketId", r."matterId" FROM "Reply" r
      WHERE r."company" = ${company} AND r."providerId" = ANY(${ids})
    UNION ALL
    SELECT m."externalId", m."ticketId", m."matterId" FROM "Message" m
      WHERE m."company" = ${company} AND m."externalId" = ANY(${ids})
  ) AS named
  WHERE named."ticketId" IS NOT NULL OR named."matterId" IS NOT NULL
  ORDER BY array_position(${ids}, named."externalId"), named."ticketId" NULLS LAST
  LIMIT 1`;

export const ALL_REFERENCED = `
  SELECT asked."place", found."ticketId", found."matterId"
  FROM json_to_recordset($1::json) AS asked("place" integer, "company" text, "ids" text[])
  CROSS JOIN LATERAL (${referenced('asked."company"', 'asked."ids"')}) AS found`;

type Placed = { place: number };
const placed = <Asked extends object>(asked: Asked[]) => asked.map((one, place) => ({ place, ...one }));
const byPlace = <Row extends Placed>(many: number, rows: Row[]): Omit<Row, 'place'>[][] => {
  const found = Map.groupBy(rows, ({ place }) => place);
  return Array.from({ length: many }, (_, place) => (found.get(place) ?? []).map(({ place: _place, ...row }) => row));
};

const findLoads = (sql: Sql, company: string): Promise<AgentLoad[]> => sql<AgentLoad>(AGENT_LOADS, [company]);

/** For whose turn it is, and for the test that asks PostgreSQL how it would count. */
export const AGENT_LOADS = `
  SELECT a."id", a."area", a."city",
    (SELECT count(*)::integer FROM "Ticket" t WHERE t."agentId" = a."id" AND t."status" = 'open') AS "open"
  FROM "Agent" a WHERE a."company" = $1 AND a."role" = 'agent' AND NOT a."absent" AND a."disabledAt" IS NULL
  ORDER BY a."createdAt", a."id"`;

const openTickets = async (sql: Sql, tickets: OpenTicket[]): Promise<{ id: string; folio: string }[]> => {
  const opened = await sql<{ id: string; folio: string }>(OPEN, [JSON.stringify(tickets.map((ticket, place) => ({ place, ...ticket })))]);
  const byId = new Map(opened.map((row) => [row.id, row]));
  return tickets.flatMap(({ id }) => byId.get(id) ?? []);
};

const OPEN = `
  WITH wanted AS MATERIALIZED (
    SELECT n.*, row_number() OVER (PARTITION BY n."company", n."series", n."year" ORDER BY n."place") AS "rank"
    FROM json_to_recordset($1::json) AS n("place" integer, "id" uuid, "company" text, "series" text, "year" integer, "category" "Category",
      "area" "Area", "city" text, "priority" "Priority", "contract" text, "contractKey" text, "holder" text, "contact" text,
      "authority" "Authority"[], "phone" text, "email" text, "description" text, "unidentified" boolean, "unverified" boolean,
      "writtenOnly" boolean, "relatedId" uuid, "openedAt" timestamptz, "dueAt" timestamptz, "agentId" uuid)),
  counted AS (SELECT "company", "series", "year", count(*)::integer AS "many" FROM wanted GROUP BY 1, 2, 3),
  sequence AS (
    INSERT INTO "FolioSequence" ("company", "series", "year", "last")
    SELECT "company", "series", "year", "many" FROM counted ORDER BY 1, 2, 3
    ON CONFLICT ("company", "series", "year") DO UPDATE SET "last" = "FolioSequence"."last" + EXCLUDED."last"
    RETURNING "company", "series", "year", "last")
  INSERT INTO "Ticket" ("id", "company", "folio", "category", "area", "city", "priority", "contract", "contractKey", "holder", "contact",
    "authority", "phone", "email", "description", "unidentified", "unverified", "writtenOnly", "relatedId", "openedAt", "termAt", "dueAt", "agentId", "warnings")
  SELECT w."id", w."company", "folioOf"(w."series", w."year", (s."last" - c."many" + w."rank")::integer), w."category", w."area", w."city",
    w."priority", w."contract", w."contractKey", w."holder", w."contact", w."authority", w."phone", w."email", w."description",
    w."unidentified", w."unverified", w."writtenOnly", w."relatedId", w."openedAt", w."openedAt", w."dueAt", w."agentId", '{}'
  FROM wanted w JOIN counted c USING ("company", "series", "year") JOIN sequence s USING ("company", "series", "year")
  RETURNING "id", "folio"`;

/** Every column that Prisma knows: not `search`, which is the database's own. */
const COLUMNS = Object.keys(Prisma.TicketScalarFieldEnum)
  .map((name) => (name === 'authority' ? '"authority"::text[]' : `"${name}"`))
  .join(', ');

/** For the reminders, and for the test that asks PostgreSQL how it would find them. */
export const PAST_TERM = `
  SELECT "id", "dueAt" FROM "Ticket" WHERE "status" = 'open' AND "termPassedAt" IS NULL AND "pausedAt" IS NULL
    AND "dueAt" <= $1 ORDER BY "dueAt" LIMIT $2`;
