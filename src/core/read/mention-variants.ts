import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { AMBIGUOUS_NAME, BUSINESS, CITY, COMMON, GIVEN, RELATION, SURNAME, TITLE } from './known-words.ts';
import { type NameFound, readPerson } from './names.ts';

/** Other stretches that a name may take, each a mention of its own: which of them is meant is learned from what stands around it. */
export const variantsOf = (doc: Document, name: NameFound): NameFound[] => {
  const found = name.business ? [withoutLead(doc, name)] : [inverted(doc, name), withTail(doc, name), withoutTail(doc, name)];
  return found.filter((one) => one !== null);
};

/** "VALLE NOGALES, ROSENDO", "Siller Dávila, Baudelio E.": surnames first. */
const inverted = (doc: Document, name: NameFound): NameFound | null => {
  const [comma, behind] = [doc.tokens[name.to], doc.tokens[name.to + 1]];
  if (name.given > 0 || name.surnames + name.unknown === 0 || comma?.text !== ',' || behind?.kind !== 'word') return null;
  const given = readPerson(doc, name.to + 1, true);
  if (!given?.startsGiven || given.surnames > 1 || given.parts > 3) return null;
  return { ...name, to: given.to, parts: name.parts + given.parts, given: given.given, unknown: name.unknown + given.unknown };
};

/** "rosendo valle nogales", "Ma. Refugio Ensenada Cota": a surname that is a city's name or an unknown word. */
const withTail = (doc: Document, name: NameFound): NameFound | null => {
  const { tokens } = doc;
  if (name.given === 0 || name.parts > 4 || !isTail(doc, tokens[name.to], tokens[name.from])) return null;
  const goesOn = isTail(doc, tokens[name.to + 1], tokens[name.from]) || ((tokens[name.to + 1]?.known ?? 0) & SURNAME) !== 0;
  const to = name.to + (goesOn && tokens[name.to + 1]?.kind === 'word' ? 2 : 1);
  return { ...name, to, parts: name.parts + to - name.to, unknown: name.unknown + to - name.to };
};

const SHORTEST_TAIL = 4;

const isTail = (doc: Document, token: Token | undefined, first: Token | undefined): boolean => {
  if (token?.kind !== 'word' || token.text.length < SHORTEST_TAIL || (token.known & (RELATION | TITLE)) !== 0) return false;
  if (token.capital !== first?.capital && doc.casing === 'mixed') return false;
  return (token.known & CITY) !== 0 || (token.known & COMMON) === 0 || (token.known & AMBIGUOUS_NAME) !== 0;
};

/** "Saludos, Félix Gaxiola Nogales": the city behind a signature. */
const withoutTail = (doc: Document, name: NameFound): NameFound | null => {
  const last = doc.tokens[name.to - 1];
  const isCity = last !== undefined && (last.known & CITY) !== 0;
  return isCity && name.parts >= 3 ? { ...name, to: name.to - 1, parts: name.parts - 1 } : null;
};

const LEAD = /^(?:por|en|del?|el|la|los|las|para|somos|aqui)$/;

/** "Por Ruelas y Asociados", "En el Dispensario San Camilo": what stands before the name, written large at a sentence's beginning. */
const withoutLead = (doc: Document, name: NameFound): NameFound | null => {
  let from = name.from;
  while (from < name.to - 2 && LEAD.test(doc.tokens[from]?.text ?? '')) from++;
  return from === name.from ? null : { ...name, from, parts: name.parts - (from - name.from) };
};

const OTHERWISE_KNOWN = COMMON | CITY | RELATION | TITLE | BUSINESS;

/** "el señor Wallace Pemberton", "Jürgen Hartwig" on a line or at the end of one: two to four capital words that no list knows. */
export const readForeignName = (doc: Document, i: number): NameFound | null => {
  const before = doc.tokens[i - 1];
  const isOpen = before?.kind !== 'word' || (before.known & TITLE) !== 0;
  if (doc.casing !== 'mixed' || !isOpen || (before?.kind === 'sign' && !/^[.,:(!?\u2014-]$/.test(before.text))) return null;
  let to = i;
  for (let token = doc.tokens[to]; token?.kind === 'word' && token.capital && to - i <= MOST_FREE; token = doc.tokens[++to])
    if (token.text.length < SHORTEST_FOREIGN || (token.known & OTHERWISE_KNOWN) !== 0) return null;
  const parts = to - i;
  if (parts < LEAST_FREE || parts > MOST_FREE || doc.tokens[to]?.kind === 'word' || doc.tokens[to]?.kind === 'digits') return null;
  return { from: i, to, parts, given: 0, surnames: 0, unknown: parts, startsGiven: false, business: false };
};

const SHORTEST_FOREIGN = 3;
const MOST_FREE = 4;
const LEAST_FREE = 2;

/**
 * "abelardo ceniceros montaño.", "su nombre completo consuelo murrieta valle, es …": a given name and words that no list knows, in
 * lower case, up to the next mark; null where another kind of word stands among them.
 */
export const readFreeName = (doc: Document, i: number): NameFound | null => {
  const first = doc.tokens[i];
  if (first?.kind !== 'word' || first.capital || (first.known & GIVEN) === 0 || (first.known & RELATION) !== 0) return null;
  let to = i + 1;
  let surnames = 0;
  for (; doc.tokens[to]?.kind === 'word' && to - i <= MOST_FREE; to++) {
    const { known, text, capital } = doc.tokens[to] as Token;
    const isName = (known & (SURNAME | GIVEN)) !== 0;
    if (capital || text.length < SHORTEST_TAIL || (known & (RELATION | TITLE)) !== 0 || (!isName && (known & COMMON) !== 0)) return null;
    if (isName) surnames++;
  }
  const parts = to - i;
  const isPlain = (first.known & AMBIGUOUS_NAME) !== 0;
  if (parts < LEAST_FREE || parts > MOST_FREE || surnames === 0 || (isPlain && parts < LEAST_FREE + 1)) return null;
  return { from: i, to, parts, given: 1, surnames, unknown: parts - 1 - surnames, startsGiven: true, business: false };
};
