import { Redis } from 'ioredis';
import type { BenchServers } from './servers.ts';

/** What the servers were asked to do. */
export type Work = { statements: number; commits: number; redisCommands: number };

/** Starts counting anew. */
export const resetWork = async ({ db, redisUrl }: Pick<BenchServers, 'db' | 'redisUrl'>): Promise<void> => {
  await db.query('SELECT pg_stat_statements_reset()');
  await withRedis(redisUrl, (redis) => redis.config('RESETSTAT'));
};

export const readWork = async ({ db, redisUrl }: Pick<BenchServers, 'db' | 'redisUrl'>): Promise<Work> => {
  // BEGIN, COMMIT and their like are round trips as well.
  const { rows } = await db.query<{ statements: string; commits: string }>(`
    SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements) AS statements,
      (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits`);
  const stats = await withRedis(redisUrl, (redis) => redis.info('commandstats'));
  const calls = [...stats.matchAll(/calls=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  return { statements: Number(rows[0]?.statements), commits: Number(rows[0]?.commits), redisCommands: calls };
};

export const countWork = async (servers: Pick<BenchServers, 'db' | 'redisUrl'>, before: Work): Promise<Work> => {
  const after = await readWork(servers);
  return {
    statements: after.statements - before.statements,
    commits: after.commits - before.commits,
    redisCommands: after.redisCommands - before.redisCommands,
  };
};

export type Statement = { query: string; calls: number; ms: number };

/** The statements since counting began, those that took the server longest first. */
export const statementsOf = async ({ db }: Pick<BenchServers, 'db'>): Promise<Statement[]> => {
  const { rows } = await db.query<Statement>(
    `SELECT regexp_replace(left(query, 130), '\\s+', ' ', 'g') AS query, calls::int, total_exec_time AS ms
     FROM pg_stat_statements ORDER BY total_exec_time DESC`,
  );
  return rows;
};

/** For whoever looks for what to improve. */
export const topStatements = async (servers: Pick<BenchServers, 'db'>, limit: number): Promise<string[]> =>
  (await statementsOf(servers)).slice(0, limit).map(({ calls, ms, query }) => `${pad(ms, 0)} ms ${String(calls).padStart(7)} × ${query}`);

type Measured = { mails: number; rows: Statement[] };

/** Microseconds a mail of each statement in two databases, those that differ most first. */
export const compareStatements = (one: Measured, other: Measured, limit: number): string[] => {
  const perMail = ({ mails, rows }: Measured) =>
    new Map(
      [...Map.groupBy(rows, ({ query }) => query)].map(([query, same]) => [
        query,
        (same.reduce((sum, { ms }) => sum + ms, 0) * 1_000) / mails,
      ]),
    );
  const [here, there] = [perMail(one), perMail(other)];
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((query) => ({ query, here: here.get(query) ?? 0, there: there.get(query) ?? 0 }))
    .sort((a, b) => Math.abs(b.here - b.there) - Math.abs(a.here - a.there))
    .slice(0, limit)
    .map(({ query, here: mine, there: theirs }) => `${pad(mine, 1)} µs beside ${pad(theirs, 1)} a mail: ${query}`);
};

const pad = (value: number, digits: number): string => value.toFixed(digits).padStart(7);

/** Tables that were read from end to end, and how many rows that were. */
export const scannedTables = async ({ db }: Pick<BenchServers, 'db'>): Promise<string[]> => {
  const { rows } = await db.query<{ relname: string; seq_scan: string; seq_tup_read: string }>(
    'SELECT relname, seq_scan, seq_tup_read FROM pg_stat_user_tables WHERE seq_tup_read > 1000 ORDER BY seq_tup_read DESC',
  );
  return rows.map(({ relname, seq_scan, seq_tup_read }) => `${relname}: ${seq_scan} times, ${seq_tup_read} rows`);
};

const withRedis = async <T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = new Redis(url);
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
};
