import { expect, test } from 'vitest';
import type { Hours } from '../../src/core/company.ts';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { attendedNow, hoursInWords, joinWords, momentInWords } from '../../src/templates/hours.ts';

const MONET: Hours = loadProfiles('config').find(({ company }) => company === 'monet')?.attention.telephones[0]?.hours ?? null;

test("mo!net's telephone hours are told as its procedure states them", () => {
  expect(hoursInWords(MONET)).toBe('de lunes a viernes de 8:00 a 21:00, sábados de 8:00 a 19:00 y domingos de 11:00 a 19:00');
  expect(hoursInWords('always')).toBe('los 7 días de la semana, las 24 horas');
  expect(hoursInWords(null)).toBeNull();
});

// America/Monterrey is UTC-6 all year; 2026-11-13 is a Friday.
test.each([
  ['2026-11-13T13:59:59Z', 'de nuevo hoy a las 8:00'],
  ['2026-11-13T14:00:00Z', 'ahora mismo, hasta las 21:00'],
  ['2026-11-14T02:59:59Z', 'ahora mismo, hasta las 21:00'],
  ['2026-11-14T03:00:00Z', 'de nuevo mañana a las 8:00'],
  ['2026-11-15T01:00:00Z', 'de nuevo mañana a las 11:00'],
  ['2026-11-15T16:59:00Z', 'de nuevo hoy a las 11:00'],
  ['2026-11-16T01:00:00Z', 'de nuevo mañana a las 8:00'],
])('at %s the telephone is attended %s', (at, told) => {
  expect(attendedNow(MONET, new Date(at), 'America/Monterrey')).toBe(told);
});

test('a line that opens on a later day names the day', () => {
  const sundays: Hours = [{ days: ['sunday'], from: '01:00', to: '13:00' }];
  expect(attendedNow(sundays, new Date('2026-11-13T18:00:00Z'), 'America/Monterrey')).toBe('de nuevo el domingo a la 1:00');
  expect(attendedNow(sundays, new Date('2026-11-15T20:00:00Z'), 'America/Monterrey')).toBe('de nuevo el domingo a la 1:00');
});

test.each([
  ['2026-11-12T17:00:00Z', 'America/Tijuana', 'jueves 12 de noviembre a las 09:00'],
  ['2026-11-12T17:00:00Z', 'America/Hermosillo', 'jueves 12 de noviembre a las 10:00'],
  ['2026-07-02T08:05:00Z', 'America/Tijuana', 'jueves 2 de julio a la 01:05'],
  ['2026-12-31T07:59:00Z', 'America/Tijuana', 'miércoles 30 de diciembre a las 23:59'],
  ['2026-12-31T08:00:00Z', 'America/Tijuana', 'jueves 31 de diciembre a las 00:00'],
])('%s in %s is told as %s', (at, zone, told) => {
  expect(momentInWords(new Date(at), zone)).toBe(told);
});

test('words are joined as Spanish joins them', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['poder', 'identificación'], ['agua', 'hielo']].map(joinWords)).toEqual([
    '',
    'a',
    'a y b',
    'a, b y c',
    'poder e identificación',
    'agua y hielo',
  ]);
});
