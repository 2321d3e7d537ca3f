import type { Document } from './document.ts';
import { PHONE_WORDS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberFound } from './number-found.ts';
import { join, type Run, readRun, sizeOf } from './number-runs.ts';

/** "mi cel es 844 177 / 90 34": a telephone that a line's end cuts; the rest is taken into the run where both make one of ten digits. */
export const continueOnNextLine = (doc: Document, run: Run, prefixes: ReadonlySet<string>): void => {
  const end = run.groups.at(-1)?.to ?? 0;
  const size = sizeOf(run.groups);
  if (run.kind !== null || size < 3 || size > 9 || doc.tokens[end]?.kind !== 'line' || doc.tokens[end + 1]?.kind !== 'digits') return;
  if (doc.tokens[end]?.author !== doc.tokens[end + 1]?.author) return;
  const rest = readRun(doc.tokens, end + 1, prefixes);
  if (!rest || rest.kind !== null || size + sizeOf(rest.groups) !== 10) return;
  const whole = [...run.groups, ...rest.groups];
  if (isPhoneDigits(join(whole)) && isCalledHere(doc, run.groups[0]?.from ?? 0)) run.groups.push(...rest.groups);
};

const CALLS = /^(?:marqu|llam|habl)/;

const isCalledHere = ({ tokens }: Document, from: number): boolean =>
  tokens.slice(Math.max(0, from - 24), from).some(({ text, kind }) => kind === 'word' && (PHONE_WORDS.has(text) || CALLS.test(text)));

const SPOKEN: Record<string, string> = { eme: 'm', ka: 'k' };
const ZEROS: Record<string, number> = { un: 1, '1': 1, dos: 2, '2': 2, tres: 3, '3': 3, cuatro: 4, '4': 4 };

/** "447190 con una eme adelante", "119334, con MM", "8812, va con MXL y tres ceros antes"; not "90114, con la vecina". */
const PREFIX_AFTER = /^[ ,(]*(?:(?:y |pero )?(?:va|lleva|empieza|trae|es) )?con (?:(?:una?|la|las) )?(?:letras? )?([a-z]{1,3})(?![a-z])/;
/** "664128, con dos ceros al principio"; not "debo dos ceros". */
const ZEROS_AFTER =
  /^[ ,(]*(?:(?:y |pero )?(?:va |lleva |empieza |trae )?(?:con )?)(un|dos|tres|cuatro|[1-4]) ceros? (?:al (?:principio|inicio)|antes|adelante|por delante|a la izquierda)\b/;

/** Letters and zeros of a contract that the text tells only behind its figures become part of the number. */
export const takeSaidPrefix = (doc: Document, number: NumberFound, prefixes: ReadonlySet<string>): void => {
  if (number.kind !== 'plain' || number.digits.length < 4 || number.digits.length > 9) return;
  let at = doc.tokens[number.to - 1]?.end ?? 0;
  const start = at;
  const said = number.prefix === '' ? PREFIX_AFTER.exec(doc.folded.slice(at, at + 48)) : null;
  const letters = said ? (SPOKEN[said[1] ?? ''] ?? said[1] ?? '') : '';
  if (said && prefixes.has(letters)) {
    number.prefix = letters.toUpperCase();
    at += said[0].length;
  }
  const zeros = ZEROS_AFTER.exec(doc.folded.slice(at, at + 48));
  if (zeros) {
    number.digits = '0'.repeat(ZEROS[zeros[1] ?? ''] ?? 0) + number.digits;
    at += zeros[0].length;
  }
  if (at === start) return;
  while (number.to < doc.tokens.length && (doc.tokens[number.to]?.end ?? 0) <= at) number.to++;
};
