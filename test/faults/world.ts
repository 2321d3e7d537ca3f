import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { findCacheFolder, makeTempFolder } from '../../src/runtime/services/folders.ts';
import { type GraphStandIn, startGraphStandIn } from '../../src/runtime/services/graph-stand-in.ts';
import { messengerBody, messengerEcho, whatsAppBody, whatsAppStatus } from '../../src/runtime/services/meta-webhooks.ts';
import { removeFolder } from '../../src/runtime/services/program.ts';
import { migrate } from '../../src/store/migrate.ts';
import { type ScriptedServer, startScriptedSmtp } from '../support/smtp-script.ts';
import { waitFor } from '../support/wait.ts';
import { startWire, type Wire } from '../support/wire.ts';
import { type Machine, type MachineOptions, PROJECT, startMachine } from './machines.ts';
import { ACCOUNT, META, openMeta } from './meta.ts';
import { openRandom, type Random } from './random.ts';
import { type Dovecot, openDovecot, openPostgres, openRedis, type Server } from './servers.ts';

export type Row = Record<string, unknown>;

/** Every server and machine of one run of the lab, and its clock, which can be put forward. */
export type World = {
  random: Random;
  postgres: Awaited<ReturnType<typeof openPostgres>>;
  redis: Server;
  dovecot: Dovecot;
  imap: Wire;
  smtp: ScriptedServer;
  graph: GraphStandIn;
  meta: ReturnType<typeof openMeta>;
  rows: (sql: string, values?: unknown[]) => Promise<Row[]>;
  /** A connection to Redis, made for the purpose. */
  askRedis: <T>(ask: (redis: Redis) => Promise<T>) => Promise<T>;
  machines: Machine[];
  /** Replaces the machines by others; ready when it returns. */
  useMachines: (options: MachineOptions[]) => Promise<void>;
  /** Ends one machine in good order and starts another in its place; ready when it returns. */
  replaceMachine: (index: number, options: MachineOptions) => Promise<void>;
  ready: () => Promise<void>;
  /** A number that was not given out before. */
  next: () => number;
  /** Milliseconds of the world's clock. */
  now: () => number;
  /** Lets time pass at once, on every machine and server. */
  advance: (ms: number) => Promise<void>;
  folder: string;
  close: () => Promise<void>;
};

const READY_WITHIN_MS = 240_000;
const LOG_TAIL_CHARS = 3_000;

export const openWorld = async (seed: number, options: { disk?: boolean; migrations?: string } = {}): Promise<World> => {
  const closing: (() => Promise<unknown>)[] = [];
  const keep = <T>(thing: T, close: (thing: T) => Promise<unknown>): T => {
    closing.push(() => close(thing));
    return thing;
  };
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one().catch(() => undefined);
  };
  try {
    let shiftMs = 0;
    let count = 0;
    const now = () => Date.now() + shiftMs;
    const folder = keep(await makeTempFolder('faults'), removeFolder);
    const postgres = keep(await openPostgres(options.disk ?? false), (server) => server.close());
    const redis = keep(await openRedis(), (server) => server.close());
    const dovecot = keep(await openDovecot(), (server) => server.close());
    const imap = keep(await startWire({ host: '127.0.0.1', port: dovecot.port }), (wire) => wire.stop());
    const smtp = keep(await startScriptedSmtp(), (server) => server.stop());
    await migrate(postgres.url, options.migrations);
    await ownClock(postgres.url);
    const db = keep(new pg.Pool({ connectionString: postgres.url, max: 3 }), (pool) => pool.end());
    // Connections that the lab itself ends.
    db.on('error', () => undefined);
    const rows = async (sql: string, values: unknown[] = []): Promise<Row[]> => (await db.query(sql, values)).rows;
    const machines: Machine[] = [];
    keep(machines, (list) => Promise.all(list.map((machine) => machine.stop())));
    const meta = openMeta(() => machines.map(({ url }) => url));
    keep(meta, (one) => one.close());
    const graph = keep(await startGraph(meta, now), (server) => server.close());
    const askRedis = async <T>(ask: (client: Redis) => Promise<T>): Promise<T> => {
      const client = new Redis(redis.url, { lazyConnect: true, maxRetriesPerRequest: 1 });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await ask(client);
      } finally {
        client.disconnect();
      }
    };
    // Machines are started often: what Node has compiled once is kept.
    const compiled = { NODE_COMPILE_CACHE: join(await findCacheFolder(), 'faults-compiled') };
    const environment = { ...compiled, ...environmentOf({ postgres, redis, dovecot, imap, smtp, graph }) };
    const around = { environment, logFile: join(folder, 'workers.log'), shiftMs: () => shiftMs };
    const ready = async () => {
      const areReady = async () => (await Promise.all(machines.map((one) => one.isReady()))).every(Boolean);
      await waitFor('every machine to be ready', areReady, READY_WITHIN_MS).catch(async (cause: unknown) => {
        // A machine that cannot start says why, again and again.
        const said = (await readFile(around.logFile, 'utf8')).slice(-LOG_TAIL_CHARS);
        throw new Error(`a machine did not become ready; the end of what they said:\n${said}`, { cause });
      });
    };
    const useMachines = async (wanted: MachineOptions[]) => {
      await Promise.all(machines.splice(0).map((machine) => machine.stop()));
      for (const [index, one] of wanted.entries()) machines.push(await startMachine(`machine ${index + 1}`, one, around));
      await ready();
      await waitFor('the mailboxes to be watched', () => isWatched(rows), READY_WITHIN_MS);
    };
    const replaceMachine = async (index: number, wanted: MachineOptions) => {
      await machines[index]?.stop();
      machines[index] = await startMachine(`machine ${index + 1}`, wanted, around);
      await ready();
    };
    const advance = async (ms: number) => {
      shiftMs += ms;
      // As a whole, not by a sum: what could not be told while it was away is told the next time.
      await rows('UPDATE lab.shift SET ms = $1', [shiftMs]).catch(() => undefined);
      for (const machine of machines) machine.send({ advanceMs: ms });
      await askRedis((client) => ageKeys(client, ms)).catch(() => undefined);
    };
    const next = () => {
      count += 1;
      return count;
    };
    const servers = { postgres, redis, dovecot, imap, smtp, graph, meta };
    return {
      random: openRandom(seed),
      ...servers,
      rows,
      askRedis,
      machines,
      useMachines,
      replaceMachine,
      ready,
      next,
      now,
      advance,
      folder,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const isWatched = async (rows: World['rows']): Promise<boolean> => {
  const found = await rows(`SELECT "state" FROM "Mailbox"`);
  return found.length > 0 && found.every(({ state }) => state === 'watching');
};

/** Gives the database a clock that the lab can put forward: its `now()` is found before PostgreSQL's own. */
const ownClock = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE SCHEMA lab;
    CREATE TABLE lab.shift (ms bigint NOT NULL);
    INSERT INTO lab.shift VALUES (0);
    CREATE FUNCTION lab.now() RETURNS timestamptz LANGUAGE sql STABLE AS
      $$ SELECT pg_catalog.now() + (SELECT ms FROM lab.shift) * interval '1 millisecond' $$;
    CREATE FUNCTION lab.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
      $$ SELECT pg_catalog.clock_timestamp() + (SELECT ms FROM lab.shift) * interval '1 millisecond' $$;
    ALTER DATABASE "${client.database}" SET search_path = lab, pg_catalog, public;`);
  await client.end();
};

/** What expires in Redis expires sooner. */
const ageKeys = async (client: Redis, ms: number): Promise<void> => {
  for (const key of await client.keys('*')) {
    const left = await client.pttl(key);
    if (left > 0) await client.pexpire(key, Math.max(1, left - ms));
  }
};

/** As Meta does: what was taken is told of, on Messenger by an echo. */
const startGraph = (meta: ReturnType<typeof openMeta>, now: () => number): Promise<GraphStandIn> => {
  const templates = loadProfiles(join(PROJECT, 'config')).flatMap(({ approvedTemplates }) =>
    Object.values(approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
  );
  return startGraphStandIn({
    ...META,
    templates,
    now,
    onSent: ({ product, to, providerId, body }) => {
      const { metadata } = (body.message ?? {}) as { metadata?: string };
      const at = new Date(now());
      if (product === 'messenger')
        meta.tell(
          'monet',
          messengerBody(META.pageId, [messengerEcho(META.pageId, to, at, { mid: providerId, app_id: 777, metadata })], at),
        );
      else {
        const more = { biz_opaque_callback_data: body.biz_opaque_callback_data };
        for (const word of ['delivered', 'sent'])
          meta.tell('konecta', whatsAppBody(ACCOUNT, [whatsAppStatus(providerId, word, at, to, more)]));
      }
    },
  });
};

type Given = Pick<World, 'postgres' | 'redis' | 'dovecot' | 'imap' | 'smtp' | 'graph'>;

/** What `.env` would hold, for the servers of the lab. */
const environmentOf = ({ postgres, redis, dovecot, imap, smtp, graph }: Given): Record<string, string> => {
  const company = (name: string) => ({
    [`${name}_IMAP_HOST`]: '127.0.0.1',
    [`${name}_IMAP_PORT`]: String(imap.port),
    [`${name}_IMAP_SECURE`]: 'false',
    [`${name}_SMTP_HOST`]: '127.0.0.1',
    [`${name}_SMTP_PORT`]: String(smtp.port),
    [`${name}_SMTP_SECURE`]: 'false',
    [`${name}_WHATSAPP_PHONE_NUMBER_ID`]: name === 'KONECTA' ? META.phoneNumberId : '600799',
    [`${name}_WHATSAPP_TOKEN`]: META.token,
    [`${name}_MESSENGER_PAGE_ID`]: name === 'MONET' ? META.pageId : '10900299',
    [`${name}_MESSENGER_TOKEN`]: META.token,
    [`${name}_META_APP_SECRET`]: META.appSecret,
    [`${name}_META_VERIFY_TOKEN`]: 'verificacion',
  });
  return {
    ...company('KONECTA'),
    ...company('MONET'),
    KONECTA_MXL_PASSWORD: dovecot.password,
    KONECTA_TJ_PASSWORD: dovecot.password,
    MONET_PASSWORD: dovecot.password,
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    META_GRAPH_URL: graph.url,
    SESSION_SECRET: randomBytes(48).toString('base64'),
    LOG_LEVEL: 'warn',
  };
};
