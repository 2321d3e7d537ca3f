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
  const at = new Uint32Array(original.length * 2 + 1);
  const units = new Uint16Array(original.length * 2);
  let size = 0;
  for (let i = 0; i < original.length; i++) {
    const code = original.charCodeAt(i);
    if (code < 128) {
      at[size] = i;
      units[size++] = code >= 65 && code <= 90 ? code + 32 : code === 9 || code === 13 ? 32 : code;
      continue;
    }
    const pair = code >= 0xd800 && code <= 0xdbff && i + 1 < original.length;
    const folded = foldCharacter(pair ? original.slice(i, i + 2) : original.charAt(i));
    for (let k = 0; k < folded.length && size < units.length; k++) {
      at[size] = i;
      units[size++] = folded.charCodeAt(k);
    }
    if (pair) i++;
  }
  at[size] = original.length;
  return { text: textOf(units, size), at: at.subarray(0, size + 1) };
};

/** As many units as a call may safely have arguments. */
const CHUNK = 8192;

const textOf = (units: Uint16Array, size: number): string => {
  let text = '';
  for (let from = 0; from < size; from += CHUNK) text += String.fromCharCode(...units.subarray(from, Math.min(size, from + CHUNK)));
  return text;
};

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
