import type { Author } from '../text/authors.ts';
import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import {
  ABBREVIATIONS,
  CONTRACT_WORDS,
  MONEY,
  NEAR_NUMBER_WORDS,
  OTHER_NUMBER_WORDS,
  PHONE_WORDS,
  UNITS,
  WEAK_CONTRACT_WORDS,
} from './lexicon/number-labels.ts';
import { readSpelled } from './number-words.ts';

/** What a number is, before anyone asks whether it is the contract. */
export type NumberKind = 'phone' | 'amount' | 'date' | 'time' | 'measure' | 'code' | 'long' | 'plain';

/** The word that says what a number is: of which sort, how many words away, before or after it. */
export type Label = { sort: 'contract' | 'phone' | 'other'; word: string; distance: number; side: 'before' | 'after'; token: number };

/** One number of the text with everything that is known of it. Token range `from` to `to`, exclusive. */
export type NumberFound = {
  digits: string;
  groups: string[];
  /** Contract or folio letters directly before it, upper case (`MXL`), else ''. `bare` where they are lower case and only a space away. */
  prefix: string;
  prefixLoose: boolean;
  /** `+` or `00` stood before it. */
  international: boolean;
  kind: NumberKind;
  label: Label | null;
  from: number;
  to: number;
  author: Author;
  spelled: boolean;
};

type Group = { digits: string; from: number; to: number; separator: string; spelled: boolean };
type Run = { groups: Group[]; kind: NumberKind | null };

const JOINING = new Set(['-', '.', '/', '(', ')', '#', '_', '·', '*']);
const SPOKEN_JOINS = new Set(['guion', 'guiones', 'diagonal']);
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

/** All numbers of a document in order, each with its kind (guide, contract: what is no contract) and the word that names it. */
export const findNumbers = (doc: Document): NumberFound[] => {
  const found: NumberFound[] = [];
  const prefixes = new Set([...doc.profile.contractPrefixes, ...seriesOf(doc)].map((p) => p.toLowerCase()));
  for (let i = 0; i < doc.tokens.length; ) {
    const run = readRun(doc.tokens, i, prefixes);
    if (!run) {
      i++;
      continue;
    }
    const last = run.groups.at(-1);
    i = Math.max(i + 1, last?.to ?? i + 1);
    for (const piece of splitRun(doc, run)) found.push(describe(doc, piece, run.kind, prefixes));
  }
  for (let n = 0; n < found.length; n++) {
    const number = found[n];
    if (number && number.digits.length >= 5) number.label = labelOf(doc, number, found[n - 1], found[n + 1]);
  }
  return found;
};

export const seriesOf = (doc: Document): string[] => [...new Set([doc.profile.series, ...doc.profile.cities.map((city) => city.series)])];

/** The groups of digits that stand together from token i, figures and number words alike; null where no number begins. */
const readRun = (tokens: Token[], i: number, prefixes: ReadonlySet<string>): Run | null => {
  const first = readGroup(tokens, i);
  if (!first) return null;
  const blob = codeEnd(tokens, i, prefixes);
  if (blob > 0) return { groups: [{ ...first, to: blob }], kind: 'code' };
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
  const spelled = token?.kind === 'word' ? readSpelled(tokens, i) : null;
  return spelled ? { digits: spelled.digits, from: i, to: spelled.to, separator: ' ', spelled: true } : null;
};

/** The next group of the same run, if only separators stand between. A full stop or comma before a space ends the run, a comma between number words does not. */
const nextGroup = (tokens: Token[], at: number, spelled: boolean): Group | null => {
  let separator = '';
  let i = at;
  for (; i < at + 4; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line') return null;
    if (token.kind === 'digits' || (token.kind === 'word' && readSpelled(tokens, i))) break;
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

const sizeOf = (groups: Group[]): number => groups.reduce((sum, g) => sum + g.digits.length, 0);

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
  const text = tokens
    .slice(Math.max(0, sign - 1), sign + 12)
    .map((t) => t.text)
    .join('');
  return /^[0-9a-f]{2}(?:[:-][0-9a-f]{2}){3}/.test(text);
};

const hasLabelSense = (word: string): boolean =>
  CONTRACT_WORDS.has(word) || PHONE_WORDS.has(word) || OTHER_NUMBER_WORDS.has(word) || /^(?:no|num|numero|nro|n|es|el|al|cp)$/.test(word);

/** A run that holds several numbers ("204518 6861234567", "3 6535188840") cut into them. */
const splitRun = (doc: Document, run: Run): Group[][] => {
  const groups = withoutListMark(doc, run.groups);
  const size = sizeOf(groups);
  if (groups.length === 1 || run.kind !== null) return [groups];
  const strong = groups.findIndex(
    (g, k) => k > 0 && / .* |[()].*-|- /.test(g.separator) && sizeOf(groups.slice(0, k)) >= 5 && sizeOf(groups.slice(k)) >= 5,
  );
  if (strong > 0 && size > 10 && !isPhoneDigits(join(groups)))
    return [groups.slice(0, strong), ...splitRun(doc, { groups: groups.slice(strong), kind: null })];
  if (size <= 10 || isPhoneDigits(join(groups))) return [groups];
  for (let k = 1; k < groups.length; k++) {
    const left = groups.slice(0, k);
    const right = groups.slice(k);
    const l = sizeOf(left);
    if (left[0]?.digits.length === 4 && right[0]?.digits.length === 4 && size >= 12) break;
    if ((isPhoneDigits(join(left)) && l >= 10 && sizeOf(right) >= 5) || (l >= 5 && l <= 9 && isPhoneDigits(join(right)))) {
      return [left, ...splitRun(doc, { groups: right, kind: null })];
    }
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

const join = (groups: Group[]): string => groups.map((g) => g.digits).join('');

/** Ten Mexican digits, or more with the old prefixes 01, 044, 045, 1, 52, 521 and the American 001 before them. */
export const isPhoneDigits = (digits: string): boolean => /^(?:01|04[45]|001|52|521|0052|00521|1)?[2-9]\d{9}$/.test(digits);

const describe = (doc: Document, groups: Group[], kind: NumberKind | null, prefixes: ReadonlySet<string>): NumberFound => {
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
  const word = tokens[i];
  if (word?.kind !== 'word' || (tokens[i + 1]?.text === ':' && signs > 0)) return none;
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

const kindOf = (doc: Document, groups: Group[], digits: string, from: number, to: number, prefixed: boolean): NumberKind => {
  const before = doc.tokens[from - 1];
  const after = doc.tokens[to];
  if (before?.text === '$') return 'amount';
  if (after?.kind === 'word' && digits.length <= 7 && MONEY.has(after.text)) return 'amount';
  if (after?.text === '%' || after?.text === '"') return 'measure';
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

/** The nearest word that names the number: before it (not over another number, a sentence or a line), else directly after it. */
const labelOf = (doc: Document, number: NumberFound, previous: NumberFound | undefined, next: NumberFound | undefined): Label | null => {
  return labelBefore(doc, number, previous) ?? labelAfter(doc, number, next);
};

const labelBefore = (doc: Document, number: NumberFound, previous: NumberFound | undefined): Label | null => {
  const { tokens } = doc;
  let distance = 0;
  let lines = 0;
  let numero = false;
  for (let i = number.from - 1; i >= 0 && distance < 34; i--) {
    const token = tokens[i];
    if (!token) break;
    if (token.kind === 'line') {
      if (++lines > 1 && !isBlankBetween(tokens, i)) break;
      if (lines > 3 || !isHanging(tokens, i)) break;
      continue;
    }
    if (previous && i < previous.to && previous.digits.length >= 5) {
      if (previous.author === number.author && previous.label && distance <= 8 && isCorrection(tokens, previous.to, number.from))
        return { ...previous.label, distance: previous.label.distance + 1 };
      if (
        previous.author === number.author &&
        previous.label?.sort === 'contract' &&
        distance <= 2 &&
        /^(?:y|,|o|-|e)*$/.test(textBetween(tokens, previous.to, number.from))
      )
        return { ...previous.label, distance: previous.label.distance + 2 };
      break;
    }
    if (endsSentence(tokens, i) && distance > 0) break;
    if (token.text === '.' && endsSentence(tokens, i) && lines === 0) break;
    if (token.kind !== 'word') continue;
    distance++;
    if (/^(?:numero|num|nro|no|n|numeros)$/.test(token.text) && distance <= 3) numero = true;
    const sort = sortOf(tokens, i, distance, numero);
    if (sort === 'other' && lines > 0 && token.author !== number.author) continue;
    if (sort) return { sort, word: token.text, distance, side: 'before', token: i };
  }
  return null;
};

/** "310746 / perdón es 31 07 64", "61904 / *61940", "no, perdón": what stands between a number and its correction. */
export const isCorrection = (tokens: Token[], from: number, to: number): boolean => {
  if (to - from > 14 || to <= from) return false;
  let marked = false;
  for (let i = from; i < to; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line') continue;
    if (/^(?:perdon|digo|corrijo|correccion|\*|equivoque|sorry|bueno|bien|correcto)$/.test(token.text)) marked = true;
    else if (
      token.kind === 'word' &&
      !/^(?:no|es|era|el|la|mas|ay|mejor|dicho|quise|decir|me|que|si|ese|esa|espere|este|ah|oops|ups|jaja|al|reves)$/.test(token.text)
    )
      return false;
  }
  return marked;
};

const textBetween = (tokens: Token[], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map((t) => t.text)
    .join('');

const isBlankBetween = (tokens: Token[], i: number): boolean => tokens[i + 1]?.kind === 'line';

/** A line that leaves its value to the next: it ends with a colon, is quoted from us, or holds little but a label. */
const isHanging = (tokens: Token[], lineEnd: number): boolean => {
  let last = lineEnd - 1;
  while (last >= 0 && tokens[last]?.kind === 'line') last--;
  const token = tokens[last];
  if (!token) return false;
  if (token.author === 'ours' || token.text === ':') return true;
  let start = last;
  while (start > 0 && tokens[start - 1]?.kind !== 'line') start--;
  return (
    last - start < 4 &&
    tokens.slice(start, last + 1).every((t) => t.kind !== 'digits') &&
    tokens.slice(start, last + 1).some((t) => CONTRACT_WORDS.has(t.text))
  );
};

const sortOf = (tokens: Token[], i: number, distance: number, numero: boolean): Label['sort'] | null => {
  const word = tokens[i]?.text ?? '';
  if (/^(?:recibos?|facturas?|ticket|caratula)$/.test(word) && /^(?:el|mi|del|su|un)$/.test(tokens[i - 1]?.text ?? '') && distance > 1)
    return null;
  if ((word === 'turno' && tokens[i - 1]?.text === 'en') || (word === 'servidor' && /^(?:un|su)$/.test(tokens[i - 1]?.text ?? '')))
    return null;
  if (word === 'recibo' && /^llamad/.test(tokens[i + 1]?.text ?? '')) return null;
  if (OTHER_NUMBER_WORDS.has(word)) return distance <= 7 ? 'other' : null;
  if (NEAR_NUMBER_WORDS.has(word)) return distance <= 1 ? 'other' : null;
  if (
    (WEAK_CONTRACT_WORDS.has(word) || CONTRACT_WORDS.has(word)) &&
    /^(?:de|del)$/.test(tokens[i - 1]?.text ?? '') &&
    ORDERS.test(tokens[i - 2]?.text ?? '')
  )
    return 'other';
  if (WEAK_CONTRACT_WORDS.has(word)) return distance <= (numero ? 10 : 5) ? otherCompany(tokens, i) : null;
  if (CONTRACT_WORDS.has(word)) return distance <= (numero ? 30 : 14) ? otherCompany(tokens, i) : null;
  if (PHONE_WORDS.has(word)) return distance <= 6 ? 'phone' : null;
  return null;
};

/** "orden de servicio 4471902", "reporte de servicio". */
const ORDERS = /^(?:orden|reporte|folio|ticket|pedido|solicitud|hoja|referencia|factura)$/;

const OTHER_COMPANY =
  /^(?:cfe|telmex|telnor|megacable|izzi|totalplay|dish|sky|telcel|luz|agua|gas|clabe|bancaria|banco|banamex|bancomer|bbva|ellos|predial|netflix)$/;

const otherCompany = (tokens: Token[], i: number): Label['sort'] => {
  for (let k = i + 1; k <= i + 3; k++) if (OTHER_COMPANY.test(tokens[k]?.text ?? '')) return 'other';
  return 'contract';
};

const AFTER_WORDS =
  /^(?:es|de|del|mi|el|la|mio|mia|este|ese|como|numero|num|no|nro|con|ustedes|tu|su|nuestro|nuestra|asi|viene|en|caratula|recibo|son|del|is|my|the|mi)$/;

const labelAfter = (doc: Document, number: NumberFound, next: NumberFound | undefined): Label | null => {
  const { tokens } = doc;
  let distance = 0;
  let inside = false;
  for (let i = number.to; i < tokens.length && distance < 11; i++) {
    const token = tokens[i];
    if (!token || token.kind === 'line' || (next && i >= next.from)) break;
    if (token.text === '(') inside = true;
    else if (token.text === ')') inside = false;
    else if (endsSentence(tokens, i) || token.text === ',' || token.text === '/') break;
    if (token.kind !== 'word') continue;
    distance++;
    if (OTHER_COMPANY.test(token.text)) return { sort: 'other', word: token.text, distance, side: 'after', token: i };
    const sort: Label['sort'] | null = CONTRACT_WORDS.has(token.text)
      ? otherCompany(tokens, i)
      : OTHER_NUMBER_WORDS.has(token.text) && distance <= 3 && token.text !== 'recibo' && token.text !== 'ext'
        ? 'other'
        : null;
    if (sort) return { sort, word: token.text, distance, side: 'after', token: i };
    if (!inside && !AFTER_WORDS.test(token.text)) break;
  }
  return null;
};
