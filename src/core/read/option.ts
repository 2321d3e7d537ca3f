import type { Span } from '../reading.ts';
import type { Document } from './document.ts';
import type { NumberFound } from './number-found.ts';

/** A value that may be meant: where it stands (tokens `from` to `to`, exclusive), and what the rules make of it. */
export type Option<T> = {
  value: T;
  from: number;
  to: number;
  /** Where it stands to the letter, where that is not where its tokens do. */
  span?: Span;
  /** The number that it is; null for what is no number. */
  number: NumberFound | null;
  /** How strongly the rules speak for it. */
  score: number;
  because: string;
  /** Whether the rules alone would take it. */
  taken: boolean;
};

/** Nobody's message has more of one kind; of more, those that the rules take come first, then the first in the text. */
const MOST_OPTIONS = 40;

export const fewestOf = <T>(options: Option<T>[]): Option<T>[] =>
  options.length <= MOST_OPTIONS
    ? options
    : options
        .toSorted((one, other) => Number(other.taken) - Number(one.taken) || (one.taken ? other.score - one.score : one.from - other.from))
        .slice(0, MOST_OPTIONS);

/**
 * Quoted words count only where own words hold nothing (guide, contract): what is quoted is no option where the rules speak most for
 * a value in the customer's own words, whatever the model would make of it.
 */
export const ownWordsFirst = <T>({ tokens }: Document, options: Option<T>[]): Option<T>[] => {
  const isOwn = ({ from }: Option<T>) => tokens[from]?.author === 'own' || tokens[from]?.author === 'subject';
  const taken = options.filter((option) => option.taken);
  const best = taken.reduce<Option<T> | null>((most, option) => (most === null || option.score > most.score ? option : most), null);
  return best !== null && isOwn(best) ? options.filter(isOwn) : options;
};
