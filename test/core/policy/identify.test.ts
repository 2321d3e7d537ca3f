import { expect, test } from 'vitest';
import { identify } from '../../../src/core/policy/identify.ts';
import { context, NOTHING_KNOWN, subscriber, ticket } from '../../support/contexts.ts';

const ANA = subscriber();
const who = (around: Parameters<typeof context>[0], told: object = {}) => identify(context(around), { ...NOTHING_KNOWN, ...told });

test('a contract in the text counts before every other', () => {
  const around = { subscribersOfSender: [subscriber({ contract: 'MXL999999' })], senderTickets: [ticket({ contract: 'MXL888888' })] };
  expect(who(around, { contract: 'MXL204518' })).toMatchObject({ contract: 'MXL204518', contractFrom: 'text' });
});

test('the directory keeps its spelling and gives the holder', () => {
  const found = who({ directoryLoaded: true, subscribersOfContract: [ANA] }, { contract: '204518' });
  expect(found).toMatchObject({ contract: 'MXL204518', holder: 'Ana Ruiz Soto', unknownContract: null });
});

test('a contract that a loaded directory lacks is unknown; without a directory nothing is', () => {
  expect(who({ directoryLoaded: true }, { contract: 'MXL204518' }).unknownContract).toBe('MXL204518');
  expect(who({}, { contract: 'MXL204518' }).unknownContract).toBeNull();
});

test('digits that two subscribers share are nobody’s', () => {
  const both = [ANA, subscriber({ contract: 'TIJ204518' })];
  expect(who({ directoryLoaded: true, subscribersOfContract: both }, { contract: '204518' }).unknownContract).toBe('204518');
  expect(who({ directoryLoaded: true, subscribersOfContract: both }, { contract: 'TJ204518' })).toMatchObject({ contract: 'TIJ204518' });
});

test('a full name of exactly one subscriber gives that contract, one of two gives none', () => {
  expect(who({ subscribersOfHolder: [ANA] }, { holder: 'ana ruiz soto' })).toMatchObject({ contract: 'MXL204518', contractFrom: 'holder' });
  const two = [ANA, subscriber({ contract: 'MXL300518' })];
  expect(who({ subscribersOfHolder: two }, { holder: 'Ana Ruiz Soto' }).contract).toBeNull();
});

test('a sender who is exactly one subscriber is known by it, unless the text states another holder', () => {
  expect(who({ subscribersOfSender: [ANA] })).toMatchObject({ contract: 'MXL204518', contractFrom: 'sender', holder: 'Ana Ruiz Soto' });
  expect(who({ subscribersOfSender: [ANA, subscriber({ contract: 'MXL3' })] }).contract).toBeNull();
  expect(who({ subscribersOfSender: [ANA] }, { holder: 'Beto Luna', holderStated: true }).contract).toBeNull();
});

test('the writer’s own name states no other holder: the writer is the contact', () => {
  const found = who({ subscribersOfSender: [ANA] }, { holder: 'Beto Luna' });
  expect(found).toMatchObject({ contract: 'MXL204518', holder: 'Ana Ruiz Soto', contact: 'Beto Luna' });
});

test('the one contract of the sender’s tickets gives contract and holder, two contracts give none', () => {
  const one = ticket({ contract: 'MXL204518', holder: 'Ana Ruiz Soto' });
  expect(who({ senderTickets: [one, ticket({ contract: '204518' })] })).toMatchObject({ contractFrom: 'ticket', holder: 'Ana Ruiz Soto' });
  expect(who({ senderTickets: [one, ticket({ contract: 'MXL300518' })] }).contract).toBeNull();
});

test('a stranger who says nothing is nobody', () => {
  expect(who({})).toEqual({
    contract: null,
    contractFrom: null,
    unknownContract: null,
    holder: null,
    contact: null,
    subscriber: null,
    ticket: null,
  });
});
