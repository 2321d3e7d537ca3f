import { afterEach, beforeEach, expect, test } from 'vitest';
import { answer } from '../../src/steps/answer.ts';
import type { AnswerTools } from '../../src/steps/outgoing.ts';
import { receiveMails } from '../../src/steps/receive.ts';
import type { Fact } from '../../src/steps/tools.ts';
import { understand } from '../../src/steps/understand.ts';
import { loadTemplates } from '../../src/templates/load.ts';
import { writeAnswer } from '../../src/templates/write.ts';
import { type Intake, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

test('each message is told of once at each stage, with the seconds since the server had it', async () => {
  const facts: string[] = [];
  const observe = ({ stage, channel, since, outcome, kind }: Fact, at: Date) =>
    void facts.push(`${stage} ${channel} ${kind} ${outcome} ${since ? (at.getTime() - since.getTime()) / 1000 : '-'}`);
  const templates = await loadTemplates('templates', [intake.profile]);
  const send = async () => ({ kind: 'sent', providerId: '1' }) as const;
  const tools: AnswerTools & typeof intake.tools = { ...intake.tools, observe, write: writeAnswer(templates), send };
  const batch = intake.batchOf([{ text: 'No tengo internet, contrato MXL204518', messageId: '<una@example.mx>' }]);
  await receiveMails(tools, {
    ...batch,
    mails: batch.mails.map((mail) => ({ ...mail, internalDate: new Date(+mail.internalDate - 2000) })),
  });
  await receiveMails(tools, batch);
  const [{ id = '' } = {}] = await intake.store.db.message.findMany();
  intake.pass(3000);
  await Promise.all([understand(tools, id), understand(tools, id)]);
  const [reply] = await intake.replies();
  intake.pass(1000);
  await Promise.all([answer(tools, reply?.id ?? ''), answer(tools, reply?.id ?? '')]);
  expect(facts).toEqual(['stored email message stored 2', 'settled email message ticket 5', 'answered email folio sent 6']);
});
