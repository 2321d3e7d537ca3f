// Scores readings against labels, as corpus/score.py does. In: pairs of fields. Out: precision, recall and F1 a field, accuracy of the category, share of messages wholly right.
import type { Fields } from '../core/reading.ts';

export const SCORED = ['contract', 'holder', 'contact', 'phone', 'email', 'city', 'folio', 'accessibility'] as const;
export type ScoredField = (typeof SCORED)[number];
export type Score = {
  messages: number;
  fields: Record<ScoredField, { precision: number; recall: number; f1: number }>;
  category: number;
  message: number;
};

export const scoreFields = (pairs: { gold: Fields; got: Fields }[]): Score => {
  const counts = Object.fromEntries(SCORED.map((field) => [field, { tp: 0, fp: 0, fn: 0 }])) as Record<
    ScoredField,
    { tp: number; fp: number; fn: number }
  >;
  let category = 0;
  let whole = 0;
  for (const { gold, got } of pairs) {
    let right = got.category === gold.category;
    if (right) category++;
    if (gold.category !== 'otro')
      for (const field of SCORED) right = countField(counts[field], comparable(gold[field]), comparable(got[field])) && right;
    if (right) whole++;
  }
  const fields = Object.fromEntries(SCORED.map((field) => [field, ratios(counts[field])])) as Score['fields'];
  return { messages: pairs.length, fields, category: category / pairs.length, message: whole / pairs.length };
};

/** Case, accents and punctuation folded; nothing found is null. */
export const comparable = (value: unknown): string | null => {
  if (value === true) return 'true';
  if (typeof value !== 'string') return null;
  return (
    value
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[^a-z0-9@+]+/g, ' ')
      .trim() || null
  );
};

const countField = (count: { tp: number; fp: number; fn: number }, want: string | null, got: string | null): boolean => {
  if (want !== null && got === want) {
    count.tp++;
    return true;
  }
  if (got !== null) count.fp++;
  if (want !== null) count.fn++;
  return want === got;
};

const ratios = ({ tp, fp, fn }: { tp: number; fp: number; fn: number }) => {
  const precision = tp + fp > 0 ? tp / (tp + fp) : 1;
  const recall = tp + fn > 0 ? tp / (tp + fn) : 1;
  return { precision, recall, f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
};
