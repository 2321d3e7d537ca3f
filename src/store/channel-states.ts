import type { Channel } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type ChannelStateRow = Prisma.ChannelStateGetPayload<object>;
export type Look = { tokenExpiresAt: Date | null; faults: string[]; quality: string | null };

/** How each company's channels to Meta are. */
export const channelStatesOf = (connection: Connection) => ({
  list: (): Promise<ChannelStateRow[]> => connection.channelState.findMany({ orderBy: [{ company: 'asc' }, { channel: 'asc' }] }),

  find: (company: string, channel: Channel): Promise<ChannelStateRow | null> =>
    connection.channelState.findUnique({ where: { company_channel: { company, channel } } }),

  /** Stops a channel: nothing goes out until `nextTryAt`, when one answer may try it. Its first moment stays. */
  stop: async (company: string, channel: Channel, error: string, now: Date, nextTryAt: Date): Promise<void> => {
    await connection.$executeRaw`
      INSERT INTO "ChannelState" ("company", "channel", "state", "since", "lastError", "nextTryAt", "faults")
      VALUES (${company}, ${channel}::"Channel", 'stopped', ${now}, ${error}, ${nextTryAt}, '{}')
      ON CONFLICT ("company", "channel") DO UPDATE SET "state" = 'stopped', "lastError" = ${error}, "nextTryAt" = ${nextTryAt},
        "since" = CASE WHEN "ChannelState"."state" = 'stopped' THEN "ChannelState"."since" ELSE ${now} END`;
  },

  /** Takes the one try of a stopped channel that is due, and puts the next off; false where another answer has it. */
  takeTry: async (company: string, channel: Channel, now: Date, nextTryAt: Date): Promise<boolean> => {
    const { count } = await connection.channelState.updateMany({
      where: { company, channel, state: 'stopped', nextTryAt: { lte: now } },
      data: { nextTryAt },
    });
    return count === 1;
  },

  /** Opens a stopped channel; false where it was open. */
  open: async (company: string, channel: Channel, now: Date): Promise<boolean> => {
    const { count } = await connection.channelState.updateMany({
      where: { company, channel, state: 'stopped' },
      data: { state: 'open', since: now, lastError: null, nextTryAt: null },
    });
    return count === 1;
  },

  /** Keeps what Meta said of token, templates and number. */
  saveLook: async (company: string, channel: Channel, now: Date, look: Look): Promise<void> => {
    await connection.channelState.upsert({
      where: { company_channel: { company, channel } },
      create: { company, channel, since: now, checkedAt: now, ...look },
      update: { checkedAt: now, ...look },
    });
  },
});
