import { matchEnd, openingAt, openingsOf } from '../text/openings.ts';
import type { Channel } from '../words.ts';
import { MOST_TOKENS, type WordsByAuthor } from './category-words.ts';
import {
  closeGroup,
  emptyTable,
  type FeatureTable,
  featureId,
  hashOn,
  newTable,
  openGroup,
  PRIME,
  SEED,
  seeFeature,
  setFeature,
} from './feature-table.ts';
import { CATEGORY_PHRASES } from './lexicon/category-phrases.ts';

const TABLE = newTable();
export const MOST_WORDS = 300;
/** A word of more letters has no pieces. */
const LONGEST_WORD = 18;

/**
 * Where the features of one author's words are in the table: each word's, its pair's with the next one, and its pieces', those
 * of word n up to `pieceEnds[n]`; so that whoever asks what a word added need not search again. Holds as long as the table.
 */
export type Trail = { words: Int32Array; pairs: Int32Array; pieces: Int32Array; pieceEnds: Int32Array };

const newTrail = (): Trail => ({
  words: new Int32Array(MOST_TOKENS),
  pairs: new Int32Array(MOST_TOKENS),
  pieces: new Int32Array(MOST_WORDS * LONGEST_WORD),
  pieceEnds: new Int32Array(MOST_WORDS),
});

export const TRAILS = { own: newTrail(), subject: newTrail(), quoted: newTrail() };
const UNASKED = newTrail();
/** A phrase that begins so early in the own words counts as their opening. */
const OPENING = 160;

/** Where a phrase stands in the running text of the own words. */
export type PhraseHit = { phrase: number; start: number; end: number };

/**
 * What the category model looks at; the same function serves training and reading. The table is the same one every time:
 * it holds until the next message is looked at. `hits` takes the phrases found in the own words.
 */
export const categoryFeatures = (words: WordsByAuthor, channel: Channel, hits: PhraseHit[], named = false): FeatureTable => {
  emptyTable(TABLE, words.own.words.length + words.subject.words.length + words.quoted.words.length, named);
  const { content, quoted } = words;
  const [own, subject] = [words.own.words, words.subject.words];
  const size = content === 0 ? 'none' : content <= 2 ? 'few' : content <= 6 ? 'some' : content <= 20 ? 'many' : 'long';
  const context = subject.filter((w) => !/^(?:re|rv|fw|fwd|#)$/.test(w)).length + quoted.words.length;
  set(TABLE, `size:${size}`, 1);
  set(TABLE, `context:${context === 0 ? 'none' : 'some'}:${size === 'none' || size === 'few' ? size : 'more'}`, 1);
  set(TABLE, `quoted:${quoted.words.length > 0}`, 0.5);
  set(TABLE, `channel:${channel}`, 0.3);
  const little = content <= 4;
  addWords(TABLE, 'w', own, 1.6, TRAILS.own);
  addWords(TABLE, 's', subject, 1, TRAILS.subject);
  addWords(TABLE, 'w', subject, little ? 1.6 : 0.9, UNASKED);
  addWords(TABLE, 'q', quoted.words, 0.6, TRAILS.quoted);
  if (little) addWords(TABLE, 'w', quoted.words, 1, UNASKED);
  addCharacters(TABLE, own, 1.2, TRAILS.own);
  addCharacters(TABLE, subject, little ? 1 : 0.5, TRAILS.subject);
  addPhrases(TABLE, words, little, hits);
  return TABLE;
};

const set = (table: FeatureTable, name: string, value: number): void => add(table, featureId(name), name, value);

const add = (table: FeatureTable, id: number, name: string, value: number): void => {
  setFeature(table, id, value);
  table.names?.set(id, name);
};

const addWords = (table: FeatureTable, prefix: string, list: string[], weight: number, trail: Trail): void => {
  if (list.length === 0) return;
  openGroup(table);
  const { words, pairs } = trail;
  for (let i = 0; i < list.length; i++) {
    const word = list[i] ?? '';
    const hash = wordHash(prefix, word);
    words[i] = seeFeature(table, hash >>> 2);
    table.names?.set(hash >>> 2, `${prefix}:${word}`);
    const next = list[i + 1];
    if (next === undefined) continue;
    const pair = pairId(hash, next);
    pairs[i] = seeFeature(table, pair);
    table.names?.set(pair, `${prefix}:${word} ${next}`);
  }
  closeGroup(table, weight / Math.sqrt(Math.min(list.length, 120) + 2));
};

const WORD_STARTS: Record<string, number> = { w: hashOn(SEED, 'w:'), s: hashOn(SEED, 's:'), q: hashOn(SEED, 'q:') };

/** The hash of a word's feature; its number is the hash without the last two bits. */
const wordHash = (prefix: string, word: string): number => hashOn(WORD_STARTS[prefix] ?? SEED, word);

/** The number of the feature of two words, from the hash of the first. */
const pairId = (hash: number, next: string): number => hashOn(hashOn(hash, ' '), next) >>> 2;

const addCharacters = (table: FeatureTable, list: string[], weight: number, { pieces, pieceEnds }: Trail): void => {
  openGroup(table);
  let count = 0;
  for (let n = 0; n < list.length && n < MOST_WORDS; n++) {
    const word = list[n] ?? '';
    for (let i = 0; i < piecesIn(word); i++) {
      const id = pieceId(word, i);
      pieces[count++] = seeFeature(table, id);
      table.names?.set(id, `c:${`^${word}$`.slice(i, i + 4)}`);
    }
    pieceEnds[n] = count;
  }
  closeGroup(table, weight / Math.sqrt(table.seenCount + 8));
};

/** How many pieces of four letters a word has with its ends marked (`^word$`); very short and very long ones have none. */
export const piecesIn = (word: string): number => (word.length < 4 || word.length > LONGEST_WORD ? 0 : word.length - 1);

const PIECES = hashOn(SEED, 'c:');

/** The number of the four letters from place i of `^word$`. */
export const pieceId = (word: string, i: number): number => {
  let hash = PIECES;
  for (let k = i - 1; k < i + 3; k++) {
    const code = k < 0 ? 94 : k === word.length ? 36 : word.charCodeAt(k);
    hash = Math.imul(hash ^ code, PRIME);
  }
  return hash >>> 2;
};

/** The numbers of the features of each phrase: in the own words, at their beginning, in the subject, in a quote. */
export const PHRASE_IDS = CATEGORY_PHRASES.map(([name]) => ({
  own: featureId(`p:${name}`),
  opening: featureId(`po:${name}`),
  subject: featureId(`ps:${name}`),
  quotedAlone: featureId(`pq:${name}`),
  quoted: featureId(`pql:${name}`),
}));

const OPENINGS = openingsOf(CATEGORY_PHRASES.map(([, , pattern]) => pattern));

const addPhrases = (table: FeatureTable, words: WordsByAuthor, little: boolean, hits: PhraseHit[]): void => {
  const own = phrasesIn(words.own.text);
  const subject = phrasesIn(words.subject.text);
  const quoted = phrasesIn(words.quoted.text);
  for (let p = 0; p < CATEGORY_PHRASES.length; p++) {
    const [phrase, ids] = [CATEGORY_PHRASES[p], PHRASE_IDS[p]];
    if (!phrase || !ids) continue;
    const [name] = phrase;
    const hit = own[p];
    if (hit) {
      add(table, ids.own, `p:${name}`, 1);
      hits.push(hit);
    }
    if (subject[p]) add(table, ids.subject, `ps:${name}`, 0.8);
    if (quoted[p]) add(table, little ? ids.quotedAlone : ids.quoted, little ? `pq:${name}` : `pql:${name}`, little ? 0.8 : 0.3);
    if (hit && hit.start < OPENING) add(table, ids.opening, `po:${name}`, 0.5);
  }
  if (words.own.text.includes('?')) set(table, 'p:asks', 0.7);
};

/** By phrase, the first stretch of a running text that it stands on; the text's words stand one space apart. */
const phrasesIn = (text: string): (PhraseHit | undefined)[] => {
  const found: (PhraseHit | undefined)[] = [];
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf(' ', start);
    if (end < 0) end = text.length;
    for (const phrase of openingAt(OPENINGS, text, start)) {
      const matched = found[phrase] ? -1 : matchEnd(OPENINGS, phrase, text, start);
      if (matched >= 0) found[phrase] = { phrase, start, end: matched };
    }
  }
  return found;
};
