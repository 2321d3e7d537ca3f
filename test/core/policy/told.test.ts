import { expect, test } from 'vitest';
import { isWrittenOnly, toldBy, withEarlier } from '../../../src/core/policy/told.ts';
import { matter, NOTHING_KNOWN, reading } from '../../support/contexts.ts';

test('a reading of nothing tells nothing', () => {
  expect(toldBy(reading())).toEqual(NOTHING_KNOWN);
});

const earlier = {
  ...NOTHING_KNOWN,
  contract: 'MXL204518',
  holder: 'Ana Ruiz',
  holderStated: true,
  contact: 'Beto Luna',
  phone: '+526861234567',
};

test.each([
  ['what is not said again stays', {}, earlier],
  [
    'what is said last counts',
    { contract: 'MXL300518', phone: '+526867654321' },
    { ...earlier, contract: 'MXL300518', phone: '+526867654321' },
  ],
  [
    'another holder comes without the earlier contact',
    { holder: 'Carla Paz', holderStated: true },
    { ...earlier, holder: 'Carla Paz', contact: null },
  ],
  ['the same holder keeps the contact', { holder: 'Ana Ruiz', holderStated: true }, earlier],
  ['a contact alone keeps the holder', { contact: 'Dora Gil' }, { ...earlier, contact: 'Dora Gil' }],
])('%s', (_rule, now, told) => {
  expect(withEarlier({ ...NOTHING_KNOWN, ...now }, matter({ known: earlier }))).toEqual(told);
});

test('without a matter only the new words count', () => {
  expect(withEarlier(NOTHING_KNOWN, null)).toEqual(NOTHING_KNOWN);
});

test.each([
  ['Soy sordo, no puedo hablar por teléfono', true, true],
  ['Por favor solo por escrito', true, true],
  ['Por favor solo por escrito', false, false],
  ['Uso silla de ruedas y no me han llamado', true, false],
])('whether %j, with a need for accessible attention %s, means in writing only: %s', (text, accessibility, only) => {
  expect(isWrittenOnly(reading({ accessibility }), text)).toBe(only);
});
