import type { Category } from '../words.ts';
import { categoryFeatures, type Features } from './category-features.ts';
import { type Document, spanAt } from './document.ts';
import type { Candidate } from './folio.ts';
import { CATEGORY_PHRASES } from './lexicon/category-phrases.ts';

/** Learned weights of the category: for each feature one number a category, in the order of `categories`, times `scale`. */
export type CategoryModel = { categories: Category[]; scale: number; weights: Record<string, number[]> };

/** The model laid out for quick sums: one row of weights a feature. */
export type OpenModel = { categories: Category[]; rows: ReadonlyMap<string, Float64Array> };

export const openModel = ({ categories, scale, weights }: CategoryModel): OpenModel => ({
  categories,
  rows: new Map(Object.entries(weights).map(([name, row]) => [name, Float64Array.from(row, (weight) => weight * scale)])),
});

/** Probability of each category by the model. */
export const rateCategories = (model: OpenModel, features: Features): number[] => {
  const count = model.categories.length;
  const sums = new Float64Array(count);
  for (const [name, value] of features) {
    const row = model.rows.get(name);
    if (row) for (let c = 0; c < count; c++) sums[c] = (sums[c] ?? 0) + (row[c] ?? 0) * value;
  }
  const top = Math.max(...sums);
  const powers = Array.from(sums, (sum) => Math.exp(sum - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};

/** Categories by what the main request is (guide, category), the likeliest first. Own words decide; what we quoted and the subject do where they hold only an answer. */
export const readCategories = (doc: Document, model: OpenModel, names: ReadonlySet<number>): Candidate<Category>[] => {
  const chances = rateCategories(model, categoryFeatures(doc, names));
  return model.categories
    .map((category, c) => ({
      value: category,
      evidence: [] as Candidate<Category>['evidence'],
      confidence: chances[c] ?? 0,
      because: 'learned from labelled messages',
    }))
    .sort((a, b) => b.confidence - a.confidence)
    .map((candidate, rank) => (rank < 2 ? { ...candidate, ...phrasesFor(doc, candidate.value) } : candidate));
};

const phrasesFor = (doc: Document, category: Category): Pick<Candidate<Category>, 'evidence' | 'because'> => {
  const head = doc.folded.slice(0, 4000);
  const hits = CATEGORY_PHRASES.filter(([, of]) => of === category).flatMap(([name, , pattern]) => {
    const match = pattern.exec(head);
    return match ? [{ name, span: spanAt(doc, match.index, match.index + match[0].length) }] : [];
  });
  return {
    evidence: hits.slice(0, 3).map((hit) => hit.span),
    because: hits.length === 0 ? 'learned from labelled messages' : hits.map((hit) => hit.name).join(', '),
  };
};
