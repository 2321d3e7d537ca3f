import { v7 as newId } from 'uuid';
import type { TicketView } from '../core/policy/context.ts';
import type { NewTicket, TicketChange } from '../core/policy/outcome.ts';
import type { Area, ReplyKind } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';
import { logOnTicket } from './ticket-log.ts';

export type OpenTicket = NewTicket & {
  company: string;
  folio: string;
  contractKey: string | null;
  openedAt: Date;
  dueAt: Date;
  agentId: string | null;
};
export type TicketRow = Prisma.TicketGetPayload<object>;
export type TicketEventInput = { kind: string; actor: string; data?: Prisma.InputJsonObject };

const DAY_MS = 86_400_000;

/** The tickets and their logs. */
export const ticketsOf = (connection: Connection) => ({
  find: (id: string): Promise<TicketRow | null> => connection.ticket.findUnique({ where: { id } }),

  findByFolio: (company: string, folio: string): Promise<TicketRow | null> => connection.ticket.findFirst({ where: { company, folio } }),

  /** The tickets in order of opening; for `simulate` and for exports, not for pages. */
  list: (company: string): Promise<TicketRow[]> =>
    connection.ticket.findMany({ where: { company }, orderBy: [{ openedAt: 'asc' }, { id: 'asc' }] }),

  /** Tickets with a message in one of the conversations that are open or were resolved within so many days; newest first (rules 5, 9, 11). */
  viewOfSender: (company: string, conversations: string[], now: Date, days: number): Promise<TicketView[]> =>
    view(
      connection,
      Prisma.sql`t."id" IN (
        SELECT m."ticketId" FROM "Message" m
        WHERE m."company" = ${company} AND m."conversation" = ANY(${conversations}::text[]) AND m."ticketId" IS NOT NULL)
        AND (t."status" = 'open' OR t."resolvedAt" >= ${new Date(now.getTime() - days * DAY_MS)})`,
    ),

  /** Tickets of contracts, by their digits, open or resolved within so many days; newest first (rules 9, 10). */
  viewOfContracts: (company: string, contractKeys: string[], now: Date, days: number): Promise<TicketView[]> =>
    contractKeys.length === 0
      ? Promise.resolve([])
      : view(
          connection,
          Prisma.sql`t."company" = ${company} AND t."contractKey" = ANY(${contractKeys}::text[])
            AND (t."status" = 'open' OR t."resolvedAt" >= ${new Date(now.getTime() - days * DAY_MS)})`,
        ),

  /** A ticket, or the one that goes on in its place where it was joined. */
  viewById: async (id: string): Promise<TicketView | null> =>
    (await view(connection, goesOnFrom(Prisma.sql`"id" = ${id}::uuid`)))[0] ?? null,

  /** The ticket that a folio leads to: its own, or the one that goes on in its place where it was joined (rule 3). */
  viewByFolio: async (company: string, folio: string): Promise<TicketView | null> =>
    (await view(connection, goesOnFrom(Prisma.sql`"company" = ${company} AND "folio" = ${folio}`)))[0] ?? null,

  /** What a mail's In-Reply-To and References name, the first id that is known (rule 3): a ticket, or a matter that waited. */
  findReferenced: async (company: string, ids: string[]): Promise<{ ticketId: string | null; matterId: string | null } | null> => {
    if (ids.length === 0) return null;
    const rows = await connection.$queryRaw<{ ticketId: string | null; matterId: string | null }[]>`
      SELECT named."ticketId", named."matterId" FROM (
        SELECT r."emailMessageId" AS "externalId", r."ticketId", r."matterId" FROM "Reply" r
          WHERE r."company" = ${company} AND r."emailMessageId" = ANY(${ids}::text[])
        UNION ALL
        SELECT r."providerId", r."ticketId", r."matterId" FROM "Reply" r
          WHERE r."company" = ${company} AND r."providerId" = ANY(${ids}::text[])
        UNION ALL
        SELECT m."externalId", m."ticketId", m."matterId" FROM "Message" m
          WHERE m."company" = ${company} AND m."externalId" = ANY(${ids}::text[])
      ) AS named
      WHERE named."ticketId" IS NOT NULL OR named."matterId" IS NOT NULL
      ORDER BY array_position(${ids}::text[], named."externalId"), named."ticketId" NULLS LAST
      LIMIT 1`;
    return rows[0] ?? null;
  },

  open: async (ticket: OpenTicket): Promise<string> => {
    const id = newId();
    await connection.ticket.create({ data: { id, ...ticket, termAt: ticket.openedAt, warnings: [] }, select: { id: true } });
    return id;
  },

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
  findPastTerm: async (now: Date, limit: number): Promise<{ id: string; dueAt: Date }[]> =>
    connection.$queryRaw<{ id: string; dueAt: Date }[]>`
      SELECT "id", "dueAt" FROM "Ticket" WHERE "status" = 'open' AND "termPassedAt" IS NULL AND "pausedAt" IS NULL
        AND "dueAt" <= ${now} ORDER BY "dueAt" LIMIT ${limit}`,

  /** The earliest end of a term that was not acted on yet; null where no ticket waits. */
  findNextTerm: async (): Promise<Date | null> => {
    const rows = await connection.$queryRaw<{ dueAt: Date }[]>`
      SELECT "dueAt" FROM "Ticket" WHERE "status" = 'open' AND "termPassedAt" IS NULL AND "pausedAt" IS NULL
      ORDER BY "dueAt" LIMIT 1`;
    return rows[0]?.dueAt ?? null;
  },

  log: (ticketId: string, at: Date, event: TicketEventInput): Promise<void> =>
    logOnTicket(connection, ticketId, { id: newId(), at, kind: event.kind, actor: event.actor, data: event.data ?? {} }),

  /** The agent of area and city with the fewest open tickets who is neither absent nor locked out; null where nobody is (rule 13). */
  findAgent: async (company: string, area: Area, city: string | null): Promise<string | null> => {
    const rows = await connection.$queryRaw<{ id: string }[]>`
      SELECT a."id" FROM "Agent" a
      LEFT JOIN "Ticket" t ON t."agentId" = a."id" AND t."status" = 'open'
      WHERE a."company" = ${company} AND a."role" = 'agent' AND NOT a."absent" AND a."disabledAt" IS NULL
        AND (a."area" = ${area}::"Area" OR a."area" IS NULL) AND (a."city" = ${city} OR a."city" IS NULL)
      GROUP BY a."id" ORDER BY count(t."id"), a."createdAt", a."id" LIMIT 1`;
    return rows[0]?.id ?? null;
  },

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
const goesOnFrom = (named: Prisma.Sql): Prisma.Sql => Prisma.sql`t."id" = (
  WITH RECURSIVE chain("id", "joinedIntoId") AS (
    SELECT "id", "joinedIntoId" FROM "Ticket" WHERE ${named}
    UNION ALL
    SELECT n."id", n."joinedIntoId" FROM "Ticket" n JOIN chain ON n."id" = chain."joinedIntoId")
  SELECT "id" FROM chain WHERE "joinedIntoId" IS NULL)`;

const FOLIO: ReplyKind = 'folio';

const view = (connection: Connection, where: Prisma.Sql): Promise<TicketView[]> =>
  connection.$queryRaw<TicketView[]>(Prisma.sql`
    SELECT t."id", t."folio", t."category"::text, t."area"::text, t."city", t."status"::text, t."priority"::text, t."contract", t."holder", t."contact", t."authority"::text[],
      t."phone", t."email", t."unidentified", t."unverified", t."openedAt", t."resolvedAt",
      NOT EXISTS (SELECT 1 FROM "Reply" r WHERE r."ticketId" = t."id" AND r."kind" = ${FOLIO}::"ReplyKind" AND r."state" = 'withheld')
        OR EXISTS (SELECT 1 FROM "Reply" r WHERE r."ticketId" = t."id" AND r."kind" = ${FOLIO}::"ReplyKind" AND r."state" <> 'withheld') AS "folioTold",
      (SELECT max(r."createdAt") FROM "Reply" r WHERE r."ticketId" = t."id" AND r."kind" = 'appended' AND r."state" <> 'withheld') AS "lastAppendedAt",
      (SELECT m."conversation" FROM "Message" m WHERE m."ticketId" = t."id" ORDER BY m."receivedAt", m."id" LIMIT 1) AS "openedBy"
    FROM "Ticket" t WHERE ${where} ORDER BY t."openedAt" DESC, t."id" DESC`);
