import type { Author } from '../text/authors.ts';
import type { Document, ReadingProfile } from './document.ts';

/** What a number is, before anyone asks whether it is the contract. */
export type NumberKind = 'phone' | 'amount' | 'date' | 'time' | 'measure' | 'code' | 'long' | 'plain';

/** The word that says what a number is: of which sort, how many words away, before or after it. */
export type Label = { sort: 'contract' | 'phone' | 'other'; word: string; distance: number; side: 'before' | 'after'; token: number };

/** One number of the text with everything that is known of it. Token range `from` to `to`, exclusive. */
export type NumberFound = {
  /** Its place among the numbers of the text. */
  at: number;
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

/** Letters that begin a folio of the company. */
export const seriesOf = ({ profile }: Document): readonly string[] => {
  const known = SERIES.get(profile) ?? [...new Set([profile.series, ...profile.cities.map((city) => city.series)])];
  SERIES.set(profile, known);
  return known;
};

const SERIES = new WeakMap<ReadingProfile, readonly string[]>();

/** Ten Mexican digits, or more with the old prefixes 01, 044, 045, 1, 52, 521 and the American 001 before them. */
export const isPhoneDigits = (digits: string): boolean => /^(?:01|04[45]|001|52|521|0052|00521|1)?[2-9]\d{9}$/.test(digits);
