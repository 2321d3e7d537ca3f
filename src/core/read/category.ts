import type { Category } from '../words.ts';
import { categoryFeatures, type Features, featureId, ofAuthor } from './category-features.ts';
import { type Document, spanAt } from './document.ts';
import type { Candidate } from './folio.ts';
import { CATEGORY_PHRASES } from './lexicon/category-phrases.ts';

/** Learned weights of the category: for each feature one number a category, in the order of `categories`, times `scale`. */
export type CategoryModel = { categories: Category[]; scale: number; weights: Record<string, number[]> };

/** The model laid out for quick sums: where a feature's weights begin in one row of numbers. */
export type OpenModel = { categories: Category[]; at: ReadonlyMap<number, number>; weights: Float64Array };

export const openModel = ({ categories, scale, weights }: CategoryModel): OpenModel => {
  const rows = Object.entries(weights);
  const flat = new Float64Array(rows.length * categories.length);
  for (const [r, [, row]] of rows.entries())
    flat.set(
      row.map((weight) => weight * scale),
      r * categories.length,
    );
  return { categories, at: new Map(rows.map(([name], r) => [featureId(name), r * categories.length])), weights: flat };
};

/** Probability of each category by the model. */
export const rateCategories = ({ categories, at, weights }: OpenModel, { values }: Features): number[] => {
  const count = categories.length;
  const sums = new Float64Array(count);
  for (const [id, value] of values) {
    const row = at.get(id);
    if (row !== undefined) for (let c = 0; c < count; c++) sums[c] = (sums[c] ?? 0) + (weights[row + c] ?? 0) * value;
  }
  const top = Math.max(...sums);
  const powers = Array.from(sums, (sum) => Math.exp(sum - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};

/** Categories by what the main request is (guide, category), the likeliest first. Own words decide; what we quoted and the subject do where they hold only an answer. */
export const readCategories = (doc: Document, model: OpenModel, names: ReadonlySet<number>): Candidate<Category>[] => {
  const chances = rateCategories(model, categoryFeatures(doc, names));
  return outageFirst(doc, rank(doc, model, chances));
};

// "tampoco tiene internet", "seguimos sin señal", "se cayó el servicio"; not "no tengo contrato".
const OUTAGE =
  /\b(?:sin|no (?:hay|tengo|tenemos|tiene|tienen)|tampoco (?:hay|tengo|tenemos|tiene|tienen)|se (?:(?:me|nos) )?(?:fue|cayo|corto))(?: (?:el|la|de|nada|mi|su|aun|todavia)){0,2} (?:internet|inter|wifi|senal|servicio|conexion)\b/;
// Words of another wish; "contrato" and "contratado" are none.
const OTHER_WISH =
  /\b(?:contratar|contratacion|quiero|quisiera|interesa|cambi\w+|cancel\w+|baja|suspen\w+|reconect\w+|reconex\w+|cort(?:e|aron)|cobr\w+|pag(?:o|ue|ar|amos)|debo|saldo|factura\w*|queja|profeco|supervisor|cobertura|instal\w+|suger\w+|horario)\b/;
const UNLIKELY: ReadonlySet<Category> = new Set<Category>(['contratacion', 'otro', 'duda', 'sugerencia', 'datos']);

/** Who only says that there is no service has a falla, whatever the other words remind the model of (guide, category). */
const outageFirst = (doc: Document, ranked: Candidate<Category>[]): Candidate<Category>[] => {
  const [top] = ranked;
  const falla = ranked.find((candidate) => candidate.value === 'falla');
  if (!top || !falla || !UNLIKELY.has(top.value)) return ranked;
  const own = ofAuthor(doc, (author) => author === 'own').slice(0, 600);
  if (!OUTAGE.test(own) || OTHER_WISH.test(own)) return ranked;
  const first = { ...falla, ...phrasesFor(doc, 'falla'), confidence: Math.max(falla.confidence, top.confidence) };
  return [first, ...ranked.filter((candidate) => candidate !== falla)];
};

const rank = (doc: Document, model: OpenModel, chances: number[]): Candidate<Category>[] =>
  model.categories
    .map((category, c) => ({
      value: category,
      evidence: [] as Candidate<Category>['evidence'],
      confidence: chances[c] ?? 0,
      because: 'learned from labelled messages',
    }))
    .sort((a, b) => b.confidence - a.confidence)
    .map((candidate, place) => (place === 0 ? { ...candidate, ...phrasesFor(doc, candidate.value) } : candidate));

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
