import { categoryFeatures } from '../core/read/category-features.ts';
import { type CategoryModel, MOST_WEIGHT } from '../core/read/category-model.ts';
import { wordsByAuthor } from '../core/read/category-words.ts';
import { openForCategory } from '../core/read/read.ts';
import { Category } from '../core/words.ts';
import type { Labelled } from './corpus.ts';
import { openChance, shuffled } from './train-order.ts';

const CATEGORIES = Object.values(Category);
const EPOCHS = 25;
const RATE = 0.35;
const DECAY = 2e-4;
const LEAST_SEEN = 2;
const SCALE = 0.02;
/** A feature whose every weight is smaller is left out. */
const LEAST_WEIGHT = 8;

type Example = { features: [number, number][]; category: number; file: string; id: string };
type Weights = Float64Array[];

/** Learns the category from labelled messages; prints the accuracy of a cross-validation by file and gives the model. */
export const trainCategory = (records: Labelled[]): CategoryModel => {
  const { names, examples } = encode(records);
  let right = 0;
  for (const file of new Set(records.map((record) => record.file))) {
    const rest = examples.filter((e) => e.file !== file);
    const part = examples.filter((e) => e.file === file);
    if (rest.length === 0) continue;
    const weights = learn(rest, names.length);
    const hits = part.filter((e) => best(weights, e) === e.category);
    right += hits.length;
    process.stdout.write(
      `${file.padEnd(22)} ${part.length} messages, accuracy ${(hits.length / part.length).toFixed(3)} (trained without it)\n`,
    );
    if (process.argv.includes('--errors'))
      for (const e of part)
        if (best(weights, e) !== e.category)
          process.stdout.write(`  ${e.id} gold ${CATEGORIES[e.category]} got ${CATEGORIES[best(weights, e)]}\n`);
  }
  process.stdout.write(`cross-validation by file: ${(right / examples.length).toFixed(3)} of ${examples.length}\n`);
  return toModel(learn(examples, names.length), names);
};

const featuresOf = ({ input, profile }: Labelled): Map<string, number> => {
  const { doc, nameTokens } = openForCategory(input, profile);
  const { ids, values, count, names } = categoryFeatures(wordsByAuthor(doc, nameTokens), input.channel, [], true);
  return new Map(Array.from({ length: count }, (_, i) => [names?.get(ids[i] ?? 0) ?? '', values[i] ?? 0]));
};

/** Features as numbers; one seen in a single message teaches nothing and is left out. */
const encode = (records: Labelled[]): { names: string[]; examples: Example[] } => {
  const all = records.map((record) => ({ record, features: featuresOf(record) }));
  const seen = new Map<string, number>();
  for (const { features } of all) for (const name of features.keys()) seen.set(name, (seen.get(name) ?? 0) + 1);
  const names = [...seen]
    .filter(([, count]) => count >= LEAST_SEEN)
    .map(([name]) => name)
    .sort();
  const index = new Map(names.map((name, i) => [name, i]));
  const examples = all.map(({ record, features }) => ({
    id: record.id,
    file: record.file,
    category: CATEGORIES.indexOf(record.gold.category),
    features: [...features].flatMap(([name, value]): [number, number][] => {
      const at = index.get(name);
      return at === undefined ? [] : [[at, value]];
    }),
  }));
  return { names, examples };
};

/** Multinomial logistic regression by Adagrad, the examples in an order that is the same every time. */
const learn = (examples: Example[], size: number): Weights => {
  const weights = CATEGORIES.map(() => new Float64Array(size));
  const squares = CATEGORIES.map(() => new Float64Array(size).fill(1e-2));
  const chance = openChance();
  for (let epoch = 0; epoch < EPOCHS; epoch++) for (const example of shuffled(examples, chance)) step(weights, squares, example);
  return weights;
};

const step = (weights: Weights, squares: Weights, example: Example): void => {
  const chances = softmax(weights.map((w) => sum(w, example)));
  for (let c = 0; c < weights.length; c++) {
    const w = weights[c];
    const s = squares[c];
    if (!w || !s) continue;
    const slope = (chances[c] ?? 0) - (c === example.category ? 1 : 0);
    for (const [f, value] of example.features) {
      const gradient = slope * value + DECAY * (w[f] ?? 0);
      s[f] = (s[f] ?? 0) + gradient * gradient;
      w[f] = (w[f] ?? 0) - (RATE * gradient) / Math.sqrt(s[f] ?? 1);
    }
  }
};

const sum = (w: Float64Array, example: Example): number => {
  let total = 0;
  for (const [f, value] of example.features) total += (w[f] ?? 0) * value;
  return total;
};

const softmax = (sums: number[]): number[] => {
  const top = Math.max(...sums);
  const powers = sums.map((x) => Math.exp(x - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((p) => p / total);
};

const best = (weights: Weights, example: Example): number => {
  const sums = weights.map((w) => sum(w, example));
  return sums.indexOf(Math.max(...sums));
};

const toModel = (weights: Weights, names: string[]): CategoryModel => {
  const kept: Record<string, number[]> = {};
  for (const [i, name] of names.entries()) {
    const row = weights.map((w) => Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, Math.round((w[i] ?? 0) / SCALE))));
    if (row.some((x) => Math.abs(x) >= LEAST_WEIGHT)) kept[name] = row;
  }
  return { categories: [...CATEGORIES], scale: SCALE, weights: kept };
};
