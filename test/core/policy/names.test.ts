import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSamePerson, nameKey } from '../../../src/core/policy/names.ts';

test.each([
  ['Ma. del Socorro Núñez', 'ma del socorro nunez'],
  ['  JOSÉ   O’Hara ', 'jose o hara'],
  ['…', ''],
])('the name %j is compared as %j', (name, key) => {
  expect(nameKey(name)).toBe(key);
});

test.each([
  ['Ana Ruiz Soto', 'ANA RUIZ SOTO', true],
  ['Ana Ruiz', 'Ana Ruiz Soto', true],
  ['Ruiz Soto Ana', 'Ana Ruiz Soto', true],
  ['Ana', 'Ana Ruiz Soto', false],
  ['Ana', 'Ana', true],
  ['Ana Soto', 'Ana Ruiz Díaz', false],
  ['Juan Pérez Pérez', 'Juan Pérez López', false],
  ['Juan Pérez', 'Juan Pérez Pérez', true],
])('whether %s and %s may be one person: %s', (one, other, same) => {
  expect(isSamePerson(one, other)).toBe(same);
});

test('being one person needs no order', () => {
  const name = fc.array(fc.constantFrom('Ana', 'Ruiz', 'Soto', 'Díaz'), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  fc.assert(fc.property(name, name, (one, other) => isSamePerson(one, other) === isSamePerson(other, one)));
});
