import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { CompanyProfile } from '../../core/company.ts';
import { loadProfiles } from '../../runtime/profiles.ts';
import { type GraphStandIn, startGraphStandIn } from '../../runtime/services/graph-stand-in.ts';
import { type MailServer, startMailServer } from '../../runtime/services/mail-server.ts';
import { startPostgres } from '../../runtime/services/postgres.ts';
import { removeFolder } from '../../runtime/services/program.ts';
import { startRedis } from '../../runtime/services/redis.ts';
import { migrate } from '../../store/migrate.ts';
import { environmentOf, META, PROJECT } from '../demo/servers.ts';
import { findQuietPort, type Sink, startSink, startWorkers, type WorkerProcess } from './processes.ts';

export type BenchServers = {
  databaseUrl: string;
  redisUrl: string;
  mail: MailServer;
  sink: Sink;
  graph: GraphStandIn;
  meta: typeof META;
  password: string;
  /** Webhooks and forms, and the console, where their workers run. */
  webUrl: string;
  consoleUrl: string;
  env: Record<string, string>;
  profile: CompanyProfile;
  /** The first company's mailboxes, and what fills them. */
  mailboxes: string[];
  db: pg.Pool;
  /** Starts a process of workers; it is stopped with the servers, if not before. */
  start: (workers: string[], more?: Record<string, string>) => Promise<WorkerProcess>;
  stop: () => Promise<void>;
};

export type ServerOptions = {
  /** Where Node writes a CPU profile of each process of workers; null: none. */
  profileFolder: string | null;
};

/** PostgreSQL as it is in service: each commit reaches the disk; and it counts its statements. */
const POSTGRES_SETTINGS = [
  'shared_preload_libraries=pg_stat_statements',
  'pg_stat_statements.max=5000',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
];

/** Real servers for one part of the benchmarks: durable PostgreSQL on disk, Redis, Dovecot, an SMTP sink and the Graph stand-in. */
export const startBenchServers = async ({ profileFolder }: ServerOptions): Promise<BenchServers> => {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one().catch(() => undefined);
  };
  const keep = <T extends { stop: () => Promise<unknown> }>(thing: T): T => {
    stops.push(thing.stop);
    return thing;
  };
  try {
    const folder = await mkdtemp('/tmp/ventanilla-bench-');
    await chmod(folder, 0o755);
    stops.push(() => removeFolder(folder));
    const password = randomBytes(12).toString('base64url');
    const token = randomBytes(12).toString('hex');
    const postgres = keep(await startPostgres({ dataDir: join(folder, 'postgres'), settings: POSTGRES_SETTINGS }));
    const redis = keep(await startRedis());
    const profiles = loadProfiles(join(PROJECT, 'config'));
    const [profile] = profiles;
    if (!profile) throw new Error('the configuration has no company');
    const addresses = profiles.flatMap((one) => one.mailboxes.map(({ address }) => address));
    const mail = keep(await startMailServer({ users: addresses.map((address) => ({ address, password })) }));
    const sink = keep(await startSink());
    const templates = profiles.flatMap(({ approvedTemplates }) =>
      Object.values(approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
    );
    const graph = await startGraphStandIn({ token, ...META, templates });
    stops.push(() => graph.close());
    await migrate(postgres.url);
    const db = new pg.Pool({ connectionString: postgres.url, max: 2 });
    stops.push(() => db.end());
    await db.query('CREATE EXTENSION pg_stat_statements');
    const ports = { web: await findQuietPort(), console: await findQuietPort() };
    const env = {
      ...environmentOf({
        databaseUrl: postgres.url,
        redisUrl: redis.url,
        mail: { ...mail, smtp: { host: '127.0.0.1', port: sink.port } },
        graphUrl: graph.url,
        token,
        password,
        port: ports.web,
        consolePort: ports.console,
      }),
      VENTANILLA_CONFIG: await copyConfig(folder),
    };
    const start = async (workers: string[], more: Record<string, string> = {}) =>
      keep(await startWorkers(workers, { ...env, ...more }, profileFolder));
    const mailboxes = profile.mailboxes.map(({ address }) => address);
    return {
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      mail,
      sink,
      graph,
      meta: META,
      password,
      webUrl: `http://127.0.0.1:${ports.web}`,
      consoleUrl: `http://127.0.0.1:${ports.console}`,
      env,
      profile,
      mailboxes,
      db,
      start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** The configuration as it is, but for what lies in the mailboxes before the first start: that is ours too. */
const copyConfig = async (folder: string): Promise<string> => {
  const copy = join(folder, 'config');
  await cp(join(PROJECT, 'config'), copy, { recursive: true });
  for (const name of ['konecta.yaml', 'monet.yaml']) {
    const file = join(copy, name);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('startFrom: now', 'startFrom: all'));
  }
  return copy;
};
