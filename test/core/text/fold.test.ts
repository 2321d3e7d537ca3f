import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../../src/core/text/fold.ts';

test('accents, capitals and invisible characters are folded, and each unit knows its original place', () => {
  const original = 'Niño\u200b TRÁNSITO';
  const { text, at } = fold(original);
  expect(text).toBe('nino transito');
  expect(original.slice(at[text.indexOf('transito')])).toBe('TRÁNSITO');
});

test('a letter with a combining accent is one letter', () => {
  const { text, at } = fold('Jose\u0301 Luis');
  expect(text).toBe('jose luis');
  expect(at[text.indexOf('luis')]).toBe(6);
});

test('offsets never decrease and stay within the original, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (original) => {
      const { text, at } = fold(original);
      expect(at.length).toBe(text.length + 1);
      for (let i = 1; i < at.length; i++) expect(at[i]).toBeGreaterThanOrEqual(at[i - 1] ?? 0);
      expect(at[text.length]).toBe(original.length);
    }),
  );
});
