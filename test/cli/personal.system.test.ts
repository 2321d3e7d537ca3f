import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { runVentanilla } from '../support/command.ts';
import { freshDatabase } from '../support/databases.ts';

let store: Store;
let DATABASE_URL: string;

beforeAll(async () => {
  DATABASE_URL = await freshDatabase();
  store = openStore(DATABASE_URL, { connections: 2 });
  await store.db.message.create({
    data: {
      company: 'konecta',
      channel: 'email',
      kind: 'text',
      conversation: 'email:rosa@example.mx',
      senderAddress: 'rosa@example.mx',
      senderPhone: '+526861230001',
      text: 'Mi domicilio es Calle Sexta 12',
      state: 'settled',
      disposition: 'review',
      receivedAt: new Date('2026-11-01T18:00:00Z'),
      references: [],
    },
  });
  // What Meta has told of her chat, what an agent noted on it, and under which id WhatsApp knows her.
  const chat = await store.db.message.create({
    data: {
      company: 'konecta',
      channel: 'whatsapp',
      kind: 'text',
      conversation: 'phone:+526861230001',
      externalId: 'wamid.ROSA',
      senderPhone: '+526861230001',
      senderUserId: 'MX.700',
      text: 'Sigo igual',
      state: 'settled',
      disposition: 'review',
      receivedAt: new Date('2026-11-02T18:00:00Z'),
      references: [],
      events: { create: { at: new Date('2026-11-02T19:00:00Z'), kind: 'no_request', actor: 'agent:1', data: { reason: 'saludo' } } },
    },
  });
  const about = { company: 'konecta', channel: 'whatsapp', receivedAt: chat.receivedAt } as const;
  await store.db.channelEvent.create({ data: { ...about, kind: 'edit', externalId: 'wamid.ROSA', data: { text: 'Sigo sin señal' } } });
  await store.db.channelEvent.create({ data: { ...about, kind: 'edit', externalId: 'wamid.OTRA', data: { text: 'De otra persona' } } });
  const seen = { company: 'konecta', channel: 'whatsapp', seenAt: chat.receivedAt } as const;
  await store.db.channelIdentity.create({ data: { ...seen, userId: 'MX.700', phone: '+526861230001' } });
  await store.db.channelIdentity.create({ data: { ...seen, userId: 'MX.701', phone: '+526861230002' } });
});
afterAll(() => store?.close());

const personal = (...args: string[]) => runVentanilla(['personal', ...args], { DATABASE_URL });

test('a person is exported into a file of their own, and then erased, with a trace that does not name them', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'personal-')), 'rosa.json');
  expect(await personal('export', '--company', 'konecta', '--phone', '686 123 0001', '--out', out)).toMatchObject({ status: 0 });
  expect(JSON.parse(await readFile(out, 'utf8'))).toMatchObject({
    messages: [
      { text: 'Mi domicilio es Calle Sexta 12', events: [] },
      { text: 'Sigo igual', events: [{ kind: 'no_request', data: { reason: 'saludo' } }] },
    ],
    channelEvents: [{ kind: 'edit', data: { text: 'Sigo sin señal' } }],
    identities: [{ userId: 'MX.700', phone: '+526861230001' }],
    tickets: [],
  });
  expect(await personal('export', '--company', 'konecta', '--phone', '686 123 0001', '--out', out)).toMatchObject({ status: 1 });
  expect(await personal('erase', '--company', 'konecta', '--email', 'Rosa@Example.mx', '--reason', 'solicitud ARCO 7')).toMatchObject({
    status: 0,
    output: expect.stringContaining('messages 1'),
  });
  const entries = await store.audit.list('konecta', 10);
  expect(entries.map(({ action }) => action)).toEqual(['personal-erase', 'personal-export', 'personal-export']);
  expect(JSON.stringify(entries)).not.toContain('rosa');
  expect(await store.db.message.findFirst({ orderBy: { receivedAt: 'asc' } })).toMatchObject({
    text: null,
    senderAddress: null,
    disposition: 'review',
  });
});

test.each([
  [['export', '--company', 'konecta'], 2],
  [['erase', '--company', 'konecta', '--email', 'a@example.mx'], 2],
  [['export', '--company', 'konecta', '--email', 'a@example.mx', '--phone', '6861230001'], 2],
  [['export', '--company', 'nadie', '--email', 'a@example.mx'], 1],
  [['export', '--company', 'konecta', '--phone', 'abc'], 1],
])('%j is refused with what was expected', async (args, status) => {
  const ended = await personal(...args);
  expect(ended.status).toBe(status);
  expect(ended.errors).toContain('expected');
});
