import type { Category } from '../words.ts';
import { categoryFeatures, type Features } from './category-features.ts';
import { type Document, spanAt } from './document.ts';
import type { Candidate } from './folio.ts';
import { CATEGORY_PHRASES } from './lexicon/category-phrases.ts';

/** Learned weights of the category: for each feature one number a category, in the order of `categories`, times `scale`. */
export type CategoryModel = { categories: Category[]; scale: number; weights: Record<string, number[]> };

/** Probability of each category by the model. */
export const rateCategories = (model: CategoryModel, features: Features): number[] => {
  const sums = model.categories.map(() => 0);
  for (const [name, value] of features) {
    const weights = Object.hasOwn(model.weights, name) ? model.weights[name] : undefined;
    if (!weights) continue;
    for (let c = 0; c < sums.length; c++) sums[c] = (sums[c] ?? 0) + (weights[c] ?? 0) * model.scale * value;
  }
  const top = Math.max(...sums);
  const powers = sums.map((sum) => Math.exp(sum - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};

/** Categories by what the main request is (guide, category), the likeliest first. Own words decide; what we quoted and the subject do where they hold only an answer. */
export const readCategories = (doc: Document, model: CategoryModel, names: ReadonlySet<number>): Candidate<Category>[] => {
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
