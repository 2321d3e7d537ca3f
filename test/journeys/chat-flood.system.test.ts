import { expect, test } from 'vitest';
import { encodeAsMeta, postWebhook, shuffled, signAsMeta, whatsAppBody, whatsAppText } from '../../src/runtime/services/meta-webhooks.ts';
import { ACCOUNT } from '../support/chat.ts';
import { doors, openChatProcesses, person, post, rows, unpackedAll } from '../support/chat-processes.ts';
import { GRAPH_KEYS } from '../support/graph.ts';

// The doors, and what takes apart what they took: it is understood by others (chat.system.test.ts).
openChatProcesses(8, []);

const MONET_ACCOUNT = { ...ACCOUNT, phoneNumberId: '600799' };
const entriesOf = ({ entry }: Record<string, unknown>): unknown[] => (Array.isArray(entry) ? entry : []);

test('500 requests at once, repeated, shuffled, of both companies and wrongly signed: each message once, each refused where it must be', async () => {
  const bodies = Array.from({ length: 500 }, (_, n) => {
    const company = n % 2 === 0 ? 'konecta' : 'monet';
    const id = `wamid.D${Math.floor(n / 4)}`;
    const wrong = n % 10 === 9;
    const account = company === 'konecta' ? ACCOUNT : MONET_ACCOUNT;
    return { company, wrong, body: whatsAppBody(account, [whatsAppText(person(200 + Math.floor(n / 4)), id, new Date(), 'hola')]) };
  });
  const answers = await Promise.all(
    shuffled(bodies, 5).map(async ({ company, wrong, body }) => {
      const status = await postWebhook(`${doors}/webhooks/meta/${company}`, body, wrong ? 'otro secreto' : GRAPH_KEYS.appSecret);
      return { status, wrong };
    }),
  );
  expect(answers.filter(({ status, wrong }) => status !== (wrong ? 401 : 200))).toEqual([]);
  await unpackedAll();
  const found = await rows(
    `SELECT "company", "externalId" FROM "Message" WHERE "externalId" LIKE 'wamid.D%' AND "duplicateOfId" IS NULL GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  expect(found).toEqual([]);
  const wanted = new Set(
    bodies.flatMap(({ company, wrong, body }) => (wrong ? [] : [`${company}:${JSON.stringify(body).match(/wamid\.D\d+/)?.[0]}`])),
  );
  const stored = await rows(`SELECT DISTINCT "company" || ':' || "externalId" AS key FROM "Message" WHERE "externalId" LIKE 'wamid.D%'`);
  expect(new Set(stored.map(({ key }) => key))).toEqual(wanted);
});

test("one body with both companies' numbers, at either door and twice: each message once, with the company it was written to", async () => {
  const at = new Date();
  const written = Array.from({ length: 20 }, (_, n) => whatsAppText(person(400 + n), `wamid.M${n}`, at, 'hola'));
  const own = whatsAppBody(
    ACCOUNT,
    written.filter((_, n) => n % 2 === 0),
  );
  const others = whatsAppBody(
    MONET_ACCOUNT,
    written.filter((_, n) => n % 2 === 1),
  );
  const both = { ...own, entry: [...entriesOf(own), ...entriesOf(others)] };
  expect(await Promise.all(['konecta', 'monet', 'konecta'].map((company) => post(company, both)))).toEqual([200, 200, 200]);
  await unpackedAll();
  const stored = await rows(
    `SELECT "company", count(*)::int AS all, count(DISTINCT "externalId")::int AS messages, count(*) FILTER (WHERE "duplicateOfId" IS NULL)::int AS first
     FROM "Message" WHERE "externalId" LIKE 'wamid.M%' GROUP BY 1 ORDER BY 1`,
  );
  expect(stored).toEqual([
    { company: 'konecta', all: 30, messages: 10, first: 10 },
    { company: 'monet', all: 30, messages: 10, first: 10 },
  ]);
});

test('a batch of 1000, twice and shuffled, is 1000 messages; 4 MiB are taken and one byte more is not', async () => {
  const pieces = Array.from({ length: 1000 }, (_, n) =>
    whatsAppText(person(n % 90), `wamid.E${n}`, new Date(Date.now() - 3_600_000), 'gracias'),
  );
  const answers = await Promise.all([pieces, shuffled(pieces, 7)].map((list) => post('konecta', whatsAppBody(ACCOUNT, list))));
  expect(answers).toEqual([200, 200]);
  await unpackedAll();
  const [count] = await rows(`SELECT count(*)::int AS n FROM "Message" WHERE "externalId" LIKE 'wamid.E%' AND "duplicateOfId" IS NULL`);
  expect(count?.n).toBe(1000);
  const small = encodeAsMeta(whatsAppBody(ACCOUNT, [whatsAppText(person(1), 'wamid.GRANDE', new Date(), 'ok')]));
  const send = async (size: number) => {
    const body = Buffer.concat([small, Buffer.alloc(size - small.length, ' ')]);
    const headers = { 'x-hub-signature-256': signAsMeta(body, GRAPH_KEYS.appSecret), 'content-type': 'application/json' };
    return (await fetch(`${doors}/webhooks/meta/konecta`, { method: 'POST', body, headers })).status;
  };
  expect([await send(4 * 1024 * 1024), await send(4 * 1024 * 1024 + 1)]).toEqual([200, 413]);
});
