import { expect, test } from 'vitest';
import { identify } from '../../../src/core/policy/identify.ts';
import { findSameMatter, isReopenable } from '../../../src/core/policy/same-matter.ts';
import { toldBy } from '../../../src/core/policy/told.ts';
import { context, DAY, NOW, resolved, ticket } from '../../support/contexts.ts';

const match = (given: Parameters<typeof context>[0]) => {
  const around = context(given);
  const told = toldBy(around.unit.reading);
  const found = findSameMatter(around, told, identify(around, told), 'reparaciones');
  return found && [found.ticket.id, found.because];
};
const said = { contract: 'MXL204518' };

test.each([
  ['of the same contract and area takes it', [ticket({ contract: '204518' })], ['ticket-1', 'same-contract']],
  ['of the same contract and another area does not', [ticket({ contract: '204518', area: 'bajas' })], null],
  ['of another city’s contract does not', [ticket({ contract: 'TIJ204518' })], null],
  ['resolved within seven days is opened again', [resolved(7 * DAY, { contract: '204518' })], ['ticket-1', 'resolved-lately']],
  ['resolved longer ago is not', [resolved(7 * DAY + 1, { contract: '204518' })], null],
  [
    'that is open comes before a resolved one',
    [resolved(1, { id: 'old', contract: '204518' }), ticket({ contract: '204518' })],
    ['ticket-1', 'same-contract'],
  ],
] as const)('a ticket %s', (_rule, contractTickets, found) => {
  expect(match({ said, contractTickets: [...contractTickets] })).toEqual(found);
});

test.each([
  ['of the area without a contract takes it', [ticket()], ['ticket-1', 'gains-contract']],
  ['of another area does not', [ticket({ area: 'bajas' })], null],
  ['whose stated holder is another does not', [ticket({ holder: 'Beto Luna' })], null],
  ['that has a contract of its own does not', [ticket({ contract: 'MXL300518' })], null],
] as const)('where the sender gives a contract, the sender’s ticket %s', (_rule, senderTickets, found) => {
  expect(match({ said: { ...said, holder: 'Ana Ruiz', holderStated: true }, senderTickets: [...senderTickets] })).toEqual(found);
});

test.each([
  ['the only open one of the area takes it', [ticket(), ticket({ id: 'other', area: 'bajas' })], {}, ['ticket-1', 'only-open']],
  ['one of two does not', [ticket(), ticket({ id: 'other' })], {}, null],
  ['a resolved one does not', [resolved(1)], {}, null],
  ['not where another holder is stated', [ticket({ holder: 'Beto Luna' })], { holder: 'Ana Ruiz', holderStated: true }, null],
] as const)('where nothing gives a contract: %s', (_rule, senderTickets, words, found) => {
  expect(match({ said: words, senderTickets: [...senderTickets] })).toEqual(found);
});

test('only a resolved ticket can be opened again, the last moment of the seventh day included', () => {
  const at = { now: NOW, profile: context().profile };
  expect([ticket(), resolved(7 * DAY), resolved(7 * DAY + 1)].map((one) => isReopenable(one, at))).toEqual([false, true, false]);
});
