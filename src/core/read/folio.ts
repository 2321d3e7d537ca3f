import { findFolios, folioOf } from '../folio.ts';
import type { Found } from '../reading.ts';
import { type Document, saysEarly, spanAt, tokenAt } from './document.ts';
import { type NumberFound, seriesOf } from './number-found.ts';

/** A candidate of any reader, with the reason that ranks it: what `extract --explain` shows. */
export type Candidate<T> = Found<T> & { because: string };

const RANK: Record<string, number> = { own: 0.99, subject: 0.98, earlier: 0.9, ours: 0.88, header: 0.86, notice: 0.3 };
/** `ay no, lo copié chueco, es …`, `perdón`: the later of two folios is meant. */
const CORRECTION = /\b(?:perdon|me equivoque|copie|correcto|el bueno|es mas bien|mas bien|digo|corrijo|correccion|no es ese|ese no)\b/;

/** Folios of existing reports, the one meant first (guide, folio): own words before the subject, the subject before quotes. */
export const readFolios = (doc: Document, numbers: NumberFound[]): Candidate<string>[] => {
  const series = seriesOf(doc);
  const found = (isSeriesNamed(doc, series) ? findFolios(doc.folded, series) : []).map(({ folio, start, end }) =>
    candidate(doc, folio, start, end),
  );
  for (const number of numbers) {
    if (!number.spelled || number.digits.length !== 9 || !series.includes(number.prefix)) continue;
    const folio = folioOf(number.prefix, number.digits);
    const start = doc.tokens[number.from]?.start ?? 0;
    if (folio) found.push(candidate(doc, folio, start, doc.tokens[number.to - 1]?.end ?? start));
  }
  const corrected = found.length > 1 && saysEarly(doc, CORRECTION);
  return found
    .map((c, order) => ({ ...c, confidence: c.confidence + (corrected ? order : -order) * 1e-4 }))
    .sort((a, b) => b.confidence - a.confidence);
};

/** One quick look, since few messages name a folio: a series is a word of its own, but for a figure beside it. */
const isSeriesNamed = (doc: Document, series: readonly string[]): boolean => {
  const letters = LETTERS.get(series) ?? series.map((one) => one.toLowerCase());
  LETTERS.set(series, letters);
  for (const { kind, text } of doc.tokens) if (kind === 'word' && letters.includes(text)) return true;
  return false;
};

const LETTERS = new WeakMap<readonly string[], readonly string[]>();

const candidate = (doc: Document, folio: string, start: number, end: number): Candidate<string> => {
  const author = doc.tokens[tokenAt(doc, start)]?.author ?? 'own';
  return {
    value: folio,
    evidence: [spanAt(doc, start, end)],
    confidence: RANK[author] ?? 0.8,
    because: `folio with a right check digit in ${author} words`,
  };
};
