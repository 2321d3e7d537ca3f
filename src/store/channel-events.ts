import { v7 as newId } from 'uuid';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type EventRow = Omit<Prisma.ChannelEventCreateManyInput, 'id' | 'data'> & { data: Prisma.InputJsonObject };

/** Whatever else the channels told us. */
export const channelEventsOf = (connection: Connection) => ({
  /** Keeps an event; false where it is there already (Meta repeats). */
  add: async (event: EventRow): Promise<boolean> => {
    const { count } = await connection.channelEvent.createMany({ data: [{ id: newId(), ...event }], skipDuplicates: true });
    return count === 1;
  },
});
