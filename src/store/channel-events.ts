import { v7 as newId } from 'uuid';
import type { Channel } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type EventRow = Omit<Prisma.ChannelEventCreateManyInput, 'id' | 'data'> & { data: Prisma.InputJsonObject };
/** What the sender of a message did to it afterwards. */
export type Amendment = { externalId: string; kind: 'edit' | 'revoke'; text: string | null };

/** Whatever else the channels told us. */
export const channelEventsOf = (connection: Connection) => ({
  /** Keeps events, each once (Meta repeats); says for each, in the order given, whether it is new. */
  addAll: async (events: EventRow[]): Promise<boolean[]> => {
    if (events.length === 0) return [];
    const rows = events.map((event) => ({ id: newId(), ...event }));
    // In one order for everybody: two webhooks with the same events never wait for each other.
    const sorted = rows.toSorted((one, other) => ((one.identity ?? '') < (other.identity ?? '') ? -1 : 1));
    const added = await connection.channelEvent.createManyAndReturn({ data: sorted, skipDuplicates: true, select: { id: true } });
    const fresh = new Set(added.map((row) => row.id));
    return rows.map((row) => fresh.has(row.id));
  },

  /** Edits and withdrawals of messages, the last word of each sender first. */
  findAmendments: async (company: string, channel: Channel, externalIds: string[]): Promise<Amendment[]> => {
    if (externalIds.length === 0) return [];
    const rows = await connection.channelEvent.findMany({
      where: { company, channel, externalId: { in: externalIds }, kind: { in: ['edit', 'revoke'] } },
      orderBy: [{ receivedAt: 'desc' }, { id: 'desc' }],
      select: { externalId: true, kind: true, data: true },
    });
    return rows.flatMap(({ externalId, kind, data }) => {
      const { text } = data as { text?: unknown };
      if (externalId === null) return [];
      return [{ externalId, kind: kind === 'edit' ? 'edit' : 'revoke', text: typeof text === 'string' ? text : null }];
    });
  },

  /** The statuses that came for a message of ours before we knew what the provider calls it. */
  findStatuses: async (company: string, channel: Channel, providerId: string): Promise<{ state: string; at: Date }[]> => {
    const rows = await connection.channelEvent.findMany({
      where: { company, channel, externalId: providerId, kind: 'status' },
      orderBy: { receivedAt: 'asc' },
      select: { data: true, receivedAt: true },
    });
    return rows.map(({ data, receivedAt }) => ({ state: String((data as { state?: unknown }).state ?? ''), at: receivedAt }));
  },

  /**
   * Whether Meta has told us of sends of ours since a moment: then it would have told us of that one too. WhatsApp's statuses
   * bring our own id back, on Messenger only echoes do.
   */
  hasToldSince: async (company: string, channel: Channel, since: Date): Promise<boolean> => {
    const row = await connection.channelEvent.findFirst({
      where: { company, channel, settledAt: { gt: since }, kind: channel === 'messenger' ? 'echo' : 'status' },
      select: { id: true },
    });
    return row !== null;
  },
});
