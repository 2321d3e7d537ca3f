import { v7 as newId } from 'uuid';
import type { Done, EventData, TicketColumns, TicketState } from '../core/policy/actions/action.ts';
import type { AgentState } from '../core/policy/actions/move.ts';
import type { ReviewState } from '../core/policy/actions/review.ts';
import type { LoggedEvent } from '../core/policy/actions/undo.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';
import { logOnTicket } from './ticket-log.ts';

/** Who does it, when, and the id of the entry in the log: the same id twice is the same action. */
export type Entry = { id: string; at: Date; actor: string };

/** What agents do to tickets, under the lock of the ticket's row. */
export const attendingOf = (connection: Connection, sql: Sql) => ({
  /** The ticket of a company as actions see it, its row locked until the transaction ends; null where there is none. */
  lock: async (company: string, ticketId: string): Promise<TicketState | null> => {
    await connection.$queryRaw`SELECT 1 FROM "Ticket" WHERE "id" = ${ticketId}::uuid FOR UPDATE`;
    return connection.ticket.findFirst({ where: { id: ticketId, company }, include: { pauses: { orderBy: { startedAt: 'asc' } } } });
  },

  /** The keys under which the understanding of this ticket's messages runs: take them before the row. */
  keysOf: async (company: string, ticketId: string): Promise<{ conversations: string[]; contracts: string[] }> => {
    const messages = await connection.message.findMany({
      where: { ticketId, company, conversation: { not: null } },
      distinct: ['conversation'],
      select: { conversation: true },
    });
    const ticket = await connection.ticket.findFirst({ where: { id: ticketId, company }, select: { contractKey: true } });
    return {
      conversations: messages.map(({ conversation }) => `conversation:${company}:${conversation}`),
      contracts: ticket?.contractKey ? [`contract:${company}:${ticket.contractKey}`] : [],
    };
  },

  hasEvent: async (id: string): Promise<boolean> =>
    (await connection.ticketEvent.findUnique({ where: { id }, select: { id: true } })) !== null,

  hasMessageEvent: async (id: string): Promise<boolean> =>
    (await connection.messageEvent.findUnique({ where: { id }, select: { id: true } })) !== null,

  /** Writes a verdict: the columns, one version on, and the entry in the log. */
  apply: async (ticketId: string, { change, event }: Pick<Done, 'change' | 'event'>, entry: Entry): Promise<void> => {
    await connection.ticket.update({
      where: { id: ticketId },
      data: { ...(change satisfies TicketColumns), version: { increment: 1 } },
      select: { id: true },
    });
    await log(connection, sql, ticketId, event.kind, event.data, entry);
  },

  log: (ticketId: string, kind: string, data: EventData, entry: Entry): Promise<void> => log(connection, sql, ticketId, kind, data, entry),

  /** An entry of a ticket's log, and whether it was taken back. */
  findEvent: async (ticketId: string, id: string): Promise<LoggedEvent | null> => {
    const event = await connection.ticketEvent.findFirst({ where: { id, ticketId } });
    if (!event) return null;
    const undone = await connection.ticketEvent.findFirst({
      where: { ticketId, kind: 'undone', data: { path: ['event'], equals: id } },
      select: { id: true },
    });
    return { id, kind: event.kind, data: event.data as EventData, undone: undone !== null };
  },

  /** The entry by which a ticket took another's messages. */
  findTook: async (ticketId: string, fromFolio: string): Promise<LoggedEvent | null> => {
    const event = await connection.ticketEvent.findFirst({
      where: { ticketId, kind: 'took', data: { path: ['from'], equals: fromFolio } },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
    });
    return event && { id: event.id, kind: event.kind, data: event.data as EventData, undone: false };
  },

  startPause: async (ticketId: string, at: Date, reason: string, attributable: boolean): Promise<void> => {
    await connection.ticketPause.create({ data: { id: newId(), ticketId, startedAt: at, reason, attributable }, select: { id: true } });
  },

  endPause: async (ticketId: string, at: Date): Promise<void> => {
    await connection.ticketPause.updateMany({ where: { ticketId, endedAt: null }, data: { endedAt: at } });
  },

  messagesOf: (ticketId: string): Promise<{ id: string; text: string | null; receivedAt: Date }[]> =>
    connection.message.findMany({
      where: { ticketId },
      select: { id: true, text: true, receivedAt: true },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
    }),

  /** Puts messages, and the answers to them, on another ticket. */
  moveMessages: async (ids: string[], ticketId: string): Promise<void> => {
    await connection.message.updateMany({ where: { id: { in: ids } }, data: { ticketId } });
    await connection.reply.updateMany({ where: { messageId: { in: ids } }, data: { ticketId } });
  },

  findAgentState: (id: string): Promise<AgentState | null> =>
    connection.agent.findUnique({ where: { id }, select: { id: true, company: true, absent: true } }),

  saveCorrection: async (correction: Omit<Prisma.CorrectionCreateManyInput, 'id'>, id: string): Promise<void> => {
    await connection.correction.createMany({ data: [{ id, ...correction }] });
  },

  /** A correction that was taken back teaches nothing; it has the id of its entry in the log. */
  undoCorrection: async (id: string, at: Date): Promise<void> => {
    await connection.correction.updateMany({ where: { id, undoneAt: null }, data: { undoneAt: at } });
  },

  findReview: async (company: string, messageId: string): Promise<ReviewState | null> => {
    const row = await connection.message.findFirst({
      where: { id: messageId, company },
      select: { id: true, company: true, disposition: true, reviewedAt: true, matterId: true, matter: { select: { settledAt: true } } },
    });
    if (!row) return null;
    const { matter, ...message } = row;
    return { ...message, matterSettled: matter && matter.settledAt !== null };
  },

  /** Takes a message off the list for review, or puts it back (`at` null), with its entry in the log; false where the entry is there. */
  markReviewed: async (messageId: string, at: Date | null, kind: string, data: EventData, entry: Entry): Promise<boolean> => {
    const { count } = await connection.messageEvent.createMany({
      data: [{ id: entry.id, messageId, at: entry.at, kind, actor: entry.actor, data: data as Prisma.InputJsonObject }],
      skipDuplicates: true,
    });
    if (count === 0) return false;
    await connection.message.update({ where: { id: messageId }, data: { reviewedAt: at }, select: { id: true } });
    return true;
  },

  /** Whether an answer of this key was handed out, or waits to be. */
  isOnItsWay: async (key: string): Promise<boolean> =>
    (await connection.reply.count({ where: { key, state: { in: ['queued', 'sending', 'sent', 'delivered', 'read'] } } })) > 0,

  /** Takes back an answer that no try has been made of; false where it is on its way. */
  withdrawReply: async (where: { id: string } | { key: string }): Promise<boolean> => {
    const { count } = await connection.reply.updateMany({
      where: { ...where, state: 'queued', attempts: 0 },
      data: { state: 'withheld', because: 'undone', nextTryAt: null },
    });
    return count === 1;
  },
});

const log = (connection: Connection, sql: Sql, ticketId: string, kind: string, data: EventData, entry: Entry): Promise<void> =>
  logOnTicket(connection, sql, ticketId, { ...entry, kind, data: data as Prisma.InputJsonObject });
