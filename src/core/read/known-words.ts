import { openWordTable } from '../text/word-table.ts';
import { CITY_WORDS } from './lexicon/cities.ts';
import { COMMON_WORDS } from './lexicon/common-words.ts';
import { GIVEN_NAMES } from './lexicon/given-names.ts';
import { ABBREVIATED, AMBIGUOUS, BUSINESS_WORDS, RELATIONS, TITLES } from './lexicon/name-words.ts';
import { CONTRACT_WORDS, PHONE_WORDS } from './lexicon/number-labels.ts';
import { SURNAMES } from './lexicon/surnames.ts';
import { NUMBER_WORDS } from './number-words.ts';

/** The lists a word can stand in, one bit each: a token is looked up once and then asked as often as need be. */
export const GIVEN = 1;
export const SURNAME = 2;
export const COMMON = 4;
export const CITY = 8;
export const RELATION = 16;
export const TITLE = 32;
export const SHORT_NAME = 64;
export const AMBIGUOUS_NAME = 128;
export const BUSINESS = 256;
export const CONTRACT_WORD = 512;
export const PHONE_WORD = 1024;
export const NUMBER_WORD = 2048;

const LISTS: readonly (readonly [number, Iterable<string>])[] = [
  [GIVEN, GIVEN_NAMES],
  [SURNAME, SURNAMES],
  [COMMON, COMMON_WORDS],
  [CITY, Object.values(CITY_WORDS).flat()],
  [RELATION, RELATIONS],
  [TITLE, TITLES],
  [SHORT_NAME, ABBREVIATED],
  [AMBIGUOUS_NAME, AMBIGUOUS],
  [BUSINESS, BUSINESS_WORDS],
  [CONTRACT_WORD, CONTRACT_WORDS],
  [PHONE_WORD, PHONE_WORDS],
  [NUMBER_WORD, NUMBER_WORDS],
];

/** Every word of the lists with the bits of those that hold it. */
export const KNOWN_WORDS = (() => {
  const known = new Map<string, number>();
  for (const [bit, words] of LISTS) for (const word of words) known.set(word, (known.get(word) ?? 0) | bit);
  return openWordTable(known);
})();
