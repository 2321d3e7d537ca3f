import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type TicketLogEntry = { id: string; at: Date; kind: string; actor: string; data: Prisma.InputJsonObject };

/** What a person of ours did for the customer to hear of. */
const ANSWERS = new Set(['answered', 'answered-elsewhere', 'resolved']);

/** Writes an entry into a ticket's log, and on the ticket what reports count of it. Every entry comes through here. */
export const logOnTicket = async (connection: Connection, ticketId: string, entry: TicketLogEntry): Promise<void> => {
  await connection.ticketEvent.create({ data: { ...entry, ticketId }, select: { id: true } });
  if (ANSWERS.has(entry.kind))
    await connection.ticket.updateMany({ where: { id: ticketId, firstAnswerAt: null }, data: { firstAnswerAt: entry.at } });
  if (entry.kind === 'reopened') await connection.ticket.updateMany({ where: { id: ticketId }, data: { reopenings: { increment: 1 } } });
};
