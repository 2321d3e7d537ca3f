import type { Document } from './document.ts';
import { CATEGORY_PHRASES } from './lexicon/category-phrases.ts';
import { CITY_WORDS } from './lexicon/cities.ts';
import { TITLES } from './lexicon/name-words.ts';
import { CONTRACT_WORDS, PHONE_WORDS } from './lexicon/number-labels.ts';

/**
 * What the category model looks at: features by their number with their values; `names` only where training asks for them.
 * The same function serves training and reading.
 */
export type Features = { values: Map<number, number>; names: Map<number, string> | null };

const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** FNV-1a, continued from `hash`: the hash of a pair of words goes on from that of its first, so no text is put together to be hashed. */
const hashOn = (hash: number, text: string): number => {
  let value = hash;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), PRIME);
  return value;
};

/** A feature's number by its name. 30 bits: small integers are quick keys, and two of some ten thousand names hardly ever meet. */
export const featureId = (name: string): number => hashOn(SEED, name) >>> 2;

const CITIES = new Set(Object.values(CITY_WORDS).flat());
const GREETINGS = new Set(
  'hola ola buenas buenos buen dia dias tarde tardes noche noches gracias saludos atte favor por porfavor porfa de del la el los las un una y a en que es mi me le les lo se su con para al ok si no va aqui ahi este esta soy yo mio numero num nombre titular datos mando paso paso lo listo joven senorita senor pidio pidieron ese estos son atentamente contrato re rv fwd fw'.split(
    ' ',
  ),
);
const MOST_TOKENS = 700;
const QUOTED = new Set(['ours', 'earlier', 'header']);

/** The words that tell of a request: numbers, names, cities and greetings are taken out. */
export const contentWords = (doc: Document, names: ReadonlySet<number>): number => {
  let count = 0;
  for (let i = 0; i < doc.tokens.length && count < 50; i++) {
    const token = doc.tokens[i];
    if (token?.author === 'own' && token.kind === 'word' && !names.has(i) && !isData(token.text)) count++;
  }
  return count;
};

const isData = (text: string): boolean =>
  GREETINGS.has(text) || CONTRACT_WORDS.has(text) || PHONE_WORDS.has(text) || TITLES.has(text) || CITIES.has(text) || text.length < 2;

export const categoryFeatures = (doc: Document, names: ReadonlySet<number>, named = false): Features => {
  const features: Features = { values: new Map(), names: named ? new Map() : null };
  const own: string[] = [];
  const subject: string[] = [];
  const quoted: string[] = [];
  for (let i = 0; i < doc.tokens.length; i++) {
    const token = doc.tokens[i];
    if (!token || token.kind === 'line') continue;
    const list =
      token.author === 'own'
        ? own
        : token.author === 'subject'
          ? subject
          : token.author === 'ours' || token.author === 'earlier'
            ? quoted
            : null;
    if (!list || list.length >= MOST_TOKENS || names.has(i)) continue;
    if (token.kind === 'digits') list.push('#');
    else if (token.kind === 'word') {
      if (!CITIES.has(token.text)) list.push(squeeze(token.text));
    } else if (/[?!$%]/.test(token.text) || token.text.length > 1) list.push(token.text);
  }
  const content = contentWords(doc, names);
  const size = content === 0 ? 'none' : content <= 2 ? 'few' : content <= 6 ? 'some' : content <= 20 ? 'many' : 'long';
  set(features, `size:${size}`, 1);
  const context = subject.filter((w) => !/^(?:re|rv|fw|fwd|#)$/.test(w)).length + quoted.length;
  set(features, `context:${context === 0 ? 'none' : 'some'}:${size === 'none' || size === 'few' ? size : 'more'}`, 1);
  set(features, `quoted:${quoted.length > 0}`, 0.5);
  set(features, `channel:${doc.input.channel}`, 0.3);
  const little = content <= 4;
  addWords(features, 'w', own, 1.6);
  addWords(features, 's', subject, 1);
  addWords(features, 'w', subject, little ? 1.6 : 0.9);
  addWords(features, 'q', quoted, 0.6);
  if (little) addWords(features, 'w', quoted, 1);
  addCharacters(features, own, 1.2);
  addCharacters(features, subject, little ? 1 : 0.5);
  addPhrases(features, doc, little);
  return features;
};

/** "interneeeet" and "internet" are one word. */
const squeeze = (word: string): string => (word.length > 4 ? word.replace(/(.)\1{2,}/g, '$1') : word);

const set = (features: Features, name: string, value: number): void => {
  const id = featureId(name);
  features.values.set(id, value);
  features.names?.set(id, name);
};

const addWords = (features: Features, prefix: string, list: string[], weight: number): void => {
  if (list.length === 0) return;
  const unit = weight / Math.sqrt(Math.min(list.length, 120) + 2);
  const start = hashOn(SEED, `${prefix}:`);
  const seen = new Set<number>();
  for (let i = 0; i < list.length; i++) {
    const word = list[i] ?? '';
    const hash = hashOn(start, word);
    seen.add(hash >>> 2);
    features.names?.set(hash >>> 2, `${prefix}:${word}`);
    const next = list[i + 1];
    if (next === undefined) continue;
    const pair = hashOn(hashOn(hash, ' '), next) >>> 2;
    seen.add(pair);
    features.names?.set(pair, `${prefix}:${word} ${next}`);
  }
  addAll(features, seen, unit);
};

const addAll = ({ values }: Features, seen: ReadonlySet<number>, unit: number): void => {
  for (const id of seen) values.set(id, (values.get(id) ?? 0) + unit);
};

const addCharacters = (features: Features, list: string[], weight: number): void => {
  const start = hashOn(SEED, 'c:');
  const seen = new Set<number>();
  for (const word of list.slice(0, 300)) {
    if (word.length < 4 || word.length > 18) continue;
    const padded = `^${word}$`;
    for (let i = 0; i + 4 <= padded.length; i++) {
      let hash = start;
      for (let k = i; k < i + 4; k++) hash = Math.imul(hash ^ padded.charCodeAt(k), PRIME);
      seen.add(hash >>> 2);
      features.names?.set(hash >>> 2, `c:${padded.slice(i, i + 4)}`);
    }
  }
  addAll(features, seen, weight / Math.sqrt(seen.size + 8));
};

const addPhrases = (features: Features, doc: Document, little: boolean): void => {
  const own = ofAuthor(doc, (author) => author === 'own');
  const subject = ofAuthor(doc, (author) => author === 'subject');
  const quoted = ofAuthor(doc, (author) => QUOTED.has(author));
  const opening = own.slice(0, 160);
  for (const [name, , pattern] of CATEGORY_PHRASES) {
    if (own !== '' && pattern.test(own)) set(features, `p:${name}`, 1);
    if (subject !== '' && pattern.test(subject)) set(features, `ps:${name}`, 0.8);
    if (quoted !== '' && pattern.test(quoted)) set(features, little ? `pq:${name}` : `pql:${name}`, little ? 0.8 : 0.3);
    if (opening !== '' && (opening.length === own.length ? features.values.has(featureId(`p:${name}`)) : pattern.test(opening)))
      set(features, `po:${name}`, 0.5);
  }
  if (own.includes('?')) set(features, 'p:asks', 0.7);
};

/** Folded words of some authors, spaces between words, signs but question marks left out. */
export const ofAuthor = (doc: Document, wanted: (author: string) => boolean): string => {
  const words: string[] = [];
  for (const token of doc.tokens) {
    if (!wanted(token.author) || token.kind === 'line' || (token.kind === 'sign' && token.text !== '?')) continue;
    words.push(token.text);
    if (words.length >= MOST_TOKENS) break;
  }
  return words.join(' ');
};
