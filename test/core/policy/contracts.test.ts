import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contractKeyOf, isSameContract, prefixOf } from '../../../src/core/policy/contracts.ts';
import { konecta } from '../../support/profiles.ts';

test.each([
  ['MXL204518', 'MXL', '204518'],
  ['TIJ204518', 'TIJ', '204518'],
  ['TJ204518', 'TJ', '204518'],
  ['K204518', 'K', '204518'],
  ['204518', '', '204518'],
  ['MXLA04518', '', 'MXLA04518'],
])('of the contract %s the prefix is %s and the key %s', (contract, prefix, key) => {
  expect([prefixOf(contract, konecta()), contractKeyOf(contract, konecta())]).toEqual([prefix, key]);
});

test.each([
  ['MXL204518', '204518', true],
  ['TJ204518', 'TIJ204518', true],
  ['MXL204518', 'TIJ204518', false],
  ['MXL204518', 'MXL204519', false],
  ['MXL204518', 'K204518', false],
  ['0204518', '204518', false],
])('whether %s and %s are one contract: %s', (one, other, same) => {
  expect(isSameContract(one, other, konecta())).toBe(same);
});

test('being the same contract needs no order, and each is the same as itself', () => {
  const contract = fc
    .tuple(fc.constantFrom('', 'MXL', 'TIJ', 'TJ', 'ENS', 'K'), fc.constantFrom('20451', '204518'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(contract, contract, (one, other) => {
      expect(isSameContract(one, one, konecta())).toBe(true);
      expect(isSameContract(one, other, konecta())).toBe(isSameContract(other, one, konecta()));
    }),
  );
});
