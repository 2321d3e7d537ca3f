import { afterEach, beforeEach, expect, test } from 'vitest';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, openIntake } from '../support/intake.ts';
import { waitFor } from '../support/wait.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const REPORT = { 'Auto-Submitted': 'auto-replied', 'Return-Path': '<>' };
/** A ticket whose folio answer was accepted by the mail server. */
const answered = async () => {
  const [id = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  await understand(intake.tools, id);
  const [reply] = await intake.replies();
  if (!reply) throw new Error('no reply');
  await intake.store.db.reply.update({ where: { id: reply.id }, data: { state: 'sent', nextTryAt: null } });
  return reply;
};
const comeBack = async (text: string) => {
  const [id = ''] = await intake.receive({
    from: 'MAILER-DAEMON@mx.example.mx',
    subject: 'Undelivered Mail Returned to Sender',
    headers: REPORT,
    text,
  });
  await understand(intake.tools, id);
  await understand(intake.tools, id);
  return intake.message(id);
};

test('an answer that came back is failed, and its ticket warns the agent, once', async () => {
  const reply = await answered();
  const message = await comeBack(`550 user unknown\n\nMessage-ID: ${reply.emailMessageId}`);
  expect(message).toMatchObject({ disposition: 'ignored', ignoredReason: 'bounce' });
  expect(await intake.store.replies.find(reply.id)).toMatchObject({ state: 'failed', because: 'bounced:unknown' });
  await comeBack(`550 user unknown, again\n\nMessage-ID: ${reply.emailMessageId}`);
  const ticket = await intake.store.tickets.find(reply.ticketId ?? '');
  expect(ticket?.warnings).toEqual(['answer-undelivered']);
  const log = await intake.store.db.ticketEvent.findMany({ where: { ticketId: reply.ticketId ?? '', kind: 'bounced' } });
  expect(log).toHaveLength(1);
  expect(await intake.replies()).toHaveLength(1);
});

test('a bounce waits for the agent who holds its ticket, and the agent for nothing: neither ends the other', async () => {
  const reply = await answered();
  const ticketId = reply.ticketId ?? '';
  const bounced = Promise.withResolvers<unknown>();
  await intake.store.transaction(async (nouns) => {
    await nouns.lockTickets([ticketId]);
    comeBack(`550 user unknown\n\nMessage-ID: ${reply.emailMessageId}`).then(bounced.resolve, bounced.reject);
    await waitFor('the bounce to wait for the ticket', async () => {
      const waiting = await intake.store.db.$queryRaw<object[]>`
        SELECT 1 FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE NOT l.granted AND a.datname = current_database()`;
      return waiting.length > 0;
    });
    // As whoever takes an answer back: the ticket is held, then its answer is changed.
    await nouns.replies.update(reply.id, { because: 'taken back' });
  });
  await bounced.promise;
  expect(await intake.store.replies.find(reply.id)).toMatchObject({ state: 'failed', because: 'bounced:unknown' });
});

test('a server that goes on trying changes nothing', async () => {
  const reply = await answered();
  await comeBack(`Your message is delayed; we will continue to try.\n\nMessage-ID: ${reply.emailMessageId}`);
  expect(await intake.store.replies.find(reply.id)).toMatchObject({ state: 'sent', because: null });
});
