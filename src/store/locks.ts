import { createHash } from 'node:crypto';
import type { Sql } from './database.ts';

/**
 * Takes one advisory lock per key until the transaction ends, in one order for everybody. Keys of one class are taken
 * together; the order of the classes is conversation and identity, contract, ticket (`lockTickets`), answer, folio
 * sequence, recipient. One transaction settles one unit, so that no class is gone back to: then two never wait for each other.
 * One that settles several at once takes these locks without waiting (store/together.ts).
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

/** The same without waiting: returns which of the keys are held now; the others are somebody else's. */
export const tryLockKeys = async (sql: Sql, keys: string[]): Promise<Set<string>> => {
  if (keys.length === 0) return new Set();
  const byHash = new Map(keys.map((key) => [hashOf(key), key]));
  const rows = await sql<{ key: string; held: boolean }>(
    `SELECT key, pg_try_advisory_xact_lock(hashtextextended(key, 0)) AS "held" FROM unnest($1::text[]) AS keys(key)`,
    [[...byHash.keys()]],
  );
  return new Set(rows.flatMap(({ key, held }) => (held ? (byHash.get(key) ?? []) : [])));
};

/** A key may hold a whole mail (rule 1), and characters that PostgreSQL refuses. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Holds tickets as they are until the transaction ends: nobody else changes them meanwhile, an agent included. */
export const lockTickets = async (sql: Sql, ids: string[]): Promise<void> => {
  if (ids.length === 0) return;
  await sql(`SELECT 1 AS "held" FROM "Ticket" WHERE "id" = ANY($1::uuid[]) ORDER BY "id" FOR NO KEY UPDATE`, [[...new Set(ids)]]);
};

/** The same without waiting: returns which of the tickets are held now. */
export const tryLockTickets = async (sql: Sql, ids: string[]): Promise<Set<string>> => {
  const rows = await sql<{ id: string }>(
    `SELECT "id" FROM "Ticket" WHERE "id" = ANY($1::uuid[]) ORDER BY "id" FOR NO KEY UPDATE SKIP LOCKED`,
    [[...new Set(ids)]],
  );
  return new Set(rows.map(({ id }) => id));
};
