import type { Token } from '../text/tokens.ts';
import { type Features, put } from './choice-model.ts';
import type { Document } from './document.ts';
import type { Kin } from './kin.ts';
import { CITY, SURNAME } from './known-words.ts';
import { isWithin, type Mention } from './mentions.ts';
import type { People } from './person.ts';
import { classOf } from './token-classes.ts';

/** What the rules said of a name; training leaves these out now and then, so that the words around it are learned as well. */
export const isOfRules = (name: string): boolean => /^(?:rule|rulefull|cue|because)=/.test(name);

/** What stands around a name, how it is built, what the rules say of it, and who else is named. */
export const mentionFeatures = (doc: Document, mention: Mention, all: readonly Mention[], people: People, names: Features['names']) => {
  const features: Features = { ids: [], names };
  addAround(features, doc.tokens, mention);
  addLine(features, doc.tokens, mention);
  addRules(features, mention, people);
  addOthers(features, mention, all);
  const { given, surnames, unknown, business, parts, from } = mention.name;
  put(features, 'parts', Math.min(parts, 4));
  put(features, 'built', `${Math.min(given, 2)}${Math.min(surnames, 2)}${Math.min(unknown, 2)}${business}`);
  put(features, 'head', classOf(doc.tokens[from]));
  put(features, 'tail', tailOf(doc, mention.name));
  put(features, 'casing', `${doc.casing}${doc.tokens[from]?.capital}`);
  return features;
};

/** How a name ends, and what it leaves behind it: a city or a word that may belong to it. */
const tailOf = ({ tokens }: Document, { from, to, parts }: Mention['name']): string => {
  const kindOf = (token: Token | undefined) =>
    token?.kind !== 'word'
      ? ''
      : (token.known & CITY) !== 0
        ? 'city'
        : (token.known & SURNAME) !== 0
          ? 'surname'
          : token.capital
            ? 'capital'
            : 'word';
  const isInverted = tokens.slice(from, to).some(({ text }) => text === ',');
  return `${kindOf(tokens[to - 1])} ${kindOf(tokens[to])} ${Math.min(parts, 4)} ${isInverted}`;
};

const WORDS_BEFORE = 8;
const WORDS_AFTER = 6;

const addAround = (features: Features, tokens: Token[], { name: { from, to } }: Mention): void => {
  const p1 = classOf(tokens[from - 1]);
  const p2 = classOf(tokens[from - 2]);
  const p3 = classOf(tokens[from - 3]);
  const n1 = classOf(tokens[to]);
  const n2 = classOf(tokens[to + 1]);
  put(features, 'p1', p1);
  put(features, 'p2', p2, p1);
  put(features, 'p3', p3, p2, p1);
  put(features, 'n1', n1);
  put(features, 'n2', n1, n2);
  put(features, 'pn', p1, n1);
  addWords(features, tokens, { at: from - 1, step: -1, most: WORDS_BEFORE, kinds: ['b', 'bl'] });
  addWords(features, tokens, { at: to, step: 1, most: WORDS_AFTER, kinds: ['a', 'al'] });
};

type Side = { at: number; step: 1 | -1; most: number; kinds: [string, string] };

/** The words on one side of a name, on its own line and on the next one. */
const addWords = (features: Features, tokens: Token[], { at, step, most, kinds }: Side): void => {
  for (let n = 0, lines = 0; n < most; n++) {
    const token = tokens[at + n * step];
    if (!token || (token.kind === 'line' && ++lines > 1)) return;
    if (token.kind === 'word') put(features, lines === 0 ? kinds[0] : kinds[1], classOf(token));
  }
};

const LONGEST_LINE = 40;
const ASKED_WORDS = 12;

/** How the name stands on its line, and what the line above it is: a question of ours, a label, a greeting. */
const addLine = (features: Features, tokens: Token[], { name: { from, to } }: Mention): void => {
  let start = from;
  while (start > 0 && tokens[start - 1]?.kind !== 'line' && from - start < LONGEST_LINE) start--;
  let end = to;
  while (end < tokens.length && tokens[end]?.kind !== 'line' && end - to < LONGEST_LINE) end++;
  const above = tokens[start - 2]?.author ?? 'nothing';
  put(features, 'line', `${start === from ? 'begins' : ''}${end === to ? 'ends' : ''}`);
  put(features, 'first', classOf(tokens[start]));
  put(features, 'after', tokens[end + 1]?.author ?? 'nothing');
  put(features, 'author', tokens[from]?.author ?? '');
  put(features, 'above', above);
  if (above !== 'ours') return;
  for (let i = start - 2; i > start - 2 - ASKED_WORDS && tokens[i] && tokens[i]?.kind !== 'line'; i--)
    if (tokens[i]?.kind === 'word') put(features, 'asked', tokens[i]?.text ?? '');
};

const sizeOf = ({ name }: Mention): string => (name.business ? 'business' : name.parts >= 2 ? 'full' : 'part');

const addRules = (features: Features, mention: Mention, people: People): void => {
  const { stated, writer } = mention;
  const says = stated ? `stated${Math.round(stated.score * 10)}` : writer ? `writer${Math.min(8, Math.round(writer.score * 2))}` : 'none';
  const kind = stated ? 'stated' : writer ? 'writer' : 'none';
  put(features, 'rule', says);
  put(features, 'rulefull', says, sizeOf(mention));
  if (stated) put(features, 'cue', stated.because.replace(/\d/g, '#'));
  if (writer) put(features, 'because', writer.because);
  put(features, 'doc', kind, sizeOf(mention), flagsOf(people));
};

/** What the text says of a holder without naming one. */
const flagsOf = ({ stated, relationOnly, self }: People): string =>
  `${stated.length > 0 ? 'stated' : ''} ${relationOnly ? 'relation' : ''} ${self ? 'self' : ''}`;

const addOthers = (features: Features, mention: Mention, all: readonly Mention[]): void => {
  let [longer, before, after, full] = [0, 0, 0, 0];
  for (const other of all) {
    if (other === mention) continue;
    if (isWithin(mention.parts, other.parts) && other.parts.length > mention.parts.length) longer++;
    else if (!isWithin(other.parts, mention.parts)) {
      if (other.name.from < mention.name.from) before++;
      else after++;
      if (other.name.parts >= 2) full++;
    }
  }
  put(features, 'longer', Math.min(longer, 2));
  put(features, 'before', Math.min(before, 3));
  put(features, 'others', `${Math.min(before, 2)}${Math.min(after, 2)}${Math.min(full, 2)}`);
};

/** What speaks for naming nobody. */
export const nobodyFeatures = (people: People, all: readonly Mention[], names: Features['names']): Features => {
  const features: Features = { ids: [], names };
  const full = all.filter((mention) => sizeOf(mention) !== 'part').length;
  const best = all.reduce((most, { writer }) => Math.max(most, writer?.score ?? 0), 0);
  const flags = flagsOf(people);
  put(features, 'nobody', '');
  put(features, 'nobodyflags', flags);
  put(features, 'nobodyfull', flags, Math.min(full, 3));
  put(features, 'nobodybest', flags, Math.min(8, Math.round(best * 2)));
  put(features, 'nobodynamed', Math.min(all.length, 3));
  return features;
};

/** How a name, or nobody's, stands to the one who holds. */
export const addHolder = (
  features: Features,
  doc: Document,
  { mention, holder, kin }: { mention: Mention | null; holder: Mention | null; kin: Kin },
): void => {
  const kind = holder === null ? 'nobody' : holder.stated ? 'stated' : holder.writer ? 'writer' : 'other';
  put(features, 'holder', kind);
  put(features, 'holderkin', kind, kin, mention === null ? 'nobody' : sizeOf(mention));
  put(features, 'kinwriter', kind, kin, mention?.writer ? Math.min(8, Math.round(mention.writer.score * 2)) : mention === null);
  if (holder === null) return;
  put(features, 'holderkind', holder.name.business, mention?.name.parts ?? 0);
  if (mention === null) return;
  const isSameLine = doc.tokens[holder.name.from]?.line === doc.tokens[mention.name.from]?.line;
  put(features, 'beside', isSameLine, mention.name.from < holder.name.from);
};
