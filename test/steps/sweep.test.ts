import { afterEach, beforeEach, expect, test } from 'vitest';
import { sweep } from '../../src/steps/sweep.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, onWhatsApp, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const swept = async () => {
  intake.enqueued.length = 0;
  await sweep(intake.tools, 10_000);
  return intake.enqueued.map(({ queue, id }) => `${queue} ${id}`);
};

test('a stored message whose job was lost comes back once it is overdue', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet' });
  intake.pass(9_999);
  expect(await swept()).toEqual([]);
  intake.pass(1);
  expect(await swept()).toEqual([`understand ${mail}`]);
});

test('a chat message comes back when its burst is overdue, not before', async () => {
  const chat = await intake.receiveOne(onWhatsApp('+526861234567', 'Hola'));
  intake.pass(24_999);
  expect(await swept()).toEqual([]);
  intake.pass(1);
  expect(await swept()).toEqual([`understand ${chat}`]);
});

test('a settled message does not come back; its unsent answer does', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  await understand(intake.tools, mail);
  intake.pass(60_000);
  const [reply] = await intake.replies();
  expect(await swept()).toEqual([`answer ${reply?.id}`]);
});

test('an answer that a killed process left in sending comes back when its lease is over', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  await understand(intake.tools, mail);
  const [reply] = await intake.replies();
  const LEASE = 240_000;
  expect(await intake.store.replies.claim(reply?.id ?? '', intake.clock.now, LEASE)).not.toBeNull();
  intake.pass(LEASE + 9_999);
  expect(await swept()).toEqual([]);
  intake.pass(1);
  expect(await swept()).toEqual([`answer ${reply?.id}`]);
});

test('a pile of mails of one company leaves chats and the other company their place in the same sweep', async () => {
  await intake.receive(...Array.from({ length: 520 }, () => ({ text: 'No tengo internet' })));
  const chat = await intake.receiveOne(onWhatsApp('+526861234567', 'Hola'), { receivedAt: new Date(intake.clock.now.getTime() + 60_000) });
  const [last = ''] = await intake.receive({ text: 'No tengo internet', afterMs: 60_000 });
  await intake.store.db.message.update({ where: { id: last }, data: { company: 'monet' } });
  intake.pass(3_600_000);
  const again = await swept();
  expect(again).toHaveLength(500);
  expect(again).toContain(`understand ${chat}`);
  expect(again).toContain(`understand ${last}`);
});
