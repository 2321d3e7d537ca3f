import type { Document } from './document.ts';
import { PHONE_WORDS } from './lexicon/number-labels.ts';
import { isPhoneDigits, type NumberFound } from './number-found.ts';
import { join, type Run, readRun, sizeOf } from './number-runs.ts';

/** "mi cel es 844 177 / 90 34": a telephone that lines' ends cut; the rest is taken into the run where all make one of ten digits. */
export const continueOnNextLine = (doc: Document, run: Run, prefixes: ReadonlySet<string>): void => {
  if (run.kind !== null || sizeOf(run.groups) < 3) return;
  const whole = [...run.groups];
  while (sizeOf(whole) < 10) {
    const end = whole.at(-1)?.to ?? 0;
    const isCut = doc.tokens[end]?.kind === 'line' && doc.tokens[end + 1]?.kind === 'digits';
    if (!isCut || doc.tokens[end]?.author !== doc.tokens[end + 1]?.author) return;
    const rest = readRun(doc.tokens, end + 1, prefixes);
    if (!rest || rest.kind !== null) return;
    whole.push(...rest.groups);
  }
  if (whole.length === run.groups.length || sizeOf(whole) !== 10) return;
  if (isPhoneDigits(join(whole)) && isCalledHere(doc, run.groups[0]?.from ?? 0)) run.groups = whole;
};

const CALLS = /^(?:marqu|llam|habl)/;

const isCalledHere = ({ tokens }: Document, from: number): boolean =>
  tokens.slice(Math.max(0, from - 24), from).some(({ text, kind }) => kind === 'word' && (PHONE_WORDS.has(text) || CALLS.test(text)));

const SPOKEN: Record<string, string> = { eme: 'm', ka: 'k' };
const ZEROS: Record<string, number> = { un: 1, el: 1, '1': 1, dos: 2, '2': 2, tres: 3, '3': 3, cuatro: 4, '4': 4 };

/** "447190 con una eme adelante", "119334, con MM", "8812, va con MXL y tres ceros antes"; not "90114, con la vecina". */
const PREFIX_AFTER = /^[ ,(]*(?:(?:y |pero )?(?:va|lleva|empieza|trae|es) )?con (?:(?:una?|la|las) )?(?:letras? )?([a-z]{1,3})(?![a-z])/;
/** "664128, con dos ceros al principio"; not "debo dos ceros". */
const ZEROS_AFTER =
  /^[ ,(]*(?:(?:y |pero |perdon )?(?:va |lleva |empieza |trae |le falta )?(?:con )?)(un|el|dos|tres|cuatro|[1-4]) ceros? (?:al (?:principio|inicio)|antes|adelante|por delante|a la izquierda)\b/;

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

/** "…22 48 / perdón, termina en 84 no en 48", "236... no, 263 al final": the last digits said anew; not "termina en 45" of a number that is not there. */
const TAIL =
  /^[\s.,\u2026-]*(?:(?:ay|ah|uy|oh) )?(?:no|perdon|disculpe|digo|corrijo|me equivoque)\b[^0-9]{0,28}?(?:\b(?:termina|terminan|acaba|acaban|finales?|ultim[oa]s)\b[^0-9]{0,20}?(\d{2,4})\b|(\d{2,4}) (?:al|en el) (?:final|ultimo)\b)/;

/** The digits of a number whose end the customer corrects behind it. */
export const correctTail = (doc: Document, number: NumberFound): void => {
  const { digits, kind, to } = number;
  if (digits.length < 5 || digits.length > 12 || (kind !== 'plain' && kind !== 'phone')) return;
  const end = doc.tokens[to - 1]?.end ?? 0;
  const said = TAIL.exec(doc.folded.slice(end, end + 80));
  const tail = said?.[1] ?? said?.[2] ?? '';
  if (tail !== '' && !digits.endsWith(tail)) number.digits = digits.slice(0, -tail.length) + tail;
};

/** "lada 631, número 3 14 60 22": the lada stands apart from the seven or eight digits behind it. */
export const joinLada = (doc: Document, number: NumberFound, lada: NumberFound | undefined): void => {
  if (!lada || lada.digits.length > 3 || lada.digits.length + number.digits.length !== 10 || number.prefix !== '') return;
  const before = doc.tokens[lada.from - 1]?.text === ':' ? lada.from - 2 : lada.from - 1;
  const between = doc.tokens.slice(lada.to, number.from);
  if (doc.tokens[before]?.text !== 'lada' || !between.every(({ text }) => BEHIND_LADA.test(text))) return;
  const digits = lada.digits + number.digits;
  if (isPhoneDigits(digits)) Object.assign(number, { digits, kind: 'phone', from: lada.from });
};
const BEHIND_LADA = /^(?:,|:|\(|\)|-|\.|y|el|numero|num|tel|telefono|cel)$/;
