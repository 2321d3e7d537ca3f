import type { Document } from './document.ts';
import { featureId } from './feature-table.ts';
import { findMentions, isSamePerson, type Mention } from './mentions.ts';
import { addHolder, type Features, mentionFeatures, nobodyFeatures } from './people-features.ts';
import type { People } from './person.ts';

/** Learned weights of who holds and who writes: for each feature a number for the holder and one for the contact, times `scale`. */
export type PeopleModel = { scale: number; weights: Record<string, [holder: number, contact: number]> };
export type OpenPeopleModel = { holder: ReadonlyMap<number, number>; contact: ReadonlyMap<number, number> };

/** Somebody who may be meant, or nobody (null), with the features that decide. */
export type Choice = { mention: Mention | null; features: number[] };
/** The same with its share of all choices, 0 to 1. */
export type Rated = { mention: Mention | null; share: number };

export const openPeopleModel = ({ scale, weights }: PeopleModel): OpenPeopleModel => {
  const open = (at: 0 | 1) =>
    new Map(Object.entries(weights).flatMap(([name, row]) => (row[at] === 0 ? [] : [[featureId(name), row[at] * scale] as const])));
  return { holder: open(0), contact: open(1) };
};

/** All who are named in a message with their features: what the model chooses from and what training learns from. */
export const openChoices = (doc: Document, people: People, names: Features['names'] = null) => {
  const mentions = findMentions(doc, people);
  const features = new Map(mentions.map((mention) => [mention, mentionFeatures(doc, mention, mentions, people, names).ids]));
  const nobody = nobodyFeatures(people, mentions, names).ids;
  const beside = (mention: Mention | null, holder: Mention | null): Choice => {
    const own: Features = { ids: [...(mention ? (features.get(mention) ?? []) : nobody)], names };
    addHolder(own, doc, mention, holder);
    return { mention, features: own.ids };
  };
  return {
    mentions,
    holders: (): Choice[] => [
      ...mentions.filter(isFull).map((mention) => ({ mention, features: features.get(mention) ?? [] })),
      { mention: null, features: nobody },
    ],
    /** The contact is another than the holder. */
    contacts: (holder: Mention | null): Choice[] => [
      ...mentions.filter((mention) => holder === null || !isSamePerson(mention, holder)).map((mention) => beside(mention, holder)),
      beside(null, holder),
    ],
  };
};

/** A first name alone is no holder (guide). */
const isFull = ({ name }: Mention): boolean => name.business || name.parts >= 2;

/** The choices by their share, the likeliest first: a softmax over the sums of their weights. */
export const rateChoices = (weights: ReadonlyMap<number, number>, choices: readonly Choice[]): Rated[] => {
  const sums = choices.map(({ features }) => features.reduce((sum, id) => sum + (weights.get(id) ?? 0), 0));
  const shares = sharesOf(sums);
  return choices.map(({ mention }, at) => ({ mention, share: shares[at] ?? 0 })).sort((one, other) => other.share - one.share);
};

export const sharesOf = (sums: readonly number[]): number[] => {
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
};
