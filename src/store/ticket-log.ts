import { webhookTypeOf } from '../core/webhooks.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';

export type TicketLogEntry = { id: string; at: Date; kind: string; actor: string; data: Prisma.InputJsonObject };

/** What a person of ours did for the customer to hear of. */
const ANSWERS = new Set(['answered', 'answered-elsewhere', 'resolved']);

/** Writes an entry into a ticket's log, with a row for each endpoint that wants to hear of it, and on the ticket what reports count of it. Every entry comes through here. */
export const logOnTicket = async (connection: Connection, sql: Sql, ticketId: string, entry: TicketLogEntry): Promise<void> => {
  const { id, at, kind, actor, data } = entry;
  await sql(LOG, [id, ticketId, at, kind, actor, data, webhookTypeOf(kind)]);
  if (ANSWERS.has(entry.kind))
    await connection.ticket.updateMany({ where: { id: ticketId, firstAnswerAt: null }, data: { firstAnswerAt: entry.at } });
  if (entry.kind === 'reopened') await connection.ticket.updateMany({ where: { id: ticketId }, data: { reopenings: { increment: 1 } } });
};

// The event and its outbox rows are one statement: both are there, or none.
const LOG = `
  WITH entry AS (INSERT INTO "TicketEvent" ("id", "ticketId", "at", "kind", "actor", "data") VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6))
  INSERT INTO "WebhookDelivery" ("id", "endpointId", "eventId", "type", "ticketId", "occurredAt", "nextTryAt", "createdAt")
  SELECT gen_random_uuid(), w."id", $1::uuid, $7::text, $2::uuid, $3, $3, now()
  FROM "WebhookEndpoint" w JOIN "Ticket" t ON t."company" = w."company"
  WHERE t."id" = $2::uuid AND w."state" = 'active' AND $7::text = ANY(w."events")`;
