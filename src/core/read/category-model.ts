import type { Category } from '../words.ts';
import { type FeatureTable, featureId, slotFor } from './feature-table.ts';

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
export const rowOf = ({ ids }: OpenModel, id: number): number => {
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

/** Probability of each category by the model. */
export const rateCategories = (model: OpenModel, { ids, values, count }: FeatureTable): number[] => {
  const sums = new Float64Array(model.categories.length);
  for (let f = 0; f < count; f++) {
    const row = rowOf(model, ids[f] ?? 0);
    if (row >= 0) addRow(sums, model.weights, row, model.scale * (values[f] ?? 0));
  }
  return shares(sums);
};

const shares = (sums: Float64Array): number[] => {
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

/** The innermost loop of reading; casts, since an index that is known to be there need not be asked for. */
const addRow = (sums: Float64Array, weights: Int8Array, row: number, value: number): void => {
  for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] as number) + (weights[row + c] as number) * value;
};
