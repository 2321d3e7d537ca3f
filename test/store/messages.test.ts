import { afterEach, beforeEach, expect, test } from 'vitest';
import { receiveMails } from '../../src/steps/receive.ts';
import { type Intake, MAILBOX, onWhatsApp, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const counts = async () => {
  const { db } = intake.store;
  return { messages: await db.message.count(), raws: await db.rawMessage.count(), entries: await db.mailboxEntry.count() };
};
const NOTHING = { messages: 0, raws: 0, entries: 0 };

test('a batch that is repeated stores nothing twice', async () => {
  const batch = intake.batchOf([{ text: 'uno' }, { text: 'dos' }]);
  expect(await receiveMails(intake.tools, batch)).toBe(2);
  expect(await receiveMails(intake.tools, batch)).toBe(0);
  expect(await counts()).toEqual({ messages: 2, raws: 2, entries: 2 });
});

test('a batch that two processes store at once is stored once', async () => {
  const batch = intake.batchOf([{ text: 'uno' }, { text: 'dos' }]);
  const stored = await Promise.all([receiveMails(intake.tools, batch), receiveMails(intake.tools, batch)]);
  expect(stored.sort()).toEqual([0, 2]);
});

test('a batch that names a mail twice stores it once', async () => {
  const batch = intake.batchOf([{ text: 'uno' }]);
  expect(await receiveMails(intake.tools, { ...batch, mails: [...batch.mails, ...batch.mails] })).toBe(1);
});

test('a batch without mails only moves the position', async () => {
  const batch = intake.batchOf([{ text: 'uno' }]);
  await receiveMails(intake.tools, { ...batch, mails: [] });
  expect(await counts()).toEqual(NOTHING);
  expect(await intake.store.mailboxes.findPosition(MAILBOX)).toMatchObject({ lastUid: 1 });
});

test('who lost the lease of a mailbox stores nothing and moves nothing', async () => {
  const batch = intake.batchOf([{ text: 'uno' }]);
  await intake.store.mailboxes.release(MAILBOX, 'test');
  await intake.store.mailboxes.lease(MAILBOX, 'another', 60_000);
  await expect(receiveMails(intake.tools, batch)).rejects.toMatchObject({ code: 'lease-lost' });
  expect(await counts()).toEqual(NOTHING);
  expect(await intake.store.mailboxes.findPosition(MAILBOX)).toBeNull();
  expect(intake.enqueued).toEqual([]);
});

test('the same bytes in two mails are kept once', async () => {
  const batch = intake.batchOf([{ text: 'uno' }, { text: 'dos' }]);
  const [one, two] = batch.mails;
  if (!one || !two) throw new Error('two mails');
  await receiveMails(intake.tools, { ...batch, mails: [one, { ...two, raw: one.raw }] });
  expect(await counts()).toEqual({ messages: 2, raws: 1, entries: 2 });
});

test('a chat message that Meta delivers again, also at the same moment, is one message and its duplicates', async () => {
  const again = () => intake.receiveOne(onWhatsApp('+526861234567', 'Hola', 'wamid.1'));
  await Promise.all([again(), again(), again()]);
  await again();
  const rows = await intake.store.db.message.findMany({ select: { ignoredReason: true, duplicateOfId: true } });
  expect(rows.filter((row) => row.ignoredReason === 'duplicate' && row.duplicateOfId !== null)).toHaveLength(3);
  expect(rows.filter((row) => row.ignoredReason === null)).toHaveLength(1);
});

test('raw bytes of any size come back as they were', async () => {
  for (const size of [0, 1, 1024 * 1024, 1024 * 1024 + 1, 5_000_000]) {
    const bytes = Buffer.alloc(size, 'abcdefghijklmnopqrstuvwxyz0123456789ñ\0');
    const hash = await intake.store.messages.saveRaw(bytes);
    expect((await intake.store.messages.findRaw(hash))?.bytes.equals(bytes)).toBe(true);
  }
  expect(await intake.store.messages.findRaw('0'.repeat(64))).toBeNull();
});
