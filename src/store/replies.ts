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

export type Reported = {
  channel: Channel;
  providerId: string | null;
  callbackData: string | null;
  recipient: { phone: string | null; userId: string | null };
  upTo: Date | null;
};
export type PersonsAnswer = {
  company: string;
  channel: Channel;
  externalId: string;
  recipient: string | null;
  text: string;
  at: Date;
  ticketId: string | null;
};

// "0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11"; not "salida-881".
const IS_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
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

  /** The answers that a provider's status speaks of: one by its id or ours, or all to a person up to a moment. */
  findReported: (company: string, about: Reported): Promise<Pick<ReplyRow, 'id' | 'state'>[]> => {
    const select = { id: true, state: true } as const;
    const own = about.callbackData !== null && IS_UUID.test(about.callbackData) ? [{ id: about.callbackData }] : [];
    if (about.providerId !== null)
      return connection.reply.findMany({ where: { company, OR: [{ providerId: about.providerId }, ...own] }, select });
    const recipient = about.recipient.userId ?? about.recipient.phone;
    if (recipient === null || about.upTo === null) return Promise.resolve([]);
    return connection.reply.findMany({
      where: { company, channel: about.channel, recipient, state: { in: ['sent', 'delivered'] }, sentAt: { lte: about.upTo } },
      select,
    });
  },

  /** Notes what the provider said; a state that names a moment keeps the first. */
  report: async (id: string, said: { state: ReplyState; at: Date; providerId: string | null; errorCode: number | null }): Promise<void> => {
    const moment = { sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt' }[said.state as 'sent' | 'delivered' | 'read'];
    await connection.reply.update({
      where: { id },
      data: {
        state: said.state,
        nextTryAt: null,
        because: said.errorCode === null ? null : `meta:${said.errorCode}`,
        ...(moment && { [moment]: said.at }),
        ...(said.providerId && { providerId: said.providerId }),
      },
      select: { id: true },
    });
  },

  /** Our own send come back in an echo: it did go out, whatever became of the request. */
  confirmSent: async (company: string, id: string, providerId: string, at: Date): Promise<void> => {
    if (!IS_UUID.test(id)) return;
    await connection.reply.updateMany({
      where: { id, company, state: { in: ['queued', 'sending'] } },
      data: { state: 'sent', providerId, sentAt: at, nextTryAt: null, because: null },
    });
  },

  /** An answer that a person gave outside, kept once under the provider's id. */
  addPersons: async (answer: PersonsAnswer): Promise<void> => {
    await connection.reply.createMany({
      data: [
        {
          id: newId(),
          company: answer.company,
          key: `echo:${answer.channel}:${answer.externalId}`,
          kind: 'agent',
          channel: answer.channel,
          state: 'sent',
          recipient: answer.recipient,
          facts: {},
          text: answer.text,
          references: [],
          providerId: answer.externalId,
          createdAt: answer.at,
          sentAt: answer.at,
          ticketId: answer.ticketId,
        },
      ],
      skipDuplicates: true,
    });
  },

  /** Ids of answers that are overdue: what the sweep enqueues again. */
  findOverdue: async (now: Date, limit: number): Promise<string[]> => {
    const rows = await connection.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Reply" WHERE "nextTryAt" IS NOT NULL AND "nextTryAt" <= ${now} ORDER BY "nextTryAt" LIMIT ${limit}`;
    return rows.map((row) => row.id);
  },
});
