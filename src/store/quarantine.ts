import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';
import type { WaitingDelivery } from './meta-deliveries.ts';

const FIELDS = {
  id: true,
  company: true,
  channel: true,
  mailbox: true,
  conversation: true,
  senderName: true,
  senderAddress: true,
  senderPhone: true,
  subject: true,
  state: true,
  disposition: true,
  reason: true,
  decision: true,
  receivedAt: true,
  settledAt: true,
  reviewedAt: true,
  rawHash: true,
  raw: { select: { sizeBytes: true, truncated: true } },
  ticket: { select: { folio: true } },
  events: { orderBy: [{ at: 'asc' }, { id: 'asc' }], select: { id: true, at: true, kind: true, actor: true, data: true } },
} as const satisfies Prisma.MessageSelect;

/** A message that could not be read, or could not once. */
export type QuarantineRow = Prisma.MessageGetPayload<{ select: typeof FIELDS }>;
export type QuarantineEvent = {
  id: string;
  messageId: string;
  at: Date;
  kind: 'retried' | 'discarded';
  actor: string;
  data: Prisma.InputJsonObject;
};

/** What could not be read. `reviewedAt` says that a person discarded it; the message and its bytes stay. */
export const quarantineOf = (connection: Connection) => ({
  /** What waits for a person, or what one discarded; the newest first. `after` is the last of the page before. */
  list: (company: string, isDiscarded: boolean, after: { at: Date; id: string } | null, limit: number): Promise<QuarantineRow[]> =>
    connection.message.findMany({
      where: {
        company,
        disposition: 'quarantined',
        reviewedAt: isDiscarded ? { not: null } : null,
        ...(after && { OR: [{ receivedAt: { lt: after.at } }, { receivedAt: after.at, id: { lt: after.id } }] }),
      },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      select: FIELDS,
      take: limit,
    }),

  /** A message that is in quarantine or was tried again from there. */
  find: (company: string, id: string): Promise<QuarantineRow | null> =>
    connection.message.findFirst({
      where: { id, company, OR: [{ disposition: 'quarantined' }, { events: { some: { kind: 'retried' } } }] },
      select: FIELDS,
    }),

  /** Puts a message back at the beginning of its way; false where it is not in quarantine any more. */
  restart: async (company: string, id: string, now: Date): Promise<boolean> => {
    const { count } = await connection.message.updateMany({
      where: { id, company, disposition: 'quarantined', state: 'settled' },
      data: { state: 'stored', disposition: null, reason: null, settledAt: null, reviewedAt: null, givenUp: 0, dueAt: now },
    });
    return count === 1;
  },

  /** Takes a message off the list; false where it is not on it any more. */
  discard: async (company: string, id: string, now: Date): Promise<boolean> => {
    const { count } = await connection.message.updateMany({
      where: { id, company, disposition: 'quarantined', state: 'settled', reviewedAt: null },
      data: { reviewedAt: now },
    });
    return count === 1;
  },

  /** Puts a webhook that could not be taken apart on the list, as a message of the same id that holds nothing but its bytes. */
  addDelivery: async ({ id, company, channel, rawHash, receivedAt, failures }: WaitingDelivery, now: Date): Promise<void> => {
    const decision = { rule: 0, because: 'given-up', facts: { rounds: failures }, candidates: [] };
    const ended = { state: 'settled', disposition: 'quarantined', reason: 'given-up', settledAt: now } as const;
    await connection.message.create({
      data: { id, company, channel, kind: 'delivery', conversation: `delivery:${id}`, rawHash, receivedAt, decision, ...ended },
      select: { id: true },
    });
  },

  /** Settles such a message once what its webhook held is stored as messages of their own: it is one of them again, and counts as none. */
  endDelivery: async (id: string, now: Date): Promise<void> => {
    await connection.message.updateMany({
      where: { id, kind: 'delivery', state: 'stored' },
      data: { state: 'settled', disposition: 'ignored', ignoredReason: 'duplicate', reason: 'unpacked', settledAt: now, dueAt: null },
    });
  },

  log: async (event: QuarantineEvent): Promise<void> => {
    await connection.messageEvent.create({ data: event, select: { id: true } });
  },
});
