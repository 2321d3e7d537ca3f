/** What is worked out of a word once and shared by all tokens that say it, in this message and in later ones. */
export type WordCache<T extends { text: string }> = { places: (T | null)[]; make: (text: string) => T };

/** Customers use the same few thousand words. */
const PLACES = 8_192;
/** Longer ones are worked out each time. */
const LONGEST = 24;

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * A place holds one word, the latest of those that fall on it: however many words a text makes up, it takes no more memory
 * and no more time for each of them.
 */
export const openWordCache = <T extends { text: string }>(make: (text: string) => T): WordCache<T> => ({
  places: new Array<T | null>(PLACES).fill(null),
  make,
});

/** What is known of the word that stands at a place of a text. */
export const wordIn = <T extends { text: string }>({ places, make }: WordCache<T>, text: string, start: number, end: number): T => {
  if (end - start > LONGEST) return make(text.slice(start, end));
  const place = placeOf(text, start, end);
  const held = places[place];
  if (held && isSaidAt(held.text, text, start, end)) return held;
  const made = make(copyOf(text, start, end));
  places[place] = made;
  return made;
};

/** FNV-1a. */
const placeOf = (text: string, start: number, end: number): number => {
  let hash = SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
};

const isSaidAt = (word: string, text: string, start: number, end: number): boolean => {
  if (word.length !== end - start) return false;
  for (let i = start; i < end; i++) if (word.charCodeAt(i - start) !== text.charCodeAt(i)) return false;
  return true;
};

/** A slice would keep the whole text in memory for as long as it is remembered. */
const copyOf = (text: string, start: number, end: number): string => {
  const codes: number[] = [];
  for (let i = start; i < end; i++) codes.push(text.charCodeAt(i));
  return String.fromCharCode(...codes);
};
