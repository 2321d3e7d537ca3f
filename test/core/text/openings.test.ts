import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchAt, openingAt, openingsOf } from '../../../src/core/text/openings.ts';

const PATTERNS = [
  /\b(?:no (?:hay|tengo)|sin (?:el )?internet|se cay[oo])\b/,
  /\b(?:ont|on|lent[oa]s?|habl\w*|\d+a? vez|(?:el )?titular|e-mail)\b/,
  /\b(?:mud[oa]\b(?! (?:a|de))|vez$|^no era|(?:quiero|ocupo) (?:\w+ ){0,2}?plan)/,
];
const WORDS =
  'no hay tengo sin el internet se cayo ont on ontario lento lentas habla hablaron 3 12 a vez titular e mail mudo de vez era quiero un plan ocupo'.split(
    ' ',
  );
const OPENINGS = openingsOf(PATTERNS);

const firstMatches = (text: string): (string | null)[] =>
  PATTERNS.map((_, index) => {
    for (const word of text.matchAll(/[a-z]+|\d+/g)) {
      const match = openingAt(OPENINGS, text, word.index).includes(index) ? matchAt(OPENINGS, index, text, word.index) : null;
      if (match) return `${match.index} ${match[0]}`;
    }
    return null;
  });

test('tried only at the words it can begin at, a pattern finds what it finds in the whole text', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...WORDS), fc.constantFrom(' ', '', ', ', '\n', '_', '-'))), (words) => {
      const text = words.flat().join('');
      const expected = PATTERNS.map((pattern) => {
        const match = pattern.exec(text);
        return match && `${match.index} ${match[0]}`;
      });
      expect(firstMatches(text)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

test('a word that no pattern begins with opens none', () => {
  expect(openingAt(OPENINGS, 'buenas tardes', 0)).toEqual([]);
  expect(openingAt(OPENINGS, 'onticos', 0)).toEqual([]);
  expect(openingAt(OPENINGS, 'ont', 0)).toEqual([1]);
});

test('a pattern that may begin with anything is refused', () => {
  expect(() => openingsOf([/\b(?:\w+ internet)\b/])).toThrow('expected a pattern that begins with a letter');
  expect(() => openingsOf([/(?:de )?/])).toThrow('expected a pattern that begins with a letter');
});
