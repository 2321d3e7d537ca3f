/**
 * The features of one message by their number, in the order they were first seen, each with its value. One table is filled
 * for message after message: a slot holds a feature's place plus `base`, and every message begins a new base above all that
 * was written before, so emptying the table is one addition.
 */
export type FeatureTable = {
  ids: Int32Array;
  values: Float64Array;
  count: number;
  /** Where the model keeps the weights of each, -1 where it does not know it; filled when the message is rated. */
  rows: Int32Array;
  /** The names of the features by their number; only where training asks for them. */
  names: Map<number, string> | null;
  slots: Int32Array;
  /** One less than the slots in use: a short message uses few, so that they stay in the processor's cache. */
  mask: number;
  base: number;
  /** The group a feature was last seen in: a group adds its unit once, however often it holds the feature. */
  groups: Uint32Array;
  group: number;
  seen: Int32Array;
  seenCount: number;
};

const FEWEST_SLOTS = 1 << 10;
const MOST_SLOTS = 1 << 16;
/** Bounded by the tokens that are looked at; never reached (`MOST_TOKENS`, `MOST_WORDS`). */
export const MOST_FEATURES = 20_000;
const LAST_BASE = 2 ** 31 - 2 * MOST_FEATURES;

export const SEED = 0x811c9dc5;
export const PRIME = 0x01000193;

/** FNV-1a, continued from `hash`: the hash of a pair of words goes on from that of its first, so no text is put together to be hashed. */
export const hashOn = (hash: number, text: string): number => {
  let value = hash;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), PRIME);
  return value;
};

/** A feature's number by its name. 30 bits: small integers are quick keys, and two of some ten thousand names hardly ever meet. */
export const featureId = (name: string): number => hashOn(SEED, name) >>> 2;

/** Where the search for a number begins in a table of a power of two of slots. */
export const slotFor = (id: number, mask: number): number => (id ^ (id >>> 15)) & mask;

export const newTable = (): FeatureTable => ({
  ids: new Int32Array(MOST_FEATURES),
  values: new Float64Array(MOST_FEATURES),
  count: 0,
  rows: new Int32Array(MOST_FEATURES),
  names: null,
  slots: new Int32Array(MOST_SLOTS),
  mask: FEWEST_SLOTS - 1,
  base: 1,
  groups: new Uint32Array(MOST_FEATURES),
  group: 0,
  seen: new Int32Array(MOST_FEATURES),
  seenCount: 0,
});

/** Makes the table ready for a message of so many words; each has some eight features. */
export const emptyTable = (table: FeatureTable, words: number, named: boolean): void => {
  let slots = FEWEST_SLOTS;
  while (slots < words * 16 && slots < MOST_SLOTS) slots *= 2;
  table.mask = slots - 1;
  table.base += table.count;
  if (table.base > LAST_BASE) {
    table.slots.fill(0);
    table.base = 1;
  }
  table.count = 0;
  table.seenCount = 0;
  table.names = named ? new Map() : null;
};

export const setFeature = (table: FeatureTable, id: number, value: number): void => {
  table.values[indexOf(table, id)] = value;
};

/** Sees a feature in the group that is being gathered; gives its place. */
export const seeFeature = (table: FeatureTable, id: number): number => {
  const at = indexOf(table, id);
  if (table.groups[at] === table.group) return at;
  table.groups[at] = table.group;
  table.seen[table.seenCount++] = at;
  return at;
};

export const openGroup = (table: FeatureTable): void => {
  table.group++;
  table.seenCount = 0;
};

/** Adds the unit to each feature that the group has seen. */
export const closeGroup = ({ values, seen, seenCount }: FeatureTable, unit: number): void => {
  for (let k = 0; k < seenCount; k++) {
    const at = seen[k] ?? 0;
    values[at] = (values[at] ?? 0) + unit;
  }
};

/** The place of a feature of the message, -1 where it has none of that number. */
export const featureAt = ({ ids, slots, mask, base }: FeatureTable, id: number): number => {
  let slot = slotFor(id, mask);
  for (let at = (slots[slot] ?? 0) - base; at >= 0; at = (slots[slot] ?? 0) - base) {
    if (ids[at] === id) return at;
    slot = (slot + 1) & mask;
  }
  return -1;
};

const indexOf = (table: FeatureTable, id: number): number => {
  const { ids, slots, mask, base } = table;
  let slot = slotFor(id, mask);
  for (let at = (slots[slot] ?? 0) - base; at >= 0; at = (slots[slot] ?? 0) - base) {
    if (ids[at] === id) return at;
    slot = (slot + 1) & mask;
  }
  const at = table.count++;
  slots[slot] = base + at;
  ids[at] = id;
  table.values[at] = 0;
  table.groups[at] = 0;
  return at;
};
