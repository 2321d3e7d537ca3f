import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { afterAll, expect, inject, test } from 'vitest';
import { startMailServer } from '../../src/runtime/services/mail-server.ts';
import { startPostgres } from '../../src/runtime/services/postgres.ts';
import { freshDatabase } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

const PROJECT = join(import.meta.dirname, '../..');
// Ours, which runs TypeScript; vitest itself may run under the machine's.
const NODE = join(PROJECT, 'node_modules/.bin/node');

const temporary: string[] = [];
afterAll(async () => {
  for (const folder of temporary) await rm(folder, { recursive: true, force: true });
});

const queryOne = async (url: string, sql: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return Object.values(rows[0] ?? {})[0];
};

test('each test database is a fresh one', async () => {
  const [first, second] = [await freshDatabase(), await freshDatabase()];
  await queryOne(first, 'CREATE TABLE only_here (id int)');
  expect(await queryOne(second, "SELECT to_regclass('only_here')")).toBeNull();
});

test('the servers answer nobody without their password', async () => {
  const url = new URL(inject('postgresUrl'));
  url.password = 'wrong';
  await expect(queryOne(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('data in a folder of its own outlive a restart of PostgreSQL', async () => {
  const dataDir = await mkdtemp('/tmp/ventanilla-test-');
  temporary.push(dataDir);
  const first = await startPostgres({ dataDir });
  await queryOne(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const second = await startPostgres({ dataDir });
  expect(await queryOne(second.url, 'SELECT answer FROM kept')).toBe(42);
  await second.stop();
});

test('a folder written by another PostgreSQL is refused by its version, and not touched', async () => {
  const dataDir = await mkdtemp('/tmp/ventanilla-test-');
  temporary.push(dataDir);
  await mkdir(join(dataDir, 'data'));
  await writeFile(join(dataDir, 'data/PG_VERSION'), '9\n');
  await expect(startPostgres({ dataDir })).rejects.toThrow(/written by PostgreSQL 9/);
});

test('a port that is taken is an error that shows the end of the log', async () => {
  const port = Number(new URL(inject('postgresUrl')).port);
  await expect(startPostgres({ port })).rejects.toThrow(/Address already in use/);
});

test('mail sent by SMTP lies in the mailbox with its trace, and a stranger is refused', async () => {
  const server = await startMailServer({ users: [{ address: 'ana@example.com', password: 'con:dos {puntos}' }] });
  const transport = createTransport({ ...server.smtp, auth: { user: 'ana@example.com', pass: 'con:dos {puntos}' } });
  await transport.sendMail({ from: 'luis@example.net', to: 'Ana@example.com', subject: 'hola', text: 'uno\n.\ndos' });
  await expect(transport.sendMail({ from: 'a@b.mx', to: 'nadie@example.com', text: 'x' })).rejects.toMatchObject({ responseCode: 550 });
  transport.close();
  await server.deliver('ana@example.com', 'Subject: vieja\r\n\r\nvieja\r\n', new Date('2020-05-06T07:08:09Z'));
  const client = new ImapFlow({
    ...server.imap,
    secure: false,
    auth: { user: 'ana@example.com', pass: 'con:dos {puntos}' },
    logger: false,
  });
  await client.connect();
  await client.mailboxOpen('INBOX');
  const mails = await client.fetchAll('1:*', { source: true, internalDate: true });
  const sources = mails.map((mail) => mail.source?.toString('utf8') ?? '');
  expect(sources[0]).toMatch(/^Return-Path: <luis@example.net>\r\nDelivered-To: Ana@example.com\r\nReceived: from /);
  expect(sources[0]).toContain('uno\r\n.\r\ndos');
  expect(new Date(mails[1]?.internalDate ?? 0).toISOString()).toBe('2020-05-06T07:08:09.000Z');
  client.close();
  await server.stop();
});

test('the servers end, and their folders with them, when we are killed without a word', async () => {
  const script = `
    import { startPostgres } from '${PROJECT}/src/runtime/services/postgres.ts';
    import { startRedis } from '${PROJECT}/src/runtime/services/redis.ts';
    import { startMailServer } from '${PROJECT}/src/runtime/services/mail-server.ts';
    const [postgres, redis, mail] = [await startPostgres(), await startRedis(), await startMailServer({ users: [{ address: 'a@b.mx', password: 'x' }] })];
    console.log(JSON.stringify({ ports: [postgres.port, redis.port, mail.imap.port], folder: mail.maildirOf('a@b.mx') }));
    setInterval(() => {}, 1000);`;
  const child = spawn(NODE, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes('\n')) break;
  }
  const { ports, folder } = JSON.parse(output);
  expect(existsSync(folder)).toBe(true);
  expect(await Promise.all(ports.map(isListening))).toEqual([true, true, true]);
  child.kill('SIGKILL');
  await waitFor('closed ports', async () => !(await Promise.all(ports.map(isListening))).includes(true));
  await waitFor('an empty place', () => !existsSync(folder));
});

// Only root can become somebody else; the suite run by an ordinary user proves that side by itself.
test.runIf(process.getuid?.() === 0)('an ordinary user can start them all', async () => {
  const home = await mkdtemp('/tmp/ventanilla-test-');
  temporary.push(home);
  execFileSync('cp', ['-a', join(PROJECT, 'src'), join(PROJECT, 'package.json'), home]);
  copyModules(home);
  // What has been unpacked stays for the next run: it takes the network and half a minute.
  const cache = '/tmp/ventanilla-cache-of-1';
  await mkdir(cache, { recursive: true });
  execFileSync('chown', ['1', home, cache]);
  const script = `
    import { startPostgres } from './src/runtime/services/postgres.ts';
    import { startRedis } from './src/runtime/services/redis.ts';
    import { startMailServer } from './src/runtime/services/mail-server.ts';
    for (const server of [await startPostgres(), await startRedis(), await startMailServer({ users: [{ address: 'a@b.mx', password: 'x' }] })]) await server.stop();
    console.log('all started as', process.getuid());`;
  const child = spawn(join(home, 'node_modules/.bin/node'), ['--input-type=module', '-e', script], {
    cwd: home,
    uid: 1,
    gid: 1,
    env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: cache },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  await once(child, 'close');
  expect(output).toBe('all started as 1\n');
});

// Links where the file system allows it: node_modules is large.
const copyModules = (home: string) => {
  try {
    execFileSync('cp', ['-al', join(PROJECT, 'node_modules'), home], { stdio: 'ignore' });
  } catch {
    execFileSync('cp', ['-a', join(PROJECT, 'node_modules'), home]);
  }
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
