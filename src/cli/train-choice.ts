import { type ChoiceModel, sharesOf } from '../core/read/choice-model.ts';
import { featureId } from '../core/read/feature-table.ts';
import { type Chance, openChance, shuffled } from './train-order.ts';

/** One choice to learn: the features of each that can be chosen, and which of them are meant (several where they are the same). */
export type Example = { file: string; choices: readonly (readonly number[])[]; meant: readonly boolean[] };

export type Settings = {
  epochs: number;
  rate: number;
  decay: number;
  /** So many of the examples are learned without what the rules say. */
  withoutRules: number;
};

/** The weight of each feature by its number. */
export type Weights = ReadonlyMap<number, number>;

/** Learns one role from its examples: a softmax over the choices, by Adagrad. `ofRules` are the features that hold what rules said. */
export const learnChoices = (examples: readonly Example[], ofRules: ReadonlySet<number>, settings: Settings): Weights => {
  const sums = new Map<number, number>();
  const squares = new Map<number, number>();
  const means = new Map<number, number>();
  const chance = openChance();
  for (let epoch = 0; epoch < settings.epochs; epoch++) {
    for (const { choices, meant } of shuffled(examples, chance))
      step({ sums, squares }, without(choices, ofRules, chance, settings), meant, settings);
    // The weights at the ends of all epochs, averaged: what one order of the examples did by chance is evened out.
    for (const [id, weight] of sums) means.set(id, (means.get(id) ?? 0) + weight / settings.epochs);
  }
  return means;
};

const without = (choices: Example['choices'], ofRules: ReadonlySet<number>, chance: Chance, { withoutRules }: Settings) =>
  chance() >= withoutRules ? choices : choices.map((features) => features.filter((id) => !ofRules.has(id)));

/** One step towards the choices that are meant; none where none of them is there. */
const step = (
  { sums, squares }: { sums: Map<number, number>; squares: Map<number, number> },
  choices: Example['choices'],
  meant: readonly boolean[],
  { rate, decay }: Settings,
): void => {
  const shares = sharesOf(choices.map((features) => sumOf(sums, features)));
  const right = shares.reduce((sum, share, at) => sum + (meant[at] ? share : 0), 0);
  if (right === 0) return;
  for (const [at, features] of choices.entries()) {
    const share = shares[at] ?? 0;
    const slope = share - (meant[at] ? share / right : 0);
    for (const id of features) {
      const weight = sums.get(id) ?? 0;
      const gradient = slope + decay * weight;
      const square = (squares.get(id) ?? 0.1) + gradient * gradient;
      squares.set(id, square);
      sums.set(id, weight - (rate * gradient) / Math.sqrt(square));
    }
  }
};

export const sumOf = (weights: Weights, features: readonly number[]): number =>
  features.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0);

const SCALE = 0.02;
const MOST_WEIGHT = 200;
/** A feature whose weights are smaller is left out. */
const LEAST_WEIGHT = 3;

/** The weights of all roles as the model that is kept, in the order of the features' names. */
export const modelOf = (roles: readonly string[], learned: readonly Weights[], names: ReadonlyMap<number, string>): ChoiceModel => {
  const rounded = (weights: Weights, id: number) =>
    Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, Math.round((weights.get(id) ?? 0) / SCALE)));
  const rows = [...new Set(names.values())].sort().map((name): [string, number[]] => {
    const id = featureId(name);
    return [name, learned.map((weights) => rounded(weights, id))];
  });
  const kept = rows.filter(([, row]) => row.some((weight) => Math.abs(weight) >= LEAST_WEIGHT));
  return { roles: [...roles], scale: SCALE, weights: Object.fromEntries(kept) };
};

export type Pair = { gold: string | null; got: string | null };

/** F1 as score.py counts it. */
export const f1Of = (pairs: readonly Pair[]): number => {
  const right = pairs.filter(({ gold, got }) => got !== null && got === gold).length;
  const said = pairs.filter(({ got }) => got !== null).length;
  const asked = pairs.filter(({ gold }) => gold !== null).length;
  return said + asked === 0 ? 1 : (2 * right) / (said + asked);
};
