import { afterEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import type { AnswerTools } from '../../src/steps/outgoing.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { understand } from '../../src/steps/understand.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { copyDatabase } from '../support/databases.ts';
import { type Intake, openIntake } from '../support/intake.ts';
import { konecta } from '../support/profiles.ts';

const templates = await loadTemplates('templates', [konecta()]);
const opened: Intake[] = [];
afterEach(async () => {
  for (const intake of opened.splice(0)) await intake.close();
});

const mailOf = (name: string) => ({
  from: `${name}@example.mx`,
  text: `No tengo internet, contrato MXL20451${name.length}`,
  messageId: `<${name}@example.mx>`,
});

type Sent = { to: string; messageId: string | null };
const life = async (given: { url?: string; lastUid?: number } = {}) => {
  const intake = await openIntake(given);
  opened.push(intake);
  const sent: Sent[] = [];
  const tools: AnswerTools = {
    ...intake.tools,
    write: writeAnswer(templates),
    send: async (_channel, { recipient, messageId }) => {
      sent.push({ to: recipient, messageId });
      return { kind: 'sent', providerId: 'queued' };
    },
  };
  /** What the clock and the workers do until nothing is overdue; Redis starts empty. */
  const work = async () => {
    for (;;) {
      intake.pass(1);
      intake.enqueued.length = 0;
      await sweep(tools, 0);
      if (intake.enqueued.length === 0) return;
      for (const { queue, id } of [...intake.enqueued]) {
        if (queue === 'understand') await understand(intake.tools, id);
        if (queue === 'answer') await answer(tools, id);
      }
    }
  };
  return { intake, sent, tools, work };
};

test('after a restore nothing is lost, and only what was sent since the backup is sent again', async () => {
  const first = await life();
  const answered = await first.intake.receive(mailOf('a'));
  for (const id of answered) await understand(first.intake.tools, id);
  await first.work();
  const decided = await first.intake.receive(mailOf('bb'));
  for (const id of decided) await understand(first.intake.tools, id);
  await first.intake.receive(mailOf('ccc'));
  expect(first.sent.map(({ to }) => to)).toEqual(['a@example.mx']);

  await first.intake.close();
  opened.splice(0);
  const backup = await copyDatabase(first.intake.url);

  const second = await life({ url: first.intake.url, lastUid: 3 });
  await second.intake.receive(mailOf('dddd'));
  await second.work();
  const foliosBefore = (await second.intake.tickets()).map(({ folio }) => folio).toSorted();

  // The database is lost. What the mail server still holds is fetched again from the restored position.
  const restored = await life({ url: backup, lastUid: 3 });
  expect(await restored.intake.store.mailboxes.findPosition('soportemxl@konecta.mx')).toMatchObject({ lastUid: 3 });
  await restored.intake.receive(mailOf('dddd'));
  await restored.work();

  const messages = await restored.intake.store.db.message.findMany();
  expect(messages.map(({ disposition }) => disposition)).toEqual(['ticket', 'ticket', 'ticket', 'ticket']);
  expect((await restored.intake.tickets()).map(({ folio }) => folio).toSorted()).toEqual(foliosBefore);
  expect(restored.sent.map(({ to }) => to).toSorted()).toEqual(['bb@example.mx', 'ccc@example.mx', 'dddd@example.mx']);
  const idOf = (sent: Sent[], to: string) => sent.find((one) => one.to === to)?.messageId;
  expect(idOf(second.sent, 'bb@example.mx')).toMatch(/^<ventanilla\./);
  expect(idOf(restored.sent, 'bb@example.mx')).toBe(idOf(second.sent, 'bb@example.mx'));
});
