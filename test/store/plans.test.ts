import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { fillDatabase } from '../../src/cli/bench/fill.ts';
import { type OpenedDatabase, openDatabase } from '../../src/store/database.ts';
import { LOOK_UP } from '../../src/store/directory-looks.ts';
import { CLAIMS, SETTLE_MAILS } from '../../src/store/mail-goes.ts';
import { ALL_WAITING } from '../../src/store/matters.ts';
import { LAST_FROM, OVERDUE_MESSAGES } from '../../src/store/messages.ts';
import { DUE_DELIVERIES, TAKE_DUE } from '../../src/store/meta-deliveries.ts';
import { DUE_MAILS, OVERDUE_REPLIES } from '../../src/store/replies.ts';
import { AGENT_LOADS, ALL_REFERENCED, PAST_TERM, VIEW_OF_ALL_CONTRACTS, VIEW_OF_SENDERS } from '../../src/store/tickets.ts';
import { findByWords, indexQuery, matchOf, walkQuery } from '../../src/store/word-search.ts';
import { listQuery, searchQuery } from '../../src/store/worklist.ts';
import { freshDatabase } from '../support/databases.ts';
import { EVERY_OPEN } from '../support/work-filter.ts';

/** Enough that reading a table from end to end costs PostgreSQL more than any index. */
const TICKETS = 6_000;

const GO = Array.from({ length: 25 }, (_, place) => ({
  place,
  id: `0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c${place + 10}`,
  company: 'konecta',
  conversation: `email:cliente${place}@correo.test`,
  contractKeys: [`${204_500 + place}`],
  ids: [`<fill.${place}.0@correo.test>`, '<other@correo.test>'],
  since: new Date('2026-11-01T00:00:00Z'),
  now: new Date('2026-11-24T00:00:00Z'),
}));

const ASKED = { company: 'konecta', words: 'Guadalupe Osuna módem' };

let client: pg.Client;
let database: OpenedDatabase;
beforeAll(async () => {
  const url = await freshDatabase();
  await fillDatabase(url, TICKETS, () => undefined);
  client = new pg.Client({ connectionString: url });
  await client.connect();
  database = openDatabase(url, { connections: 2 });
}, 240_000);
afterAll(async () => {
  await database.close();
  await client.end();
});

type Node = { 'Node Type': string; 'Index Name'?: string; 'Relation Name'?: string; 'Actual Rows'?: number; Plans?: Node[] };

const planOf = async (text: string, values: unknown[]): Promise<Node[]> => {
  const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
  const all = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(all)];
  return all(rows[0]['QUERY PLAN'][0].Plan);
};

const BIG = new Set(['Ticket', 'Message', 'Reply', 'Reading', 'TicketEvent', 'MetaDelivery']);
const scannedWhole = (nodes: Node[]) =>
  nodes.filter((node) => /Seq Scan/.test(node['Node Type']) && BIG.has(node['Relation Name'] ?? '')).map((node) => node['Relation Name']);

test('all that was filled in belongs to a ticket that is there', async () => {
  for (const table of ['Message', 'Reply', 'TicketEvent']) {
    const { rows } = await client.query(
      `SELECT count(*)::int AS lost FROM "${table}" x WHERE NOT EXISTS (SELECT 1 FROM "Ticket" t WHERE t."id" = x."ticketId")`,
    );
    expect([table, rows[0].lost]).toEqual([table, 0]);
  }
  const { rows } = await client.query(
    `SELECT count(*)::int AS lost FROM "Reading" r LEFT JOIN "Message" m ON m."id" = r."messageId" WHERE m."id" IS NULL`,
  );
  expect(rows[0].lost).toBe(0);
});

test('the test would see a table that is read from end to end', async () => {
  expect(scannedWhole(await planOf(`SELECT count(*) FROM "Ticket" WHERE "description" LIKE '%x%'`, []))).toEqual(['Ticket']);
});

test.each([
  ['the sweep of messages', OVERDUE_MESSAGES, []],
  ['the sweep of answers', OVERDUE_REPLIES, []],
  ['the claim of mails', DUE_MAILS, [['monet']]],
])('%s touches what is due and no more', async (_name, text, more) => {
  const nodes = await planOf(text, [new Date(), 500, ...more]);
  expect(scannedWhole(nodes)).toEqual([]);
  // Of all that is there nothing is due.
  expect(nodes.filter((node) => (node['Actual Rows'] ?? 0) > 0)).toEqual([]);
});

test.each([
  ['before PostgreSQL has looked at it', false, 'force_custom_plan'],
  ['by a plan made for any of them', false, 'force_generic_plan'],
  ['once PostgreSQL has looked at it', true, 'force_custom_plan'],
])('of a pile of webhooks no more is touched than is taken, %s', async (_name, isAnalyzed, mode) => {
  await client.query('BEGIN');
  onTestFinished(async () => void (await client.query('ROLLBACK')));
  const pile = `INSERT INTO "MetaDelivery" ("id", "company", "channel", "route", "proven", "rawHash", "receivedAt", "dueAt")
    SELECT gen_random_uuid(), $1::text, 'whatsapp', $1, '{}', 'h', now(), now() FROM generate_series(1, $2::int)`;
  await client.query(`INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes") VALUES ('h', '', 0)`);
  for (const [company, size] of [
    ['konecta', 20_000],
    ['monet', 10],
  ] as const)
    await client.query(pile, [company, size]);
  if (isAnalyzed) await client.query('ANALYZE "MetaDelivery"');
  await client.query(`SET LOCAL plan_cache_mode = ${mode}`);
  const inAnHour = new Date(Date.now() + 3_600_000);
  const touched = async (text: string, values: unknown[]) => {
    const nodes = await planOf(text, values);
    expect(scannedWhole(nodes)).toEqual([]);
    return Math.max(...nodes.map((node) => node['Actual Rows'] ?? 0));
  };
  expect(await touched(DUE_DELIVERIES, [inAnHour])).toBe(2);
  expect(await touched(TAKE_DUE, ['monet', inAnHour, 50])).toBeLessThanOrEqual(10);
});

test('the reminders touch the terms that have passed and no more', async () => {
  const { rows } = await client.query(
    `SELECT count(*)::int AS due FROM "Ticket" WHERE "status" = 'open' AND "termPassedAt" IS NULL AND "dueAt" <= now()`,
  );
  const nodes = await planOf(PAST_TERM, [new Date(), 200]);
  expect(scannedWhole(nodes)).toEqual([]);
  expect(Math.max(...nodes.map((node) => node['Actual Rows'] ?? 0))).toBeLessThanOrEqual(rows[0].due);
});

test.each([
  ['the queue', listQuery('konecta', EVERY_OPEN, null, 50)],
  ['the queue by age', listQuery('konecta', { ...EVERY_OPEN, order: 'age' }, null, 50)],
  ['a search by folio', searchQuery('konecta', { folio: 'MXL-26-005999-0', contractKey: null, phone: null, email: null, words: null })],
  ['a search by contract', searchQuery('konecta', { folio: null, contractKey: '204518', phone: null, email: null, words: null })],
  ['a search by telephone', searchQuery('konecta', { folio: null, contractKey: null, phone: '+526868142210', email: null, words: null })],
  [
    'what words have found',
    searchQuery('konecta', { folio: null, contractKey: null, phone: null, email: null, words: 'módem' }, [GO[0]?.id ?? '']),
  ],
  ['words among the newest messages', walkQuery({ ...ASKED, source: 'messages', match: 'whole' }, 500)],
  ['words among the newest names', walkQuery({ ...ASKED, source: 'tickets', match: 'whole' }, 500)],
  ['words by their index', indexQuery({ ...ASKED, source: 'messages', match: 'whole' }, null)],
  ['names by their index', indexQuery({ ...ASKED, source: 'tickets', match: 'whole' }, null)],
  ['beginnings by their index', indexQuery({ ...ASKED, source: 'messages', match: 'beginnings' }, 'Guad:* & Osu:*')],
])('%s reads no big table from end to end', async (_name, query) => {
  if (query === null) throw new Error('these terms make a query');
  expect(scannedWhole(await planOf(query.text, query.values))).toEqual([]);
});

test.each([
  [`SELECT 1 FROM "Message" WHERE "company" = 'konecta' AND "conversation" = 'email:cliente1@correo.test' AND "state" = 'stored'`],
  [`SELECT 1 FROM "Ticket" WHERE "company" = 'konecta' AND "contractKey" = '204518' AND "status" = 'open'`],
  [
    `SELECT 1 FROM "Reply" WHERE "company" = 'konecta' AND "recipient" = 'cliente1@correo.test' AND "createdAt" > now() - interval '1 hour'`,
  ],
])('what a message is decided by is found by an index: %s', async (text) => {
  expect(scannedWhole(await planOf(text, []))).toEqual([]);
});

test('the index is asked for the rare beginning alone, and what it finds for the others', async () => {
  const { text, values } = indexQuery({ company: 'konecta', words: 'técnico Osuna', source: 'messages', match: 'beginnings' }, 'Osuna:*');
  const { rows } = await client.query(`EXPLAIN ${text}`, values);
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: \(search @@ '''osun'':\*'::tsquery\)/);
  expect(plan).toMatch(/Filter: .*tecnic/);
});

test.each([
  // Words of a third of all messages, of a tenth, of some, of one ticket's, of none.
  ['técnico', 'whole'],
  ['módem reinicié', 'whole'],
  ['Guadalupe Osuna', 'whole'],
  ['Guadalupe Osuna módem', 'whole'],
  ['extraviado', 'whole'],
  ['téc módem', 'beginnings'],
  ['guad osun fél', 'beginnings'],
  ['de la osun 10', 'beginnings'],
  ['de la', 'beginnings'],
] as const)('%j as %s words are found in the newest that have them, whichever way they are found', async (words, match) => {
  const asked = matchOf(words, match);
  const { rows } = await client.query(
    `WITH asked AS (SELECT ${asked.text} AS words)
     (SELECT "id" FROM "Ticket", asked WHERE "company" = 'konecta' AND "search" @@ words ORDER BY "openedAt" DESC LIMIT 100)
     UNION
     (SELECT "ticketId" FROM "Message", asked WHERE "company" = 'konecta' AND "search" @@ words ORDER BY "receivedAt" DESC LIMIT 100)`,
    asked.values,
  );
  const found = await findByWords(database.prisma, 'konecta', words, match);
  expect(found.toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
});

test.each([
  ['whatsapp', '+526868142210', null],
  ['messenger', null, '6868142210'],
  // A mail's sender has no window: nothing is found, and that at once.
  ['email', null, 'cliente1@correo.test'],
])('when somebody last wrote by %s is found by their own messages alone', async (channel, phone, userId) => {
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    await client.query(`SET plan_cache_mode = ${mode}`);
    const indexes = (await planOf(LAST_FROM, ['konecta', channel, phone, userId])).flatMap((node) => node['Index Name'] ?? []);
    expect(indexes.filter((name) => !/^Message_sender(?:Phone|UserId)$/.test(name))).toEqual([]);
  }
  await client.query('RESET plan_cache_mode');
});

test('the open tickets of each agent are counted in the index alone', async () => {
  await client.query(`INSERT INTO "Agent" ("id", "company", "email", "name", "role", "passwordHash", "createdAt")
    SELECT gen_random_uuid(), 'konecta', 'agente' || n || '@konecta.test', 'Agente', 'agent', '', now() FROM generate_series(1, 8) AS n`);
  await client.query(
    `UPDATE "Ticket" SET "agentId" = (SELECT "id" FROM "Agent" ORDER BY md5("Ticket"."folio" || "Agent"."email") LIMIT 1) WHERE "status" = 'open'`,
  );
  await client.query('VACUUM ANALYZE "Ticket"');
  const nodes = await planOf(AGENT_LOADS, ['konecta']);
  expect(scannedWhole(nodes)).toEqual([]);
  expect(nodes.map((node) => node['Node Type'])).toContain('Index Only Scan');
});

test.each([
  [
    'whether they wait still',
    CLAIMS,
    [GO.map(({ id }) => id), GO.map(({ company }) => company), GO.map(({ conversation }) => conversation)],
  ],
  ['what they answer', ALL_REFERENCED, [JSON.stringify(GO)]],
  ['what waits for data', ALL_WAITING, [JSON.stringify(GO)]],
  ['the tickets of their senders', VIEW_OF_SENDERS, [JSON.stringify(GO)]],
  ['the tickets of their contracts', VIEW_OF_ALL_CONTRACTS, [JSON.stringify(GO)]],
  ['where they are kept', SETTLE_MAILS, [JSON.stringify(GO), GO.map(({ id }) => id)]],
])('of a go of mails, %s is found by an index, also by a plan made for any go', async (_name, text, values) => {
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    await client.query(`SET plan_cache_mode = ${mode}`);
    expect(scannedWhole(await planOf(text, values))).toEqual([]);
  }
  await client.query('RESET plan_cache_mode');
});

test('a decision asks the directory by its indexes, whatever it knows of the sender, the contract and the holder', async () => {
  const subscribers = 20_000;
  await client.query(
    `INSERT INTO "Subscriber" ("id", "company", "contract", "contractKey", "holder", "holderKey", "phone", "email", "importedAt")
     SELECT gen_random_uuid(), 'konecta', 'MXL' || n, n::text, 'Rosa Peralta ' || n, 'rosa peralta ' || n, '+52686' || n, n || '@ejemplo.mx', now()
     FROM generate_series(1000001, 1000000 + $1::int) AS n`,
    [subscribers],
  );
  await client.query('ANALYZE "Subscriber"');
  const asked = Array.from({ length: 25 }, (_, place) => ({
    ...{ place, company: 'konecta', phone: `+52686${1_000_101 + place}`, address: `${1_000_201 + place}@ejemplo.mx` },
    ...{ contractKeys: [`${1_000_301 + place}`], holderKeys: [`rosa peralta ${1_000_401 + place}`] },
  }));
  const nodes = await planOf(LOOK_UP, [JSON.stringify(asked)]);
  expect(nodes.filter((node) => /Seq Scan/.test(node['Node Type']) && node['Relation Name'] === 'Subscriber')).toEqual([]);
  const { rows } = await client.query(LOOK_UP, [JSON.stringify(asked)]);
  expect(rows.filter(({ place }) => place === 0).map(({ way, contract }) => [way, contract])).toEqual([
    ['ofSender', 'MXL1000101'],
    ['ofSender', 'MXL1000201'],
    ['ofContract', 'MXL1000301'],
    ['ofHolder', 'MXL1000401'],
  ]);
  expect(rows.length).toBe(100);
});
