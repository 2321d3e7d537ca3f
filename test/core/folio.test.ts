import { expect, test } from 'vitest';
import { composeFolio, findFolios, folioCheckDigit, readFolio } from '../../src/core/folio.ts';

const SERIES = ['MXL', 'TIJ', 'ENS', 'NOG'];

test("the guide's example: 26 004821 has check digit 0", () => {
  expect(folioCheckDigit('26004821')).toBe(0);
  expect(composeFolio('MXL', 26, 4821)).toBe('MXL-26-004821-0');
});

test.each([['mxl 26 004821-0'], ['MXL260048210'], ['Mxl-26-004821-0'], ['mxl.26.004821.0']])(
  '%s is read whatever its separators and case',
  (typed) => {
    expect(readFolio(typed, SERIES)).toBe('MXL-26-004821-0');
  },
);

test.each([
  ['MXL-26-004821-3', 'a wrong check digit'],
  ['MXL-26-04821-0', 'a digit too few'],
  ['MXL-26-0048210-0', 'a digit too many'],
  ['GDL-26-004821-0', 'a series that is none of ours'],
  ['', 'nothing'],
])('%s is no folio: %s', (typed) => {
  expect(readFolio(typed, SERIES)).toBeNull();
});

test('every valid folio of a text is found with its place, others are passed over', () => {
  const text = 'mi reporte mxl26 018347 0 y antes NOG-26-0013, tij 26 003390 2; también ENS-26-011208-1.';
  expect(findFolios(text, SERIES).map(({ folio, start, end }) => [folio, text.slice(start, end)])).toEqual([
    ['MXL-26-018347-0', 'mxl26 018347 0'],
    ['ENS-26-011208-1', 'ENS-26-011208-1'],
  ]);
});

test('a telephone right after a folio does not spoil it', () => {
  expect(findFolios('MXL-26-004821-0 6865550142', SERIES)[0]?.folio).toBe('MXL-26-004821-0');
});
