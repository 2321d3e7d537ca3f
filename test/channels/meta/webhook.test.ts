import fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { parseMessenger } from '../../../src/channels/messenger/parse.ts';
import type { Accounts } from '../../../src/channels/meta/accounts.ts';
import { readBody } from '../../../src/channels/meta/body.ts';
import { signatureOf } from '../../../src/channels/meta/signature.ts';
import { type Delivery, MAX_BODY_BYTES, metaWebhook } from '../../../src/channels/meta/webhook.ts';
import { parseWhatsApp } from '../../../src/channels/whatsapp/parse.ts';

const SECRET = 'secreto-de-prueba';

const COMPANIES = new Map([
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
]);

const openApp = (onDelivery: (delivery: Delivery) => Promise<void> = async () => {}) => {
  const app = fastify();
  metaWebhook(app, { companies: COMPANIES, onDelivery });
  return app;
};

const ACCOUNTS = new Map<string, Accounts>([...COMPANIES].map(([company, { accounts }]) => [company, accounts]));
const PARSERS = { whatsapp_business_account: parseWhatsApp, page: parseMessenger };
/** What each owner's things turn out to be when they are read. */
const readAll = ({ owners, rawBody }: Delivery, accounts = ACCOUNTS) =>
  new Map(owners.map((owner) => [owner.company, readBody({ accounts, parsers: PARSERS }, owner, rawBody)]));

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

test('a signed body is handed over as its bytes, with whose it is', async () => {
  const onDelivery = vi.fn(async () => {});
  const body = page('ma\\u00f1ana');
  expect((await post(openApp(onDelivery), body)).statusCode).toBe(200);
  expect(onDelivery).toHaveBeenCalledExactlyOnceWith({
    rawBody: Buffer.from(body),
    owners: [{ company: 'konecta', channel: 'messenger', route: 'konecta', proven: [] }],
  });
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
    openApp(async (delivery) => void taken.push(delivery)),
    body,
  );
  expect(answer.statusCode).toBe(200);
  expect(taken.flatMap((one) => readAll(one).get('konecta'))).toEqual([expect.objectContaining({ kind: 'other', alert: false })]);
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

const taking = async (body: string): Promise<Delivery> => {
  const taken: Delivery[] = [];
  expect(
    (
      await post(
        openApp(async (delivery) => void taken.push(delivery)),
        body,
      )
    ).statusCode,
  ).toBe(200);
  const [delivery] = taken;
  if (!delivery || taken.length > 1) throw new Error('a webhook is handed over once');
  return delivery;
};
const seen = (items: ReturnType<typeof readBody>) =>
  items.map((item) =>
    item.kind === 'other'
      ? `${item.because}, alert ${item.alert}`
      : item.kind === 'message' && `${item.externalId} of ${item.message.company}`,
  );
const shown = (delivery: Delivery, accounts = ACCOUNTS) =>
  Object.fromEntries([...readAll(delivery, accounts)].map(([company, items]) => [company, seen(items)]));

test('of a body with several numbers each message goes to the company whose number and secret it is; the rest is kept and told of', async () => {
  const delivery = await taking(JSON.stringify(toNumbers('600700', '600701', '600702', '600799', null, '600701')));
  expect(shown(delivery)).toEqual({
    konecta: ['wamid.0 of konecta', 'account-of-another, alert true', 'unknown-account, alert true', 'wamid.4 of konecta'],
    sibling: ['wamid.1 of sibling', 'wamid.5 of sibling'],
  });
});

test("a body of another company's number alone is that company's, and nothing of it is the route's", async () => {
  expect(shown(await taking(JSON.stringify(toNumbers('600701'))))).toEqual({ konecta: [], sibling: ['wamid.0 of sibling'] });
});

test('a page that is not ours is not taken for ours', async () => {
  const delivery = await taking(page('hola').replace('"id":"1"', '"id":"3"'));
  expect(shown(delivery)).toEqual({ konecta: ['account-of-another, alert true'] });
});

test.each([
  ['has gone to nobody', { whatsapp: '600999', messenger: null }, { whatsapp: null, messenger: '3' }, 'unknown-account'],
  [
    'has gone to one that signed nothing',
    { whatsapp: '600999', messenger: null },
    { whatsapp: '600701', messenger: '3' },
    'account-of-another',
  ],
])('a number that %s between the door and the reading is kept and told of, not lost', async (_, sibling, stranger, because) => {
  const delivery = await taking(JSON.stringify(toNumbers('600700', '600701')));
  const later = new Map<string, Accounts>([...ACCOUNTS, ['sibling', sibling], ['stranger', stranger]]);
  expect(shown(delivery, later)).toEqual({ konecta: ['wamid.0 of konecta', `${because}, alert true`], sibling: [] });
});
