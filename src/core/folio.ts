/** A folio found in a text: its canonical form and where it stands. */
export type FolioAt = { folio: string; start: number; end: number };

const YEAR_AND_SEQUENCE = /^(\d{2})(\d{6})(\d)$/;
/** What may stand between two digits of a folio as customers write it: at most two of these. */
const BETWEEN = /[\s\-–—−‐‑./_#·:]/;

/** Check digit of the eight digits YYNNNNNN by Luhn, the rightmost doubled (guide, folio): 26004821 gives 0. */
export const folioCheckDigit = (yearAndSequence: string): number => {
  let sum = 0;
  for (let i = 0; i < yearAndSequence.length; i++) {
    const digit = yearAndSequence.charCodeAt(yearAndSequence.length - 1 - i) - 48;
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
};

/** `AAA-YY-NNNNNN-D` (policy, Folio) from the series, the year's last two digits and the sequence of that series and year. */
export const composeFolio = (series: string, year2: number, sequence: number): string => {
  const year = String(year2).padStart(2, '0');
  const number = String(sequence).padStart(6, '0');
  return `${series}-${year}-${number}-${folioCheckDigit(year + number)}`;
};

/** A folio as customers type it (`mxl 26 004821-0`), or null where the series is none of ours or the check digit is wrong. */
export const readFolio = (typed: string, series: readonly string[]): string | null => {
  const bare = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const letters = series.find((one) => bare.startsWith(one.toUpperCase()));
  return letters === undefined ? null : folioOf(letters.toUpperCase(), bare.slice(letters.length));
};

/** Canonical folio of a series and its nine digits, or null where the check digit is wrong. */
export const folioOf = (series: string, nineDigits: string): string | null => {
  const parts = YEAR_AND_SEQUENCE.exec(nineDigits);
  if (!parts) return null;
  const [, year = '', number = '', check] = parts;
  return folioCheckDigit(year + number) === Number(check) ? `${series}-${year}-${number}-${check}` : null;
};

/** Every valid folio in a text, in any spelling that keeps letters and digits in order (policy, Folio). */
export const findFolios = (text: string, series: readonly string[]): FolioAt[] => {
  const found: FolioAt[] = [];
  const letters = lettersOf(series.join('|'));
  for (const match of text.matchAll(letters)) {
    const run = nineDigitsFrom(text, match.index + match[0].length);
    const folio = run && folioOf(match[0].toUpperCase(), run.digits);
    if (run && folio) found.push({ folio, start: match.index, end: run.end });
  }
  return found;
};

const LETTERS = new Map<string, RegExp>();

const lettersOf = (series: string): RegExp => {
  const known = LETTERS.get(series) ?? new RegExp(`(?<![a-z0-9])(?:${series})(?![a-z])`, 'gi');
  LETTERS.set(series, known);
  return known;
};

const nineDigitsFrom = (text: string, from: number): { digits: string; end: number } | null => {
  let digits = '';
  let between = 0;
  for (let i = from; i < text.length; i++) {
    const character = text.charAt(i);
    if (character >= '0' && character <= '9') {
      digits += character;
      between = 0;
      if (digits.length === 9) return isDigit(text.charAt(i + 1)) ? null : { digits, end: i + 1 };
    } else if (!BETWEEN.test(character) || ++between > 3) return null;
  }
  return null;
};

const isDigit = (character: string): boolean => character >= '0' && character <= '9';
