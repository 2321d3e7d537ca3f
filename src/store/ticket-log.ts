import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';

export type TicketLogEntry = { id: string; at: Date; kind: string; actor: string; data: Prisma.InputJsonObject };

/** What a person of ours did for the customer to hear of. */
const ANSWERS = new Set(['answered', 'answered-elsewhere', 'resolved']);

/** Writes an entry into a ticket's log, and on the ticket what reports count of it. Every entry comes through here. */
export const logOnTicket = async (connection: Connection, sql: Sql, ticketId: string, entry: TicketLogEntry): Promise<void> => {
  const { id, at, kind, actor, data } = entry;
  await sql(`INSERT INTO "TicketEvent" ("id", "ticketId", "at", "kind", "actor", "data") VALUES ($1, $2, $3, $4, $5, $6)`, [
    id,
    ticketId,
    at,
    kind,
    actor,
    data,
  ]);
  if (ANSWERS.has(entry.kind))
    await connection.ticket.updateMany({ where: { id: ticketId, firstAnswerAt: null }, data: { firstAnswerAt: entry.at } });
  if (entry.kind === 'reopened') await connection.ticket.updateMany({ where: { id: ticketId }, data: { reopenings: { increment: 1 } } });
};
