import type { Token } from '../text/tokens.ts';
import { NUMBER_WORD } from './known-words.ts';
import { CONTRACT_WORDS, OTHER_NUMBER_WORDS, PHONE_WORDS, UNITS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberKind } from './number-found.ts';
import { readSpelled } from './number-words.ts';

export type Group = { digits: string; from: number; to: number; separator: string; spelled: boolean };
export type Run = { groups: Group[]; kind: NumberKind | null };

export const JOINING = new Set(['-', '.', '/', '(', ')', '#', '_', '·', '*']);
const SPOKEN_JOINS = new Set(['guion', 'guiones', 'diagonal']);

/** The groups of digits that stand together from token i, figures and number words alike; null where no number begins. */
export const readRun = (tokens: Token[], i: number, prefixes: ReadonlySet<string>): Run | null => {
  const first = readGroup(tokens, i);
  if (!first) return null;
  const blob = codeEnd(tokens, i, prefixes);
  if (blob > 0) return { groups: [{ ...first, to: blob }], kind: 'code' };
  const listed = readListedPhone(tokens, first);
  if (listed) return { groups: listed, kind: null };
  const groups: Group[] = [first];
  let kind: NumberKind | null = null;
  for (let at = first.to; groups.length < 24; ) {
    const unit = tokens[at];
    if (unit?.kind === 'word' && !unit.spaced && !groups.at(-1)?.spelled) {
      kind = UNITS.has(unit.text)
        ? 'measure'
        : PHONE_WORDS.has(unit.text) || OTHER_NUMBER_WORDS.has(unit.text) || unit.text === 'ext'
          ? null
          : 'code';
      if (kind === 'measure' && groups.length > 1) {
        groups.pop();
        kind = null;
      }
      break;
    }
    if (unit?.text === ':' && !unit.spaced && tokens[at + 1]?.kind === 'digits' && !tokens[at + 1]?.spaced) {
      if (groups.length > 1) groups.pop();
      else kind = 'time';
      break;
    }
    if (
      unit?.text === ',' &&
      !unit.spaced &&
      tokens[at + 1]?.kind === 'digits' &&
      !tokens[at + 1]?.spaced &&
      tokens[at + 1]?.text.length === 3
    ) {
      kind = 'amount';
      groups.push({ digits: tokens[at + 1]?.text ?? '', from: at + 1, to: at + 2, separator: ',', spelled: false });
      at += 2;
      continue;
    }
    const next = nextGroup(tokens, at, groups.at(-1)?.spelled ?? false);
    if (!next) break;
    groups.push(next);
    at = next.to;
  }
  if (groups.every((g) => g.spelled) && (groups.length < 2 || sizeOf(groups) < 5)) {
    return groups.length === 1 && sizeOf(groups) >= 5 ? { groups, kind: 'plain' } : null;
  }
  return { groups, kind };
};

const readGroup = (tokens: Token[], i: number): Group | null => {
  const token = tokens[i];
  if (token?.kind === 'digits') return { digits: token.text, from: i, to: i + 1, separator: '', spelled: false };
  const spelled = token?.kind === 'word' && (token.known & NUMBER_WORD) !== 0 ? readSpelled(tokens, i) : null;
  return spelled ? { digits: spelled.digits, from: i, to: spelled.to, separator: ' ', spelled: true } : null;
};

/** The next group of the same run, if only separators stand between. A full stop or comma before a space ends the run, a comma between number words does not. */
const nextGroup = (tokens: Token[], at: number, spelled: boolean): Group | null => {
  let separator = '';
  let i = at;
  for (; i < at + 4; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line') return null;
    if (token.kind === 'digits' || ((token.known & NUMBER_WORD) !== 0 && readSpelled(tokens, i))) break;
    const joins = token.kind === 'sign' ? JOINING.has(token.text) || (spelled && token.text === ',') : SPOKEN_JOINS.has(token.text);
    if (!joins) return null;
    separator += (token.spaced ? ' ' : '') + token.text;
  }
  const group = readGroup(tokens, i);
  if (!group) return null;
  const space = tokens[i]?.spaced ? ' ' : '';
  separator += space;
  if (/\. $|^ \/ $|\*/.test(separator) || (group.spelled !== spelled && separator.trim() !== '')) return null;
  return { ...group, separator };
};

const PHONE_SIZE = 10;
const LONGEST_GROUP = 4;

/**
 * "6 6 4, 9 0 8, 1 4 7 2", "686, 947, 01, 63", "646, 176, cuarenta y uno, cero nueve": a telephone said in parts with commas; null
 * where the parts between commas do not make ten digits of a telephone, a lada first.
 */
const readListedPhone = (tokens: Token[], first: Group): Group[] | null => {
  const groups = [first];
  const parts = [first.digits.length];
  for (let at = first.to; sizeOf(groups) < PHONE_SIZE; ) {
    const isNext = tokens[at]?.text === ',' && tokens[at + 1]?.spaced === true;
    const next = readGroup(tokens, isNext ? at + 1 : at);
    if (!next || next.digits.length > LONGEST_GROUP) return null;
    if (isNext) parts.push(0);
    parts.push((parts.pop() ?? 0) + next.digits.length);
    groups.push({ ...next, separator: isNext ? ', ' : ' ' });
    at = next.to;
  }
  const isLada = parts[0] === 2 || parts[0] === 3;
  const goesOn = tokens[groups.at(-1)?.to ?? 0]?.text === ',' && readGroup(tokens, (groups.at(-1)?.to ?? 0) + 1) !== null;
  return isLada && parts.length >= 3 && !goesOn && sizeOf(groups) === PHONE_SIZE && isPhoneDigits(join(groups)) ? groups : null;
};

export const sizeOf = (groups: Group[]): number => groups.reduce((sum, g) => sum + g.digits.length, 0);

/**
 * End of a code that letters and digits form together from token i (`ZTEGC8F31207A`, `A-55871`, `44:FB:5A:0C:19:E2`), or 0.
 * Letters that are a contract's prefix or a known label (`cto4512`) make no code.
 */
const codeEnd = (tokens: Token[], i: number, prefixes: ReadonlySet<string>): number => {
  const before = tokens[i - 1];
  const glued = before?.kind === 'word' && !tokens[i]?.spaced;
  const dashed =
    before?.text === '-' &&
    !tokens[i]?.spaced &&
    !before.spaced &&
    tokens[i - 2]?.kind === 'word' &&
    !hasLabelSense(tokens[i - 2]?.text ?? '');
  const letters = glued ? before.text : dashed ? (tokens[i - 2]?.text ?? '') : '';
  const opens = letters !== '' && !prefixes.has(letters) && !hasLabelSense(letters) && !(dashed && letters.length > 4);
  let end = i + 1;
  let mixed = opens;
  for (; end < tokens.length && end < i + 40; end++) {
    const token = tokens[end];
    const following = tokens[end + 1];
    if (!token || token.spaced || token.kind === 'line') break;
    if (token.kind === 'sign') {
      if (
        (token.text !== ':' && token.text !== '-') ||
        !following ||
        following.spaced ||
        following.kind === 'line' ||
        following.kind === 'sign'
      )
        break;
      if (!mixed && following.kind === 'digits') {
        if (!isMacAhead(tokens, end)) break;
      } else if (!mixed && !isMacAhead(tokens, end)) break;
      continue;
    }
    if (token.kind === 'word' && (UNITS.has(token.text) || hasLabelSense(token.text)) && !mixed) break;
    if (token.kind === 'word') mixed = true;
  }
  return mixed ? end : 0;
};

const isMacAhead = (tokens: Token[], sign: number): boolean => {
  if (tokens[sign - 1]?.text.length !== 2) return false;
  const text = tokens
    .slice(Math.max(0, sign - 1), sign + 12)
    .map((t) => t.text)
    .join('');
  return /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){3}/.test(text);
};

const hasLabelSense = (word: string): boolean =>
  CONTRACT_WORDS.has(word) || PHONE_WORDS.has(word) || OTHER_NUMBER_WORDS.has(word) || /^(?:no|num|numero|nro|n|es|el|al|cp)$/.test(word);

export const join = (groups: Group[]): string => groups.map((g) => g.digits).join('');
