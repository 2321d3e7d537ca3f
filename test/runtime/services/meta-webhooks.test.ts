import fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { parseMessenger } from '../../../src/channels/messenger/parse.ts';
import { readBody } from '../../../src/channels/meta/body.ts';
import { type Delivery, metaWebhook } from '../../../src/channels/meta/webhook.ts';
import { parseWhatsApp } from '../../../src/channels/whatsapp/parse.ts';
import * as meta from '../../../src/runtime/services/meta-webhooks.ts';

const ACCOUNTS = { whatsapp: '600700', messenger: '1' };
const taken: Delivery[] = [];
const itemsTaken = () => {
  const parsers = { whatsapp_business_account: parseWhatsApp, page: parseMessenger };
  return taken.flatMap(({ owners, rawBody }) =>
    owners.flatMap((owner) => readBody({ accounts: new Map([['konecta', ACCOUNTS]]), parsers }, owner, rawBody)),
  );
};
const app = fastify();
metaWebhook(app, {
  companies: new Map([['konecta', { verifyTokens: ['t'], appSecrets: ['secreto'], accounts: ACCOUNTS }]]),
  onDelivery: async (delivery) => void taken.push(delivery),
});
const url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/webhooks/meta/konecta`;
afterAll(() => app.close());

const AT = new Date(1795312800_000);
const ACCOUNT = { wabaId: '100200', phoneNumberId: '600700', displayPhone: '526862210284' };
const ROSA = { waId: '5216865550142', userId: 'MX.1', name: 'Rosa Ibarra' };

test('the bytes are those of the vector in which Meta escapes', () => {
  expect(meta.encodeAsMeta({ object: 'page', texto: 'mañana 👍 a/b' }).toString()).toBe(
    String.raw`{"object":"page","texto":"ma\u00f1ana \ud83d\udc4d a\/b"}`,
  );
});

test('a signed batch of 1000 messages and statuses, in any order, is read whole', async () => {
  const texts = Array.from({ length: 900 }, (_, n) => meta.whatsAppText(ROSA, `wamid.${n}`, AT, `mañana ${n}`));
  const statuses = Array.from({ length: 100 }, (_, n) => meta.whatsAppStatus(`wamid.n${n}`, 'read', AT, ROSA.waId));
  taken.length = 0;
  const body = meta.whatsAppBody(ACCOUNT, meta.shuffled([...texts, ...statuses], 7));
  expect(await meta.postWebhook(url, body, 'secreto')).toBe(200);
  const items = itemsTaken();
  const ids = items.flatMap((item) => (item.kind === 'message' ? item.externalId : []));
  expect(new Set(ids).size).toBe(900);
  expect(ids).not.toEqual(texts.map((_, n) => `wamid.${n}`));
  expect(items.filter(({ kind }) => kind === 'status')).toHaveLength(100);
});

test('messages and echoes of a page are read as such', async () => {
  taken.length = 0;
  const events = [
    meta.messengerText('1', '24', 'm1', AT, 'hola'),
    meta.messengerEcho('1', '24', AT, { mid: 'm2', text: 'folio', metadata: 'r1' }),
  ];
  expect(await meta.postWebhook(url, meta.messengerBody('1', events, AT), 'secreto')).toBe(200);
  expect(itemsTaken().map(({ kind }) => kind)).toEqual(['message', 'echo']);
  expect(await meta.postWebhook(url, meta.messengerBody('1', events, AT), 'otro')).toBe(401);
});
