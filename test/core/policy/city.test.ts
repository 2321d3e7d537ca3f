import { expect, test } from 'vitest';
import { type CityClues, chooseCity, seriesOf } from '../../../src/core/policy/city.ts';
import { konecta, monet } from '../../support/profiles.ts';

const NO_CLUES: CityClues = { stated: null, subscribed: null, contract: null, phone: null, mailbox: null };
const all: CityClues = {
  stated: 'nogales',
  subscribed: 'ensenada',
  contract: 'TIJ204518',
  phone: '+526461234567',
  mailbox: 'soportemxl@konecta.mx',
};

test.each([
  ['what the text says', all, 'nogales'],
  ['else the directory', { ...all, stated: null }, 'ensenada'],
  ['else the prefix of the contract', { ...all, stated: null, subscribed: null }, 'tijuana'],
  ['the short prefix as well', { ...NO_CLUES, contract: 'TJ204518' }, 'tijuana'],
  ['else the area code of the telephone', { ...all, stated: null, subscribed: null, contract: '204518' }, 'ensenada'],
  ['else the first city of the mailbox', { ...NO_CLUES, mailbox: 'SoporteTJ@konecta.mx' }, 'tijuana'],
  ['else Mexicali', NO_CLUES, 'mexicali'],
  ['a city that is not served says nothing', { ...NO_CLUES, stated: 'guadalajara' }, 'mexicali'],
  ['a telephone of elsewhere says nothing', { ...NO_CLUES, phone: '+525512345678' }, 'mexicali'],
  ['the common prefix K names no city', { ...NO_CLUES, contract: 'K204518', phone: '+526641234567' }, 'tijuana'],
])('the city is %s', (_rule, clues, city) => {
  expect(chooseCity(clues, konecta())).toBe(city);
});

test('a company with one service area has no cities and one series', () => {
  expect(chooseCity(all, monet())).toBeNull();
  expect(seriesOf(null, monet())).toBe('MON');
});

test.each([
  ['mexicali', 'MXL'],
  ['tijuana', 'TIJ'],
  ['ensenada', 'ENS'],
  ['nogales', 'NOG'],
  ['guadalajara', 'MXL'],
])('folios of %s are of the series %s', (city, series) => {
  expect(seriesOf(city, konecta())).toBe(series);
});
