import { wordsOf } from '../core/read/document.ts';
import { featureId } from '../core/read/feature-table.ts';
import type { Mention } from '../core/read/mentions.ts';
import { isOfRules } from '../core/read/people-features.ts';
import { type Choice, openChoices, type PeopleModel, sharesOf } from '../core/read/people-model.ts';
import { openForPeople } from '../core/read/read.ts';
import { foldWord } from '../core/text/fold.ts';
import type { Labelled } from './corpus.ts';
import { type Chance, openChance, shuffled } from './train-order.ts';

const EPOCHS = 12;
const RATE = 0.2;
const DECAY = 3e-3;
/** So many of the examples are learned without what the rules say. */
const WITHOUT_RULES = 0.3;
const SCALE = 0.02;
const MOST_WEIGHT = 200;
/** A feature whose weights are smaller is left out. */
const LEAST_WEIGHT = 3;

type Weights = { sums: Map<number, number>; squares: Map<number, number> };
type Example = {
  file: string;
  choices: ReturnType<typeof openChoices>;
  nameOf: (mention: Mention) => string;
  holder: string | null;
  contact: string | null;
};

/** Learns who holds and who writes from labelled messages; prints F1 of a cross-validation by file and gives the model. */
export const trainPeople = (records: Labelled[]): PeopleModel => {
  const names = new Map<number, string>();
  // Of what is no customer's request the other fields are not judged (guide, category).
  const examples = records.filter(({ gold }) => gold.category !== 'otro').map((record) => open(record, names));
  const ofRules = new Set([...names].flatMap(([id, name]) => (isOfRules(name) ? [id] : [])));
  const tried: Tried[] = [];
  for (const file of new Set(examples.map((example) => example.file))) {
    const model = learn(
      examples.filter((example) => example.file !== file),
      ofRules,
    );
    const part = examples.filter((example) => example.file === file).map((example) => tryOn(model, example));
    tried.push(...part);
    process.stdout.write(`${file.padEnd(22)} ${scoresOf(part)} (trained without it)\n`);
  }
  process.stdout.write(`cross-validation by file: ${scoresOf(tried)} of ${tried.length}\n`);
  return toModel(learn(examples, ofRules), names);
};

const open = ({ file, input, profile, gold }: Labelled, names: Map<number, string>): Example => {
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

const learn = (examples: Example[], ofRules: ReadonlySet<number>): Learned => {
  const learned: Learned = { holder: newWeights(), contact: newWeights() };
  const chance = openChance();
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const example of shuffled(examples, chance)) {
      const isMeant = ({ mention }: Choice, name: string | null) => (mention === null ? name === null : example.nameOf(mention) === name);
      step(learned.holder, without(example.choices.holders(), ofRules, chance), (choice) => isMeant(choice, example.holder));
      const holder = example.choices.mentions.find((mention) => example.nameOf(mention) === example.holder) ?? null;
      if (example.holder !== null && holder === null) continue;
      step(learned.contact, without(example.choices.contacts(holder), ofRules, chance), (choice) => isMeant(choice, example.contact));
    }
  }
  return learned;
};

const newWeights = (): Weights => ({ sums: new Map(), squares: new Map() });

const without = (choices: Choice[], ofRules: ReadonlySet<number>, chance: Chance): Choice[] =>
  chance() >= WITHOUT_RULES
    ? choices
    : choices.map((choice) => ({ ...choice, features: choice.features.filter((id) => !ofRules.has(id)) }));

/** One step of Adagrad towards the choices that are meant, be they several; none where none of them is there. */
const step = ({ sums, squares }: Weights, choices: Choice[], isMeant: (choice: Choice) => boolean): void => {
  const shares = sharesOf(choices.map((choice) => sumOf(sums, choice)));
  const meant = choices.map(isMeant);
  const right = shares.reduce((sum, share, at) => sum + (meant[at] ? share : 0), 0);
  if (right === 0) return;
  for (const [at, { features, beside }] of choices.entries()) {
    const share = shares[at] ?? 0;
    const slope = share - (meant[at] ? share / right : 0);
    for (const id of [...features, ...beside]) {
      const weight = sums.get(id) ?? 0;
      const gradient = slope + DECAY * weight;
      const square = (squares.get(id) ?? 0.1) + gradient * gradient;
      squares.set(id, square);
      sums.set(id, weight - (RATE * gradient) / Math.sqrt(square));
    }
  }
};

const sumOf = (sums: ReadonlyMap<number, number>, { features, beside }: Choice): number =>
  [...features, ...beside].reduce((sum, id) => sum + (sums.get(id) ?? 0), 0);

type Pair = { gold: string | null; got: string | null };
type Tried = { holder: Pair; contact: Pair };

const tryOn = ({ holder, contact }: Learned, { choices, nameOf, ...gold }: Example): Tried => {
  const held = likeliest(holder, choices.holders());
  const writes = likeliest(contact, choices.contacts(held));
  return {
    holder: { gold: gold.holder, got: held && nameOf(held) },
    contact: { gold: gold.contact, got: writes && nameOf(writes) },
  };
};

const likeliest = ({ sums }: Weights, choices: Choice[]): Mention | null => {
  const rated = choices.map((choice) => ({ mention: choice.mention, sum: sumOf(sums, choice) }));
  return rated.reduce((best, one) => (one.sum > best.sum ? one : best)).mention;
};

const scoresOf = (tried: Tried[]): string =>
  (['holder', 'contact'] as const).map((role) => `${role} ${f1(tried.map((one) => one[role])).toFixed(3)}`).join(' ');

const f1 = (pairs: Pair[]): number => {
  const right = pairs.filter(({ gold, got }) => got !== null && got === gold).length;
  const said = pairs.filter(({ got }) => got !== null).length;
  const asked = pairs.filter(({ gold }) => gold !== null).length;
  return said + asked === 0 ? 1 : (2 * right) / (said + asked);
};

const toModel = ({ holder, contact }: Learned, names: Map<number, string>): PeopleModel => {
  const rounded = ({ sums }: Weights, id: number) => Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, Math.round((sums.get(id) ?? 0) / SCALE)));
  const rows = [...new Set(names.values())].sort().map((name): [string, [number, number]] => {
    const id = featureId(name);
    return [name, [rounded(holder, id), rounded(contact, id)]];
  });
  return { scale: SCALE, weights: Object.fromEntries(rows.filter(([, row]) => row.some((weight) => Math.abs(weight) >= LEAST_WEIGHT))) };
};
