import type { Author } from './authors.ts';

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
};

const TOKEN = /[a-z]+|\d+|\n|[^\sa-z\d]/gu;

/** Words, runs of digits, signs and line ends, in one pass; a sign is one character, so `HWTC-9A77` is six tokens. */
export const tokenise = (folded: string, isCapital: (offset: number) => boolean): Token[] => {
  const tokens: Token[] = [];
  let line = 0;
  let last = 0;
  for (const match of folded.matchAll(TOKEN)) {
    const text = match[0];
    const code = text.charCodeAt(0);
    const kind = code === 10 ? 'line' : code >= 97 && code <= 122 ? 'word' : code >= 48 && code <= 57 ? 'digits' : 'sign';
    const start = match.index;
    tokens.push({
      kind,
      text,
      start,
      end: start + text.length,
      spaced: start > last,
      capital: kind === 'word' && isCapital(start),
      line,
      author: 'own',
    });
    last = start + text.length;
    if (kind === 'line') line++;
  }
  return tokens;
};
