import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseMail } from '../../src/channels/email/parse.ts';
import { discardQuarantined, retryQuarantined } from '../../src/steps/attend-quarantine.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const AGENT = '0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11';
const orderFor = (messageId: string, company = 'konecta') => ({ company, messageId, agent: AGENT });
const audited = async () =>
  (await intake.store.audit.list('konecta', 10)).map(({ action, subject, agentId, data }) => ({ action, subject, agentId, data }));

/** A mail that is over the limits of this moment. */
const quarantined = async () => {
  const [id = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  const strict = {
    ...intake.tools,
    parseMail: (raw: Buffer, mailbox: string) =>
      parseMail(raw, { company: 'konecta', mailbox, group: null, authservId: null, limits: { headerFields: 1 } }),
  };
  await understand(strict, id);
  expect(await intake.message(id)).toMatchObject({ disposition: 'quarantined' });
  return id;
};

test('what is tried again goes the whole way from its raw bytes, once, and who did it is kept', async () => {
  const id = await quarantined();
  intake.enqueued.length = 0;
  expect(await retryQuarantined(intake.tools, orderFor(id))).toEqual({ kind: 'done' });
  expect(await retryQuarantined(intake.tools, orderFor(id))).toEqual({ kind: 'gone' });
  expect(intake.enqueued.map((job) => job.id)).toEqual([id]);
  await understand(intake.tools, id);
  expect(await intake.message(id)).toMatchObject({ disposition: 'ticket', reason: null });
  expect(await retryQuarantined(intake.tools, orderFor(id))).toEqual({ kind: 'gone' });
  expect(await audited()).toEqual([{ action: 'quarantine-retried', subject: id, agentId: AGENT, data: {} }]);
  expect(await intake.store.quarantine.find('konecta', id)).toMatchObject({ events: [{ kind: 'retried', actor: `agent:${AGENT}` }] });
});

test('what is still unreadable comes back', async () => {
  const id = await quarantined();
  await retryQuarantined(intake.tools, orderFor(id));
  await understand({ ...intake.tools, parseMail: async () => ({ kind: 'malformed', code: 'timeout', because: 'slow' }) }, id);
  expect(await intake.store.quarantine.list('konecta', false, null, 10)).toMatchObject([{ id, reason: 'timeout' }]);
});

test('what is discarded leaves the list, stays with its bytes and its reason, and can be tried again', async () => {
  const id = await quarantined();
  expect(await discardQuarantined(intake.tools, { ...orderFor(id), reason: 'Es publicidad' })).toEqual({ kind: 'done' });
  expect(await discardQuarantined(intake.tools, { ...orderFor(id), reason: 'otra vez' })).toEqual({ kind: 'gone' });
  expect(await intake.store.quarantine.list('konecta', false, null, 10)).toEqual([]);
  const [kept] = await intake.store.quarantine.list('konecta', true, null, 10);
  expect(await intake.store.messages.findRaw(kept?.rawHash ?? '')).not.toBeNull();
  expect(await audited()).toEqual([{ action: 'quarantine-discarded', subject: id, agentId: AGENT, data: { reason: 'Es publicidad' } }]);
  expect(await retryQuarantined(intake.tools, orderFor(id))).toEqual({ kind: 'done' });
});

test('nobody of another company finds, tries or discards it', async () => {
  const id = await quarantined();
  expect(await intake.store.quarantine.find('monet', id)).toBeNull();
  expect(await intake.store.quarantine.list('monet', false, null, 10)).toEqual([]);
  expect(await retryQuarantined(intake.tools, orderFor(id, 'monet'))).toEqual({ kind: 'gone' });
  expect(await discardQuarantined(intake.tools, { ...orderFor(id, 'monet'), reason: 'x' })).toEqual({ kind: 'gone' });
  expect(await intake.store.quarantine.list('konecta', false, null, 10)).toHaveLength(1);
});
