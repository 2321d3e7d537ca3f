import type { Span } from '../reading.ts';
import { MOST_WORDS, PHRASE_IDS, type PhraseHit, pieceId, piecesIn, TRAILS, type Trail } from './category-features.ts';
import type { OpenModel } from './category-model.ts';
import type { Words, WordsByAuthor } from './category-words.ts';
import { type Document, spanOf } from './document.ts';
import { type FeatureTable, featureAt, MOST_FEATURES } from './feature-table.ts';

const MOST_SPANS = 3;
/** A word counts as evidence from this share of the weightiest word's weight on. */
const LEAST_SHARE = 0.3;
const MOST_EVIDENT = 400;

/** What each token of the message adds. */
type Gains = Float64Array;

/** What each feature of the message adds to the one category and not to the other, by its place in the table. */
const MARGINS = new Float64Array(MOST_FEATURES);

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
  weighFeatures(table, model, category, against);
  const gains: Gains = new Float64Array(Math.max(lastToken(words.own), lastToken(words.subject), lastToken(words.quoted)) + 1);
  addWords(gains, words.own, TRAILS.own, table);
  addPhrases(gains, words.own, hits, table);
  addWords(gains, words.subject, TRAILS.subject, table);
  if (words.content <= 4) addQuoted(gains, words.quoted);
  return strongest(doc, gains);
};

const lastToken = ({ textTokens, tokens }: Words): number => Math.max(textTokens.at(-1) ?? 0, tokens.at(-1) ?? 0);

const weighFeatures = ({ rows, values, count }: FeatureTable, { weights, scale }: OpenModel, category: number, against: number): void => {
  for (let at = 0; at < count; at++) {
    const row = rows[at] ?? -1;
    const margin = row < 0 ? 0 : (weights[row + category] ?? 0) - (weights[row + against] ?? 0);
    MARGINS[at] = margin === 0 ? 0 : (values[at] ?? 0) * scale * margin;
  }
};

const marginOf = (table: FeatureTable, id: number): number => {
  const at = featureAt(table, id);
  return at < 0 ? 0 : (MARGINS[at] ?? 0);
};

const gain = (gains: Gains, token: number, by: number): void => {
  gains[token] = (gains[token] ?? 0) + by;
};

const addWords = (gains: Gains, { words, tokens }: Words, trail: Trail, table: FeatureTable): void => {
  for (let i = 0, piece = 0; i < words.length && i < MOST_EVIDENT; i++) {
    let sum = MARGINS[trail.words[i] ?? 0] ?? 0;
    if (i < MOST_WORDS) for (const end = trail.pieceEnds[i] ?? 0; piece < end; piece++) sum += MARGINS[trail.pieces[piece] ?? 0] ?? 0;
    else sum = withPieces(sum, words[i] ?? '', table);
    gain(gains, tokens[i] ?? 0, sum);
    addPair(gains, tokens, trail, i);
  }
};

/** The pieces of words behind those that the model looks into may stand in others too. */
const withPieces = (own: number, word: string, table: FeatureTable): number => {
  let sum = own;
  for (let k = 0; k < piecesIn(word); k++) sum += marginOf(table, pieceId(word, k));
  return sum;
};

const addPair = (gains: Gains, tokens: number[], { pairs }: Trail, i: number): void => {
  const next = tokens[i + 1];
  if (next === undefined) return;
  const both = (MARGINS[pairs[i] ?? 0] ?? 0) / 2;
  gain(gains, tokens[i] ?? 0, both);
  gain(gains, next, both);
};

const addQuoted = (gains: Gains, { words, tokens }: Words): void => {
  for (let i = 0; i < words.length && i < MOST_EVIDENT; i++) {
    gain(gains, tokens[i] ?? 0, MARGINS[TRAILS.quoted.words[i] ?? 0] ?? 0);
    addPair(gains, tokens, TRAILS.quoted, i);
  }
};

const addPhrases = (gains: Gains, own: Words, hits: readonly PhraseHit[], table: FeatureTable): void => {
  for (const { phrase, start, end } of hits) {
    const ids = PHRASE_IDS[phrase];
    if (!ids) continue;
    const from = countSpaces(own.text, 0, start);
    const count = countSpaces(own.text, start, end) + 1;
    const share = (marginOf(table, ids.own) + marginOf(table, ids.opening)) / count;
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
