import type { Author } from './authors.ts';
import { numberOf, type WordTable } from './word-table.ts';

/** One word, number, sign or line end of the folded text. */
export type Token = {
  kind: 'word' | 'digits' | 'sign' | 'line';
  text: string;
  start: number;
  end: number;
  /** White space stands before it on its line. */
  spaced: boolean;
  /** Its first letter is a capital in the original. */
  capital: boolean;
  /** Number of its line. */
  line: number;
  author: Author;
  /** The lists that a word stands in, a bit each; 0 for what is no word or in none. */
  known: number;
};

/** Words, signs and line ends that are read: a megabyte of prose holds fewer; what is made of more marks than words is a dump or an attack. */
export const MOST_TOKENS = 300_000;

const LINE_END = 10;
const SPACE = /\s/;

/** Words, runs of digits, signs and line ends, in one pass; a sign is one character or a run of letters that are not Latin, so `HWTC-9A77` is six tokens. */
export const tokenise = (folded: string, isCapital: (offset: number) => boolean, knownWords: WordTable): Token[] => {
  const tokens: Token[] = [];
  let line = 0;
  let last = 0;
  for (let start = 0; start < folded.length && tokens.length < MOST_TOKENS; ) {
    const code = folded.charCodeAt(start);
    const kind = kindOf(folded, start, code);
    if (kind === null) {
      start++;
      continue;
    }
    const end =
      kind === 'word' || kind === 'digits'
        ? runEnd(folded, start, kind === 'word')
        : isForeign(code)
          ? foreignEnd(folded, start)
          : start + (isPair(folded, start, code) ? 2 : 1);
    const text = folded.slice(start, end);
    tokens.push({
      kind,
      text,
      start,
      end,
      spaced: start > last,
      capital: kind === 'word' && isCapital(start),
      line,
      author: 'own',
      known: kind === 'word' ? numberOf(knownWords, folded, start, end) : 0,
    });
    last = end;
    start = end;
    if (kind === 'line') line++;
  }
  return tokens;
};

const isLetter = (code: number): boolean => code >= 97 && code <= 122;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** What begins with each of the first 128 codes. */
const KINDS: readonly (Token['kind'] | null)[] = Array.from({ length: 128 }, (_, code) => {
  if (isLetter(code)) return 'word';
  if (isDigit(code)) return 'digits';
  if (code === LINE_END) return 'line';
  return code === 32 || (code >= 9 && code <= 13) ? null : 'sign';
});

/** What begins at a place; null for white space. */
const kindOf = (text: string, at: number, code: number): Token['kind'] | null => {
  if (code < 128) return KINDS[code] ?? null;
  return SPACE.test(text.charAt(at)) ? null : 'sign';
};

const runEnd = (text: string, start: number, word: boolean): number => {
  let end = start + 1;
  while (end < text.length && (word ? isLetter(text.charCodeAt(end)) : isDigit(text.charCodeAt(end)))) end++;
  return end;
};

/** Letters of Greek, Cyrillic, Hebrew, Arabic and other alphabets below U+2000, and of Chinese, Japanese and Korean. */
const isForeign = (code: number): boolean => (code >= 0x370 && code < 0x2000) || (code >= 0x3040 && code < 0xd800);

const foreignEnd = (text: string, start: number): number => {
  let end = start + 1;
  while (end < text.length && isForeign(text.charCodeAt(end)) && kindOf(text, end, text.charCodeAt(end)) === 'sign') end++;
  return end;
};

/** An emoji of two units is one sign. */
const isPair = (text: string, at: number, code: number): boolean => {
  const next = code >= 0xd800 && code <= 0xdbff ? text.charCodeAt(at + 1) : 0;
  return next >= 0xdc00 && next <= 0xdfff;
};
