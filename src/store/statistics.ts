import type { Sql } from './database.ts';

/** Few changes tell nothing of how a table is filled. */
const LEAST_CHANGES = 200;

/**
 * Has PostgreSQL look again at the tables that have become five times as large since it last did, or that it never looked at:
 * until its own analysis comes, every minute at most, a plan made for an empty table reads all of a company's rows. Returns
 * how many tables those were.
 */
export const analyzeGrown = async (sql: Sql): Promise<number> => {
  const rows = await sql<{ relname: string }>(
    `SELECT s."relname" FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
     WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > $1 AND s.n_mod_since_analyze > 4 * c.reltuples`,
    [LEAST_CHANGES],
  );
  for (const { relname } of rows) await sql(`ANALYZE "${relname}"`, []);
  return rows.length;
};
