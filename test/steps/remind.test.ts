import { afterEach, beforeEach, expect, test } from 'vitest';
import { remind } from '../../src/steps/remind.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Intake, openIntake } from '../support/intake.ts';

let intake: Intake;
beforeEach(async () => {
  intake = await openIntake();
});
afterEach(() => intake.close());

const HOUR = 3_600_000;
const open = async (text: string, from = 'ana@example.mx') => {
  const [mail = ''] = await intake.receive({ text, from });
  await understand(intake.tools, mail);
};
const notices = async () => (await intake.replies()).filter((reply) => reply.kind === 'more_time');

test('a falla is escalated and its customer told at 48 hours, not a moment before', async () => {
  await open('No tengo internet, contrato MXL204518');
  intake.pass(48 * HOUR - 1);
  expect(await remind(intake.tools)).toBe(0);
  intake.pass(1);
  expect(await remind(intake.tools)).toBe(1);
  expect((await intake.tickets())[0]).toMatchObject({ escalated: true });
  expect(await notices()).toHaveLength(1);
});

test('two clocks at once act on a term once, and a later pass never again', async () => {
  await open('No tengo internet, contrato MXL204518');
  intake.pass(48 * HOUR);
  await Promise.all([remind(intake.tools), remind(intake.tools), remind(intake.tools)]);
  intake.pass(HOUR);
  await remind(intake.tools);
  expect(await notices()).toHaveLength(1);
  expect(await intake.store.db.ticketEvent.count({ where: { kind: 'escalated' } })).toBe(1);
});

test('other areas are escalated at their own term, without a notice', async () => {
  await open('Quiero cancelar mi servicio, contrato MXL204518. El titular es Ana Ruiz Soto.');
  intake.pass(72 * HOUR - 1);
  expect(await remind(intake.tools)).toBe(0);
  intake.pass(1);
  await remind(intake.tools);
  expect((await intake.tickets())[0]).toMatchObject({ area: 'bajas', escalated: true });
  expect(await notices()).toEqual([]);
});

test('a ticket that cannot be acted on does not keep the others from their notice', async () => {
  await open('No tengo internet, contrato MXL204518');
  await open('No tengo internet, contrato MXL300518', 'beto@example.mx');
  const [first] = await intake.tickets();
  await intake.store.db.ticket.update({ where: { id: first?.id ?? '' }, data: { company: 'closed-down' } });
  intake.pass(48 * HOUR);
  await expect(remind(intake.tools)).rejects.toThrow('1 of 2');
  expect(await notices()).toHaveLength(1);
});
