import type { Token } from '../text/tokens.ts';
import { ABBREVIATIONS } from './lexicon/number-labels.ts';

/** Does a sentence end with this token? `no.`, `cto.` and the like end none. */
export const endsSentence = (tokens: Token[], i: number): boolean => {
  const token = tokens[i];
  if (token?.kind !== 'sign') return false;
  const next = tokens[i + 1];
  if (token.text === '!' || token.text === '?' || token.text === ';') return next?.kind !== 'word' || next.spaced;
  if (token.text !== '.') return false;
  if (next && !next.spaced && next.kind !== 'line') return false;
  const before = tokens[i - 1];
  return !(before?.kind === 'word' && !token.spaced && (ABBREVIATIONS.has(before.text) || (before.text.length === 1 && before.capital)));
};
