import { expect, test } from 'vitest';
import { encodeAsMeta, whatsAppBody, whatsAppText } from '../../src/runtime/services/meta-webhooks.ts';
import { deliver } from '../../src/steps/deliver.ts';
import { ACCOUNT, openChat, ROSA } from '../support/chat.ts';

const chat = await openChat();
const bodyOf = (id: string) => encodeAsMeta(whatsAppBody(ACCOUNT, [whatsAppText(ROSA, id, chat.at(-5), 'hola')]));
const ownedBy = (...companies: string[]) =>
  companies.map((company) => ({ company, channel: 'whatsapp' as const, route: 'konecta', proven: companies.slice(1) }));
const ledger = () => chat.rows(`SELECT d.*, r."bytes" FROM "MetaDelivery" d JOIN "RawMessage" r ON r."hash" = d."rawHash" ORDER BY d."id"`);

test('webhooks that come together are kept with their bytes, each for its owners, and one job stands for all of them', async () => {
  chat.jobs.length = 0;
  const [first, second] = [bodyOf('wamid.1'), bodyOf('wamid.2')];
  await deliver(chat.tools, [
    { rawBody: first, owners: ownedBy('konecta') },
    { rawBody: second, owners: ownedBy('konecta', 'monet') },
    { rawBody: first, owners: ownedBy('konecta') },
  ]);
  const rows = await ledger();
  expect(rows).toMatchObject([
    { company: 'konecta', proven: [], bytes: first, receivedAt: chat.at(), dueAt: chat.at(), failures: 0 },
    { company: 'konecta', route: 'konecta', proven: ['monet'], bytes: second },
    { company: 'monet', route: 'konecta', proven: ['monet'], bytes: second },
    { company: 'konecta', proven: [], bytes: first },
  ]);
  expect(chat.jobs).toEqual([{ queue: 'unpack', id: rows[0]?.id, delayMs: 0 }]);
  expect(await chat.count('Message')).toBe(0);
});

test('how much waits, and since when, is told by company; what waits for an administrator does not count', async () => {
  const stand = async () => (await chat.store.metaDeliveries.stand()).toSorted((one, other) => one.company.localeCompare(other.company));
  expect(await stand()).toEqual([
    { company: 'konecta', waiting: 3, oldestAt: chat.at() },
    { company: 'monet', waiting: 1, oldestAt: chat.at() },
  ]);
  await chat.rows(`UPDATE "MetaDelivery" SET "dueAt" = NULL WHERE "company" = 'monet'`);
  expect(await stand()).toEqual([{ company: 'konecta', waiting: 3, oldestAt: chat.at() }]);
});

test('bytes of any size are kept as they came, those of a pile as those of one', async () => {
  const sizes = [0, 1, 700 * 1024, 700 * 1024, 3 * 1024 * 1024, 17];
  const bodies = sizes.map((size, n) => Buffer.alloc(size, n));
  const before = (await ledger()).length;
  await deliver(
    chat.tools,
    bodies.map((rawBody) => ({ rawBody, owners: ownedBy('konecta') })),
  );
  const kept = (await ledger()).slice(before).map(({ bytes }) => bytes as Buffer);
  expect(kept.map(({ length }) => length).sort()).toEqual(bodies.map(({ length }) => length).sort());
  expect(kept.every((bytes) => bodies.some((body) => body.equals(bytes)))).toBe(true);
});

test('a database that is away is told to whoever waits, and no job is added', async () => {
  chat.jobs.length = 0;
  const metaDeliveries = { ...chat.store.metaDeliveries, addAll: async () => Promise.reject(new Error('connection lost')) };
  const broken = { ...chat.tools, store: { ...chat.store, metaDeliveries } };
  await expect(deliver(broken, [{ rawBody: bodyOf('wamid.3'), owners: ownedBy('konecta') }])).rejects.toThrow('connection lost');
  expect(chat.jobs).toEqual([]);
});
