import { afterEach, beforeEach, expect, test } from 'vitest';
import { giveUp } from '../../src/steps/give-up.ts';
import { sweep } from '../../src/steps/sweep.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, onWhatsApp, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const FIVE_MINUTES = 5 * 60_000;
const states = async (ids: string[]) => (await Promise.all(ids.map(intake.message))).map((row) => row.disposition ?? row.state);

/** A round as the worker and the clock play it: what is overdue runs, and what fails is given up. */
const playRound = async (poison: string) => {
  const tools = {
    ...intake.tools,
    parseMail: async (...given: Parameters<typeof intake.tools.parseMail>) => {
      if (given[0].includes(poison)) throw new TypeError('a fault of ours');
      return intake.tools.parseMail(...given);
    },
  };
  intake.enqueued.length = 0;
  await sweep(intake.tools, 0);
  for (const { id } of [...intake.enqueued]) await understand(tools, id).catch((error: Error) => giveUp(tools, id, error.name));
  intake.pass(FIVE_MINUTES);
};

test('a mail that fails in three rounds is quarantined with its code, and the sender’s later mails go on', async () => {
  const mails = await intake.receive({ text: 'VENENO' }, { text: 'No tengo internet, contrato MXL204518' }, { text: 'Sigo sin internet' });
  await playRound('VENENO');
  await playRound('VENENO');
  expect(await states(mails)).toEqual(['stored', 'stored', 'stored']);
  await playRound('VENENO');
  expect((await states(mails))[0]).toBe('quarantined');
  await playRound('VENENO');
  expect(await states(mails)).toEqual(['quarantined', 'ticket', 'appended']);
  const poison = await intake.store.db.message.findUnique({ where: { id: mails[0] ?? '' } });
  expect(poison).toMatchObject({ reason: 'given-up', decision: { because: 'given-up', facts: { code: 'TypeError' } } });
  expect(poison?.rawHash).not.toBeNull();
});

test('a failure that passes before the third round leaves no trace', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  await playRound('internet');
  await playRound('internet');
  await playRound('nothing');
  expect(await states([mail])).toEqual(['ticket']);
});

test('what waits behind a failing message is put off and not counted', async () => {
  const [first = '', second = ''] = await intake.receive({ text: 'VENENO' }, { text: 'Hola' });
  for (let round = 0; round < 5; round++) await giveUp(intake.tools, second, 'TypeError');
  expect(await states([first, second])).toEqual(['stored', 'stored']);
  const row = await intake.store.db.message.findUnique({ where: { id: second } });
  expect(row).toMatchObject({ givenUp: 0, dueAt: new Date(intake.clock.now.getTime() + FIVE_MINUTES) });
});

test('a burst is quarantined as the one unit that it is', async () => {
  const ids = [];
  for (const text of ['Hola', 'no tengo', 'internet']) ids.push(await intake.receiveOne(onWhatsApp('+526861234567', text)));
  for (let round = 0; round < 3; round++) await giveUp(intake.tools, ids[0] ?? '', 'TypeError');
  expect(await states(ids)).toEqual(['quarantined', 'quarantined', 'quarantined']);
});

test('a message of a company that this process does not know is never quarantined', async () => {
  const [mail = ''] = await intake.receive({ text: 'Hola' });
  for (let round = 0; round < 5; round++) await giveUp({ ...intake.tools, profiles: new Map() }, mail, 'Error');
  expect(await states([mail])).toEqual(['stored']);
});

test('giving up a message that was settled meanwhile changes nothing', async () => {
  const [mail = ''] = await intake.receive({ text: 'No tengo internet, contrato MXL204518' });
  await understand(intake.tools, mail);
  await giveUp(intake.tools, mail, 'Error');
  expect(await states([mail])).toEqual(['ticket']);
});
