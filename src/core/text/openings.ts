/**
 * Patterns by the letters that a match can begin with: each is tried only at the words that it can begin at, in place of
 * looking through the whole text for every one of them.
 */
export type Openings = {
  /** The patterns, each anchored to the place it is tried at. */
  patterns: readonly RegExp[];
  /** Which patterns can begin with so many letters, by the letters packed into one number; one map a length. */
  byLetters: readonly ReadonlyMap<number, readonly number[]>[];
  /** Says of most words at once that no pattern begins so: a bit for each place that the packed letters fall on. */
  sieve: Uint8Array;
  /** First letters and figures for which shorter openings are known. */
  short: ReadonlySet<number>;
};

/** Letters of a word that are looked at. Of 34 patterns two thirds need not be tried at all once four letters are known. */
const DEPTH = 4;
const SIEVE = 4096;

const placeIn = (packed: number): number => (packed ^ (packed >>> 11) ^ (packed >>> 22)) & (SIEVE - 1);

const NONE: readonly number[] = [];
const SPACE = 32;

/** Works the openings out from the patterns' sources. Each must begin at a word's boundary with a letter or figure; throws where one may begin with anything. */
export const openingsOf = (patterns: readonly RegExp[]): Openings => {
  const byLetters = Array.from({ length: DEPTH }, () => new Map<number, number[]>());
  for (const [index, pattern] of patterns.entries()) {
    for (const opening of startsOf(pattern.source)) {
      if (!/^[a-z0-9]/.test(opening)) throw new RangeError(`expected a pattern that begins with a letter, got "${opening}" of ${pattern}`);
      const letters = opening.endsWith(ANY) ? opening.slice(0, -1) : opening.padEnd(DEPTH, ' ');
      const known = byLetters[letters.length - 1];
      const packed = packLetters(letters, 0, letters.length);
      known?.set(packed, [...(known.get(packed) ?? []), index]);
    }
  }
  const sieve = new Uint8Array(SIEVE);
  for (const packed of byLetters[DEPTH - 1]?.keys() ?? []) sieve[placeIn(packed)] = 1;
  const short = new Set(byLetters.slice(0, -1).flatMap((known, n) => [...known.keys()].map((packed) => packed >>> (8 * n))));
  return { patterns: patterns.map(({ source }) => new RegExp(source, 'y')), byLetters, sieve, short };
};

/** The patterns that can begin at a word's start; most words begin none. */
export const openingAt = ({ byLetters, sieve, short }: Openings, text: string, start: number): readonly number[] => {
  const whole = packLetters(text, start, DEPTH);
  const full = sieve[placeIn(whole)] === 1 ? (byLetters[DEPTH - 1]?.get(whole) ?? NONE) : NONE;
  if (short.size === 0 || !short.has(text.charCodeAt(start))) return full;
  let found = full;
  for (let length = 1; length < DEPTH; length++) {
    const here = byLetters[length - 1]?.get(packLetters(text, start, length));
    if (here) found = found === NONE ? here : [...found, ...here];
  }
  return found;
};

/** The match of a pattern exactly there, or null. */
export const matchAt = ({ patterns }: Openings, index: number, text: string, start: number): RegExpExecArray | null => {
  const pattern = patterns[index];
  if (!pattern) return null;
  pattern.lastIndex = start;
  return pattern.exec(text);
};

/** So many letters and figures from a place; what comes after the word's end counts as spaces. */
const packLetters = (text: string, start: number, length: number): number => {
  let packed = 0;
  let ended = false;
  for (let i = start; i < start + length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : SPACE;
    ended ||= !((code >= 97 && code <= 122) || (code >= 48 && code <= 57));
    packed = (packed << 8) | (ended ? SPACE : code);
  }
  return packed;
};

/** Ends an opening after which anything may come. */
const ANY = '*';

/** A place in a pattern's source that is being read. */
type Source = { text: string; at: number };

/** Every opening of a pattern, as far as `DEPTH` letters: `lent` of `lent[oa]s?`, `ont ` of `ont\b`, `5*` of `\d+`. More than there are may be given, never fewer. */
const startsOf = (source: string): Set<string> => {
  const place = { text: source, at: 0 };
  const starts = alternatives(place);
  if (place.at !== source.length) throw new RangeError(`expected a pattern of the known kind, stopped at ${place.at} of ${source}`);
  return new Set([...starts].map((start) => (isClosed(start) ? start : start + ANY)));
};

const isClosed = (start: string): boolean => start.length >= DEPTH || start.endsWith(ANY) || start.endsWith(' ');

const alternatives = (source: Source): Set<string> => {
  const starts = new Set<string>();
  for (;;) {
    for (const start of sequence(source)) starts.add(start);
    if (source.text[source.at] !== '|') return starts;
    source.at++;
  }
};

/** `?`, `*`, `+`, `{0,3}`, each also with `?` after it. */
const REPEAT = /([?*+]|\{\d+(?:,\d*)?\})\??/y;

const sequence = (source: Source): Set<string> => {
  const closed = new Set<string>();
  let open = new Set(['']);
  while (source.at < source.text.length && source.text[source.at] !== '|' && source.text[source.at] !== ')') {
    const next = repeated(source, atom(source, open));
    const longer = new Set<string>();
    for (const start of open) {
      for (const one of next) {
        const joined = (start + one).slice(0, DEPTH);
        (isClosed(joined) ? closed : longer).add(joined);
      }
    }
    open = longer;
  }
  return new Set([...closed, ...open]);
};

const repeated = (source: Source, once: Set<string>): Set<string> => {
  REPEAT.lastIndex = source.at;
  const repeat = REPEAT.exec(source.text)?.[0] ?? '';
  source.at += repeat.length;
  const starts = new Set(once);
  if (repeat !== '' && !repeat.startsWith('?')) for (const start of once) if (!isClosed(start)) starts.add(start + ANY);
  if (/^(?:[?*]|\{0)/.test(repeat)) starts.add('');
  return starts;
};

const GROUP = /\((\?<?[=!]|\?:|)/y;
const FIGURES = new Set('0123456789');

const atom = (source: Source, before: Set<string>): Set<string> => {
  const { text, at } = source;
  const sign = text[at] ?? '';
  if (sign === '(') return group(source);
  if (sign === '[') return oneOf(source);
  source.at += sign === '\\' ? 2 : 1;
  const isEdge = sign === '$' || (sign === '\\' && text[at + 1] === 'b');
  if (isEdge || sign === '^') return new Set([isEdge && !before.has('') ? ' ' : '']);
  if (sign === '\\') return text[at + 1] === 'd' ? FIGURES : new Set([ANY]);
  return new Set([sign === '.' ? ANY : /[a-z0-9]/.test(sign) ? sign : ' ']);
};

const group = (source: Source): Set<string> => {
  GROUP.lastIndex = source.at;
  const [opening = '(', kind = ''] = GROUP.exec(source.text) ?? [];
  source.at += opening.length;
  const inside = alternatives(source);
  source.at++;
  return kind === '?:' || kind === '' ? inside : new Set(['']);
};

/** `[oa]` is one or the other; `[^.]` and `[a-z]` are anything. */
const oneOf = (source: Source): Set<string> => {
  const end = source.text.indexOf(']', source.at);
  const signs = source.text.slice(source.at + 1, end);
  source.at = end + 1;
  return /^[a-z0-9]+$/.test(signs) ? new Set(signs) : new Set([ANY]);
};
