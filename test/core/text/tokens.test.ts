import { expect, test } from 'vitest';
import { MOST_TOKENS, tokenise } from '../../../src/core/text/tokens.ts';
import { openWordTable } from '../../../src/core/text/word-table.ts';

const tokensOf = (text: string, known = new Map<string, number>()) => tokenise(text, () => false, openWordTable(known));

test('words, figures, signs and line ends are told apart, with what stands before them and the lists of a word', () => {
  const tokens = tokensOf('mi cto-12,\nya', new Map([['cto', 4]]));
  expect(tokens.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    'word mi',
    'word cto',
    'sign -',
    'digits 12',
    'sign ,',
    'line \n',
    'word ya',
  ]);
  expect(tokens.map(({ spaced }) => spaced)).toEqual([false, true, false, false, false, false, false]);
  expect(tokens.map(({ known }) => known)).toEqual([0, 4, 0, 0, 0, 0, 0]);
  expect(tokens.at(-1)?.line).toBe(1);
});

test('of a text made of marks only so many tokens are read', () => {
  expect(tokensOf('1\n'.repeat(MOST_TOKENS / 2 - 1))).toHaveLength(MOST_TOKENS - 2);
  expect(tokensOf('1\n'.repeat(MOST_TOKENS))).toHaveLength(MOST_TOKENS);
});
