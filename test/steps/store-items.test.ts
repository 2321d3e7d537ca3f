import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import {
  encodeAsMeta,
  messengerEcho,
  messengerEvent,
  messengerText,
  shuffled,
  whatsAppBody,
  whatsAppMessage,
  whatsAppStatus,
  whatsAppText,
} from '../../src/runtime/services/meta-webhooks.ts';
import { unpack } from '../../src/steps/unpack.ts';
import { ACCOUNT, dump, openChat, PAGE, PSID, ROSA } from '../support/chat.ts';

const chat = await openChat();
let made = 0;
const newId = (prefix = 'wamid.') => {
  made += 1;
  return `${prefix}${made}`;
};
const person = (n: number) => ({ waId: `521686555${String(1000 + n)}`, userId: `MX.5000000000000000${1000 + n}`, name: `Persona ${n}` });
const FALLA = 'No tengo internet desde ayer. Contrato 204518, titular Rosa Ibarra Soto.';

test('a message is stored with its sender, its burst and its raw bytes, and handed on', async () => {
  const id = newId();
  await chat.whatsApp([whatsAppText(ROSA, id, chat.at(-3), FALLA)]);
  const [row] = await chat.rows(`SELECT * FROM "Message" WHERE "externalId" = $1`, [id]);
  expect(row).toMatchObject({
    company: 'konecta',
    channel: 'whatsapp',
    conversation: 'phone:+526865550142',
    senderPhone: '+526865550142',
    senderUserId: ROSA.userId,
    state: 'stored',
    receivedAt: chat.at(-3),
    dueAt: chat.at(12),
    text: FALLA,
  });
  expect(row?.rawHash).toMatch(/^[0-9a-f]{64}$/);
  expect(chat.jobs).toContainEqual({ queue: 'understand', id: row?.id, delayMs: 12_000 });
});

test('a repeat changes nothing but that its copies are kept as duplicates', async () => {
  const ids = [newId(), newId()];
  const pieces = [
    ...ids.map((id) => whatsAppText(ROSA, id, chat.at(-3), 'hola')),
    whatsAppMessage(ROSA, newId(), chat.at(-2), { type: 'reaction', reaction: { message_id: ids[0], emoji: '👍' } }),
    whatsAppStatus('wamid.DE-NADIE', 'sent', chat.at(-2), ROSA.waId),
  ];
  await chat.whatsApp(pieces);
  const before = await dump(chat);
  await chat.whatsApp(pieces);
  await chat.whatsApp(pieces.toReversed());
  const after = await dump(chat);
  const copies = (after.Message ?? []).filter((row) => row.duplicateOfId !== null);
  const first = (id: string | undefined) => before.Message?.find((row) => row.externalId === id)?.id;
  expect({ ...after, Message: after.Message?.filter((row) => row.duplicateOfId === null) }).toEqual(before);
  expect(copies.map((row) => [row.duplicateOfId, row.disposition, row.ignoredReason, row.dueAt]).sort()).toEqual(
    [...ids, ...ids].map((id) => [first(id), 'ignored', 'duplicate', null]).sort(),
  );
});

test('one id twice in one webhook is one message', async () => {
  const id = newId();
  await chat.whatsApp([whatsAppText(ROSA, id, chat.at(-5), 'uno'), whatsAppText(ROSA, id, chat.at(-5), 'uno')]);
  const rows = await chat.rows(`SELECT "disposition" FROM "Message" WHERE "externalId" = $1 ORDER BY "disposition" NULLS FIRST`, [id]);
  expect(rows).toEqual([{ disposition: null }, { disposition: 'ignored' }]);
});

test('what no database can hold is kept raw with a note, and spoils nothing around it', async () => {
  const [good, bad, alsoGood] = [newId(), newId(), newId()];
  const pieces = [good, bad, alsoGood].map((id) => whatsAppText(ROSA, id, chat.at(-5), 'hola'));
  const readDelivery: typeof chat.tools.readDelivery = (...given) =>
    chat.tools.readDelivery(...given).map((item) => {
      if (item.kind !== 'message' || item.externalId !== bad) return item;
      // Longer than any index entry: what no channel gives, and the database refuses.
      return { ...item, message: { ...item.message, externalId: `wamid.${randomBytes(8_000).toString('hex')}` } };
    });
  for (let run = 0; run < 2; run += 1) {
    await chat.take('konecta', encodeAsMeta(whatsAppBody(ACCOUNT, pieces)), 'whatsapp');
    await unpack({ ...chat.tools, readDelivery }, '');
  }
  expect(
    await chat.rows(`SELECT "externalId" FROM "Message" WHERE "externalId" = ANY($1) AND "duplicateOfId" IS NULL ORDER BY 1`, [
      [good, bad, alsoGood],
    ]),
  ).toEqual([good, alsoGood].map((externalId) => ({ externalId })));
  expect(await chat.rows(`SELECT "verdict" FROM "ChannelEvent" WHERE "verdict" = 'unstorable'`)).toHaveLength(1);
  expect(await chat.count('MetaDelivery')).toBe(0);
});

test('who wrote by user id alone, and then shows a number, is one person with one conversation', async () => {
  const ana = { waId: '5216865550321', userId: 'MX.40000000000000000321', name: 'Ana' };
  const hidden = (id: string, text: string) => ({
    message: { from_user_id: ana.userId, id, timestamp: String(chat.at(-40).getTime() / 1000), type: 'text', text: { body: text } },
    contact: { user_id: ana.userId, profile: { name: 'Ana' } },
  });
  const [first, second, third] = [newId(), newId(), newId()];
  await chat.whatsApp([hidden(first, 'No tengo internet')]);
  await chat.whatsApp([whatsAppText(ana, second, chat.at(-20), 'contrato 300555')]);
  await chat.whatsApp([hidden(third, 'gracias')]);
  const rows = await chat.rows(`SELECT DISTINCT "conversation" FROM "Message" WHERE "externalId" = ANY($1)`, [[first, second, third]]);
  expect(rows).toEqual([{ conversation: 'phone:+526865550321' }]);
});

test.each([
  ['edit first', true],
  ['message first', false],
])('an edit is read in place of the message, whichever comes first: %s', async (_, editFirst) => {
  const who = person(editFirst ? 301 : 302);
  const id = newId();
  const message = whatsAppText(who, id, chat.at(-5), 'No tengo internet');
  const edit = whatsAppMessage(who, newId(), chat.at(-4), {
    type: 'edit',
    edit: { original_message_id: id, message: { type: 'text', text: { body: `No tengo internet, contrato ${who.waId.slice(-6)}` } } },
  });
  for (const piece of editFirst ? [edit, message] : [message, edit]) await chat.whatsApp([piece]);
  await chat.settle();
  expect(await chat.rows(`SELECT "text", "disposition"::text FROM "Message" WHERE "externalId" = $1`, [id])).toEqual([
    { text: `No tengo internet, contrato ${who.waId.slice(-6)}`, disposition: 'ticket' },
  ]);
});

test.each([
  ['withdrawal first', true],
  ['message first', false],
])('what is withdrawn before it is read opens nothing: %s', async (_, withdrawnFirst) => {
  const who = person(withdrawnFirst ? 311 : 312);
  const id = newId();
  const message = whatsAppText(who, id, chat.at(-5), FALLA);
  const revoke = whatsAppMessage(who, newId(), chat.at(-4), { type: 'revoke', revoke: { original_message_id: id } });
  for (const piece of withdrawnFirst ? [revoke, message] : [message, revoke]) await chat.whatsApp([piece]);
  await chat.settle();
  expect(await chat.rows(`SELECT "disposition"::text, "reason", "ticketId" FROM "Message" WHERE "externalId" = $1`, [id])).toEqual([
    { disposition: 'review', reason: 'withdrawn', ticketId: null },
  ]);
});

test('edits, withdrawals and reactions after reading stand on the ticket and open nothing', async () => {
  const who = person(320);
  const id = newId();
  await chat.whatsApp([whatsAppText(who, id, chat.at(-5), 'No tengo internet, contrato 320320')]);
  await chat.settle();
  const tickets = await chat.count('Ticket');
  const later = [
    whatsAppMessage(who, newId(), chat.at(), {
      type: 'edit',
      edit: { original_message_id: id, message: { type: 'text', text: { body: 'ni tele' } } },
    }),
    whatsAppMessage(who, newId(), chat.at(), { type: 'revoke', revoke: { original_message_id: id } }),
    whatsAppMessage(who, newId(), chat.at(), { type: 'reaction', reaction: { message_id: id, emoji: '👍' } }),
  ];
  for (let run = 0; run < 2; run += 1) await chat.whatsApp(later);
  await chat.settle();
  const log = await chat.rows(
    `SELECT e."kind", e."data" FROM "TicketEvent" e JOIN "Message" m ON m."ticketId" = e."ticketId" WHERE m."externalId" = $1 AND e."kind" IN ('edited', 'withdrawn', 'reaction') ORDER BY e."id"`,
    [id],
  );
  expect(log).toMatchObject([
    { kind: 'edited', data: { text: 'ni tele' } },
    { kind: 'withdrawn' },
    { kind: 'reaction', data: { emoji: '👍' } },
  ]);
  expect(await chat.count('Ticket')).toBe(tickets);
});

test('a changed number moves conversation, pending matter, waiting answers and later notices along', async () => {
  const old = { waId: '5216865550401', userId: 'MX.40000000000000000401', name: 'Eva' };
  const next = { waId: '5216865550402', userId: 'MX.40000000000000000402', name: 'Eva' };
  await chat.whatsApp([whatsAppText(old, newId(), chat.at(-5), 'No tengo internet')]);
  await chat.settle();
  const system = {
    type: 'user_changed_number',
    body: 'User Eva changed',
    wa_id: next.waId,
    user_id: next.userId,
    previous_user_id: old.userId,
  };
  const piece = {
    message: { from: old.waId, id: newId(), timestamp: String(chat.at().getTime() / 1000), type: 'system', system },
    contact: {},
  };
  for (let run = 0; run < 2; run += 1) await chat.whatsApp([piece]);
  expect(await chat.rows(`SELECT "recipient" FROM "Reply" WHERE "recipient" LIKE '+52686555040%'`)).toEqual([
    { recipient: '+526865550402' },
  ]);
  const id = newId();
  await chat.whatsApp([whatsAppText(next, id, chat.at(), 'mi contrato es 401401')]);
  await chat.settle();
  const rows = await chat.rows(
    `SELECT "conversation", "disposition"::text, "senderPhone" FROM "Message" WHERE "conversation" IN ('phone:+526865550401', 'phone:+526865550402') AND "duplicateOfId" IS NULL`,
  );
  expect(rows).toEqual([1, 2].map(() => ({ conversation: 'phone:+526865550402', disposition: 'ticket', senderPhone: '+526865550402' })));
});

test('a changed user id keeps the number and its conversation', async () => {
  const leo = { waId: '5216865550501', userId: 'MX.40000000000000000501', name: 'Leo' };
  const [first, second] = [newId(), newId()];
  await chat.whatsApp([whatsAppText(leo, first, chat.at(-5), 'hola')]);
  const system = { type: 'user_changed_user_id', body: 'changed', user_id: 'MX.40000000000000000502', previous_user_id: leo.userId };
  await chat.whatsApp([
    { message: { from: leo.waId, id: newId(), timestamp: String(chat.at().getTime() / 1000), type: 'system', system }, contact: {} },
  ]);
  const hidden = {
    from_user_id: 'MX.40000000000000000502',
    id: second,
    timestamp: String(chat.at().getTime() / 1000),
    type: 'text',
    text: { body: 'hola' },
  };
  await chat.whatsApp([{ message: hidden, contact: { user_id: 'MX.40000000000000000502' } }]);
  expect(await chat.rows(`SELECT DISTINCT "conversation" FROM "Message" WHERE "externalId" = ANY($1)`, [[first, second]])).toEqual([
    { conversation: 'phone:+526865550501' },
  ]);
});

test('what a person answers in the inbox stands on the open ticket, once', async () => {
  await chat.messenger([messengerText(PAGE, PSID, newId('m_'), chat.at(-5), 'No sirve mi cable, contrato 240001')]);
  await chat.settle();
  const mid = newId('m_');
  const echo = messengerEcho(PAGE, PSID, chat.at(), { mid, app_id: 26390203743090, text: 'Le atiende Ana' });
  for (let run = 0; run < 3; run += 1) await chat.messenger([echo]);
  const rows = await chat.rows(
    `SELECT r."text", r."kind"::text, r."state"::text, t."company" FROM "Reply" r JOIN "Ticket" t ON t."id" = r."ticketId" WHERE r."providerId" = $1`,
    [mid],
  );
  expect(rows).toEqual([{ text: 'Le atiende Ana', kind: 'agent', state: 'sent', company: 'monet' }]);
  expect(await chat.rows(`SELECT "kind" FROM "TicketEvent" WHERE "kind" = 'answered-elsewhere'`)).toHaveLength(1);
});

test('in a thread that another app owns the message is read and the answer withheld; the next one tells the folio', async () => {
  const psid = '24000777';
  const event = messengerText(PAGE, psid, newId('m_'), chat.at(-5), 'No sirve mi cable, contrato 240777');
  const body = { object: 'page', entry: [{ id: PAGE, time: chat.at().getTime(), standby: [event] }] };
  await chat.take('monet', Buffer.from(JSON.stringify(body)), 'messenger');
  await unpack(chat.tools, '');
  await chat.settle();
  await chat.messenger([messengerEvent(PAGE, psid, chat.at(), { message: { mid: newId('m_'), text: 'sigue sin servir mi cable' } })]);
  await chat.settle();
  const rows = await chat.rows(`SELECT "kind"::text, "state"::text, "because" FROM "Reply" WHERE "recipient" = $1 ORDER BY "createdAt"`, [
    psid,
  ]);
  expect(rows).toEqual([
    { kind: 'folio', state: 'withheld', because: 'standby' },
    { kind: 'folio', state: 'queued', because: null },
  ]);
});

test('companies do not see each other: the same ids at both are two messages', async () => {
  const id = newId();
  for (const company of ['konecta', 'monet']) await chat.whatsApp([whatsAppText(person(900), id, chat.at(-5), 'hola')], company);
  expect(await chat.rows(`SELECT "company", "disposition" FROM "Message" WHERE "externalId" = $1 ORDER BY 1`, [id])).toEqual([
    { company: 'konecta', disposition: null },
    { company: 'monet', disposition: null },
  ]);
});

test('the same messages in many webhooks at once, in any order, are stored once', async () => {
  const ids = Array.from({ length: 40 }, () => newId());
  const pieces = ids.map((id, n) => whatsAppText(person(n % 7), id, chat.at(-5), `mensaje ${n}`));
  await Promise.all(Array.from({ length: 12 }, (_, seed) => chat.whatsApp(shuffled(pieces, seed))));
  const rows = await chat.rows(
    `SELECT "externalId", count(*) FILTER (WHERE "state" = 'stored')::int AS firsts, count(*)::int AS all FROM "Message" WHERE "externalId" = ANY($1) GROUP BY 1`,
    [ids],
  );
  expect(rows).toHaveLength(40);
  expect(rows.every((row) => row.firsts === 1 && row.all === 12)).toBe(true);
});

test('a thousand messages take as many statements as one', async () => {
  const count = async (size: number) => {
    const pieces = Array.from({ length: size }, (_, n) => whatsAppText(person(n), newId(), chat.at(-5), `mensaje ${n}`));
    // What goes over the wire: a statement of its own text, or one that was prepared and is bound anew.
    const { query, bind } = pg.Connection.prototype as unknown as Record<'query' | 'bind', (...args: unknown[]) => unknown>;
    const seen: string[] = [];
    Object.assign(pg.Connection.prototype, {
      query(this: pg.Connection, text: string) {
        seen.push(text);
        return query.call(this, text);
      },
      bind(this: pg.Connection, config: { statement?: string }) {
        seen.push(config.statement ?? '');
        return bind.call(this, config);
      },
    });
    try {
      await chat.whatsApp(pieces);
    } finally {
      Object.assign(pg.Connection.prototype, { query, bind });
    }
    return seen;
  };
  await count(1);
  const [one, many] = [await count(1), await count(1000)];
  // The door's one; then what is due, BEGIN, what is taken, its bytes, the known user ids, messages, the webhook's end, COMMIT, what is due.
  expect(one.length, one.join('\n')).toBe(10);
  // People who are new bring one look for what stood under their id and one statement that links them all.
  expect(many.length, many.map((text) => text.slice(0, 80)).join('\n')).toBeLessThanOrEqual(13);
});
