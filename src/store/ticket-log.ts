import { webhookTypeOf } from '../core/webhooks.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';

export type TicketLogEntry = { id: string; at: Date; kind: string; actor: string; data: Prisma.InputJsonObject };

/** What a person of ours did for the customer to hear of. */
const ANSWERS = new Set(['answered', 'answered-elsewhere', 'resolved']);

export type LoggedOn = { ticketId: string; entry: TicketLogEntry };

/** Whether an entry of this kind changes its ticket as well. */
export const isCounted = (kind: string): boolean => ANSWERS.has(kind) || kind === 'reopened';

/** Writes an entry into a ticket's log, with a row for each endpoint that wants to hear of it, and on the ticket what reports count of it. Every entry comes through here. */
export const logOnTicket = async (connection: Connection, sql: Sql, ticketId: string, entry: TicketLogEntry): Promise<void> => {
  await logOnTickets(sql, [{ ticketId, entry }]);
  if (ANSWERS.has(entry.kind))
    await connection.ticket.updateMany({ where: { id: ticketId, firstAnswerAt: null }, data: { firstAnswerAt: entry.at } });
  if (entry.kind === 'reopened') await connection.ticket.updateMany({ where: { id: ticketId }, data: { reopenings: { increment: 1 } } });
};

/** The same for several tickets in one statement; for kinds that change nothing on the ticket. */
export const logOnTickets = async (sql: Sql, entries: LoggedOn[]): Promise<void> => {
  await sql(LOG, [JSON.stringify(entries.map(({ ticketId, entry }) => ({ ...entry, ticketId, type: webhookTypeOf(entry.kind) })))]);
};

// The events and their outbox rows are one statement: all are there, or none.
const LOG = `
  WITH wanted AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json) AS n("id" uuid, "ticketId" uuid, "at" timestamptz, "kind" text, "actor" text, "data" jsonb, "type" text)),
  entries AS (
    INSERT INTO "TicketEvent" ("id", "ticketId", "at", "kind", "actor", "data") SELECT "id", "ticketId", "at", "kind", "actor", "data" FROM wanted)
  INSERT INTO "WebhookDelivery" ("id", "endpointId", "eventId", "type", "ticketId", "occurredAt", "nextTryAt", "createdAt")
  SELECT gen_random_uuid(), e."id", w."id", w."type", w."ticketId", w."at", w."at", now()
  FROM "WebhookEndpoint" e JOIN wanted w ON w."type" = ANY(e."events")
  WHERE e."state" = 'active' AND e."company" = (SELECT t."company" FROM "Ticket" t WHERE t."id" = w."ticketId")`;
