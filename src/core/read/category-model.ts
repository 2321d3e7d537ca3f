import type { Category } from '../words.ts';
import { type FeatureTable, featureId, MOST_FEATURES, slotFor } from './feature-table.ts';

/** Learned weights of the category: for each feature one number a category, in the order of `categories`, times `scale`. */
export type CategoryModel = { categories: Category[]; scale: number; weights: Record<string, number[]> };

/**
 * The model laid out for quick sums. A slot is 16 bytes, the feature's number and its weights as small integers, so that
 * one look at memory finds both; `ids` and `weights` are two views of the same slots.
 */
export type OpenModel = { categories: Category[]; scale: number; ids: Int32Array; weights: Int8Array };

const SLOT_BYTES = 16;
const SLOT_IDS = SLOT_BYTES / 4;
const WEIGHTS_AT = 4;
/** A weight is kept in one byte. */
export const MOST_WEIGHT = 127;

export const openModel = ({ categories, scale, weights }: CategoryModel): OpenModel => {
  const named = Object.entries(weights);
  const slots = 2 ** Math.ceil(Math.log2(named.length * 1.5 + 1));
  const buffer = new ArrayBuffer(slots * SLOT_BYTES);
  const model: OpenModel = { categories, scale, ids: new Int32Array(buffer), weights: new Int8Array(buffer) };
  for (let slot = 0; slot < slots; slot++) model.ids[slot * SLOT_IDS] = -1;
  for (const [name, row] of named) {
    if (row.length > SLOT_BYTES - WEIGHTS_AT || row.some((weight) => Math.abs(weight) > MOST_WEIGHT))
      throw new RangeError(`expected at most ${SLOT_BYTES - WEIGHTS_AT} weights of at most ${MOST_WEIGHT} for "${name}"`);
    const slot = slotOf(model.ids, featureId(name));
    model.ids[slot * SLOT_IDS] = featureId(name);
    model.weights.set(row, slot * SLOT_BYTES + WEIGHTS_AT);
  }
  return model;
};

/** Where a feature's weights begin, or -1 where the model does not know it. */
const rowOf = ({ ids }: OpenModel, id: number): number => {
  const slot = slotOf(ids, id);
  return ids[slot * SLOT_IDS] === id ? slot * SLOT_BYTES + WEIGHTS_AT : -1;
};

/** The slot that holds a feature, or the empty one where the search for it ends. */
const slotOf = (ids: Int32Array, id: number): number => {
  const mask = ids.length / SLOT_IDS - 1;
  let slot = slotFor(id, mask);
  for (let held = ids[slot * SLOT_IDS]; held !== -1 && held !== id; held = ids[slot * SLOT_IDS]) slot = (slot + 1) & mask;
  return slot;
};

/** Probability of each category by the model; the table learns where the weights of its features are. */
export const rateCategories = (model: OpenModel, { ids, values, rows, count }: FeatureTable): number[] => {
  let known = 0;
  for (let f = 0; f < count; f++) {
    const row = rowOf(model, ids[f] ?? 0);
    rows[f] = row;
    if (row < 0) continue;
    KNOWN_ROWS[known] = row;
    KNOWN_VALUES[known++] = model.scale * (values[f] ?? 0);
  }
  return shares(model.categories.map((_, category) => sumOf(model.weights, category, known)));
};

/** Rows and values of the features of one message that the model knows. */
const KNOWN_ROWS = new Int32Array(MOST_FEATURES);
const KNOWN_VALUES = new Float64Array(MOST_FEATURES);

/** The innermost loop of reading, a category at a time, so that the sum stays in a register; casts, since what is known to be there need not be asked for. */
const sumOf = (weights: Int8Array, category: number, known: number): number => {
  let sum = 0;
  for (let k = 0; k < known; k++) sum += (weights[(KNOWN_ROWS[k] as number) + category] as number) * (KNOWN_VALUES[k] as number);
  return sum;
};

const shares = (sums: number[]): number[] => {
  let top = Number.NEGATIVE_INFINITY;
  for (const sum of sums) top = Math.max(top, sum);
  const powers: number[] = [];
  let total = 0;
  for (const sum of sums) {
    const power = Math.exp(sum - top);
    powers.push(power);
    total += power;
  }
  return powers.map((power) => power / total);
};
