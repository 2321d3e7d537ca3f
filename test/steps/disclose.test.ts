import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseMail } from '../../src/channels/email/parse.ts';
import { answer } from '../../src/steps/answer.ts';
import { resolveTicket } from '../../src/steps/attend.ts';
import { openFromReview } from '../../src/steps/attend-review.ts';
import type { AnswerTools, Outgoing } from '../../src/steps/outgoing.ts';
import { understand } from '../../src/steps/understand.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { type Intake, openIntake, type TestMail } from '../support/intake.ts';
import { konecta } from '../support/profiles.ts';

let intake: Intake;
let tools: AnswerTools;
let sent: Outgoing[];
const templates = await loadTemplates('templates', [konecta()]);

const ROSA = {
  contract: 'MXL204518',
  contractKey: '204518',
  holder: 'Rosa Ibáñez Luna',
  phone: '+526861230001',
  email: 'rosa@example.mx',
  city: 'mexicali' as const,
};

beforeEach(async () => {
  intake = await openIntake();
  sent = [];
  tools = {
    ...intake.tools,
    write: writeAnswer(templates),
    send: async (_channel, outgoing) => {
      sent.push(outgoing);
      return { kind: 'sent', providerId: `queued as ${sent.length}` };
    },
  };
  await intake.store.subscribers.save('konecta', [ROSA], intake.clock.now);
});
afterEach(() => intake.close());

/** Writes a mail and gives what it was answered, in one piece. */
const answerTo = async (mail: TestMail): Promise<string> => {
  const [id = ''] = await intake.receive(mail);
  await understand(intake.tools, id);
  return sendAll();
};
const sendAll = async (): Promise<string> => {
  const before = sent.length;
  for (const reply of await intake.replies()) await answer(tools, reply.id);
  return sent
    .slice(before)
    .map(({ content }) => [content.subject, content.text, content.html].join('\n'))
    .join('\n');
};

test('who guesses a contract is told its folio and nothing that the directory has of it', async () => {
  const told = await answerTo({ from: 'extrano@example.net', text: 'No tengo internet, contrato MXL204518' });
  expect(told).toMatch(/MXL-26-000001-/);
  expect(told).toContain('MXL204518');
  for (const secret of ['Rosa', 'Ibáñez', '123 0001', '1230001', 'rosa@']) expect(told).not.toContain(secret);
});

test('the subscriber herself is shown her own data', async () => {
  const told = await answerTo({ from: 'rosa@example.mx', text: 'No tengo internet desde ayer' });
  for (const own of ['MXL204518', 'Rosa Ibáñez Luna']) expect(told).toContain(own);
});

test('a forged From with a Reply-To of its own learns nothing', async () => {
  const told = await answerTo({ from: 'rosa@example.mx', text: 'No tengo internet', headers: { 'Reply-To': 'extrano@example.net' } });
  expect(sent.at(-1)?.recipient).toBe('extrano@example.net');
  for (const secret of ['MXL204518', 'Rosa', 'Ibáñez']) expect(told).not.toContain(secret);
});

test('who guesses a folio is told that the message was added, and the agent is warned', async () => {
  await answerTo({ from: 'rosa@example.mx', text: 'No tengo internet desde ayer' });
  intake.pass(7 * 3_600_000);
  const [folio = ''] = (await intake.tickets()).map((ticket) => ticket.folio);
  const told = await answerTo({ from: 'extrano@example.net', text: `Cómo va el reporte ${folio}?` });
  expect(told).toContain(folio);
  for (const secret of ['Rosa', 'falla', 'a más tardar']) expect(told).not.toContain(secret);
  const [listed] = await intake.tickets();
  const ticket = listed && (await intake.store.tickets.find(listed.id));
  expect(ticket?.warnings).toEqual(['unknown-sender']);
  if (!ticket) throw new Error('no ticket');
  const outcome = await resolveTicket(tools, {
    company: ticket.company,
    ticketId: ticket.id,
    agent: 'agent-1',
    version: ticket.version,
    requestId: randomUUID(),
    cause: 'red',
    attributable: false,
    repairedAt: null,
    reason: null,
  });
  expect(outcome.kind).toBe('done');
  const notice = await sendAll();
  for (const secret of ['Rosa', 'falla']) expect(notice).not.toContain(secret);
});

test('a mail that fails DMARC by our own server waits for a person and is not answered', async () => {
  const [id = ''] = await intake.receive({
    from: 'rosa@example.mx',
    text: 'No tengo internet, contrato MXL204518',
    headers: { 'Authentication-Results': 'mx.konecta.mx; dmarc=fail header.from=example.mx' },
  });
  const trusting = {
    parseMail: (raw: Buffer, mailbox: string) => parseMail(raw, { company: 'konecta', mailbox, group: null, authservId: 'mx.konecta.mx' }),
  };
  await understand({ ...intake.tools, ...trusting }, id);
  expect(await intake.message(id)).toMatchObject({ disposition: 'review', reason: 'sender-unproven', authentication: 'fail' });
  expect(await intake.replies()).toEqual([]);
  const matter = {
    category: 'falla',
    contract: 'MXL204518',
    holder: null,
    contact: null,
    phone: null,
    email: null,
    city: null,
    description: 'Sin internet',
    preferente: false,
    writtenOnly: false,
  };
  const opened = await openFromReview(intake.tools, { company: 'konecta', messageId: id, agent: 'agent-1', matter });
  expect(opened).toMatchObject({ kind: 'done', replyId: null });
  expect(await intake.replies()).toEqual([]);
});
