import { afterAll, expect, test } from 'vitest';
import { openSenders } from '../../src/assembly/senders.ts';
import { loadConfig } from '../../src/runtime/config.ts';
import {
  encodeAsMeta,
  messengerEcho,
  messengerText,
  whatsAppBody,
  whatsAppStatus,
  whatsAppText,
} from '../../src/runtime/services/meta-webhooks.ts';
import { answer } from '../../src/steps/answer.ts';
import type { AnswerTools } from '../../src/steps/outgoing.ts';
import { unpack } from '../../src/steps/unpack.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { ACCOUNT, dump, openChat, PAGE } from '../support/chat.ts';
import { GRAPH_KEYS, openTestGraph } from '../support/graph.ts';
import { chatVariables } from '../support/variables.ts';

const chat = await openChat();
const config = loadConfig('config', chatVariables());
const { graph } = await openTestGraph({
  now: () => chat.clock.now,
  templates: config.companies.flatMap(({ profile }) =>
    Object.values(profile.approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
  ),
});
const senders = openSenders(config, graph.url);
afterAll(() => senders.close());
const templates = await loadTemplates('templates', [...chat.tools.profiles.values()]);
const tools: AnswerTools = { ...chat.tools, write: writeAnswer(templates), send: senders.send };
let made = 0;

/** A customer of WhatsApp whose message was understood; gives the queued answer. */
const askedBy = async (text = `No tengo internet, contrato ${210_000 + made}`) => {
  made += 1;
  const waId = `5216865${String(520_000 + made)}`;
  const phone = `+52${waId.slice(3)}`;
  const who = { waId, userId: `MX.6000000000000${1000 + made}`, name: 'Cliente' };
  const wamid = `wamid.PREGUNTA${made}`;
  await chat.whatsApp([whatsAppText(who, wamid, chat.at(), text)]);
  graph.customerWrote('whatsapp', waId, chat.at());
  await chat.settle();
  return { who, waId, phone, wamid, id: await replyTo(phone) };
};
const replyTo = async (recipient: string) => {
  const [row] = await chat.rows(`SELECT "id" FROM "Reply" WHERE "recipient" = $1 ORDER BY "createdAt" DESC LIMIT 1`, [recipient]);
  return String(row?.id);
};
const find = async (id: string) => {
  const reply = await chat.store.replies.find(id);
  if (!reply) throw new Error('no such reply');
  return reply;
};
/** Meta takes the message, and its answer never comes. */
const unanswered = (because: string): AnswerTools => ({
  ...tools,
  send: async (channel, outgoing) => {
    await senders.send(channel, outgoing);
    return { kind: 'unknown', because };
  },
});
const turn = (ms: number) => {
  chat.clock.now += ms;
};
const MINUTE = 60_000;
const status = (id: string, word: string, waId: string, more = {}) => chat.whatsApp([whatsAppStatus(id, word, chat.at(), waId, more)]);

test('an answer goes out once, after the mark and the typing, quoting the message; a second run changes nothing', async () => {
  const { id, wamid } = await askedBy();
  await answer(tools, id);
  const reply = await find(id);
  expect(reply).toMatchObject({ state: 'sent', providerId: graph.sent[0]?.providerId, nextTryAt: null, handedAt: null });
  expect(graph.sent[0]?.body).toMatchObject({ biz_opaque_callback_data: id, context: { message_id: wamid }, type: 'text' });
  expect(graph.requests.map(({ body }) => body.status ?? body.type)).toEqual(['read', 'text']);
  const before = await dump(chat);
  await answer(tools, id);
  expect(await dump(chat)).toEqual(before);
  expect(graph.sent).toHaveLength(1);
});

test('a status that comes before the answer to the send is not undone by it', async () => {
  const { id, waId } = await askedBy();
  const quick: AnswerTools = {
    ...tools,
    send: async (channel, outgoing) => {
      const outcome = await senders.send(channel, outgoing);
      if (outcome.kind === 'sent') await status(String(outcome.providerId), 'delivered', waId, { biz_opaque_callback_data: outgoing.id });
      return outcome;
    },
  };
  await answer(quick, id);
  expect(await find(id)).toMatchObject({ state: 'delivered', providerId: graph.sent[0]?.providerId });
});

test('a status without our id, before we know what Meta calls the message, still counts', async () => {
  const { id, waId } = await askedBy();
  const quick: AnswerTools = {
    ...tools,
    send: async (channel, outgoing) => {
      const outcome = await senders.send(channel, outgoing);
      if (outcome.kind === 'sent') await status(String(outcome.providerId), 'read', waId);
      return outcome;
    },
  };
  await answer(quick, id);
  expect(await find(id)).toMatchObject({ state: 'read' });
});

test.each([[['read', 'delivered', 'sent']], [['sent', 'read', 'delivered']], [['delivered', 'failed', 'read']]])(
  'statuses in the order %o end at read',
  async (order) => {
    const { id, waId } = await askedBy();
    await answer(tools, id);
    const { providerId } = await find(id);
    for (const word of order) await status(String(providerId), word, waId, word === 'failed' ? { errors: [{ code: 131026 }] } : {});
    for (const word of order) await status(String(providerId), word, waId);
    const reply = await find(id);
    expect(reply.state).toBe('read');
    expect(reply.deliveredAt).not.toBeNull();
  },
);

test('a time-out is not sent again blindly: the status settles it', async () => {
  const { id, waId } = await askedBy();
  await answer(unanswered('TimeoutError'), id);
  expect(await find(id)).toMatchObject({ state: 'sending', because: 'unknown:TimeoutError' });
  turn(6 * MINUTE);
  await answer(tools, id);
  expect(graph.sent).toHaveLength(1);
  await status(graph.sent[0]?.providerId ?? '', 'sent', waId, { biz_opaque_callback_data: id });
  expect(await find(id)).toMatchObject({ state: 'sent', providerId: graph.sent[0]?.providerId });
  turn(10 * MINUTE);
  await answer(tools, id);
  expect(graph.sent).toHaveLength(1);
});

test('on Messenger our own echo settles a time-out', async () => {
  const psid = '24000901';
  await chat.messenger([messengerText(PAGE, psid, 'm_pregunta901', chat.at(), 'No sirve mi cable, contrato 240901')]);
  graph.customerWrote('messenger', psid, chat.at());
  await chat.settle();
  const id = await replyTo(psid);
  await answer(unanswered('ECONNRESET'), id);
  const mid = graph.sent[0]?.providerId;
  expect(graph.requests.map(({ body }) => body.sender_action ?? 'message')).toEqual(['mark_seen', 'typing_on', 'message']);
  await chat.messenger([messengerEcho(PAGE, psid, chat.at(), { mid, app_id: 777000, metadata: id, text: '…' })]);
  expect(await find(id)).toMatchObject({ state: 'sent', providerId: mid });
});

test('a process that dies before it sends loses nothing: where Meta tells of other sends and not of this one, it goes again', async () => {
  const { id } = await askedBy();
  const other = await askedBy();
  const died = { ...tools, send: async () => Promise.reject(new Error('killed')) };
  await expect(answer(died, id)).rejects.toThrow('killed');
  turn(5 * MINUTE);
  await answer(tools, id);
  expect(graph.sent).toHaveLength(0);
  await status('wamid.OTRA', 'sent', other.waId);
  turn(6 * MINUTE);
  await answer(tools, id);
  expect(graph.sent.map(({ body }) => body.biz_opaque_callback_data)).toEqual([id]);
  expect(await find(id)).toMatchObject({ state: 'sent' });
});

test('as long as a webhook waits that may speak of it, what Meta tells of other sends says nothing of this one', async () => {
  const { id, waId } = await askedBy();
  const other = await askedBy();
  await answer(unanswered('TimeoutError'), id);
  const more = { biz_opaque_callback_data: id };
  const told = encodeAsMeta(whatsAppBody(ACCOUNT, [whatsAppStatus(graph.sent[0]?.providerId ?? '', 'sent', chat.at(), waId, more)]));
  await chat.take('konecta', told, 'whatsapp');
  // It could not be taken apart until now: what came after it was.
  await chat.rows(`UPDATE "MetaDelivery" SET "dueAt" = now() + interval '1000 years'`);
  turn(5 * MINUTE);
  await status('wamid.OTRA2', 'sent', other.waId);
  turn(6 * MINUTE);
  await answer(tools, id);
  expect(graph.sent).toHaveLength(1);
  expect(await find(id)).toMatchObject({ state: 'sending' });
  await chat.rows(`UPDATE "MetaDelivery" SET "dueAt" = "receivedAt"`);
  await unpack(chat.tools, '');
  turn(6 * MINUTE);
  await answer(tools, id);
  expect(graph.sent).toHaveLength(1);
  expect(await find(id)).toMatchObject({ state: 'sent', providerId: graph.sent[0]?.providerId });
});

test('where Meta tells of nothing for hours the answer is an agent’s matter, never a second message', async () => {
  const { id } = await askedBy();
  await expect(answer({ ...tools, send: async () => Promise.reject(new Error('killed')) }, id)).rejects.toThrow('killed');
  for (let hours = 0; hours < 8; hours += 1) {
    turn(60 * MINUTE);
    await answer(tools, id);
  }
  expect(graph.sent).toHaveLength(0);
  expect(await find(id)).toMatchObject({ state: 'failed', because: 'unknown:interrupted' });
  const [ticket] = await chat.rows(`SELECT t."warnings" FROM "Ticket" t JOIN "Reply" r ON r."ticketId" = t."id" WHERE r."id" = $1`, [id]);
  expect(ticket?.warnings).toEqual(['answer-undelivered']);
});

test.each([
  [24 * 60 * MINUTE - 1000, 'text'],
  [24 * 60 * MINUTE + 1000, 'template'],
])('%i ms after the customer wrote a %s goes out', async (ms, type) => {
  const { id } = await askedBy();
  turn(ms - MINUTE);
  await answer(tools, id);
  expect(graph.sent.map(({ body }) => body.type)).toEqual([type]);
});

test('where Meta finds the window closed the approved template goes out, said at once or afterwards', async () => {
  const closed = { fault: { status: 400, code: 131047, message: 'Re-engagement message' } };
  const atOnce = await askedBy();
  graph.makeTrouble(closed);
  await answer(tools, atOnce.id);
  await answer(tools, atOnce.id);
  const later = await askedBy();
  await answer(tools, later.id);
  const { providerId } = await find(later.id);
  for (let run = 0; run < 2; run += 1) await status(String(providerId), 'failed', later.waId, { errors: [{ code: 131047 }] });
  await answer(tools, later.id);
  expect(graph.sent.map(({ body }) => body.type)).toEqual(['template', 'text', 'template']);
  expect(await find(later.id)).toMatchObject({ state: 'sent', template: true });
});

test('an answer that ends undelivered and the warning of its ticket are one: a process that dies between them leaves neither', async () => {
  const { id } = await askedBy();
  const { store } = tools;
  const transaction: typeof store.transaction = (work) =>
    store.transaction((nouns) => work({ ...nouns, tickets: { ...nouns.tickets, addWarning: () => Promise.reject(new Error('killed')) } }));
  const refused = { kind: 'refused', because: 'meta:131026' } as const;
  const dying = { ...tools, store: { ...store, transaction }, send: async () => refused };
  await expect(answer(dying, id)).rejects.toThrow('killed');
  expect(await find(id)).toMatchObject({ state: 'sending' });
  const warnings = async () =>
    (await chat.rows(`SELECT t."warnings" FROM "Ticket" t JOIN "Reply" r ON r."ticketId" = t."id" WHERE r."id" = $1`, [id]))[0]?.warnings;
  expect(await warnings()).toEqual([]);
});

test('a message that Meta could not deliver is the ticket’s warning', async () => {
  const { id, waId } = await askedBy();
  await answer(tools, id);
  const { providerId } = await find(id);
  await status(String(providerId), 'failed', waId, { errors: [{ code: 131026 }] });
  expect(await find(id)).toMatchObject({ state: 'failed', because: 'meta:131026' });
  const [ticket] = await chat.rows(`SELECT t."warnings" FROM "Ticket" t JOIN "Reply" r ON r."ticketId" = t."id" WHERE r."id" = $1`, [id]);
  expect(ticket?.warnings).toEqual(['answer-undelivered']);
});

test('a dead token stops the channel: answers wait without burning tries, one tries now and then, and all go when it lives', async () => {
  const asked = [await askedBy(), await askedBy(), await askedBy()];
  graph.state.token = 'otro';
  for (const { id } of asked) await answer(tools, id);
  expect(await chat.store.channelStates.find('konecta', 'whatsapp')).toMatchObject({ state: 'stopped', lastError: 'token:190/463' });
  expect(graph.requests.filter(({ body }) => body.type === 'text')).toHaveLength(1);
  for (const { id } of asked)
    expect(await find(id)).toMatchObject({ state: 'queued', attempts: 0, because: 'channel-stopped:token:190/463' });
  turn(15 * MINUTE);
  for (const { id } of asked) await answer(tools, id);
  expect(graph.requests.filter(({ body }) => body.type === 'text')).toHaveLength(2);
  graph.state.token = GRAPH_KEYS.token;
  turn(15 * MINUTE);
  for (const { id } of asked) await answer(tools, id);
  expect(await chat.store.channelStates.find('konecta', 'whatsapp')).toMatchObject({ state: 'open', lastError: null });
  for (const { id } of asked) await answer(tools, id);
  for (const { id } of asked) expect(await find(id)).toMatchObject({ state: 'sent', attempts: 1 });
});

test('what a person wrote is never turned into a template or lost: past the window it is refused with its words', async () => {
  const { id, phone } = await askedBy();
  await answer(tools, id);
  const { ticketId } = await find(id);
  const agent = await chat.store.replies.add({
    company: 'konecta',
    key: `agent:${id}`,
    kind: 'agent',
    channel: 'whatsapp',
    state: 'queued',
    recipient: phone,
    mailbox: null,
    template: false,
    accessible: false,
    facts: {},
    emailMessageId: null,
    inReplyTo: null,
    references: [],
    because: null,
    createdAt: chat.at(),
    ticketId,
    messageId: null,
    matterId: null,
  });
  await chat.store.replies.update(String(agent?.id), { text: 'Le escribe Ana' });
  turn(25 * 60 * MINUTE);
  await answer(tools, String(agent?.id));
  expect(await find(String(agent?.id))).toMatchObject({ state: 'refused', because: 'no-approved-template', text: 'Le escribe Ana' });
  expect(graph.sent).toHaveLength(1);
});

test('a full flow makes an answer wait, without a try', async () => {
  const { id } = await askedBy();
  await answer({ ...tools, pace: async () => 6_000 }, id);
  expect(await find(id)).toMatchObject({ state: 'queued', attempts: 0, because: 'pace', nextTryAt: chat.at(6) });
  turn(6_000);
  await answer({ ...tools, pace: async () => 0 }, id);
  expect(await find(id)).toMatchObject({ state: 'sent' });
});
