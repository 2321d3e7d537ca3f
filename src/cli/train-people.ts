import type { ChoiceModel } from '../core/read/choice-model.ts';
import { wordsOf } from '../core/read/document.ts';
import type { Mention } from '../core/read/mentions.ts';
import { isOfRules } from '../core/read/people-features.ts';
import { type Choice, openChoices } from '../core/read/people-model.ts';
import { openForPeople } from '../core/read/read.ts';
import { foldWord } from '../core/text/fold.ts';
import type { Labelled } from './corpus.ts';
import { type Example, f1Of, learnChoices, modelOf, type Pair, type Settings, sumOf, type Weights } from './train-choice.ts';

const SETTINGS: Settings = { epochs: 6, rate: 0.2, decay: 1e-3, withoutRules: 0.3 };

type Message = {
  file: string;
  choices: ReturnType<typeof openChoices>;
  nameOf: (mention: Mention) => string;
  holder: string | null;
  contact: string | null;
};

/** Learns who holds and who writes from labelled messages; prints F1 of a cross-validation by file and gives the model. */
export const trainPeople = (records: Labelled[]): ChoiceModel => {
  const names = new Map<number, string>();
  // Of what is no customer's request the other fields are not judged (guide, category).
  const messages = records.filter(({ gold }) => gold.category !== 'otro').map((record) => open(record, names));
  const ofRules = new Set([...names].flatMap(([id, name]) => (isOfRules(name) ? [id] : [])));
  const tried: Tried[] = [];
  for (const file of new Set(messages.map((message) => message.file))) {
    const learned = learn(
      messages.filter((message) => message.file !== file),
      ofRules,
    );
    const part = messages.filter((message) => message.file === file).map((message) => tryOn(learned, message));
    tried.push(...part);
    process.stdout.write(`${file.padEnd(22)} ${scoresOf(part)} (trained without it)\n`);
  }
  process.stdout.write(`cross-validation by file: ${scoresOf(tried)} of ${tried.length}\n`);
  const { holder, contact } = learn(messages, ofRules);
  return modelOf(['holder', 'contact'], [holder, contact], names);
};

const open = ({ file, input, profile, gold }: Labelled, names: Map<number, string>): Message => {
  const { doc, people } = openForPeople(input, profile);
  const choices = openChoices(doc, people, names);
  const nameOf = (mention: Mention) => plain(wordsOf(doc, mention.name.from, mention.name.to));
  return { file, choices, nameOf, holder: gold.holder && plain(gold.holder), contact: gold.contact && plain(gold.contact) };
};

/** As score.py compares names. */
const plain = (name: string): string =>
  foldWord(name)
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

type Learned = { holder: Weights; contact: Weights };

const learn = (messages: Message[], ofRules: ReadonlySet<number>): Learned => ({
  holder: learnChoices(
    messages.map((message) => exampleOf(message, message.choices.holders(), message.holder)),
    ofRules,
    SETTINGS,
  ),
  contact: learnChoices(messages.flatMap(contactOf), ofRules, SETTINGS),
});

const exampleOf = ({ file, nameOf }: Message, choices: Choice[], name: string | null): Example => ({
  file,
  choices: choices.map(({ features, beside }) => [...features, ...beside]),
  meant: choices.map(({ mention }) => (mention === null ? name === null : nameOf(mention) === name)),
});

/** Who writes is learned beside the right holder; not where no rule finds that name. */
const contactOf = (message: Message): Example[] => {
  const { choices, nameOf, holder, contact } = message;
  const held = choices.mentions.find((mention) => nameOf(mention) === holder) ?? null;
  return holder !== null && held === null ? [] : [exampleOf(message, choices.contacts(held), contact)];
};

type Tried = { holder: Pair; contact: Pair };

const tryOn = ({ holder, contact }: Learned, { choices, nameOf, ...gold }: Message): Tried => {
  const held = likeliest(holder, choices.holders());
  const writes = likeliest(contact, choices.contacts(held));
  return {
    holder: { gold: gold.holder, got: held && nameOf(held) },
    contact: { gold: gold.contact, got: writes && nameOf(writes) },
  };
};

const likeliest = (weights: Weights, choices: Choice[]): Mention | null => {
  const rated = choices.map(({ mention, features, beside }) => ({ mention, sum: sumOf(weights, features) + sumOf(weights, beside) }));
  return rated.reduce((best, one) => (one.sum > best.sum ? one : best)).mention;
};

const scoresOf = (tried: Tried[]): string =>
  (['holder', 'contact'] as const).map((role) => `${role} ${f1Of(tried.map((one) => one[role])).toFixed(3)}`).join(' ');
