import { type Features, type OpenChoiceModel, sharesOf, sumOf } from './choice-model.ts';
import type { Document } from './document.ts';
import { kinOf } from './kin.ts';
import { findMentions, isSamePerson, type Mention } from './mentions.ts';
import { addHolder, mentionFeatures, nobodyFeatures } from './people-features.ts';
import type { People } from './person.ts';

export type Role = 'holder' | 'contact';

/** Somebody who may be meant, or nobody (null), with the features that decide: what they are, and how they stand to the holder. */
export type Choice = { mention: Mention | null; features: number[]; beside: number[] };
/** The same with its share of all choices, 0 to 1. */
export type Rated = { mention: Mention | null; share: number };

/** All who are named in a message with their features: what the model chooses from and what training learns from. */
export const openChoices = (doc: Document, people: People, names: Features['names'] = null) => {
  const mentions = findMentions(doc, people);
  const features = new Map(mentions.map((mention) => [mention, mentionFeatures(doc, mention, mentions, people, names).ids]));
  const kin = kinOf(doc);
  const nobody = nobodyFeatures(people, mentions, names).ids;
  const beside = (mention: Mention | null, holder: Mention | null): Choice => {
    const own: Features = { ids: [], names };
    addHolder(own, doc, { mention, holder, kin });
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
export const rateChoices = (model: OpenChoiceModel, role: Role, choices: readonly Choice[]): Rated[] => {
  const at = model.roles.indexOf(role);
  const sums = choices.map(({ features, beside }) => sumOf(model, at, features) + sumOf(model, at, beside));
  const shares = sharesOf(sums);
  return choices.map(({ mention }, at) => ({ mention, share: shares[at] ?? 0 })).sort((one, other) => other.share - one.share);
};
