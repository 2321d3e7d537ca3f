import { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

/**
 * Takes one advisory lock per key until the transaction ends, in one order for everybody. Keys of one class are taken
 * together; take conversations before contracts, so that two transactions never wait for each other.
 */
export const lockKeys = async (connection: Connection, keys: string[]): Promise<void> => {
  const sorted = [...new Set(keys)].sort();
  if (sorted.length === 0) return;
  await connection.$queryRaw(Prisma.sql`
    SELECT pg_advisory_xact_lock(hashtextextended(key, 0))::text
    FROM (SELECT key FROM unnest(${sorted}::text[]) WITH ORDINALITY AS keys(key, place) ORDER BY place) AS sorted`);
};
