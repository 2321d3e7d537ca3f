/**
 * Words with a number each, laid out so that a look at one small table of hashes says of most words of a message that they are
 * none of these: a Map takes several times as long to say so, and every word is asked.
 */
export type WordTable = { hashes: Int32Array; words: string[]; numbers: Int32Array };

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;
const FREE = 0;

export const openWordTable = (known: ReadonlyMap<string, number>): WordTable => {
  const slots = 2 ** Math.ceil(Math.log2(known.size * 2 + 1));
  const table: WordTable = { hashes: new Int32Array(slots), words: new Array(slots).fill(''), numbers: new Int32Array(slots) };
  for (const [word, number] of known) {
    const hash = hashOf(word, 0, word.length);
    let slot = slotOf(hash, slots);
    while (table.hashes[slot] !== FREE) slot = (slot + 1) & (slots - 1);
    table.hashes[slot] = hash;
    table.words[slot] = word;
    table.numbers[slot] = number;
  }
  return table;
};

/** The number of the word that stands at a place of a text; 0 where it is none of the table. */
export const numberOf = ({ hashes, words, numbers }: WordTable, text: string, start: number, end: number): number => {
  const hash = hashOf(text, start, end);
  for (let slot = slotOf(hash, hashes.length); hashes[slot] !== FREE; slot = (slot + 1) & (hashes.length - 1))
    if (hashes[slot] === hash && isAt(words[slot] ?? '', text, start, end)) return numbers[slot] ?? 0;
  return 0;
};

/** FNV-1a; never that of a free slot. */
const hashOf = (text: string, start: number, end: number): number => {
  let hash = SEED;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), PRIME);
  return hash === FREE ? 1 : hash | 0;
};

const slotOf = (hash: number, slots: number): number => (hash ^ (hash >>> 15)) & (slots - 1);

const isAt = (word: string, text: string, start: number, end: number): boolean => {
  if (word.length !== end - start) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
};
