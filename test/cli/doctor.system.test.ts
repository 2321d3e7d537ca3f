import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { type MailServer, startMailServer } from '../../src/runtime/services/mail-server.ts';
import { openStore } from '../../src/store/store.ts';
import { closedPort } from '../support/closed-port.ts';
import { runVentanilla } from '../support/command.ts';
import { emptyDatabase, freshDatabase } from '../support/databases.ts';
import { GRAPH_KEYS, openTestGraph } from '../support/graph.ts';

const PASSWORD = 'clave-del-buzón';
const konecta = loadProfiles('config').find(({ company }) => company === 'konecta');
const approved = Object.values(konecta?.approvedTemplates ?? {});
const { graph } = await openTestGraph({
  templates: approved.map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
});

let folder: string;
let mail: MailServer;
let variables: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ventanilla-doctor-'));
  await copyFile('config/konecta.yaml', join(folder, 'konecta.yaml'));
  mail = await startMailServer({ users: (konecta?.mailboxes ?? []).map(({ address }) => ({ address, password: PASSWORD })) });
  variables = {
    VENTANILLA_CONFIG: folder,
    DATABASE_URL: await freshDatabase(),
    REDIS_URL: inject('redisUrl'),
    SESSION_SECRET: 'una-frase-de-más-de-treinta-y-dos-letras',
    PORT: String(await closedPort()),
    CONSOLE_PORT: String(await closedPort()),
    META_GRAPH_URL: graph.url,
    KONECTA_MXL_PASSWORD: PASSWORD,
    KONECTA_TJ_PASSWORD: PASSWORD,
    KONECTA_IMAP_HOST: mail.imap.host,
    KONECTA_IMAP_PORT: String(mail.imap.port),
    KONECTA_IMAP_SECURE: 'false',
    KONECTA_SMTP_HOST: mail.smtp.host,
    KONECTA_SMTP_PORT: String(mail.smtp.port),
    KONECTA_SMTP_SECURE: 'false',
    KONECTA_WHATSAPP_PHONE_NUMBER_ID: GRAPH_KEYS.phoneNumberId,
    KONECTA_WHATSAPP_BUSINESS_ACCOUNT_ID: GRAPH_KEYS.wabaId,
    KONECTA_WHATSAPP_TOKEN: GRAPH_KEYS.token,
    KONECTA_MESSENGER_PAGE_ID: GRAPH_KEYS.pageId,
    KONECTA_MESSENGER_TOKEN: GRAPH_KEYS.token,
    KONECTA_META_APP_SECRET: GRAPH_KEYS.appSecret,
    KONECTA_META_VERIFY_TOKEN: 'verificación',
  };
});
afterAll(async () => {
  await mail.stop();
  await rm(folder, { recursive: true, force: true });
});

const SECRETS = [PASSWORD, GRAPH_KEYS.token, GRAPH_KEYS.appSecret, 'verificación', 'una-frase'];
const examine = async (change: Record<string, string> = {}) => {
  const ended = await runVentanilla(['doctor'], { ...variables, ...change });
  for (const secret of SECRETS) expect(ended.output + ended.errors).not.toContain(secret);
  expect(ended.errors).toBe('');
  return ended;
};
const failures = (output: string) => output.split('\n').filter((line) => line.startsWith('falla'));

test('where everything is well every part says so, and the status is 0', async () => {
  const { status, output } = await examine();
  expect(failures(output)).toEqual([]);
  expect(status).toBe(0);
  for (const part of [
    'at the present schema',
    'encoding UTF8',
    'maxmemory-policy noeviction',
    'IMAP soportemxl@konecta.mx',
    'tells of new mail at once (IDLE)',
    'SMTP soportetj@konecta.mx',
    'takes mails of 64 MiB (SIZE)',
    'token valid, without an end',
    `${approved.length} templates are approved`,
    "the page's messages come here",
    'Nothing is wrong.',
  ])
    expect(output).toContain(part);
});

test('pending migrations are told with the command that applies them', async () => {
  const { status, output } = await examine({ DATABASE_URL: await emptyDatabase() });
  expect(status).toBe(1);
  expect(failures(output)).toEqual([expect.stringContaining('migrations are pending')]);
  expect(output).toContain('npm run -s ventanilla -- migrate');
});

test('a Redis that may throw keys away is told', async () => {
  const redis = new Redis(inject('redisUrl'));
  try {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const { status, output } = await examine();
    expect(status).toBe(1);
    expect(failures(output)).toEqual([expect.stringContaining('maxmemory-policy is allkeys-lru')]);
  } finally {
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    redis.disconnect();
  }
});

test('a wrong password is told for IMAP and for SMTP, and the other mailbox is well', async () => {
  const { status, output } = await examine({ KONECTA_TJ_PASSWORD: 'otra' });
  expect(status).toBe(1);
  expect(failures(output)).toEqual([
    expect.stringMatching(/IMAP soportetj@konecta\.mx .*refuses the login/),
    expect.stringMatching(/SMTP soportetj@konecta\.mx .*refuses the login/),
  ]);
  expect(output).toMatch(/ok .*IMAP soportemxl@konecta\.mx/);
});

test('a mail server that is not there is told as such', async () => {
  const { output } = await examine({ KONECTA_IMAP_PORT: String(await closedPort()) });
  expect(failures(output)).toEqual([
    expect.stringMatching(/IMAP soportemxl@konecta\.mx .*nobody listens there/),
    expect.stringMatching(/IMAP soportetj@konecta\.mx .*nobody listens there/),
  ]);
});

test('a dead token, a template that is paused and one that has other places are told', async () => {
  const { output } = await examine({ KONECTA_MESSENGER_TOKEN: 'viejo' });
  expect(failures(output)).toEqual([expect.stringMatching(/Messenger konecta .*not valid any more/)]);
  const [first, second] = graph.state.templates;
  const before = structuredClone([first, second]);
  if (first) first.status = 'PAUSED';
  if (second) second.body = 'Sin lugares';
  try {
    const told = failures((await examine()).output);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain(`${first?.name} (es_MX) is PAUSED`);
    expect(told[1]).toMatch(/has 0 places, here \d/);
  } finally {
    graph.state.templates.splice(0, 2, ...before.flatMap((one) => one ?? []));
  }
});

test('the channels are told as the workers found them: token, quality, and what Meta has stopped', async () => {
  const databaseUrl = await freshDatabase();
  const store = openStore(databaseUrl, { connections: 1 });
  const now = new Date();
  const look = { tokenExpiresAt: new Date(now.getTime() + 40 * 86_400_000 + 60_000), faults: [], quality: 'GREEN' };
  await store.channelStates.saveLook('konecta', 'whatsapp', now, look);
  const fine = await examine({ DATABASE_URL: databaseUrl });
  // The tests' own server is one to throw away.
  expect(fine.output).toMatch(/aviso +PostgreSQL +fsync, full_page_writes, synchronous_commit off/);
  expect(fine.output).toMatch(/ok +WhatsApp konecta +open, token for 40 days, quality GREEN, as of /);
  await store.channelStates.saveLook('konecta', 'whatsapp', now, { ...look, quality: 'YELLOW' });
  await store.channelStates.stop('konecta', 'messenger', 'token:190', now, now);
  await store.close();
  const { output, status } = await examine({ DATABASE_URL: databaseUrl });
  expect(status).toBe(1);
  expect(output).toMatch(/aviso +WhatsApp konecta +open, .*quality YELLOW/);
  expect(output).toMatch(/falla +Messenger konecta +Meta takes nothing of ours since .*\(token:190\)/);
});

test('a port that another program holds is told', async () => {
  const { output } = await examine({ PORT: new URL(graph.url).port });
  expect(failures(output)).toEqual([expect.stringMatching(/PORT \d+ is in use by another program/)]);
});
