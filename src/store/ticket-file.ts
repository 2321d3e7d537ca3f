import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

const MESSAGE = {
  id: true,
  channel: true,
  kind: true,
  mailbox: true,
  subject: true,
  text: true,
  senderName: true,
  senderAddress: true,
  senderPhone: true,
  receivedAt: true,
  sentAt: true,
  disposition: true,
  reason: true,
  decision: true,
  rawHash: true,
  authentication: true,
  ticketId: true,
  conversation: true,
  reviewedAt: true,
  form: true,
  attachments: { orderBy: { position: 'asc' } },
  reading: true,
} as const satisfies Prisma.MessageSelect;

/** A message with all that its page shows. */
export type FileMessage = Prisma.MessageGetPayload<{ select: typeof MESSAGE }>;
export type FileReply = Prisma.ReplyGetPayload<object>;
export type FileEvent = Prisma.TicketEventGetPayload<object>;
export type FileTicket = Prisma.TicketGetPayload<{ include: typeof TICKET }>;

const TICKET = {
  agent: { select: { id: true, name: true } },
  related: { select: { folio: true } },
  relating: { select: { folio: true } },
  joinedInto: { select: { folio: true } },
  joined: { select: { folio: true } },
  pauses: { orderBy: { startedAt: 'desc' } },
} as const satisfies Prisma.TicketInclude;

const MESSAGES_AT_MOST = 500;

/** Everything that belongs to one ticket, as its page shows it. Nothing is found without its company. */
export const ticketFilesOf = (connection: Connection) => ({
  find: (company: string, folio: string): Promise<FileTicket | null> =>
    connection.ticket.findFirst({ where: { company, folio }, include: TICKET }),

  /** The newest messages of a ticket, in order of receipt. */
  messages: async (ticketId: string, atMost = MESSAGES_AT_MOST): Promise<FileMessage[]> => {
    const rows = await connection.message.findMany({
      where: { ticketId },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      select: MESSAGE,
      take: atMost,
    });
    return rows.reverse();
  },

  replies: (ticketId: string, atMost = MESSAGES_AT_MOST): Promise<FileReply[]> =>
    connection.reply.findMany({ where: { ticketId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], take: atMost }),

  events: (ticketId: string, atMost = 2 * MESSAGES_AT_MOST): Promise<FileEvent[]> =>
    connection.ticketEvent.findMany({ where: { ticketId }, orderBy: [{ at: 'asc' }, { id: 'asc' }], take: atMost }),

  findMessage: (company: string, id: string): Promise<FileMessage | null> =>
    connection.message.findFirst({ where: { company, id }, select: MESSAGE }),

  /** A file of a message of the company, and where its bytes are. */
  findAttachment: (company: string, id: string) =>
    connection.attachment.findFirst({ where: { id, message: { company } }, include: { message: { select: { rawHash: true } } } }),

  /** The messages that a person must look at, the oldest first; `after` is the last of the page before. */
  review: (company: string, after: { at: Date; id: string } | null, limit: number): Promise<FileMessage[]> =>
    connection.message.findMany({
      where: {
        company,
        disposition: 'review',
        reviewedAt: null,
        ...(after && { OR: [{ receivedAt: { gt: after.at } }, { receivedAt: after.at, id: { gt: after.id } }] }),
      },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      select: MESSAGE,
      take: limit,
    }),

  /** What waited for data until its days were over: a person may still open it. */
  expiredMatters: (company: string, now: Date, limit: number): Promise<FileMessage[]> =>
    connection.message.findMany({
      where: { company, disposition: 'pending', reviewedAt: null, matter: { settledAt: null, expiresAt: { lt: now } } },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      select: MESSAGE,
      take: limit,
    }),

  /** Replies that are an agent's task to telephone (policy, rule 16), the oldest first. */
  calls: (company: string, limit: number) =>
    connection.reply.findMany({
      where: { company, state: 'task' },
      orderBy: { createdAt: 'asc' },
      include: { ticket: { select: { folio: true, holder: true, phone: true, writtenOnly: true } } },
      take: limit,
    }),
});
