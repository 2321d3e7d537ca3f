import { type ChoiceModel, type Features, openChoiceModel, sharesOf, sumOf } from './choice-model.ts';
import { type Document, spanOf } from './document.ts';
import type { Candidate } from './folio.ts';
import model from './model-options.json' with { type: 'json' };
import type { NumberFound } from './number-found.ts';
import type { Option } from './option.ts';
import { noneFeatures, optionFeatures } from './option-features.ts';

/** The fields whose value is chosen so: the columns of `model-options.json`. */
export const CHOSEN_FIELDS = ['contract', 'phone', 'email', 'city', 'accessibility'] as const;
export type ChosenField = (typeof CHOSEN_FIELDS)[number];

const MODEL = openChoiceModel(model as unknown as ChoiceModel);

/** The features of each option, and last of none of them: what the model chooses from and what training learns from. */
export const featuresOf = (
  doc: Document,
  options: readonly Option<string | true>[],
  numbers: readonly NumberFound[],
  names: Features['names'] = null,
): number[][] => [
  ...options.map((option) => optionFeatures(doc, option, options, numbers, names).ids),
  noneFeatures(doc, options, names).ids,
];

/**
 * The values that may be meant, the likeliest first, by the learned model (docs/reading.md), which knows what the rules say; none
 * where none is the likeliest. A value that stands in several places has the shares of all of them.
 */
export const choose = <T extends string | true>(
  doc: Document,
  field: ChosenField,
  options: readonly Option<T>[],
  numbers: readonly NumberFound[],
): Candidate<T>[] => {
  if (options.length === 0) return [];
  const role = MODEL.roles.indexOf(field);
  const shares = sharesOf(featuresOf(doc, options, numbers).map((features) => sumOf(MODEL, role, features)));
  const byValue = Map.groupBy(
    options.map((option, at) => ({ option, share: shares[at] ?? 0 })),
    ({ option }) => option.value,
  );
  const rated = [...byValue.values()].map(candidateOf(doc)).sort((one, other) => other.confidence - one.confidence);
  const none = shares.at(-1) ?? 0;
  return (rated[0]?.confidence ?? 0) > none ? rated : [];
};

type Share<T> = { option: Option<T>; share: number };

/** It rests on the words of its likeliest place. */
const candidateOf =
  (doc: Document) =>
  <T>(places: Share<T>[]): Candidate<T> => {
    const { option } = places.reduce((best, one) => (one.share > best.share ? one : best));
    return {
      value: option.value,
      evidence: [option.span ?? spanOf(doc, option.from, option.to)],
      confidence: places.reduce((sum, { share }) => sum + share, 0),
      because: option.taken ? option.because : `the words around it (rules: ${option.because})`,
    };
  };
