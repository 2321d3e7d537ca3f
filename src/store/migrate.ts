import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { PermanentError } from '../runtime/errors.ts';

/** The lock that `prisma migrate deploy` takes too, so that neither runs while the other does. */
const ADVISORY_LOCK = 72_707_369;

const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../prisma/migrations');

type Migration = { name: string; sql: string; checksum: string };
type Applied = { migration_name: string; checksum: string; finished_at: Date | null; rolled_back_at: Date | null };

/**
 * Brings a database to the present schema and returns the names of the migrations it applied. Each is one transaction,
 * recorded in `_prisma_migrations` as `prisma migrate deploy` records it. Throws PermanentError where an applied migration
 * was edited since or one is recorded as failed.
 */
export const migrate = async (databaseUrl: string, folder = MIGRATIONS_FOLDER): Promise<string[]> => {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<Applied>('SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations');
    const pending = pendingOf(await readMigrations(folder), rows);
    for (const migration of pending) await apply(client, migration);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
};

/** The names of the migrations that a database still lacks; all of them where it has none. */
export const findPendingMigrations = async (databaseUrl: string, folder = MIGRATIONS_FOLDER): Promise<string[]> => {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ found: boolean }>("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS found");
    const query = 'SELECT migration_name, checksum, finished_at, rolled_back_at FROM _prisma_migrations';
    const applied = tables[0]?.found ? (await client.query<Applied>(query)).rows : [];
    return pendingOf(await readMigrations(folder), applied).map((migration) => migration.name);
  } finally {
    await client.end();
  }
};

/** Names the schema that the migrations of a folder lead to: another migration, another name. */
export const nameSchema = async (folder = MIGRATIONS_FOLDER): Promise<string> => {
  const checksums = (await readMigrations(folder)).map(({ checksum }) => checksum);
  return createHash('sha256').update(checksums.join()).digest('hex').slice(0, 16);
};

const readMigrations = async (folder: string): Promise<Migration[]> => {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(folder, name, 'migration.sql'));
      return { name, sql: bytes.toString('utf8'), checksum: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
};

const pendingOf = (migrations: Migration[], applied: Applied[]): Migration[] => {
  const failed = applied.find((row) => row.finished_at === null && row.rolled_back_at === null);
  if (failed) throw new PermanentError('migration-failed', `migration ${failed.migration_name} is recorded as started and not finished`);
  const done = new Map(applied.filter((row) => row.rolled_back_at === null).map((row) => [row.migration_name, row.checksum]));
  const edited = migrations.find(({ name, checksum }) => done.has(name) && done.get(name) !== checksum);
  if (edited) throw new PermanentError('migration-edited', `migration ${edited.name} was edited after it was applied`);
  return migrations.filter(({ name }) => !done.has(name));
};

const apply = async (client: Client, { name, sql, checksum }: Migration): Promise<void> => {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new PermanentError('migration-failed', `migration ${name} failed and was rolled back`, { cause: error });
  }
};
