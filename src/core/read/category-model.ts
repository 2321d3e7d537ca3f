import type { Category } from '../words.ts';
import { type FeatureTable, featureId, slotFor } from './feature-table.ts';

/** Learned weights of the category: for each feature one number a category, in the order of `categories`, times `scale`. */
export type CategoryModel = { categories: Category[]; scale: number; weights: Record<string, number[]> };

/**
 * The model laid out for quick sums: `slots` says of a feature's number where it may be (its place plus one, 0 for nowhere),
 * `ids` whose place it is. Most features of a message are in no model and are done with in the small table. `sums` is where
 * the categories are added up.
 */
export type OpenModel = {
  categories: Category[];
  scale: number;
  slots: Uint16Array;
  ids: Int32Array;
  weights: Int8Array;
  sums: Float64Array;
};

/** A weight is kept in one byte, a place in two. */
export const MOST_WEIGHT = 127;
const MOST_PLACES = 65_535;

export const openModel = ({ categories, scale, weights }: CategoryModel): OpenModel => {
  const named = Object.entries(weights);
  if (named.length > MOST_PLACES) throw new RangeError(`expected at most ${MOST_PLACES} features, got ${named.length}`);
  const model: OpenModel = {
    categories,
    scale,
    slots: new Uint16Array(2 ** Math.ceil(Math.log2(named.length * 1.5 + 1))),
    ids: new Int32Array(named.length),
    weights: new Int8Array(named.length * categories.length),
    sums: new Float64Array(categories.length),
  };
  for (const [place, [name, row]] of named.entries()) {
    if (row.length !== categories.length || row.some((weight) => Math.abs(weight) > MOST_WEIGHT))
      throw new RangeError(`expected ${categories.length} weights of at most ${MOST_WEIGHT} for "${name}"`);
    const known = placeOf(model, featureId(name));
    const at = known < 0 ? place : known;
    if (known < 0) hold(model, featureId(name), place);
    model.weights.set(row, at * categories.length);
  }
  return model;
};

/** The place of a feature in the model, -1 where the model does not know it. */
const placeOf = ({ slots, ids }: OpenModel, id: number): number => {
  const mask = slots.length - 1;
  let slot = slotFor(id, mask);
  for (let held = slots[slot] ?? 0; held > 0; held = slots[slot] ?? 0) {
    if (ids[held - 1] === id) return held - 1;
    slot = (slot + 1) & mask;
  }
  return -1;
};

const hold = ({ slots, ids }: OpenModel, id: number, place: number): void => {
  const mask = slots.length - 1;
  let slot = slotFor(id, mask);
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = place + 1;
  ids[place] = id;
};

/** Probability of each category by the model; the table learns where the weights of its features are. */
export const rateCategories = (model: OpenModel, { ids, values, rows, count }: FeatureTable): number[] => {
  const { weights, scale, sums } = model;
  const size = sums.length;
  sums.fill(0);
  for (let f = 0; f < count; f++) {
    const place = placeOf(model, ids[f] ?? 0);
    const row = place < 0 ? -1 : place * size;
    rows[f] = row;
    if (row < 0) continue;
    const value = scale * (values[f] ?? 0);
    // The innermost loop of reading; casts, since what is known to be there need not be asked for.
    for (let c = 0; c < size; c++) sums[c] = (sums[c] as number) + (weights[row + c] as number) * value;
  }
  return shares([...sums]);
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
