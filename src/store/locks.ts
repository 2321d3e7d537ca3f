import { createHash } from 'node:crypto';
import type { Sql } from './database.ts';

/**
 * Takes one advisory lock per key until the transaction ends, in one order for everybody. Keys of one class are taken
 * together; the order of the classes is conversation and identity, contract, ticket (`lockTickets`), answer, folio
 * sequence, recipient. One transaction settles one unit, so that no class is gone back to: then two never wait for each other.
 */
export const lockKeys = async (sql: Sql, keys: string[]): Promise<void> => {
  const sorted = [...new Set(keys)].sort().map(hashOf);
  if (sorted.length === 0) return;
  await sql(
    `SELECT pg_advisory_xact_lock(hashtextextended(key, 0))::text
     FROM (SELECT key FROM unnest($1::text[]) WITH ORDINALITY AS keys(key, place) ORDER BY place) AS sorted`,
    [sorted],
  );
};

/** A key may hold a whole mail (rule 1), and characters that PostgreSQL refuses. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Holds tickets as they are until the transaction ends: nobody else changes them meanwhile, an agent included. */
export const lockTickets = async (sql: Sql, ids: string[]): Promise<void> => {
  if (ids.length === 0) return;
  await sql(`SELECT 1 AS "held" FROM "Ticket" WHERE "id" = ANY($1::uuid[]) ORDER BY "id" FOR NO KEY UPDATE`, [[...new Set(ids)]]);
};
