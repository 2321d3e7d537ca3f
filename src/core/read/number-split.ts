import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { isPhoneDigits } from './number-found.ts';
import { type Group, join, type Run, sizeOf } from './number-runs.ts';

/** A run that holds several numbers ("204518 6861234567", "3 6535188840") cut into them. */
export const splitRun = (doc: Document, run: Run): Group[][] => {
  const groups = withoutListMark(doc, run.groups);
  const size = sizeOf(groups);
  if (groups.length === 1 || run.kind !== null) return [groups];
  const strong = groups.findIndex(
    (g, k) => k > 0 && / .* |[()].*-|- /.test(g.separator) && sizeOf(groups.slice(0, k)) >= 5 && sizeOf(groups.slice(k)) >= 5,
  );
  if (strong > 0 && size > 10 && !isPhoneDigits(join(groups)))
    return [groups.slice(0, strong), ...splitRun(doc, { groups: groups.slice(strong), kind: null })];
  if (size <= 10 || isPhoneDigits(join(groups))) return [groups];
  for (let k = 1, left = 0; k < groups.length; k++) {
    left += groups[k - 1]?.digits.length ?? 0;
    const right = size - left;
    if (groups[0]?.digits.length === 4 && groups[k]?.digits.length === 4 && size >= 12) break;
    const isPhoneFirst = left >= 10 && right >= 5 && isPhoneDigits(join(groups.slice(0, k)));
    const isPhoneLast = left >= 5 && left <= 9 && right >= 10 && isPhoneDigits(join(groups.slice(k)));
    if (isPhoneFirst || isPhoneLast) return [groups.slice(0, k), ...splitRun(doc, { groups: groups.slice(k), kind: null })];
  }
  return [groups];
};

/** "2 52209", "2) 5 0 0 8 2 1 4", "3- 664 220 1190" at the head of a line: the list's own number, known by its bracket or by its neighbours 1 and 3. */
const withoutListMark = (doc: Document, groups: Group[]): Group[] => {
  const [first, second] = groups;
  if (!first || !second || first.digits.length !== 1 || first.spelled || sizeOf(groups) < 6) return groups;
  const token = doc.tokens[first.from];
  const before = doc.tokens[first.from - 1];
  if (!token || (before && before.kind !== 'line')) return groups;
  if (/^ ?\)/.test(second.separator)) return groups.slice(1);
  if (!/^(?: |\.? ?- ?|\.- ?)$/.test(second.separator)) return groups;
  const near = [token.line - 2, token.line - 1, token.line + 1, token.line + 2].some((line) => {
    const opener = lineOpener(doc.tokens, first.from, line);
    return opener?.kind === 'digits' && opener.text.length === 1 && Math.abs(Number(opener.text) - Number(first.digits)) <= 2;
  });
  return near ? groups.slice(1) : groups;
};

/** First token of a line that is near token i. */
const lineOpener = (tokens: Token[], i: number, line: number): Token | undefined => {
  const step = line < (tokens[i]?.line ?? 0) ? -1 : 1;
  for (let k = i, n = 0; k >= 0 && k < tokens.length && n < 80; k += step, n++) {
    if (tokens[k]?.line === line && (k === 0 || tokens[k - 1]?.kind === 'line')) return tokens[k];
  }
  return undefined;
};
