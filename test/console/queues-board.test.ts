import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openConsole } from '../../src/console/console.ts';
import { openQueues, startWorker } from '../../src/queues/open.ts';
import { addAgent, browse } from '../support/console.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { waitFor } from '../support/wait.ts';

const prefix = freshRedisPrefix();
const queues = openQueues(inject('redisUrl'), prefix);
let desk: Desk;
let app: Awaited<ReturnType<typeof openConsole>>['app'];
const browsers = { konecta: {} as ReturnType<typeof browse>, monet: {} as ReturnType<typeof browse> };

const consoleOn = async (all = queues.all) => {
  const tools = {
    store: desk.store,
    profiles: desk.tools.profiles,
    sessionSecret: 'a secret of tests, long enough for it',
    totpRoles: () => [],
    now: desk.at,
  };
  const opened = await openConsole(tools, [], all);
  await opened.app.ready();
  return opened.app;
};

beforeAll(async () => {
  desk = await openDesk(new Date().toISOString());
  app = await consoleOn();
  for (const company of ['konecta', 'monet'] as const) {
    await addAgent(desk.store, { email: `admin@${company}.mx`, role: 'admin', company });
    browsers[company] = browse(app);
    await browsers[company].signIn(`admin@${company}.mx`);
  }
});
afterAll(async () => {
  await app?.close();
  await queues.close();
  await desk?.close();
});

/** A job of `understand` about a message that used up its tries; gives its id. */
const failedJob = async (messageId: string): Promise<string> => {
  const queue = queues.all.find(({ name }) => name === 'understand');
  const job = await queue?.add('understand', { id: messageId }, { attempts: 1, removeOnFail: 100 });
  const worker = startWorker(inject('redisUrl'), 'understand', () => Promise.reject(new Error('un secreto del cliente')), { prefix });
  await waitFor('the failure', () => job?.isFailed());
  await worker.close();
  return job?.id ?? '';
};
const put = (browser: ReturnType<typeof browse>, path: string, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'PUT',
    url: `/admin/queues/api/queues/${path}`,
    headers: { cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...headers },
  });
const entries = async (company: string) => (await desk.store.audit.list(company, 50)).filter(({ action }) => action.startsWith('job-'));
const stateOf = async (id: string) => (await queues.all.find(({ name }) => name === 'understand')?.getJob(id))?.getState();

test('a failed job is retried and discarded, each with who did it', async () => {
  const message = await desk.write('No tengo internet, contrato 204518');
  const job = await failedJob(message.id);
  expect((await put(browsers.konecta, `understand/${job}/retry`)).statusCode).toBe(204);
  expect(await stateOf(job)).toBe('waiting');
  const admin = await desk.store.agents.findByEmail('admin@konecta.mx');
  expect(await entries('konecta')).toMatchObject([
    { action: 'job-retried', agentId: admin?.id, subject: message.id, data: { queue: 'understand', job } },
  ]);
  expect((await put(browsers.konecta, `understand/${job}/retry`)).statusCode).toBe(409);
  expect((await put(browsers.konecta, `understand/${job}/clean`)).statusCode).toBe(204);
  expect(await stateOf(job)).toBeUndefined();
  expect((await entries('konecta')).map(({ action }) => action)).toEqual(['job-discarded', 'job-retried']);
});

test('whatever else the board could do is refused and leaves no entry', async () => {
  const before = (await entries('konecta')).length;
  for (const path of [
    'understand/pause',
    'understand/empty',
    'understand/retry/failed',
    'understand/clean/failed',
    'understand/obliterate',
    'pause',
    'understand/promote',
  ])
    expect((await put(browsers.konecta, path)).statusCode, path).toBe(403);
  // The same address in other signs: the router reads it as it reads the one above.
  const cookie = [...browsers.konecta.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const disguised = await app.inject({ method: 'PUT', url: '/admin/queues/%61pi/queues/understand/pause', headers: { cookie } });
  expect(disguised.statusCode).toBe(403);
  expect(await queues.all[0]?.isPaused()).toBe(false);
  expect((await put(browsers.konecta, 'understand/nope/retry')).statusCode).toBe(404);
  expect((await put(browsers.konecta, 'other/1/retry')).statusCode).toBe(404);
  expect(await entries('konecta')).toHaveLength(before);
});

test('a request from another site, or of one who is no administrator, does nothing', async () => {
  const message = await desk.write('Se cayó el servicio, contrato 204519', { phone: '+526865550111' });
  const job = await failedJob(message.id);
  await addAgent(desk.store, { email: 'agente@konecta.mx' });
  const agent = browse(app);
  await agent.signIn('agente@konecta.mx');
  expect((await put(agent, `understand/${job}/retry`)).statusCode).toBe(403);
  for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await put(browsers.konecta, `understand/${job}/retry`, headers)).statusCode).toBe(403);
  expect(await stateOf(job)).toBe('failed');
});

test('of the other company’s jobs one sees that they are there, and nothing more', async () => {
  const message = await desk.write('No hay internet, contrato 204520', { phone: '+526865550112' });
  const job = await failedJob(message.id);
  const list = '/admin/queues/api/queues?activeQueue=understand&status=failed&page=1&jobsPerPage=50';
  const one = `/admin/queues/api/queues/understand/${job}`;
  for (const path of [list, one]) {
    const [own, foreign] = [await browsers.konecta.get(path), await browsers.monet.get(path)];
    expect(own.body, path).toContain(message.id);
    expect(own.body, path).toContain('un secreto del cliente');
    expect(foreign.statusCode).toBe(200);
    expect(foreign.body, path).not.toContain(message.id);
    expect(foreign.body, path).not.toContain('un secreto');
  }
  expect((await put(browsers.monet, `understand/${job}/retry`)).statusCode).toBe(404);
  expect((await put(browsers.monet, `understand/${job}/clean`)).statusCode).toBe(404);
  expect(await stateOf(job)).toBe('failed');
  expect(await entries('monet')).toEqual([]);
});

test('the board’s page names no other host, and without Redis its questions are answered at once', async () => {
  const { body } = await browsers.konecta.get('/admin/queues/');
  expect(body).toContain('id="root"');
  expect(body).not.toMatch(/https?:\/\//);
  const lost = openQueues('redis://127.0.0.1:1', prefix);
  const other = await consoleOn(lost.all);
  const browser = browse(other);
  await browser.signIn('admin@konecta.mx');
  const asked = await browser.get('/admin/queues/api/queues');
  expect(asked.statusCode).toBe(503);
  expect(asked.body).toContain('Redis no contesta');
  await other.close();
  await lost.close();
});
