import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPendingMigrations, MIGRATIONS_FOLDER, migrate } from '../../src/store/migrate.ts';
import { emptyDatabase } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

/** What `prisma migrate deploy` takes too (prisma-engines, flavour/postgres). */
const PRISMA_LOCK = 72_707_369;

type Row = Record<string, unknown> & { migration_name: string };

let url: string;
let client: pg.Client;
let folder: string;

beforeEach(async () => {
  url = await emptyDatabase();
  client = new pg.Client({ connectionString: url });
  await client.connect();
  folder = await mkdtemp(join(tmpdir(), 'ventanilla-migrations-'));
});
afterEach(async () => {
  await client.end();
  await rm(folder, { recursive: true, force: true });
});

test('an empty database gets every migration in the order of their names', async () => {
  const names = (await readdir(MIGRATIONS_FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(await migrate(url)).toEqual(names.sort());
  expect(await tables()).toContain('Ticket');
});

test('a second run applies nothing', async () => {
  await migrate(url);
  const before = await records();
  expect(await migrate(url)).toEqual([]);
  expect(await records()).toEqual(before);
});

test('several at once apply each migration once', async () => {
  await write('1_first', 'CREATE TABLE a (id INT); SELECT pg_sleep(0.05)');
  await write('2_second', 'CREATE TABLE b (id INT)');
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, folder)));
  expect(applied.flat().sort()).toEqual(['1_first', '2_second']);
  expect(applied.filter((names) => names.length > 0)).toEqual([['1_first', '2_second']]);
});

test('it waits for the lock that Prisma takes', async () => {
  await write('1_first', 'CREATE TABLE a (id INT)');
  await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
  const running = migrate(url, folder);
  await waitFor('migrate to wait for the lock', async () => {
    const { rows } = await client.query("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'");
    return rows.length === 1;
  });
  expect(await tables()).toEqual([]);
  await client.query('SELECT pg_advisory_unlock($1)', [PRISMA_LOCK]);
  expect(await running).toEqual(['1_first']);
});

test('each is recorded as prisma migrate deploy records it', async () => {
  await migrate(url);
  const { rows: columns } = await client.query(`
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required, pg_get_expr(adbin, adrelid) AS default
    FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE attrelid = '_prisma_migrations'::regclass AND attnum > 0 ORDER BY attnum`);
  // The table that prisma-engines creates (schema-engine, flavour/postgres).
  expect(columns.map(({ name, type, required, default: value }) => [name, type, required, value])).toEqual([
    ['id', 'character varying(36)', true, null],
    ['checksum', 'character varying(64)', true, null],
    ['finished_at', 'timestamp with time zone', false, null],
    ['migration_name', 'character varying(255)', true, null],
    ['logs', 'text', false, null],
    ['rolled_back_at', 'timestamp with time zone', false, null],
    ['started_at', 'timestamp with time zone', true, 'now()'],
    ['applied_steps_count', 'integer', true, '0'],
  ]);
  const [first] = await records();
  const sql = await readFile(join(MIGRATIONS_FOLDER, first?.migration_name ?? '', 'migration.sql'));
  expect(first).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    checksum: createHash('sha256').update(sql).digest('hex'),
    finished_at: expect.any(Date),
    migration_name: expect.stringMatching(/^\d{14}_[a-z0-9_]+$/),
    logs: null,
    rolled_back_at: null,
    started_at: expect.any(Date),
    applied_steps_count: 1,
  });
});

test('what Prisma applied is not applied again', async () => {
  await write('1_first', 'CREATE TABLE a (id INT)');
  await migrate(url, folder);
  // As its rows look: made by another program, with times of their own.
  await client.query("UPDATE _prisma_migrations SET id = gen_random_uuid()::text, finished_at = started_at + interval '12 ms'");
  await write('2_second', 'CREATE TABLE b (id INT)');
  expect(await findPendingMigrations(url, folder)).toEqual(['2_second']);
  expect(await migrate(url, folder)).toEqual(['2_second']);
  expect(await findPendingMigrations(url, folder)).toEqual([]);
});

test('one that fails is rolled back as a whole and reported by name, and those before it stay', async () => {
  await write('1_first', 'CREATE TABLE a (id INT)');
  await write('2_second', 'CREATE TABLE b (id INT); INSERT INTO nowhere VALUES (1)');
  await write('3_third', 'CREATE TABLE c (id INT)');
  await expect(migrate(url, folder)).rejects.toMatchObject({
    name: 'PermanentError',
    code: 'migration-failed',
    message: expect.stringContaining('2_second'),
    cause: expect.objectContaining({ message: expect.stringContaining('nowhere') }),
  });
  expect(await tables()).toEqual(['_prisma_migrations', 'a']);
  expect((await records()).map(({ migration_name }) => migration_name)).toEqual(['1_first']);
  await write('2_second', 'CREATE TABLE b (id INT)');
  expect(await migrate(url, folder)).toEqual(['2_second', '3_third']);
});

test('one that was edited after it was applied is refused', async () => {
  await write('1_first', 'CREATE TABLE a (id INT)');
  await migrate(url, folder);
  await write('1_first', 'CREATE TABLE a (id BIGINT)');
  await write('2_second', 'CREATE TABLE b (id INT)');
  await expect(migrate(url, folder)).rejects.toMatchObject({ code: 'migration-edited', message: expect.stringContaining('1_first') });
  await expect(findPendingMigrations(url, folder)).rejects.toMatchObject({ code: 'migration-edited' });
  expect(await tables()).toEqual(['_prisma_migrations', 'a']);
});

test('one that Prisma began and did not finish stops the work until it is resolved as rolled back', async () => {
  await write('1_first', 'CREATE TABLE a (id INT)');
  await migrate(url, folder);
  await client.query('DROP TABLE a; UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0');
  await expect(migrate(url, folder)).rejects.toMatchObject({ code: 'migration-failed', message: expect.stringContaining('1_first') });
  await client.query('UPDATE _prisma_migrations SET rolled_back_at = now()');
  expect(await migrate(url, folder)).toEqual(['1_first']);
});

test('a folder without migration.sql is an error, not a migration of nothing', async () => {
  await cp(MIGRATIONS_FOLDER, folder, { recursive: true });
  await mkdir(join(folder, '99990101000000_empty'));
  await expect(migrate(url, folder)).rejects.toThrow('migration.sql');
});

const write = async (name: string, sql: string): Promise<void> => {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
};

const tables = async (): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
  return rows.map(({ name }) => name);
};

const records = async (): Promise<Row[]> => {
  const { rows } = await client.query('SELECT * FROM _prisma_migrations ORDER BY started_at, migration_name');
  return rows;
};
