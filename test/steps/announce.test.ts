import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { announceToolsOf } from '../../src/assembly/announce.ts';
import { encryptSecret } from '../../src/console/access/totp.ts';
import { WEBHOOK_TYPES } from '../../src/core/webhooks.ts';
import { announce, findAnnouncements } from '../../src/steps/announce.ts';
import { resolveTicket } from '../../src/steps/attend.ts';
import { addNote } from '../../src/steps/attend-write.ts';
import { type Desk, HOUR_MS, openDesk } from '../support/desk.ts';

const SESSION_SECRET = 'a secret of tests, long enough for it';
const SECRET = `whsec_${randomBytes(32).toString('base64')}`;

let desk: Desk;
let agent: string;
let url: string;
let status = 200;
const received: { headers: Record<string, string>; body: string }[] = [];
const alarms: string[] = [];
const receiver = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  received.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(parts).toString() });
  response.writeHead(status).end();
});

beforeAll(async () => {
  desk = await openDesk(new Date().toISOString());
  agent = await desk.addAgent();
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/avisos`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await desk?.close();
});
beforeEach(async () => {
  await desk.store.db.webhookEndpoint.deleteMany();
  received.length = 0;
  alarms.length = 0;
  status = 200;
});

const tools = () => ({
  ...announceToolsOf(desk.tools, { sessionSecret: SESSION_SECRET, allowLoopback: true }),
  alarm: ({ because }: { because: string }) => void alarms.push(because),
});
const addEndpoint = (more: { company?: string; events?: string[] } = {}) =>
  desk.store.webhooks.add({
    company: more.company ?? 'konecta',
    url,
    events: more.events ?? Object.keys(WEBHOOK_TYPES),
    secrets: [encryptSecret(SECRET, SESSION_SECRET)],
    createdBy: 'agent:x',
    createdAt: desk.at(),
  });
/** Every delivery that is due is tried once. */
const tellAll = () => findAnnouncements(desk.tools, (id) => announce(tools(), id));
const report = (phone: string) => desk.report(`No tengo internet, contrato 20${phone.slice(-4)}`, { phone });
const resolve = (ticketId: string) =>
  resolveTicket(desk.tools, {
    company: 'konecta',
    ticketId,
    agent,
    version: null,
    cause: 'red',
    attributable: false,
    repairedAt: null,
    reason: null,
  });
const typesSent = () => received.map(({ body }) => JSON.parse(body).type);

test('what happens to a ticket is told, signed, once, without our own notes', async () => {
  const endpoint = await addEndpoint();
  await addEndpoint({ company: 'monet' });
  const { ticket } = await report('+526865550601');
  await addNote(desk.tools, { company: 'konecta', ticketId: ticket.id, agent, version: null, text: 'Solo nuestro' });
  await resolve(ticket.id);
  await tellAll();
  expect(typesSent()).toEqual(['ticket.created', 'ticket.resolved']);
  const [first] = received;
  const event = new Webhook(SECRET).verify(first?.body ?? '', first?.headers ?? {}) as { data: { company: string; ticket: object } };
  expect(event.data).toMatchObject({ company: 'konecta', ticket: { folio: ticket.folio, contract: '200601' } });
  const [delivery] = await desk.store.webhooks.deliveries(endpoint, 1);
  expect(delivery).toMatchObject({ state: 'sent', status: 200, attempts: 1, nextTryAt: null });
  await announce(tools(), delivery?.id ?? '');
  expect(await tellAll()).toBe(0);
  expect(received).toHaveLength(2);
});

test('an event that is undone with its transaction is never told', async () => {
  await addEndpoint();
  const { ticket } = await report('+526865550602');
  await tellAll();
  received.length = 0;
  const broken = desk.store.transaction(async (nouns) => {
    await nouns.tickets.log(ticket.id, desk.at(), { kind: 'escalated', actor: 'system' });
    throw new Error('the rest failed');
  });
  await expect(broken).rejects.toThrow('the rest failed');
  expect(await tellAll()).toBe(0);
  expect(received).toEqual([]);
});

test('an endpoint hears of what it asked for, and of nothing while it is stopped', async () => {
  const endpoint = await addEndpoint({ events: ['ticket.resolved'] });
  const { ticket } = await report('+526865550603');
  expect(await tellAll()).toBe(0);
  await desk.store.webhooks.stop(endpoint, 'agent');
  await resolve(ticket.id);
  expect(await tellAll()).toBe(0);
});

test('what is not taken is tried again with the same id and the same words, until it is', async () => {
  const endpoint = await addEndpoint();
  status = 503;
  await report('+526865550604');
  await tellAll();
  expect((await desk.store.webhooks.deliveries(endpoint, 1))[0]).toMatchObject({
    state: 'queued',
    status: 503,
    because: 'http:503',
    attempts: 1,
  });
  expect((await desk.store.webhooks.find('konecta', endpoint))?.failingSince).not.toBeNull();
  expect(await tellAll()).toBe(0);
  desk.pass(5_000);
  status = 200;
  await tellAll();
  expect(received).toHaveLength(2);
  expect(received[1]?.body).toBe(received[0]?.body);
  expect(received[1]?.headers['webhook-id']).toBe(received[0]?.headers['webhook-id']);
  expect((await desk.store.webhooks.deliveries(endpoint, 1))[0]).toMatchObject({ state: 'sent', attempts: 2 });
  expect((await desk.store.webhooks.find('konecta', endpoint))?.failingSince).toBeNull();
});

test('three days without a success stop an endpoint with an alarm; resumed, it is sent what had failed', async () => {
  const endpoint = await addEndpoint();
  status = 500;
  await report('+526865550605');
  for (let tries = 0; tries < 10; tries += 1) {
    await tellAll();
    desk.pass(24 * HOUR_MS);
  }
  expect(alarms).toEqual(['failing']);
  expect(await desk.store.webhooks.find('konecta', endpoint)).toMatchObject({ state: 'stopped', because: 'failing' });
  expect(await desk.store.webhooks.stand()).toEqual([{ company: 'konecta', stopped: 1, waiting: 0 }]);
  expect((await desk.store.webhooks.deliveries(endpoint, 1))[0]).toMatchObject({ state: 'failed', nextTryAt: null });
  received.length = 0;
  status = 200;
  await desk.store.webhooks.change(endpoint, { state: 'active', because: null, failingSince: null });
  expect(await desk.store.webhooks.retryFailed(endpoint, desk.at())).toBe(1);
  await tellAll();
  expect(typesSent()).toEqual(['ticket.created']);
});

test('a receiver that is gone is stopped at once', async () => {
  const endpoint = await addEndpoint();
  status = 410;
  await report('+526865550606');
  await tellAll();
  expect(alarms).toEqual(['gone']);
  expect(await desk.store.webhooks.find('konecta', endpoint)).toMatchObject({ state: 'stopped', because: 'gone' });
});

test('a secret that can no longer be read fails by its name, and nothing goes out unsigned', async () => {
  const endpoint = await addEndpoint();
  await desk.store.webhooks.change(endpoint, { secrets: [encryptSecret(SECRET, 'the session secret of another time')] });
  await report('+526865550607');
  await tellAll();
  expect(received).toEqual([]);
  expect((await desk.store.webhooks.deliveries(endpoint, 1))[0]).toMatchObject({ state: 'queued', because: 'secret' });
});

test('what ended more than 30 days ago is forgotten', async () => {
  const endpoint = await addEndpoint();
  await report('+526865550608');
  await tellAll();
  desk.pass(31 * 24 * HOUR_MS);
  await tellAll();
  expect(await desk.store.webhooks.deliveries(endpoint, 10)).toEqual([]);
});
