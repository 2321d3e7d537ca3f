import fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { parseMessenger } from '../../../src/channels/messenger/parse.ts';
import { signatureOf } from '../../../src/channels/meta/signature.ts';
import { type Delivery, MAX_BODY_BYTES, metaWebhook } from '../../../src/channels/meta/webhook.ts';
import { parseWhatsApp } from '../../../src/channels/whatsapp/parse.ts';

const SECRET = 'secreto-de-prueba';

const openApp = (onDelivery: (company: string, delivery: Delivery) => Promise<void> = async () => {}) => {
  const app = fastify();
  metaWebhook(app, {
    companies: new Map([
      [
        'konecta',
        {
          verifyTokens: ['token-viejo', 'token-nuevo'],
          appSecrets: ['secreto-nuevo', SECRET],
          accounts: { whatsapp: '600700', messenger: '1' },
        },
      ],
      ['sibling', { verifyTokens: ['x'], appSecrets: [SECRET], accounts: { whatsapp: '600701', messenger: null } }],
      ['stranger', { verifyTokens: ['x'], appSecrets: ['another'], accounts: { whatsapp: '600702', messenger: '3' } }],
      ['monet', { verifyTokens: ['x'], appSecrets: [], accounts: { whatsapp: null, messenger: null } }],
      ['vacia', { verifyTokens: [''], appSecrets: [''], accounts: { whatsapp: null, messenger: null } }],
    ]),
    parsers: { whatsapp_business_account: parseWhatsApp, page: parseMessenger },
    onDelivery,
  });
  return app;
};

const post = (
  app: ReturnType<typeof openApp>,
  body: string | Buffer,
  headers: Record<string, string | undefined> = {},
  company = 'konecta',
) => {
  const payload = Buffer.from(body);
  const signature = signatureOf(payload, SECRET);
  const url = `/webhooks/meta/${company}`;
  return app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature, ...headers },
  });
};

const page = (text: string) =>
  JSON.stringify({
    object: 'page',
    entry: [{ id: '1', messaging: [{ sender: { id: '2' }, timestamp: 1795312800123, message: { mid: 'm1', text } }] }],
  });

test('the challenge is given back exactly, as plain text', async () => {
  const url = '/webhooks/meta/konecta?hub.mode=subscribe&hub.verify_token=token-viejo&hub.challenge=00%2B1%20a';
  const answer = await openApp().inject({ url });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toBe('00+1 a');
  expect(answer.headers['content-type']).toMatch(/^text\/plain/);
});

test.each([
  ['a wrong token', 'konecta?hub.mode=subscribe&hub.verify_token=no&hub.challenge=1', 403],
  ['another mode', 'konecta?hub.mode=unsubscribe&hub.verify_token=token-viejo&hub.challenge=1', 403],
  ['a token given twice', 'konecta?hub.mode=subscribe&hub.verify_token=token-viejo&hub.verify_token=no&hub.challenge=1', 403],
  ['nothing asked', 'konecta', 403],
  ['an unknown company', 'otra?hub.mode=subscribe&hub.verify_token=token-viejo&hub.challenge=1', 404],
  ['a company without secret', 'monet?hub.mode=subscribe&hub.verify_token=x&hub.challenge=1', 404],
  ['a company with empty keys', 'vacia?hub.mode=subscribe&hub.verify_token=&hub.challenge=1', 404],
])('a verification with %s is refused', async (_, path, status) => {
  const answer = await openApp().inject({ url: `/webhooks/meta/${path}` });
  expect(answer.statusCode).toBe(status);
  expect(answer.body).not.toBe('1');
});

test('a signed body is handed over as its bytes and its items', async () => {
  const onDelivery = vi.fn(async () => {});
  const body = page('ma\\u00f1ana');
  expect((await post(openApp(onDelivery), body)).statusCode).toBe(200);
  expect(onDelivery).toHaveBeenCalledExactlyOnceWith('konecta', expect.objectContaining({ rawBody: Buffer.from(body), object: 'page' }));
});

test.each([
  ['the content type is missing', undefined],
  ['the content type is another', 'text/plain'],
  ['the content type has a charset', 'application/json; charset=utf-8'],
])('bytes verify where %s', async (_, type) => {
  expect((await post(openApp(), page('hola'), { 'content-type': type })).statusCode).toBe(200);
});

test('200 comes only after the delivery is committed', async () => {
  const events: string[] = [];
  let commit = () => {};
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  const app = openApp(async () => {
    events.push('taken');
    await committed;
    events.push('committed');
  });
  const answer = post(app, page('hola')).then(({ statusCode }) => events.push(`answered ${statusCode}`));
  await vi.waitFor(() => expect(events).toEqual(['taken']));
  commit();
  await answer;
  expect(events).toEqual(['taken', 'committed', 'answered 200']);
});

test('what could not be stored is answered 503, so that Meta sends it again', async () => {
  const answer = await post(
    openApp(async () => Promise.reject(new Error('database away'))),
    page('hola'),
  );
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain('database away');
});

test.each([
  ['a wrong signature', page('hola'), { 'x-hub-signature-256': signatureOf(Buffer.from('otra'), SECRET) }, 'konecta', 401],
  ['no signature', page('hola'), { 'x-hub-signature-256': '' }, 'konecta', 401],
  [
    'a signature by a secret not ours',
    page('hola'),
    { 'x-hub-signature-256': signatureOf(Buffer.from(page('hola')), 'no') },
    'konecta',
    401,
  ],
  ['no JSON and a wrong signature', 'no json', { 'x-hub-signature-256': '' }, 'konecta', 401],
  ['signed bytes that are no JSON', 'no json', {}, 'konecta', 400],
  ['a signed empty body', '', {}, 'konecta', 400],
  ['an unknown company', page('hola'), {}, 'otra', 404],
  ['a company that only objects know', page('hola'), {}, 'constructor', 404],
  ['a company without secret', page('hola'), {}, 'monet', 404],
])('%s is refused and reaches nobody', async (_, body, headers, company, status) => {
  const onDelivery = vi.fn(async () => {});
  expect((await post(openApp(onDelivery), body, headers, company)).statusCode).toBe(status);
  expect(onDelivery).not.toHaveBeenCalled();
});

test.each([
  [200, 'exactly 4 MiB', MAX_BODY_BYTES],
  [413, 'one byte more', MAX_BODY_BYTES + 1],
])('%i is the answer to a body of %s', async (status, _, size) => {
  const body = page('');
  expect((await post(openApp(), body + ' '.repeat(size - body.length))).statusCode).toBe(status);
});

test.each([
  'null',
  '42',
  '[]',
  '"hola"',
  '{}',
  '{"object":"instagram","entry":[{}]}',
  '{"object":"__proto__"}',
  '{"object":"page","entry":{}}',
])('signed JSON of no known shape (%s) is kept and answered 200', async (body) => {
  const taken: Delivery[] = [];
  const answer = await post(
    openApp(async (_, delivery) => void taken.push(delivery)),
    body,
  );
  expect(answer.statusCode).toBe(200);
  expect(taken[0]?.items).toEqual([expect.objectContaining({ kind: 'other', alert: false })]);
});

const toNumbers = (...numbers: (string | null)[]) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '100200',
      changes: numbers.map((number, index) => ({
        field: 'messages',
        value: {
          ...(number === null ? {} : { metadata: { phone_number_id: number } }),
          messages: [{ from: '5216865550142', id: `wamid.${index}`, timestamp: '1795312800', type: 'text', text: { body: 'hola' } }],
        },
      })),
    },
  ],
});

test('of a body with several numbers each message goes to the company whose number and secret it is; the rest is kept and told of', async () => {
  const taken: [string, unknown[]][] = [];
  const app = openApp(async (company, { items }) => {
    const seen = items.map((item) =>
      item.kind === 'other'
        ? `${item.because}, alert ${item.alert}`
        : item.kind === 'message' && `${item.externalId} of ${item.message.company}`,
    );
    taken.push([company, seen]);
  });
  const body = JSON.stringify(toNumbers('600700', '600701', '600702', '600799', null, '600701'));
  expect((await post(app, body)).statusCode).toBe(200);
  expect(taken).toEqual([
    ['konecta', ['wamid.0 of konecta', 'account-of-another, alert true', 'unknown-account, alert true', 'wamid.4 of konecta']],
    ['sibling', ['wamid.1 of sibling', 'wamid.5 of sibling']],
  ]);
});

test("a body of another company's number alone is that company's; where it cannot be stored Meta sends it again", async () => {
  const taken: string[] = [];
  const taking = openApp(async (company) => void taken.push(company));
  expect((await post(taking, JSON.stringify(toNumbers('600701')))).statusCode).toBe(200);
  expect(taken).toEqual(['sibling']);
  const failing = openApp(async (company) => (company === 'sibling' ? Promise.reject(new Error('database away')) : undefined));
  expect((await post(failing, JSON.stringify(toNumbers('600700', '600701')))).statusCode).toBe(503);
});

test('a page that is not ours is not taken for ours', async () => {
  const taken: Delivery[] = [];
  const body = page('hola').replace('"id":"1"', '"id":"3"');
  expect(
    (
      await post(
        openApp(async (_, delivery) => void taken.push(delivery)),
        body,
      )
    ).statusCode,
  ).toBe(200);
  expect(taken[0]?.items).toEqual([expect.objectContaining({ kind: 'other', because: 'account-of-another' })]);
});
