import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { MONEY, UNITS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberFound, type NumberKind } from './number-found.ts';
import { type Group, JOINING, join } from './number-runs.ts';

/** Everything about a number but the word that names it: its digits, the letters before it, its kind. */
export const describeNumber = (
  doc: Document,
  groups: Group[],
  { at, kind, prefixes }: { at: number; kind: NumberKind | null; prefixes: ReadonlySet<string> },
): NumberFound => {
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
    at,
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

/** A Map, since most words before a number are none of these (`number-words.ts`). */
const SPOKEN_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
  }),
);

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
  const letters = lettersBefore(tokens, i, prefixes);
  if (letters === null) return none;
  const loose = letters.prefix.length === 1 && !word.capital && signs === 0 && separated;
  return { prefix: letters.prefix.toUpperCase(), loose, prefixFrom: letters.from };
};

const MOST_LETTERS = 4;

/** A prefix that ends with token i, as one word or letter by letter: `nog`, `T J`, `te jota`, "E, ENE, ESE", "eme de mamá". */
const lettersBefore = (tokens: Token[], i: number, prefixes: ReadonlySet<string>): { prefix: string; from: number } | null => {
  const word = tokens[i]?.text ?? '';
  let found = prefixes.has(word) ? { prefix: word, from: i } : null;
  let said = '';
  for (let at = i; at >= 0 && said.length < MOST_LETTERS; at--) {
    if (tokens[at]?.kind === 'sign' && /^[.,-]$/.test(tokens[at]?.text ?? '')) continue;
    // "te de Tomás": the word that a letter begins.
    const letterAt = tokens[at - 1]?.text === 'de' && letterOf(tokens[at - 2]) === tokens[at]?.text.charAt(0) ? at - 2 : at;
    const letter = letterOf(tokens[letterAt]);
    if (letter === undefined) break;
    at = letterAt;
    said = letter + said;
    if (prefixes.has(said)) found = { prefix: said, from: at };
  }
  return found;
};

const letterOf = (token: Token | undefined): string | undefined =>
  token?.kind !== 'word' ? undefined : token.text.length === 1 ? token.text : SPOKEN_LETTERS.get(token.text);

/** "NOG y luego cinco cinco cero", "M guion 4417", "ENS, guion, treinta y tres", "eme, ocho ocho dos": the letters stand apart from the figures. */
const toldPrefix = (
  tokens: Token[],
  end: number,
  prefixes: ReadonlySet<string>,
): { prefix: string; loose: boolean; prefixFrom: number } | null => {
  let i = end;
  while (i > end - 4 && TOLD_JOINS.has(tokens[i]?.text ?? '')) i--;
  const word = tokens[i];
  if (i === end || tokens[i + 1]?.text === 'de' || word?.kind !== 'word') return null;
  const letters = lettersBefore(tokens, i, prefixes);
  if (letters === null) return null;
  // A comma alone joins only letters that are said as such: not "en MXL, 204518".
  const said = tokens[letters.from]?.text ?? '';
  const isSaid = SPOKEN_LETTERS.has(said) || said.length === 1;
  if (tokens[end]?.text === ',' && end - i === 1 && !isSaid) return null;
  const isSpoken = isSaid && (letters.prefix.length > 1 || said.length > 1);
  return isSpoken || letters.prefix.length > 1 || word.capital
    ? { prefix: letters.prefix.toUpperCase(), loose: false, prefixFrom: letters.from }
    : null;
};
const TOLD_JOINS = new Set(['guion', 'diagonal', 'y', 'luego', 'despues', 'seguido', 'de', ',']);

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
