import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import { answerDueMails } from '../../src/steps/answer-mails.ts';
import { openLanes } from '../../src/steps/lanes.ts';
import type { AnswerTools, Outcome, Outgoing } from '../../src/steps/outgoing.ts';
import type { Fact } from '../../src/steps/tools.ts';
import { openTurns } from '../../src/steps/turns.ts';
import { understand } from '../../src/steps/understand.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { type Intake, openIntake } from '../support/intake.ts';
import { konecta, monet } from '../support/profiles.ts';

let intake: Intake;
let tools: AnswerTools;
let sent: Outgoing[];
let says: (outgoing: Outgoing) => Outcome;
let facts: Fact[];
const templates = await loadTemplates('templates', [konecta(), monet()]);

beforeEach(async () => {
  intake = await openIntake();
  sent = [];
  facts = [];
  says = ({ id }) => ({ kind: 'sent', providerId: `queued as ${id}` });
  tools = {
    ...intake.tools,
    observe: (fact) => void facts.push(fact),
    write: writeAnswer(templates),
    send: async (_channel, outgoing) => {
      sent.push(outgoing);
      return says(outgoing);
    },
  };
});
afterEach(() => intake.close());

/** So many customers write; every other one leaves out who they are. */
const queueAnswers = async (count: number): Promise<string[]> => {
  const mails = Array.from({ length: count }, (_, index) => ({
    from: `cliente${index}@example.mx`,
    text: index % 2 === 0 ? `No tengo internet, contrato MXL20${1000 + index}` : 'No tengo internet desde ayer',
    messageId: `<m${index}@example.mx>`,
  }));
  for (const id of await intake.receive(...mails)) await understand(intake.tools, id);
  return (await intake.replies()).map(({ id }) => id);
};
const keyOf = ({ recipient, messageId }: Outgoing) => `${recipient} ${messageId}`;

test('one job sends every mail that is due, and however many run at once each goes out once', async () => {
  const ids = await queueAnswers(60);
  await Promise.all(ids.slice(0, 4).map((id) => answer(tools, id)));
  expect(sent.map(keyOf).toSorted()).toEqual((await intake.replies()).map((row) => `${row.recipient} ${row.emailMessageId}`).toSorted());
  for (const row of await intake.replies())
    expect(row).toMatchObject({ state: 'sent', attempts: 1, nextTryAt: null, providerId: `queued as ${row.id}`, because: null });
  expect(facts.map(({ stage, outcome }) => `${stage} ${outcome}`)).toEqual(ids.map(() => 'answered sent'));
  await answer(tools, ids[0] ?? '');
  expect(sent).toHaveLength(60);
}, 30_000);

test('a process that ends claims nothing more, and its job is tried again elsewhere', async () => {
  const [id = ''] = await queueAnswers(2);
  const lanes = openLanes();
  await lanes.close();
  await expect(answer({ ...tools, lanes }, id)).rejects.toThrow('this process ends');
  expect(sent).toEqual([]);
  await answer(tools, id);
  expect(sent).toHaveLength(2);
});

test('a connection that is cut while acceptances are noted has nothing sent twice', async () => {
  await queueAnswers(2);
  let cuts = 1;
  const replies = {
    ...tools.store.replies,
    markAllSent: (...said: Parameters<typeof tools.store.replies.markAllSent>) =>
      cuts-- > 0 ? Promise.reject(new Error('connection lost')) : tools.store.replies.markAllSent(...said),
  };
  await answerDueMails({ ...tools, store: { ...tools.store, replies } });
  expect((await intake.replies()).map(({ state }) => state)).toEqual(['sent', 'sent']);
});

test('what goes out is what is kept, and answers of both kinds speak of their own customer', async () => {
  await queueAnswers(4);
  await answerDueMails(tools);
  for (const row of await intake.replies()) {
    const { content } = sent.find(({ id }) => id === row.id) ?? {};
    expect(content).toMatchObject({ subject: row.subject, text: row.text, html: row.html });
  }
  const folios = (await intake.tickets()).map(({ folio }) => folio);
  expect(sent.filter(({ content }) => folios.some((folio) => content.text.includes(folio)))).toHaveLength(folios.length);
});

test('a refusal, a later and an error of one leave the others alone', async () => {
  const [refused, later, broken] = await queueAnswers(6);
  says = ({ id }) => {
    if (id === refused) return { kind: 'refused', because: '550 no such user' };
    if (id === later) return { kind: 'later', because: '421', afterMs: 60_000 };
    if (id === broken) throw new Error('connection lost');
    return { kind: 'sent', providerId: null };
  };
  await expect(answerDueMails(tools)).rejects.toThrow('connection lost');
  const states = new Map((await intake.replies()).map(({ id, state }) => [id, state]));
  expect([refused, later, broken].map((id) => states.get(id ?? ''))).toEqual(['refused', 'queued', 'sending']);
  expect([...states.values()].filter((state) => state === 'sent')).toHaveLength(3);
  expect(facts.map(({ outcome }) => outcome).toSorted()).toEqual(['refused', 'sent', 'sent', 'sent']);
});

test('a mail whose words cannot be written fails alone and holds no other up', async () => {
  const [broken] = await queueAnswers(3);
  const { write } = tools;
  const bad = (await intake.replies()).find(({ id }) => id === broken);
  const ticket = (await intake.tickets()).find(({ id }) => id === bad?.ticketId);
  const picky: AnswerTools = {
    ...tools,
    write: (profile, writing) => {
      if (writing.facts.folio === ticket?.folio) throw new Error('no such variable');
      return write(profile, writing);
    },
  };
  await expect(answerDueMails(picky)).rejects.toThrow('no such variable');
  expect(sent).toHaveLength(2);
  expect(await intake.store.replies.find(broken ?? '')).toMatchObject({ state: 'sending', attempts: 1, text: null });
});

test('a delivery report that comes before the answer to the send is not overwritten', async () => {
  const [first] = await queueAnswers(2);
  const { send } = tools;
  const quick: AnswerTools = {
    ...tools,
    send: async (channel, outgoing) => {
      if (outgoing.id === first) await intake.store.replies.bounce('konecta', [outgoing.messageId ?? ''], 'bounced:5.1.1');
      return send(channel, outgoing);
    },
  };
  await answerDueMails(quick);
  expect(await intake.store.replies.find(first ?? '')).toMatchObject({
    state: 'failed',
    because: 'bounced:5.1.1',
    providerId: `queued as ${first}`,
  });
  expect(facts.map(({ outcome }) => outcome).toSorted()).toEqual(['failed', 'sent']);
});

test('a kill between claim and record leaves words and key for the next try', async () => {
  const [id = ''] = await queueAnswers(1);
  await expect(answerDueMails({ ...tools, send: () => Promise.reject(new Error('killed')) })).rejects.toThrow('killed');
  const claimed = await intake.store.replies.find(id);
  await answerDueMails(tools);
  expect(sent).toEqual([]);
  intake.clock.now = claimed?.nextTryAt ?? intake.clock.now;
  await answerDueMails(tools);
  expect(sent).toMatchObject([{ id, messageId: claimed?.emailMessageId, content: { text: claimed?.text, html: claimed?.html } }]);
});

test('a server that hangs holds up its own mails, at most so many, and no others', async () => {
  const ids = await queueAnswers(60);
  const hanging = new Set(ids.slice(0, 20));
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { send } = tools;
  const answering = answerDueMails({
    ...tools,
    inTurn: openTurns(1),
    send: async (channel, outgoing) => {
      if (hanging.has(outgoing.id)) await released;
      return send(channel, outgoing);
    },
  });
  const stateOf = async () => (await intake.replies()).filter(({ state }) => state === 'sent').length;
  await expect.poll(stateOf, { timeout: 20_000 }).toBe(40);
  release();
  await answering;
  expect(await stateOf()).toBe(60);
}, 30_000);

test('who comes while another takes what is due need not take it too', async () => {
  const ids = await queueAnswers(3);
  const inTurn = openTurns(1);
  await Promise.all(ids.map((id) => answer({ ...tools, inTurn }, id)));
  expect(sent).toHaveLength(3);
});

/** The newest answers become those of another company. */
const giveToMonet = async (ids: string[]): Promise<void> => {
  const content = { subject: 'Su folio', text: 'Su folio es MON-26-000001-0', html: '<p>Su folio</p>' };
  await intake.store.db.reply.updateMany({ where: { id: { in: ids } }, data: { company: 'monet', ...content } });
  tools = { ...tools, profiles: new Map([konecta(), monet()].map((profile) => [profile.company, profile])) };
};

test('companies take turns: the newest answer of one goes with the oldest of the other', async () => {
  const ids = await queueAnswers(40);
  const others = ids.slice(-2);
  await giveToMonet(others);
  await intake.store.db.reply.updateMany({ where: { id: { in: others } }, data: { nextTryAt: intake.clock.now } });
  await answerDueMails(tools);
  expect(sent).toHaveLength(40);
  expect(sent.slice(0, 4).filter(({ company }) => company === 'monet')).toHaveLength(2);
});

test('a server that hangs takes so many of its own, and one job; what another company adds meanwhile goes out', async () => {
  const ids = await queueAnswers(45);
  await giveToMonet(ids.slice(-5));
  const later = new Date(intake.clock.now.getTime() + 1_000);
  await intake.store.db.reply.updateMany({ where: { company: 'monet' }, data: { nextTryAt: later } });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hanging = 0;
  const slow: AnswerTools = {
    ...tools,
    inTurn: openTurns(2),
    lanes: openLanes(10),
    send: async (channel, outgoing) => {
      if (outgoing.company === 'konecta') {
        hanging += 1;
        await released;
      }
      return tools.send(channel, outgoing);
    },
  };
  const first = answer(slow, ids[0] ?? '');
  await expect.poll(() => hanging, { timeout: 20_000 }).toBe(25);
  // None of these waits for the server that hangs.
  for (const id of ids.slice(1, 12)) await answer(slow, id);
  expect(hanging).toBe(25);
  intake.clock.now = later;
  await answer(slow, ids.at(-1) ?? '');
  await expect.poll(() => sent.length, { timeout: 20_000 }).toBe(5);
  expect(sent.map(({ company }) => company)).toEqual(Array(5).fill('monet'));
  release();
  await first;
  expect(new Set(sent.map(({ id }) => id)).size).toBe(45);
  expect(sent).toHaveLength(45);
  expect((await intake.replies()).map(({ state }) => state)).toEqual(Array(45).fill('sent'));
}, 60_000);

test('what one job sent and failed is told by the job that waits for the end, once', async () => {
  await queueAnswers(2);
  const lanes = openLanes();
  says = () => {
    throw new Error('connection lost');
  };
  await expect(answerDueMails({ ...tools, lanes })).rejects.toThrow('connection lost');
  await answerDueMails({ ...tools, lanes });
});
