import type { Token } from '../text/tokens.ts';
import { type Features, put } from './choice-model.ts';
import type { Document } from './document.ts';
import { CONTRACT_WORD } from './known-words.ts';
import type { NumberFound } from './number-found.ts';
import type { Option } from './option.ts';
import { classOf } from './token-classes.ts';

type Anything = Option<string | true>;

/** What the rules said of an option; training leaves these out now and then, so that the words around it are learned as well. */
export const isOfRules = (name: string): boolean => /^(?:rule|because|rank|rulelabel)=/.test(name);

/** What stands around a value that may be meant, how it is built, what the rules say of it, and what else may be meant. */
export const optionFeatures = (
  doc: Document,
  option: Anything,
  all: readonly Anything[],
  numbers: readonly NumberFound[],
  names: Features['names'],
): Features => {
  const features: Features = { ids: [], names };
  addRules(features, option, all);
  if (option.number) addNumber(features, option.number, numbers);
  else put(features, 'value', String(option.value).replace(/^.*@/, ''));
  addAround(features, doc.tokens, option);
  addLine(features, doc.tokens, option);
  addPlace(features, doc, option, all);
  return features;
};

const ruleOf = ({ taken }: Anything): string => (taken ? 'yes' : 'no');
const tenths = (score: number): number => Math.round(score * 10);

const addRules = (features: Features, option: Anything, all: readonly Anything[]): void => {
  const rule = ruleOf(option);
  const better = all.filter(({ taken, score, value }) => taken && score > option.score && value !== option.value).length;
  put(features, 'rule', rule, tenths(option.score));
  put(features, 'because', option.because.replace(/"[^"]*"/, 'word'));
  put(features, 'rank', rule, Math.min(better, 3));
  put(features, 'rulelabel', rule, option.number?.label?.sort ?? '');
};

/** How a number is written, the word that names it, and its neighbours. */
const addNumber = (features: Features, number: NumberFound, numbers: readonly NumberFound[]): void => {
  const { label, digits, groups, kind, spelled, prefix, prefixLoose, at } = number;
  put(features, 'kind', `${kind}${spelled}`);
  if (label) put(features, 'label', label.sort, label.word, label.side);
  else put(features, 'label', 'none');
  if (label) put(features, 'labelsort', label.sort, label.side, Math.min(label.distance, 12));
  else put(features, 'labelsort', 'none');
  put(features, 'prefix', prefix, prefixLoose);
  put(features, 'digits', digits.length, digits.startsWith('0'));
  put(features, 'groups', groups.map((group) => group.length).join(' '));
  const [previous, next] = [numbers[at - 1], numbers[at + 1]];
  if (previous) put(features, 'previous', previous.kind, previous.label?.sort ?? '');
  else put(features, 'previous', 'none');
  if (next) put(features, 'next', next.kind, next.label?.sort ?? '');
  else put(features, 'next', 'none');
};

const addAround = (features: Features, tokens: Token[], { from, to }: Anything): void => {
  const p1 = classOf(tokens[from - 1]);
  const p2 = classOf(tokens[from - 2]);
  const p3 = classOf(tokens[from - 3]);
  const n1 = classOf(tokens[to]);
  const n2 = classOf(tokens[to + 1]);
  const n3 = classOf(tokens[to + 2]);
  put(features, 'p1', p1);
  put(features, 'p2', p2, p1);
  put(features, 'p3', p3, p2, p1);
  put(features, 'n1', n1);
  put(features, 'n2', n1, n2);
  put(features, 'n3', n1, n2, n3);
  put(features, 'pn', p1, n1);
  addWords(features, tokens, from - 1, -1);
  addWords(features, tokens, to, 1);
};

const MOST_WORDS = 8;
const NEAR_WORDS = 4;
const MOST_TOKENS = 16;

const BEFORE = { near: 'b', far: 'bf', line: 'bl', number: 'bn', pair: 'b2' };
const AFTER = { near: 'a', far: 'af', line: 'al', number: 'an', pair: 'a2' };

/** The words on one side and their pairs, told apart by what lies between: little, much, a line's end, another number. */
const addWords = (features: Features, tokens: Token[], at: number, step: 1 | -1): void => {
  const kinds = step < 0 ? BEFORE : AFTER;
  let lines = 0;
  let numbers = 0;
  let words = 0;
  let last = '';
  for (let n = 0; n < MOST_TOKENS && words < MOST_WORDS; n++) {
    const token = tokens[at + n * step];
    if (!token || (token.kind === 'line' && ++lines > 1) || (token.kind === 'digits' && ++numbers > 3)) return;
    if (token.kind !== 'word') continue;
    words++;
    const word = classOf(token);
    put(features, numbers > 0 ? kinds.number : lines > 0 ? kinds.line : words > NEAR_WORDS ? kinds.far : kinds.near, word);
    if (last !== '' && numbers === 0) put(features, kinds.pair, step < 0 ? word : last, step < 0 ? last : word);
    last = word;
  }
};

const LONGEST_LINE = 40;
const ASKED_WORDS = 12;

/** How it stands on its line, and what the line above it is: a question of ours, a label, a greeting. */
const addLine = (features: Features, tokens: Token[], { from, to }: Anything): void => {
  let start = from;
  while (start > 0 && tokens[start - 1]?.kind !== 'line' && from - start < LONGEST_LINE) start--;
  let end = to;
  while (end < tokens.length && tokens[end]?.kind !== 'line' && end - to < LONGEST_LINE) end++;
  const above = tokens[start - 2]?.author ?? 'nothing';
  put(features, 'line', `${start === from ? 'begins' : ''}${end === to ? 'ends' : ''}`);
  put(features, 'first', classOf(tokens[start]));
  put(features, 'above', above);
  if (above !== 'ours') return;
  for (let i = start - 2; i > start - 2 - ASKED_WORDS && tokens[i] && tokens[i]?.kind !== 'line'; i--)
    if (tokens[i]?.kind === 'word') put(features, 'asked', tokens[i]?.text ?? '');
};

const addPlace = (features: Features, doc: Document, option: Anything, all: readonly Anything[]): void => {
  const others = all.filter(({ value }) => value !== option.value);
  const before = others.filter(({ from }) => from < option.from).length;
  const sort = option.number?.label?.sort ?? '';
  const alike = others.filter(({ number }) => (number?.label?.sort ?? '') === sort).length;
  put(features, 'author', doc.tokens[option.from]?.author ?? 'own', doc.input.channel);
  put(features, 'order', Math.min(before, 3), Math.min(others.length - before, 3));
  put(features, 'again', Math.min(3, all.length - others.length));
  put(features, 'place', Math.floor((option.from * 4) / (doc.tokens.length + 1)));
  put(features, 'alike', sort, Math.min(alike, 2));
  put(features, 'zeros', zerosOf(option, others));
  put(features, 'echo', echoOf(doc.tokens, option));
};

/** "33918, perdón, con el cero adelante 033918": the same figures stand with more zeros, or with fewer. */
const zerosOf = ({ value }: Anything, others: readonly Anything[]): string => {
  const bare = (one: string | true) => String(one).replace(/^0+/, '');
  const twin = others.find((other) => other.number !== null && bare(other.value) === bare(value));
  return twin ? (String(twin.value).length > String(value).length ? 'fewer' : 'more') : 'none';
};

const ECHO_REACH = 4;
const LATER_REACH = 60;
const LEAST_ECHO = 5;

/** "8330177 (edificio) y 8330179 (alberca). El de la alberca ya no se utiliza": a word beside it comes again. */
const echoOf = (tokens: Token[], { from, to }: Anything): number => {
  const beside = new Set<string>();
  for (let i = from - ECHO_REACH; i < to + ECHO_REACH; i++) {
    const token = tokens[i];
    if (token?.kind === 'word' && token.text.length >= LEAST_ECHO && (token.known & CONTRACT_WORD) === 0) beside.add(token.text);
  }
  let echoes = 0;
  for (let i = to + ECHO_REACH; i < Math.min(tokens.length, to + LATER_REACH) && echoes < 2; i++) {
    const token = tokens[i];
    if (token?.kind === 'word' && beside.has(token.text)) echoes++;
  }
  return echoes;
};

/** What speaks for none of them. */
export const noneFeatures = (doc: Document, all: readonly Anything[], names: Features['names']): Features => {
  const features: Features = { ids: [], names };
  const taken = all.filter((option) => option.taken);
  const best = taken.reduce((most, { score }) => Math.max(most, score), -1);
  put(features, 'none', '');
  put(features, 'nonetaken', Math.min(taken.length, 3));
  put(features, 'nonebest', taken.length === 0 ? 'no' : tenths(best));
  put(features, 'nonechannel', doc.input.channel);
  return features;
};
