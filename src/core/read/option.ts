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

/** Less than this is what is said not to be the one, and what no word of its own marks. */
const PLAIN_SCORE = 0.75;

/**
 * Quoted words count only where own words hold nothing (guide, contract): what is quoted is no option where the rules take a value in
 * the customer's own words, or speak most for it, whatever the model would make of either.
 */
export const ownWordsFirst = <T>({ tokens }: Document, options: Option<T>[]): Option<T>[] => {
  const isOwn = ({ from }: Option<T>) => tokens[from]?.author === 'own' || tokens[from]?.author === 'subject';
  const taken = options.filter((option) => option.taken);
  const best = Math.max(...taken.map(({ score }) => score));
  const isMeant = taken.some((option) => isOwn(option) && (option.score >= PLAIN_SCORE || option.score === best));
  return isMeant ? options.filter(isOwn) : options;
};
