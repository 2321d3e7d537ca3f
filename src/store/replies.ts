import { v7 as newId } from 'uuid';
import type { Channel, ReplyKind, ReplyState } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type NewReply = {
  company: string;
  /** One effect, once: `folio:<ticket>` … */
  key: string;
  kind: ReplyKind;
  channel: Channel;
  state: Extract<ReplyState, 'queued' | 'withheld' | 'task'>;
  recipient: string | null;
  mailbox: string | null;
  template: boolean;
  accessible: boolean;
  facts: Prisma.InputJsonObject;
  emailMessageId: string | null;
  inReplyTo: string | null;
  references: string[];
  because: string | null;
  createdAt: Date;
  ticketId: string | null;
  messageId: string | null;
  matterId: string | null;
};
export type ReplyRow = Prisma.ReplyGetPayload<object>;

const LIMITED: ReplyKind[] = ['folio', 'data_request', 'appended', 'reopened'];

/** The outbox. */
export const repliesOf = (connection: Connection) => ({
  find: (id: string): Promise<ReplyRow | null> => connection.reply.findUnique({ where: { id } }),

  /** Adds an answer to the outbox; null where its key is there already: one effect, once. */
  add: async (reply: NewReply): Promise<string | null> => {
    const id = newId();
    const { count } = await connection.reply.createMany({
      data: [{ id, ...reply, nextTryAt: reply.state === 'queued' ? reply.createdAt : null }],
      skipDuplicates: true,
    });
    return count === 1 ? id : null;
  },

  /** How many automatic answers an address was given after a moment, withheld ones not counted (rule 17). */
  countLimited: (company: string, recipient: string, after: Date): Promise<number> =>
    connection.reply.count({ where: { company, recipient, createdAt: { gt: after }, kind: { in: LIMITED }, state: { not: 'withheld' } } }),

  /** Claims a reply for one try: its attempts go up and a crash is tried again after `leaseMs`. Null where it is not due or at an end. */
  claim: async (id: string, now: Date, leaseMs: number): Promise<ReplyRow | null> => {
    const { count } = await connection.reply.updateMany({
      where: { id, nextTryAt: { lte: now }, state: { in: ['queued', 'sending'] } },
      data: { state: 'sending', attempts: { increment: 1 }, nextTryAt: new Date(now.getTime() + leaseMs) },
    });
    return count === 0 ? null : connection.reply.findUnique({ where: { id } });
  },

  update: async (id: string, data: Prisma.ReplyUncheckedUpdateInput): Promise<void> => {
    await connection.reply.update({ where: { id }, data, select: { id: true } });
  },

  /** Ids of answers that are overdue: what the sweep enqueues again. */
  findOverdue: async (now: Date, limit: number): Promise<string[]> => {
    const rows = await connection.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Reply" WHERE "nextTryAt" IS NOT NULL AND "nextTryAt" <= ${now} ORDER BY "nextTryAt" LIMIT ${limit}`;
    return rows.map((row) => row.id);
  },
});
