import { expect, test } from 'vitest';
import { numberOf, openWordTable } from '../../../src/core/text/word-table.ts';

const WORDS = Array.from({ length: 3_000 }, (_, n) => `palabra${n.toString(36)}`);
const TABLE = openWordTable(new Map(WORDS.map((word, n) => [word, n + 1])));

test('each word has its number, wherever it stands in a text', () => {
  const text = WORDS.join(' ');
  let start = 0;
  for (const [n, word] of WORDS.entries()) {
    expect(numberOf(TABLE, text, start, start + word.length)).toBe(n + 1);
    start += word.length + 1;
  }
});

test('any other word has none, nor has a piece of one', () => {
  for (let n = 0; n < 3_000; n++) expect(numberOf(TABLE, `otra${n.toString(36)}`, 0, 5)).toBe(0);
  expect(numberOf(TABLE, 'palabra1', 0, 7)).toBe(0);
  expect(numberOf(openWordTable(new Map()), 'palabra', 0, 7)).toBe(0);
});
