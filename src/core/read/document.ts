import type { CompanyProfile } from '../company.ts';
import type { ReadInput, Span } from '../reading.ts';
import { type Author, contentOffset, type Line, readAuthors } from '../text/authors.ts';
import { fold, foldWord } from '../text/fold.ts';
import { matchAt, type Openings, openingAt } from '../text/openings.ts';
import { MOST_TOKENS, type Token, tokenise } from '../text/tokens.ts';
import { KNOWN_WORDS } from './known-words.ts';

/** What reading needs to know of a company; all of it is configuration. */
export type ReadingProfile = Pick<
  CompanyProfile,
  'company' | 'contractPattern' | 'contractPrefixes' | 'cities' | 'series' | 'ownPhones' | 'ownAddresses'
>;

/** Subject and text as one folded, tokenised whole: what every reader looks at. */
export type Document = {
  input: ReadInput;
  profile: ReadingProfile;
  original: string;
  folded: string;
  /** Original offset of each folded unit. */
  at: Uint32Array;
  /** Where the text begins in `original`; what is before it is the subject. */
  textAt: number;
  tokens: Token[];
  lines: Line[];
  casing: 'mixed' | 'lower' | 'upper';
  /** What `saysEarly` has found so far. */
  said: Map<RegExp, boolean>;
};

/**
 * Characters of a text that are read: every mail that our limits let in, quotes and all. Reading is linear in its input, so
 * that a megabyte takes less than a second; what is longer is a dump or an attack.
 */
const READ_AT_MOST = 1_048_576;

export const openDocument = (input: ReadInput, profile: ReadingProfile): Document => {
  const head = input.subject === null ? '' : `${input.subject.slice(0, READ_AT_MOST).replaceAll('\n', ' ')}\n`;
  const original = head + input.text.slice(0, READ_AT_MOST);
  const { text: whole, at } = fold(original);
  const textFrom = head === '' ? 0 : whole.indexOf('\n') + 1;
  const isCapital = (offset: number) => {
    const code = original.charCodeAt(at[offset] ?? 0);
    if (code < 128) return code >= 65 && code <= 90;
    const letter = original.charAt(at[offset] ?? 0);
    return letter !== letter.toLowerCase();
  };
  const tokens = tokenise(whole, isCapital, KNOWN_WORDS);
  const folded = tokens.length < MOST_TOKENS ? whole : whole.slice(0, tokens.at(-1)?.end);
  const lines = readAuthors(folded, textFrom, isOursFor(profile));
  if (textFrom > 0) lines.unshift({ start: 0, end: textFrom - 1, author: 'subject' });
  assignAuthors(tokens, lines, folded);
  return {
    input,
    profile,
    original,
    folded,
    at,
    textAt: head.length,
    tokens,
    lines,
    casing: casingOf(tokens, original, at),
    said: new Map(),
  };
};

const EARLY = 20_000;

/** Whether a message says something, in its first characters; asked once a message, however many numbers or addresses ask. */
export const saysEarly = (doc: Document, pattern: RegExp): boolean => {
  const known = doc.said.get(pattern) ?? pattern.test(doc.folded.slice(0, EARLY));
  doc.said.set(pattern, known);
  return known;
};

/** What `matchAll` finds of the one pattern of these openings, tried only at the words it can begin at; at most so many. */
export const matchesIn = ({ tokens, folded }: Document, openings: Openings, most: number): RegExpExecArray[] => {
  const found: RegExpExecArray[] = [];
  let end = 0;
  for (let i = 0; i < tokens.length && found.length < most; i++) {
    const { kind, start } = tokens[i] as Token;
    if (start < end || (kind !== 'word' && kind !== 'digits') || openingAt(openings, folded, start).length === 0) continue;
    const match = matchAt(openings, 0, folded, start);
    if (!match) continue;
    end = start + match[0].length;
    found.push(match);
  }
  return found;
};

/** Index of the first token at or after a folded offset. */
export const tokenAt = (doc: Document, offset: number): number => {
  let low = 0;
  let high = doc.tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((doc.tokens[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The stretch of the original that tokens `from` to `to` (exclusive) stand on. */
export const spanOf = (doc: Document, from: number, to: number): Span => {
  const start = doc.tokens[from]?.start ?? 0;
  const end = doc.tokens[to - 1]?.end ?? start;
  return spanAt(doc, start, end);
};

/** The same for folded offsets. */
export const spanAt = (doc: Document, start: number, end: number): Span => {
  const from = doc.at[start] ?? 0;
  const to = end > start ? lastUnitEnd(doc, end) : from;
  if (from < doc.textAt) return { source: 'subject', start: from, end: Math.min(to, doc.textAt - 1) };
  return { source: 'text', start: from - doc.textAt, end: to - doc.textAt };
};

/** The original words of a token range, on one line. */
export const wordsOf = (doc: Document, from: number, to: number): string => {
  const start = doc.at[doc.tokens[from]?.start ?? 0] ?? 0;
  const end = lastUnitEnd(doc, doc.tokens[to - 1]?.end ?? 0);
  return doc.original.slice(start, end).normalize('NFC').replace(/\s+/g, ' ').trim();
};

const COMBINING = /\p{M}/u;

const lastUnitEnd = (doc: Document, end: number): number => {
  let to = (doc.at[end - 1] ?? 0) + 1;
  while (to < doc.original.length && to < (doc.at[end] ?? to) && COMBINING.test(doc.original.charAt(to))) to++;
  return to;
};

const OURS = new WeakMap<ReadingProfile, (name: string) => boolean>();

/** Whether a name or address in a quote is the company's; worked out once a profile. */
const isOursFor = (profile: ReadingProfile): ((name: string) => boolean) => {
  const known = OURS.get(profile);
  if (known) return known;
  const words = new Set([profile.company, foldWord(profile.company)]);
  if (profile.company === 'monet') words.add('mo!net');
  for (const address of profile.ownAddresses) words.add(`@${address.split('@')[1] ?? address}`);
  const isOurs = (name: string) => [...words].some((word) => name.includes(word));
  OURS.set(profile, isOurs);
  return isOurs;
};

const assignAuthors = (tokens: Token[], lines: Line[], folded: string): void => {
  let l = 0;
  let skipTo = 0;
  let entered = -1;
  for (const token of tokens) {
    while (l < lines.length - 1 && token.start > (lines[l]?.end ?? 0)) l++;
    const line = lines[l];
    if (!line) continue;
    if (entered !== l) {
      entered = l;
      skipTo = line.author === 'subject' ? 0 : line.start + contentOffset(folded.slice(line.start, Math.min(line.end, line.start + 400)));
    }
    token.author = token.start < skipTo ? 'header' : (line.author satisfies Author);
  }
};

const casingOf = (tokens: Token[], original: string, at: Uint32Array): Document['casing'] => {
  let words = 0;
  let capitals = 0;
  let shouted = 0;
  for (const token of tokens) {
    if (token.kind !== 'word' || token.author !== 'own' || token.text.length < 3) continue;
    words++;
    if (token.capital) capitals++;
    const second = original.charAt(at[token.start + 1] ?? 0);
    if (token.capital && second !== second.toLowerCase()) shouted++;
    if (words > 2000) break;
  }
  if (words > 3 && shouted / words > 0.6) return 'upper';
  return capitals === 0 || (words > 12 && capitals / words < 0.035) ? 'lower' : 'mixed';
};
