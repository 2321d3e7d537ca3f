import type { Span } from '../reading.ts';
import { PHRASE_IDS, type PhraseHit, pairId, pieceId, piecesIn, wordHash } from './category-features.ts';
import type { OpenModel } from './category-model.ts';
import type { Words, WordsByAuthor } from './category-words.ts';
import { type Document, spanOf } from './document.ts';
import { type FeatureTable, featureAt } from './feature-table.ts';

const MOST_SPANS = 3;
/** A word counts as evidence from this share of the weightiest word's weight on. */
const LEAST_SHARE = 0.3;
const MOST_TOKENS = 400;

/** What each token of the message adds. */
type Gains = Float64Array;
type Weigh = (id: number) => number;

/**
 * The words that carried a category against another: each word's weight is what its features (the word, its pairs, its
 * pieces, the phrases it stands in) add to the one and not to the other; the weightiest, joined where they stand together.
 */
export const evidenceFor = (
  doc: Document,
  words: WordsByAuthor,
  hits: readonly PhraseHit[],
  table: FeatureTable,
  model: OpenModel,
  category: number,
  against: number,
): Span[] => {
  const { weights, scale } = model;
  const { rows, values } = table;
  const weigh: Weigh = (id) => {
    const at = featureAt(table, id);
    const row = at < 0 ? -1 : (rows[at] ?? -1);
    const margin = row < 0 ? 0 : (weights[row + category] ?? 0) - (weights[row + against] ?? 0);
    return margin === 0 ? 0 : (values[at] ?? 0) * scale * margin;
  };
  const last = Math.max(
    ...[words.own, words.subject, words.quoted].map(({ textTokens, tokens }) => Math.max(textTokens.at(-1) ?? 0, tokens.at(-1) ?? 0)),
  );
  const gains: Gains = new Float64Array(last + 1);
  addWords(gains, words.own, 'w', weigh);
  addPhrases(gains, words.own, hits, weigh);
  addWords(gains, words.subject, 's', weigh);
  if (words.content <= 4) addWords(gains, words.quoted, 'q', weigh);
  return strongest(doc, gains);
};

const gain = (gains: Gains, token: number, by: number): void => {
  gains[token] = (gains[token] ?? 0) + by;
};

const addWords = (gains: Gains, { words, tokens }: Words, prefix: string, weigh: Weigh): void => {
  for (let i = 0; i < words.length && i < MOST_TOKENS; i++) {
    const [word = '', next, token = 0] = [words[i], words[i + 1], tokens[i]];
    const hash = wordHash(prefix, word);
    let sum = weigh(hash >>> 2);
    if (prefix !== 'q') for (let k = 0; k < piecesIn(word); k++) sum += weigh(pieceId(word, k));
    gain(gains, token, sum);
    if (next === undefined) continue;
    const both = weigh(pairId(hash, next)) / 2;
    gain(gains, token, both);
    gain(gains, tokens[i + 1] ?? token, both);
  }
};

const addPhrases = (gains: Gains, own: Words, hits: readonly PhraseHit[], weigh: Weigh): void => {
  for (const { phrase, start, end } of hits) {
    const ids = PHRASE_IDS[phrase];
    if (!ids) continue;
    const from = countSpaces(own.text, 0, start);
    const count = countSpaces(own.text, start, end) + 1;
    const share = (weigh(ids.own) + weigh(ids.opening)) / count;
    for (let k = from; k < from + count; k++) gain(gains, own.textTokens[k] ?? 0, share);
  }
};

const countSpaces = (text: string, from: number, to: number): number => {
  let count = 0;
  for (let i = from; i < to; i++) if (text.charCodeAt(i) === 32) count++;
  return count;
};

type Stretch = { from: number; to: number; gain: number };

const strongest = (doc: Document, gains: Gains): Span[] => {
  let most = 0;
  for (const by of gains) most = Math.max(most, by);
  const stretches: Stretch[] = [];
  for (let token = 0; token < gains.length && most > 0; token++) {
    const by = gains[token] ?? 0;
    if (by < most * LEAST_SHARE) continue;
    const last = stretches.at(-1);
    if (last && token - last.to <= 1 && isJoined(doc, last.to, token)) {
      last.to = token + 1;
      last.gain += by;
    } else stretches.push({ from: token, to: token + 1, gain: by });
  }
  const telling = stretches.map((stretch) => trimmed(doc, stretch)).filter(({ from, to }) => from < to);
  const floor = Math.max(0, ...telling.map(({ gain: by }) => by)) * LEAST_SHARE;
  return telling
    .filter(({ gain: by }) => by >= floor)
    .sort((a, b) => b.gain - a.gain || a.from - b.from)
    .slice(0, MOST_SPANS)
    .map(({ from, to }) => spanOf(doc, from, to));
};

/** "no tengo internet desde" is shown as "no tengo internet": at its ends a stretch has words that tell a person something, or it is none. */
const trimmed = (doc: Document, { from, to, gain: by }: Stretch): Stretch => {
  const isEmpty = (token: number) => {
    const one = doc.tokens[token];
    return one?.kind !== 'word' || EMPTY.has(one.text);
  };
  // "se cayó", not "cayó"; "se" alone says nothing.
  const isOfVerb = (token: number, until: number) => token + 1 < until && OF_VERBS.has(doc.tokens[token]?.text ?? '');
  let [first, end] = [from, to];
  while (end > first && isEmpty(end - 1)) end--;
  while (first < end && isEmpty(first) && !isOfVerb(first, end)) first++;
  return { from: first, to: end, gain: by };
};

const OF_VERBS: ReadonlySet<string> = new Set(['se', 'me', 'nos']);

/** What alone says nothing of what somebody wants; "no", "sin" and "ni" do. */
const EMPTY: ReadonlySet<string> = new Set(
  'a al ante cada como con de del desde donde e el ella en entre es esa ese eso esta este esto ha han hasta he la las le les lo los me mi mis nos o para pero por que se ser si son soy su sus te tu u un una unas unos y ya yo'.split(
    ' ',
  ),
);

/** "no hay internet": one weak word between two strong ones of the same author is part of what they say; a line's end or a sign is not. */
const isJoined = (doc: Document, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (doc.tokens[i]?.kind !== 'word') return false;
  return doc.tokens[from - 1]?.author === doc.tokens[to]?.author;
};
