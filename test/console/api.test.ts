import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeApi, templateOf } from '../../src/console/api/openapi.ts';
import { OPERATIONS } from '../../src/console/api/operations.ts';
import { PROBLEM } from '../../src/console/api/problem.ts';
import { CAPTURED, LIST_ANSWER, TICKET_DETAIL } from '../../src/console/api/shapes.ts';
import { hashToken, makeToken } from '../../src/console/api/token.ts';
import { addNote } from '../../src/steps/attend-write.ts';
import type { ApiRight } from '../../src/store/api-tokens.ts';
import { addAgent, browse } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';
import { HOUR_MS } from '../support/desk.ts';

let desk: ConsoleDesk;
let both = '';

beforeAll(async () => {
  desk = await openConsoleDesk();
  both = await tokenOf(['tickets:read', 'tickets:write']);
});
afterAll(() => desk?.close());

const tokenOf = async (rights: ApiRight[], more: { company?: string; expiresAt?: Date } = {}) => {
  const token = makeToken();
  await desk.store.apiTokens.add({
    company: more.company ?? 'konecta',
    name: 'prueba',
    hash: hashToken(token),
    rights,
    createdBy: 'cli',
    createdAt: desk.at(),
    expiresAt: more.expiresAt ?? null,
  });
  return token;
};

const ask = async (
  method: 'GET' | 'POST',
  url: string,
  { token = both, body, key }: { token?: string; body?: object; key?: string } = {},
) => {
  const response = await desk.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, ...(key !== undefined && { 'idempotency-key': key }) },
    ...(body && { payload: body }),
  });
  return { status: response.statusCode, headers: response.headers, json: response.json() };
};

const problem = (answer: Awaited<ReturnType<typeof ask>>) => {
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  return PROBLEM.parse(answer.json);
};

const MATTER = { category: 'falla', description: 'No tiene internet desde ayer', contract: 'MXL204518', phone: '6865550142' };

test('the description is valid OpenAPI 3.1, and it and the routes name the same operations', async () => {
  const { json, headers } = await ask('GET', '/api/docs/openapi.json', { token: '' });
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(json).toEqual(JSON.parse(JSON.stringify(describeApi())));
  const validator = new Validator();
  const result = await validator.validate(json);
  expect(result.valid, JSON.stringify(result)).toBe(true);
  expect(validator.version).toBe('3.1');
  const described = Object.entries(json.paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routes = desk.access
    .filter(({ who, method }) => who === 'token' && method !== 'HEAD')
    .map(({ method, url }) => `${method} ${templateOf(url)}`);
  expect(described.sort()).toEqual(routes.sort());
  expect(described).toHaveLength(OPERATIONS.length);
});

test('a matter is registered as the desk registers it: once for a key, whatever is sent again', async () => {
  const first = await ask('POST', '/api/tickets', { body: MATTER, key: 'caso-1' });
  expect(first.status).toBe(201);
  const { outcome, ticket } = CAPTURED.parse(first.json);
  expect(outcome).toBe('opened');
  expect(ticket).toMatchObject({ contract: 'MXL204518', area: 'reparaciones', city: 'mexicali', phone: '+526865550142' });
  expect(first.headers.location).toBe(`/api/tickets/${ticket.folio}`);

  const again = await ask('POST', '/api/tickets', { body: MATTER, key: 'caso-1' });
  expect(again.status).toBe(201);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect(CAPTURED.parse(again.json).ticket.folio).toBe(ticket.folio);
  expect(problem(await ask('POST', '/api/tickets', { body: { ...MATTER, description: 'Otra cosa' }, key: 'caso-1' }))).toMatchObject({
    status: 422,
    type: '/api/docs#clave-reutilizada',
  });

  const other = await ask('POST', '/api/tickets', { body: { ...MATTER, description: 'Sigue sin servicio' }, key: 'caso-2' });
  expect(other.status).toBe(200);
  expect(CAPTURED.parse(other.json)).toMatchObject({ outcome: 'appended', ticket: { folio: ticket.folio } });
  expect(await desk.store.db.ticket.count({ where: { contractKey: '204518' } })).toBe(1);
  const { events } = await desk.store.ticketFiles
    .find('konecta', ticket.folio)
    .then(async (found) => ({ events: await desk.store.ticketFiles.events(found?.id ?? '') }));
  expect(events.map(({ kind, actor }) => [kind, actor.startsWith('api:')])).toEqual([
    ['opened', true],
    ['appended', true],
  ]);
});

test('ten requests with one key at the same moment open one ticket', async () => {
  const body = { ...MATTER, contract: 'MXL777123' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => ask('POST', '/api/tickets', { body, key: 'a la vez'.replaceAll(' ', '-') })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
  expect(new Set(answers.map(({ json }) => json.ticket.folio)).size).toBe(1);
  expect(await desk.store.db.ticket.count({ where: { contractKey: '777123' } })).toBe(1);
});

test.each([
  ['without a key', MATTER, undefined, 400, 'Idempotency-Key'],
  ['with a field that is none', { ...MATTER, folio: 'MXL-26-000001-7' }, 'k', 422, ''],
  ['with a category that opens nothing', { ...MATTER, category: 'datos' }, 'k', 422, 'category'],
  ['without contract and holder', { category: 'falla', description: 'No hay internet' }, 'k', 422, 'contract'],
  ['with half a telephone', { ...MATTER, phone: '6865' }, 'k', 422, 'phone'],
])('a matter %s is refused in Spanish, with the field', async (_what, body, key, status, field) => {
  const refused = problem(await ask('POST', '/api/tickets', { body, ...(key !== undefined && { key }) }));
  expect(refused.status).toBe(status);
  expect(refused.errors?.map((one) => one.field)).toEqual([field]);
  expect(refused.detail).not.toMatch(/\b(?:Invalid|Expected|Required|expected)\b/);
});

test('a NUL in a field breaks nothing and is kept as no character', async () => {
  expect((await ask('GET', '/api/tickets?contract=%00')).status).toBe(200);
  const taken = await ask('POST', '/api/tickets', {
    body: { ...MATTER, contract: 'MXL777555', description: 'No hay\0internet' },
    key: 'nul',
  });
  expect(taken.status).toBe(201);
});

test('what is no JSON, too much, or another type is told apart', async () => {
  const send = (payload: string, type = 'application/json') =>
    desk.app.inject({
      method: 'POST',
      url: '/api/tickets',
      payload,
      headers: { authorization: `Bearer ${both}`, 'content-type': type, 'idempotency-key': 'x' },
    });
  expect((await send('{"category":')).statusCode).toBe(400);
  expect((await send(JSON.stringify({ description: 'x'.repeat(300_000) }))).statusCode).toBe(413);
  expect((await send('<a/>', 'application/xml')).statusCode).toBe(415);
  expect((await send('category=falla', 'application/x-www-form-urlencoded')).headers['content-type']).toContain('application/problem+json');
});

test('the list goes page by page, each ticket once, by filters; a foreign cursor is refused', async () => {
  for (const phone of ['+526865550301', '+526865550302', '+526865550303']) {
    desk.pass(HOUR_MS);
    await desk.report('Quiero poner una queja, contrato 300111', { phone });
  }
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { json } = await ask('GET', `/api/tickets?limit=2${cursor && `&cursor=${cursor}`}`);
    const page = LIST_ANSWER.parse(json);
    expect(page.data.length).toBeLessThanOrEqual(2);
    seen.push(...page.data.map(({ folio }) => folio));
    cursor = page.next;
  }
  const all = await desk.store.tickets.list('konecta');
  expect(seen).toEqual(all.map(({ folio }) => folio).reverse());
  const queja = LIST_ANSWER.parse((await ask('GET', '/api/tickets?category=queja&status=open&contract=300111')).json);
  expect(queja.data.length).toBeGreaterThan(0);
  expect(queja.data.every(({ category }) => category === 'queja')).toBe(true);
  expect(problem(await ask('GET', '/api/tickets?cursor=abc')).status).toBe(400);
  expect(problem(await ask('GET', '/api/tickets?state=open')).status).toBe(400);
  expect(problem(await ask('GET', '/api/tickets?limit=1000')).errors?.[0]?.field).toBe('limit');
});

test('who asks what changed gets each change once, in order, and goes on from there the next time', async () => {
  desk.pass(HOUR_MS);
  const since = desk.at().toISOString();
  const first = await desk.report('No tengo internet, contrato 300777', { phone: '+526865550321' });
  const second = await desk.report('No tengo internet, contrato 300888', { phone: '+526865550322' });
  desk.pass(HOUR_MS);
  const folios = async (cursor: string) => {
    const page = LIST_ANSWER.parse((await ask('GET', `/api/tickets?limit=3&${cursor}`)).json);
    return { folios: page.data.map(({ folio }) => folio), next: `cursor=${page.next}` };
  };
  const seen: string[] = [];
  let cursor = `changedSince=${since}`;
  for (let page = await folios(cursor); page.folios.length > 0; page = await folios(cursor)) {
    seen.push(...page.folios);
    cursor = page.next;
  }
  expect([...new Set(seen)]).toEqual([first.ticket.folio, second.ticket.folio]);
  expect((await folios(cursor)).next).toBe(cursor);
  const agent = await addAgent(desk.store, { email: 'cambia@konecta.mx' });
  await addNote(desk.tools, { company: 'konecta', ticketId: first.ticket.id, agent, version: null, text: 'Ya casi' });
  expect((await folios(cursor)).folios).toEqual([]);
  desk.pass(39_999);
  expect((await folios(cursor)).folios).toEqual([]);
  desk.pass(1);
  expect((await folios(cursor)).folios).toEqual([first.ticket.folio]);
  expect(problem(await ask('GET', `/api/tickets?changedSince=${since}&status=open`)).errors?.[0]?.field).toBe('status');
  expect(problem(await ask('GET', `/api/tickets?${cursor}&area=ventas`)).errors?.[0]?.field).toBe('area');
  expect(problem(await ask('GET', `/api/tickets?changedSince=${since}&cursor=abc`)).status).toBe(400);
});

test('a ticket comes with its messages and answers, by any spelling of its folio, without internal notes', async () => {
  const { ticket } = await desk.report('No tengo internet, contrato 204999', { phone: '+526865550310' });
  const agent = await addAgent(desk.store, { email: 'nota@konecta.mx' });
  await addNote(desk.tools, { company: 'konecta', ticketId: ticket.id, agent, version: null, text: 'Solo para nosotros' });
  const { json } = await ask('GET', `/api/tickets/${encodeURIComponent(ticket.folio.toLowerCase().replaceAll('-', ' '))}`);
  const detail = TICKET_DETAIL.parse(json);
  expect(detail.ticket.folio).toBe(ticket.folio);
  expect(detail.messages.map(({ text }) => text)).toEqual(['No tengo internet, contrato 204999']);
  expect(detail.answers.map(({ kind }) => kind)).toEqual(['folio']);
  expect(JSON.stringify(json)).not.toContain('Solo para nosotros');
  expect(problem(await ask('GET', '/api/tickets/MXL-26-999999-9')).status).toBe(404);
  const foreign = await tokenOf(['tickets:read'], { company: 'monet' });
  expect(problem(await ask('GET', `/api/tickets/${ticket.folio}`, { token: foreign })).status).toBe(404);
  expect(LIST_ANSWER.parse((await ask('GET', '/api/tickets?changedSince=2020-01-01T00:00:00Z', { token: foreign })).json).data).toEqual([]);
  expect((await ask('GET', '/api/tickets', { token: foreign })).json).toEqual({ data: [], next: null });
});

test('without a token, with a wrong, expired or revoked one, or without the right, nothing opens', async () => {
  expect(problem(await ask('GET', '/api/tickets', { token: '' })).status).toBe(401);
  expect(problem(await ask('GET', '/api/tickets', { token: makeToken() })).status).toBe(401);
  const expired = await tokenOf(['tickets:read'], { expiresAt: new Date(desk.at().getTime() - 1) });
  expect(problem(await ask('GET', '/api/tickets', { token: expired })).status).toBe(401);
  const reader = await tokenOf(['tickets:read']);
  expect(problem(await ask('POST', '/api/tickets', { token: reader, body: MATTER, key: 'z' })).status).toBe(403);
  expect(problem(await ask('GET', '/api/nada')).status).toBe(404);
});

test('an administrator makes a token that is shown once, and revokes it', async () => {
  await addAgent(desk.store, { email: 'admin@konecta.mx', role: 'admin' });
  const browser = browse(desk.app);
  await browser.signIn('admin@konecta.mx');
  const made = await browser.post('/admin/tokens', { name: 'Mesa de ayuda', rights: 'tickets:read', days: '90' });
  const token = /vt_[\w-]{43}/.exec(made.body)?.[0] ?? '';
  expect((await ask('GET', '/api/tickets', { token })).status).toBe(200);
  const page = await browser.get('/admin/tokens');
  expect(page.body).toContain('Mesa de ayuda');
  expect(page.body).not.toContain(token);
  expect(JSON.stringify(await desk.store.db.apiToken.findMany())).not.toContain(token);
  const row = (await desk.store.apiTokens.list('konecta')).find(({ name }) => name === 'Mesa de ayuda');
  expect(row?.lastUsedAt).not.toBeNull();
  expect((await browser.post(`/admin/tokens/${row?.id}/revoke`)).statusCode).toBe(303);
  expect(problem(await ask('GET', '/api/tickets', { token })).status).toBe(401);
  expect((await desk.store.audit.list('konecta', 2)).map(({ action }) => action)).toEqual(['token-revoked', 'token-made']);
});

test('a token that asks too much is held off, and no other', async () => {
  const [busy, other] = [await tokenOf(['tickets:read']), await tokenOf(['tickets:read'])];
  const statuses = new Set<number>();
  for (let index = 0; index < 125; index += 1) statuses.add((await ask('GET', '/api/tickets?limit=1', { token: busy })).status);
  expect(statuses).toContain(429);
  const held = await ask('GET', '/api/tickets?limit=1', { token: busy });
  expect(problem(held).type).toBe('/api/docs#demasiadas-peticiones');
  expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask('GET', '/api/tickets?limit=1', { token: other })).status).toBe(200);
});
