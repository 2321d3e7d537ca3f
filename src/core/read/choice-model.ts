import { featureId, hashOn, SEED, slotFor } from './feature-table.ts';

/** Learned weights of choices: for each feature a number for each role (a field that is chosen), times `scale`. */
export type ChoiceModel = { roles: string[]; scale: number; weights: Record<string, number[]> };
/** The same as a table of a power of two of slots: the numbers of features, -1 where a slot is free, and a weight for each role. */
export type OpenChoiceModel = { roles: readonly string[]; ids: Int32Array; weights: Float32Array };

/** The features of one choice by their numbers; each counts once. `names` takes what they are called, where training asks. */
export type Features = { ids: number[]; names: Map<number, string> | null };

type Part = string | number | boolean;

/**
 * Adds a feature by its kind and what it says, in up to three parts. Its number is that of the whole name, which is put together only
 * where training asks what it is called: joined strings cost more than all the rest of a choice.
 */
export const put = ({ ids, names }: Features, kind: string, first: Part, second?: Part, third?: Part): void => {
  let hash = hashOn(hashOn(SEED, kind), '=');
  hash = hashOn(hash, textOf(first));
  if (second !== undefined) hash = hashOn(hashOn(hash, ' '), textOf(second));
  if (third !== undefined) hash = hashOn(hashOn(hash, ' '), textOf(third));
  const id = hash >>> 2;
  ids.push(id);
  names?.set(id, `${kind}=${[first, second, third].filter((part) => part !== undefined).join(' ')}`);
};

const textOf = (part: Part): string => (typeof part === 'string' ? part : `${part}`);

export const openChoiceModel = ({ roles, scale, weights }: ChoiceModel): OpenChoiceModel => {
  const rows = Object.entries(weights);
  const slots = 2 ** Math.ceil(Math.log2(rows.length * 2 + 1));
  const model: OpenChoiceModel = { roles, ids: new Int32Array(slots).fill(-1), weights: new Float32Array(slots * roles.length) };
  for (const [name, row] of rows) {
    const slot = slotOf(model.ids, featureId(name));
    model.ids[slot] = featureId(name);
    model.weights.set(
      row.map((weight) => weight * scale),
      slot * roles.length,
    );
  }
  return model;
};

/** The slot of a feature, or the free one where the search for it ends. */
const slotOf = (ids: Int32Array, id: number): number => {
  const mask = ids.length - 1;
  let slot = slotFor(id, mask);
  while (ids[slot] !== -1 && ids[slot] !== id) slot = (slot + 1) & mask;
  return slot;
};

/** What the weights of a role say of a choice, all together. */
export const sumOf = ({ roles, ids, weights }: OpenChoiceModel, role: number, features: readonly number[]): number => {
  let sum = 0;
  for (let i = 0; i < features.length; i++) {
    const id = features[i] ?? 0;
    const slot = slotOf(ids, id);
    if (ids[slot] === id) sum += weights[slot * roles.length + role] ?? 0;
  }
  return sum;
};

/** Sums as shares of one: a softmax. */
export const sharesOf = (sums: readonly number[]): number[] => {
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
