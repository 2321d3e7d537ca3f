import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import type { AnswerTools, Outcome, Outgoing } from '../../src/steps/outgoing.ts';
import { understand } from '../../src/steps/understand.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { type Intake, openIntake } from '../support/intake.ts';
import { konecta } from '../support/profiles.ts';

let intake: Intake;
let tools: AnswerTools;
let sent: Outgoing[];
/** What the mail server will say, in order; the last is said again and again. */
let says: (Outcome | Error)[];
const templates = await loadTemplates('templates', [konecta()]);

beforeEach(async () => {
  intake = await openIntake();
  sent = [];
  says = [{ kind: 'sent', providerId: 'queued as 1' }];
  tools = {
    ...intake.tools,
    write: writeAnswer(templates),
    send: async (_channel, outgoing) => {
      sent.push(outgoing);
      const word = says.length > 1 ? says.shift() : says[0];
      if (word instanceof Error || word === undefined) throw word ?? new Error('nothing to say');
      return word;
    },
  };
});
afterEach(() => intake.close());

const HOUR = 3_600_000;
const queueAnswer = async (): Promise<string> => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518', messageId: '<pregunta@example.mx>' });
  await understand(intake.tools, mail);
  return (await intake.replies())[0]?.id ?? '';
};
const row = async (id: string) => {
  const found = await intake.store.replies.find(id);
  if (!found) throw new Error('no reply');
  return found;
};
/** Goes to the moment of the next try and lets it happen. */
const nextTry = async (id: string) => {
  const { nextTryAt } = await row(id);
  if (nextTryAt) intake.clock.now = new Date(Math.max(nextTryAt.getTime(), intake.clock.now.getTime()));
  await answer(tools, id);
};

test('an answer goes out once, whoever runs its job and how often', async () => {
  const id = await queueAnswer();
  await Promise.all([answer(tools, id), answer(tools, id), answer(tools, id)]);
  await answer(tools, id);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({ recipient: 'ana@example.mx', automatic: 'replied', inReplyTo: '<pregunta@example.mx>' });
  expect(await row(id)).toMatchObject({ state: 'sent', attempts: 1, nextTryAt: null, because: null });
});

test('a server that says "later" is asked again after a minute, then after twice as long each time', async () => {
  says = [{ kind: 'later', because: '421', afterMs: null }];
  const id = await queueAnswer();
  const waits = [];
  for (let n = 0; n < 4; n++) {
    await nextTry(id);
    const { nextTryAt, state } = await row(id);
    waits.push([state, (nextTryAt?.getTime() ?? 0) - intake.clock.now.getTime()]);
  }
  expect(waits).toEqual([60_000, 120_000, 240_000, 480_000].map((ms) => ['queued', ms]));
});

test('a try before its time does nothing', async () => {
  says = [{ kind: 'later', because: '421', afterMs: null }];
  const id = await queueAnswer();
  await answer(tools, id);
  intake.pass(59_999);
  await answer(tools, id);
  expect(sent).toHaveLength(1);
});

test('every try says the same words under the same Message-ID', async () => {
  says = [
    { kind: 'later', because: '451', afterMs: null },
    { kind: 'later', because: '451', afterMs: null },
    { kind: 'sent', providerId: '2' },
  ];
  const id = await queueAnswer();
  for (let n = 0; n < 3; n++) {
    await nextTry(id);
    await intake.store.db.ticket.updateMany({ data: { holder: `Titular ${n}`, priority: 'preferente' } });
  }
  expect(sent).toHaveLength(3);
  const [first, ...others] = sent.map(({ content, messageId }) => [messageId, content.subject, content.text, content.html]);
  expect(others).toEqual([first, first]);
  expect(first?.[0]).toMatch(/^<ventanilla\./);
});

test('a refused recipient ends the answer, and the ticket warns its agents', async () => {
  says = [{ kind: 'refused', because: '550 no such user' }];
  const id = await queueAnswer();
  await answer(tools, id);
  expect(await row(id)).toMatchObject({ state: 'refused', because: '550 no such user', nextTryAt: null });
  expect((await intake.tickets())[0]?.warnings).toEqual(['answer-undelivered']);
});

test('an answer that cannot go out is given up after three days, not before', async () => {
  says = [
    { kind: 'later', because: '421', afterMs: 72 * HOUR },
    { kind: 'later', because: '421', afterMs: 1 },
  ];
  const id = await queueAnswer();
  await nextTry(id);
  await nextTry(id);
  expect((await row(id)).state).toBe('queued');
  await nextTry(id);
  expect(await row(id)).toMatchObject({ state: 'failed', because: '421', nextTryAt: null });
  expect((await intake.tickets())[0]?.warnings).toEqual(['answer-undelivered']);
});

test('a try that ends in an error is taken up again when its lease is over', async () => {
  says = [new Error('connection lost'), { kind: 'sent', providerId: '3' }];
  const id = await queueAnswer();
  await expect(answer(tools, id)).rejects.toThrow('connection lost');
  await answer(tools, id);
  expect(sent).toHaveLength(1);
  await nextTry(id);
  expect(await row(id)).toMatchObject({ state: 'sent', attempts: 2 });
});

test('an answer that only ever ends in errors comes to an end too', async () => {
  says = [new Error('a fault of ours')];
  const id = await queueAnswer();
  intake.pass(72 * HOUR + 1);
  await expect(answer(tools, id)).rejects.toThrow('a fault of ours');
  await nextTry(id);
  expect(await row(id)).toMatchObject({ state: 'failed', because: 'given-up', nextTryAt: null });
});

test('an answer that waited three days while nobody worked is still sent', async () => {
  const id = await queueAnswer();
  intake.pass(80 * HOUR);
  await answer(tools, id);
  expect((await row(id)).state).toBe('sent');
});
