import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { MONEY, UNITS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberFound, type NumberKind } from './number-found.ts';
import { type Group, JOINING, join } from './number-runs.ts';

/** Everything about a number but the word that names it: its digits, the letters before it, its kind. */
export const describeNumber = (doc: Document, groups: Group[], kind: NumberKind | null, prefixes: ReadonlySet<string>): NumberFound => {
  const first = groups[0];
  const last = groups.at(-1);
  const from = first?.from ?? 0;
  const to = last?.to ?? from + 1;
  const digits = join(groups);
  const { prefix, loose, prefixFrom } =
    kind === 'code' ? { prefix: '', loose: false, prefixFrom: from } : prefixBefore(doc.tokens, from, prefixes);
  const international =
    doc.tokens[from - 1]?.text === '+' ||
    (doc.tokens[from - 1]?.text === '(' && doc.tokens[from - 2]?.text === '+') ||
    digits.startsWith('00');
  return {
    digits,
    groups: groups.map((g) => g.digits),
    prefix,
    prefixLoose: loose,
    international,
    kind: kind ?? kindOf(doc, groups, digits, from, to, prefix !== ''),
    label: null,
    from: prefixFrom,
    to,
    author: doc.tokens[from]?.author ?? 'own',
    spelled: groups.some((g) => g.spelled),
  };
};

const SPOKEN_LETTERS: Record<string, string> = {
  te: 't',
  jota: 'j',
  ka: 'k',
  eme: 'm',
  equis: 'x',
  ele: 'l',
  ene: 'n',
  o: 'o',
  ge: 'g',
  e: 'e',
  ese: 's',
  i: 'i',
};

/** Prefix letters before a number: `TJ-`, `nog#`, `T J`, `M.`, also said (`te jota`). A lower-case `k` or `m` with only a space is loose: it may be the word "que". */
const prefixBefore = (
  tokens: Token[],
  from: number,
  prefixes: ReadonlySet<string>,
): { prefix: string; loose: boolean; prefixFrom: number } => {
  let i = from - 1;
  let separated = tokens[from]?.spaced === true;
  let signs = 0;
  while (i >= 0 && signs < 3 && tokens[i]?.kind === 'sign' && (JOINING.has(tokens[i]?.text ?? '') || tokens[i]?.text === ':')) {
    separated ||= tokens[i]?.spaced === true;
    signs++;
    i--;
  }
  const none = { prefix: '', loose: false, prefixFrom: from };
  const told = signs === 0 ? toldPrefix(tokens, i, prefixes) : null;
  if (told) return told;
  const word = tokens[i];
  if (word?.kind !== 'word' || (tokens[i + 1]?.text === ':' && signs > 0 && !/^(?:con|letras?)$/.test(tokens[i - 1]?.text ?? '')))
    return none;
  let letters = word.text;
  let start = i;
  if (letters.length === 1 || SPOKEN_LETTERS[letters] !== undefined) {
    const said: string[] = [];
    for (let k = i; k >= 0 && said.length < 4; k--) {
      const t = tokens[k];
      if (t?.kind === 'sign' && t.text === '.') continue;
      const letter = t?.kind === 'word' ? (t.text.length === 1 ? t.text : SPOKEN_LETTERS[t.text]) : undefined;
      if (letter === undefined) break;
      said.unshift(letter);
      if (prefixes.has(said.join(''))) {
        letters = said.join('');
        start = k;
      }
    }
  }
  if (letters === 'mm' || prefixes.has(letters)) {
    if (!prefixes.has(letters)) return none;
    const loose = letters.length === 1 && !word.capital && signs === 0 && separated;
    return { prefix: letters.toUpperCase(), loose, prefixFrom: start };
  }
  return none;
};

/** "NOG y luego cinco cinco cero", "M guion 4417": the letters stand apart from the figures. */
const toldPrefix = (
  tokens: Token[],
  end: number,
  prefixes: ReadonlySet<string>,
): { prefix: string; loose: boolean; prefixFrom: number } | null => {
  let i = end;
  while (i > end - 3 && TOLD_JOINS.test(tokens[i]?.text ?? '')) i--;
  const word = tokens[i];
  if (i === end || tokens[i + 1]?.text === 'de' || word?.kind !== 'word') return null;
  const spoken = tokens[i + 1]?.text === 'guion' && word.text.length > 1 ? SPOKEN_LETTERS[word.text] : undefined;
  if (!prefixes.has(spoken ?? word.text)) return null;
  return spoken !== undefined || word.text.length > 1 || word.capital
    ? { prefix: (spoken ?? word.text).toUpperCase(), loose: false, prefixFrom: i }
    : null;
};
const TOLD_JOINS = /^(?:guion|diagonal|y|luego|despues|seguido|de)$/;

const kindOf = (doc: Document, groups: Group[], digits: string, from: number, to: number, prefixed: boolean): NumberKind => {
  const before = doc.tokens[from - 1];
  const after = doc.tokens[to];
  if (before?.text === '$') return 'amount';
  if (after?.kind === 'word' && digits.length <= 7 && MONEY.has(after.text)) return 'amount';
  if (after?.text === '%' || (after?.text === '"' && digits.length <= 3)) return 'measure';
  if (after?.kind === 'word' && after.spaced && digits.length <= 4 && UNITS.has(after.text)) return 'measure';
  if (
    groups.length === 2 &&
    groups[1]?.separator === '.' &&
    groups[1].digits.length === 2 &&
    (groups[0]?.digits.length ?? 9) <= 4 &&
    !groups[0]?.digits.startsWith('0') &&
    !prefixed
  )
    return 'amount';
  if (isDate(groups)) return 'date';
  if (isPhoneDigits(digits)) return 'phone';
  return digits.length > 10 ? 'long' : 'plain';
};

/** `12/01/2026`, `2026-11-17`, `19/11/26`; not `90-22-17`, `16-44-02`, `12 88 40`. */
const isDate = (groups: Group[]): boolean => {
  const [a, b, c] = groups;
  if (!a || !b || !c || groups.length !== 3) return false;
  const sign = b.separator;
  if (sign !== c.separator || !['/', '-', '.'].includes(sign)) return false;
  if (/^(?:19|20)\d\d$/.test(a.digits)) return Number(b.digits) <= 12 && Number(c.digits) <= 31;
  if (Number(a.digits) > 31 || Number(b.digits) > 12 || Number(a.digits) < 1 || Number(b.digits) < 1) return false;
  return /^(?:19|20)\d\d$/.test(c.digits) || (sign === '/' && /^2\d$/.test(c.digits));
};
