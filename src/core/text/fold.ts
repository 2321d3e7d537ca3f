/** Text as readers compare it, and for each of its units the place in the original that it came from. */
export type Folded = {
  text: string /** `at[i]` is the original offset of unit i; `at[text.length]` the original length. */;
  at: Uint32Array;
};

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\ufe0e|\ufe0f/;
const SPACE = /[\t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const DASH = /[\u2010-\u2015\u2212]/;
const MARK = /\p{M}+/gu;
const CACHE = new Map<string, string>();

/** Lower case without accents, marks and invisible characters, dashes and spaces made one kind; each unit knows its original offset (house: evidence is given in the original). */
export const fold = (original: string): Folded => {
  const places = placesFor(original.length * 2 + 1);
  let size = 0;
  let text = '';
  let from = 0;
  for (let i = 0; i < original.length; i++) {
    const code = original.charCodeAt(i);
    if (code < 128 && code !== TAB && code !== RETURN) {
      places[size++] = i;
      continue;
    }
    if (i > from) text += original.slice(from, i).toLowerCase();
    const pair = code >= 0xd800 && code <= 0xdbff && i + 1 < original.length;
    const folded = code < 128 ? ' ' : foldCharacter(pair ? original.slice(i, i + 2) : original.charAt(i));
    for (let k = 0; k < folded.length; k++) places[size++] = i;
    text += folded;
    if (pair) i++;
    from = i + 1;
  }
  if (from < original.length) text += original.slice(from).toLowerCase();
  places[size] = original.length;
  return { text, at: places.slice(0, size + 1) };
};

const TAB = 9;
const RETURN = 13;
/** Where the places of a text are written before it is known how many they are; nearly every message fits. */
const SCRATCH = new Uint32Array(16_384);

const placesFor = (size: number): Uint32Array => (size <= SCRATCH.length ? SCRATCH : new Uint32Array(size));

/** The folded form alone, for words and names that are compared. */
export const foldWord = (word: string): string => fold(word).text;

const foldCharacter = (character: string): string => {
  const known = CACHE.get(character);
  if (known !== undefined) return known;
  const folded = INVISIBLE.test(character)
    ? ''
    : SPACE.test(character)
      ? ' '
      : DASH.test(character)
        ? '-'
        : character.normalize('NFKD').replace(MARK, '').toLowerCase().slice(0, 2);
  if (CACHE.size < 4096) CACHE.set(character, folded);
  return folded;
};
