import type { Document } from './document.ts';
import { featureId, slotFor } from './feature-table.ts';
import { findMentions, isSamePerson, type Mention } from './mentions.ts';
import { addHolder, type Features, mentionFeatures, nobodyFeatures } from './people-features.ts';
import type { People } from './person.ts';

/** Learned weights of who holds and who writes: for each feature a number for the holder and one for the contact, times `scale`. */
export type PeopleModel = { scale: number; weights: Record<string, [holder: number, contact: number]> };
/** The same as a table of a power of two of slots: the numbers of features, -1 where a slot is free, and two weights a slot. */
export type OpenPeopleModel = { ids: Int32Array; weights: Float32Array };
export type Role = 'holder' | 'contact';

/** Somebody who may be meant, or nobody (null), with the features that decide: what they are, and how they stand to the holder. */
export type Choice = { mention: Mention | null; features: number[]; beside: number[] };
/** The same with its share of all choices, 0 to 1. */
export type Rated = { mention: Mention | null; share: number };

export const openPeopleModel = ({ scale, weights }: PeopleModel): OpenPeopleModel => {
  const rows = Object.entries(weights);
  const slots = 2 ** Math.ceil(Math.log2(rows.length * 2 + 1));
  const model: OpenPeopleModel = { ids: new Int32Array(slots).fill(-1), weights: new Float32Array(slots * 2) };
  for (const [name, row] of rows) {
    const slot = slotOf(model.ids, featureId(name));
    model.ids[slot] = featureId(name);
    model.weights.set([row[0] * scale, row[1] * scale], slot * 2);
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

/** All who are named in a message with their features: what the model chooses from and what training learns from. */
export const openChoices = (doc: Document, people: People, names: Features['names'] = null) => {
  const mentions = findMentions(doc, people);
  const features = new Map(mentions.map((mention) => [mention, mentionFeatures(doc, mention, mentions, people, names).ids]));
  const nobody = nobodyFeatures(people, mentions, names).ids;
  const beside = (mention: Mention | null, holder: Mention | null): Choice => {
    const own: Features = { ids: [], names };
    addHolder(own, doc, mention, holder);
    return { mention, features: mention ? (features.get(mention) ?? []) : nobody, beside: own.ids };
  };
  return {
    mentions,
    holders: (): Choice[] => [
      ...mentions.filter(isFull).map((mention) => ({ mention, features: features.get(mention) ?? [], beside: [] })),
      { mention: null, features: nobody, beside: [] },
    ],
    /** The contact is another than the holder. */
    contacts: (holder: Mention | null): Choice[] => [
      ...mentions.filter((mention) => holder === null || !isSamePerson(mention, holder)).map((mention) => beside(mention, holder)),
      beside(null, holder),
    ],
  };
};

/** A first name alone is no holder, nor a surname behind an initial (guide: "at least a given name and a surname"). */
const isFull = ({ name, written }: Mention): boolean => name.business || (name.parts >= 2 && written >= 2);

/** The choices by their share, the likeliest first: a softmax over the sums of their weights. */
export const rateChoices = (model: OpenPeopleModel, role: Role, choices: readonly Choice[]): Rated[] => {
  const at = role === 'holder' ? 0 : 1;
  const sums = choices.map(({ features, beside }) => sumOf(model, at, features) + sumOf(model, at, beside));
  const shares = sharesOf(sums);
  return choices.map(({ mention }, at) => ({ mention, share: shares[at] ?? 0 })).sort((one, other) => other.share - one.share);
};

const sumOf = ({ ids, weights }: OpenPeopleModel, at: 0 | 1, features: number[]): number => {
  let sum = 0;
  for (let i = 0; i < features.length; i++) {
    const id = features[i] ?? 0;
    const slot = slotOf(ids, id);
    if (ids[slot] === id) sum += weights[slot * 2 + at] ?? 0;
  }
  return sum;
};

export const sharesOf = (sums: readonly number[]): number[] => {
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
