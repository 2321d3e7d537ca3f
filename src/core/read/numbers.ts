import type { Token } from '../text/tokens.ts';
import type { Document, ReadingProfile } from './document.ts';
import { NUMBER_WORD } from './known-words.ts';
import { type NumberFound, seriesOf } from './number-found.ts';
import { describeNumber } from './number-kinds.ts';
import { labelOf } from './number-naming.ts';
import { readRun } from './number-runs.ts';
import { continueOnNextLine, correctTail, joinLada, takeSaidPrefix } from './number-said.ts';
import { splitRun } from './number-split.ts';

/** Nobody writes so many. */
const MOST_NUMBERS = 50_000;

/** All numbers of a document in order, each with its kind (guide, contract: what is no contract) and the word that names it. */
export const findNumbers = (doc: Document): NumberFound[] => {
  const found: NumberFound[] = [];
  const prefixes = prefixesOf(doc);
  for (let i = 0; i < doc.tokens.length && found.length < MOST_NUMBERS; ) {
    const run = canBegin(doc.tokens[i]) ? readRun(doc.tokens, i, prefixes) : null;
    if (!run) {
      i++;
      continue;
    }
    continueOnNextLine(doc, run, prefixes);
    const last = run.groups.at(-1);
    i = Math.max(i + 1, last?.to ?? i + 1);
    for (const piece of splitRun(doc, run)) found.push(describeNumber(doc, piece, { at: found.length, kind: run.kind, prefixes }));
  }
  for (let n = 0; n < found.length; n++) {
    const number = found[n];
    if (number) {
      takeSaidPrefix(doc, number, prefixes);
      joinLada(doc, number, found[n - 1]);
      correctTail(doc, number);
    }
    if (number && number.digits.length >= 5) number.label = labelOf(doc, number, found[n - 1], found[n + 1]);
  }
  return found;
};

/** One quick look: most tokens are neither figures nor a word for some. */
const canBegin = (token: Token | undefined): boolean =>
  token?.kind === 'digits' || (token !== undefined && (token.known & NUMBER_WORD) !== 0);

const PREFIXES = new WeakMap<ReadingProfile, ReadonlySet<string>>();

/** Letters that may begin a contract or a folio, worked out once a profile. */
const prefixesOf = (doc: Document): ReadonlySet<string> => {
  const known = PREFIXES.get(doc.profile) ?? new Set([...doc.profile.contractPrefixes, ...seriesOf(doc)].map((p) => p.toLowerCase()));
  PREFIXES.set(doc.profile, known);
  return known;
};
