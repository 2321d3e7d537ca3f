import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MALLOC_SETTINGS, NODE_FLAGS } from '../../runtime/memory-settings.ts';
import { loadProfiles } from '../../runtime/profiles.ts';
import { type GraphStandIn, startGraphStandIn } from '../../runtime/services/graph-stand-in.ts';
import { type MailServer, startMailServer } from '../../runtime/services/mail-server.ts';
import { startPostgres } from '../../runtime/services/postgres.ts';
import { findFreePort } from '../../runtime/services/program.ts';
import { startRedis } from '../../runtime/services/redis.ts';
import { migrate } from '../../store/migrate.ts';
import { openStore } from '../../store/store.ts';

export const PROJECT = join(import.meta.dirname, '../../..');
const READY_WITHIN_MS = 60_000;
export const META = {
  phoneNumberId: '600700800900100',
  wabaId: '100200300400500',
  pageId: '10900222',
  appSecret: 'secreto-de-la-demostracion',
  verifyToken: 'verificacion',
};

export type DemoServers = {
  databaseUrl: string;
  mail: MailServer;
  graph: GraphStandIn;
  meta: typeof META;
  password: string;
  url: string;
  consoleUrl: string;
  stop: () => Promise<void>;
};

/** Brings up every server of the demonstration on free loopback ports, then the workers as a process of their own. */
export const startServers = async (customers: string[], say: (line: string) => void): Promise<DemoServers> => {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one().catch(() => undefined);
  };
  const keep = <T extends { stop: () => Promise<void> }>(thing: T): T => {
    stops.push(thing.stop);
    return thing;
  };
  try {
    const password = randomBytes(12).toString('base64url');
    const postgres = keep(await startPostgres());
    say(`PostgreSQL   ${postgres.url.replace(/:[^:@/]+@/, ':…@')}`);
    const redis = keep(await startRedis());
    say(`Redis        ${redis.url.replace(/:[^:@/]+@/, ':…@')}`);
    const profiles = loadProfiles(join(PROJECT, 'config'));
    const mailboxes = profiles.flatMap((profile) => profile.mailboxes.map(({ address }) => address));
    const mail = keep(await startMailServer({ users: [...mailboxes, ...customers].map((address) => ({ address, password })) }));
    say(`Dovecot      imap://127.0.0.1:${mail.imap.port}   SMTP smtp://127.0.0.1:${mail.smtp.port}`);
    const token = randomBytes(12).toString('hex');
    const templates = profiles.flatMap(({ approvedTemplates }) =>
      Object.values(approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
    );
    const graph = await startGraphStandIn({ token, ...META, templates });
    stops.push(() => graph.close());
    say(`Graph API    ${graph.url} (imitación local de Meta)`);
    await migrate(postgres.url);
    const [port, consolePort] = [await findFreePort(), await findFreePort()];
    const env = environmentOf({
      databaseUrl: postgres.url,
      redisUrl: redis.url,
      mail,
      graphUrl: graph.url,
      token,
      password,
      port,
      consolePort,
    });
    stops.push(await startWorkers(env, port));
    await waitForMailboxes(postgres.url, mailboxes.length);
    const url = `http://127.0.0.1:${port}`;
    say(`Trabajadores ${url} (webhooks, formulario, /healthz, /readyz, /metrics)`);
    return { databaseUrl: postgres.url, mail, graph, meta: META, password, url, consoleUrl: `http://127.0.0.1:${consolePort}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

export type Given = {
  databaseUrl: string;
  redisUrl: string;
  mail: MailServer;
  graphUrl: string;
  token: string;
  password: string;
  port: number;
  consolePort: number;
};

/** What `.env` would hold, for servers of our own. */
export const environmentOf = (given: Given): Record<string, string> => {
  const company = (name: string) => ({
    [`${name}_IMAP_HOST`]: given.mail.imap.host,
    [`${name}_IMAP_PORT`]: String(given.mail.imap.port),
    [`${name}_IMAP_SECURE`]: 'false',
    [`${name}_SMTP_HOST`]: given.mail.smtp.host,
    [`${name}_SMTP_PORT`]: String(given.mail.smtp.port),
    [`${name}_SMTP_SECURE`]: 'false',
    [`${name}_WHATSAPP_PHONE_NUMBER_ID`]: name === 'KONECTA' ? META.phoneNumberId : '600700800900101',
    [`${name}_WHATSAPP_TOKEN`]: given.token,
    [`${name}_MESSENGER_PAGE_ID`]: name === 'MONET' ? META.pageId : '10900223',
    [`${name}_MESSENGER_TOKEN`]: given.token,
    [`${name}_META_APP_SECRET`]: META.appSecret,
    [`${name}_META_VERIFY_TOKEN`]: META.verifyToken,
  });
  return {
    ...company('KONECTA'),
    ...company('MONET'),
    KONECTA_MXL_PASSWORD: given.password,
    KONECTA_TJ_PASSWORD: given.password,
    MONET_PASSWORD: given.password,
    DATABASE_URL: given.databaseUrl,
    REDIS_URL: given.redisUrl,
    META_GRAPH_URL: given.graphUrl,
    PORT: String(given.port),
    CONSOLE_PORT: String(given.consolePort),
    SESSION_SECRET: randomBytes(48).toString('base64'),
    LOG_LEVEL: 'warn',
  };
};

/** Until each is watched a mail would be one of before our time, which `startFrom: now` leaves where it is. */
const waitForMailboxes = async (databaseUrl: string, count: number): Promise<void> => {
  const store = openStore(databaseUrl, { connections: 1 });
  try {
    const until = Date.now() + READY_WITHIN_MS;
    for (;;) {
      const watched = (await store.mailboxes.list()).filter(({ state }) => state === 'watching');
      if (watched.length >= count) return;
      if (Date.now() > until) throw new Error(`only ${watched.length} of ${count} mailboxes are watched`);
      await sleep(150);
    }
  } finally {
    await store.close();
  }
};

/** Starts `npm start` as its own process and waits until it is ready; gives what stops it. */
const startWorkers = async (env: Record<string, string>, port: number): Promise<() => Promise<void>> => {
  const child = spawn(process.execPath, [...NODE_FLAGS, join(PROJECT, 'workers/all.ts')], {
    cwd: PROJECT,
    env: { ...process.env, ...MALLOC_SETTINGS, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  let exited = false;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      exited = true;
      resolve();
    });
  });
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(port))) {
    if (exited || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error('the workers did not become ready; what they said stands above');
    }
    await sleep(150);
  }
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
};

const isReady = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    return false;
  }
};
