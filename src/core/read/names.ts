import type { Document } from './document.ts';
import { CITY_WORDS } from './lexicon/cities.ts';
import { COMMON_WORDS } from './lexicon/common-words.ts';
import { GIVEN_NAMES } from './lexicon/given-names.ts';
import { ABBREVIATED, AMBIGUOUS, BUSINESS_WORDS, LEGAL_FORM, PARTICLES, RELATIONS, TITLES } from './lexicon/name-words.ts';
import { SURNAMES } from './lexicon/surnames.ts';

/** A person's or business's name at tokens `from` to `to` (exclusive). */
export type NameFound = {
  from: number;
  to: number;
  /** Name parts without particles. */
  parts: number;
  given: number;
  surnames: number;
  /** Parts known to no list, taken for names by their capital or their place. */
  unknown: number;
  /** First part is a given name, or stands for one (Ma., J.). */
  startsGiven: boolean;
  business: boolean;
};

const CITIES = new Set(Object.values(CITY_WORDS).flat());
const MOST_PARTS = 7;

type Part = 'given' | 'surname' | 'both' | 'initial' | 'unknown' | null;

/** The longest person's name that begins at token i, or null. `told`: a word before it says that a name comes, so unknown words count too. */
export const readPerson = (doc: Document, i: number, told: boolean): NameFound | null => {
  const name: NameFound = { from: i, to: i, parts: 0, given: 0, surnames: 0, unknown: 0, startsGiven: false, business: false };
  let at = i;
  while (name.parts < MOST_PARTS) {
    const skipped = name.parts === 0 ? at : joinsSurnames(doc, at, name) ? at + 1 : skipParticles(doc, at, told);
    const known = skipped < 0 ? null : partAt(doc, skipped, told, name);
    const part = known === null && name.parts === 0 && isRareGiven(doc, skipped) ? 'unknown' : known;
    if (part === null) break;
    if (name.parts === 0)
      name.startsGiven = part === 'given' || part === 'both' || part === 'initial' || (part === 'unknown' && known === null);
    name.parts++;
    const irish = doc.tokens[skipped + 1]?.text === "'" || doc.tokens[skipped + 1]?.text === '\u2019';
    if (
      irish &&
      /^[od]$/.test(doc.tokens[skipped]?.text ?? '') &&
      doc.tokens[skipped + 2]?.kind === 'word' &&
      !doc.tokens[skipped + 2]?.spaced
    ) {
      name.surnames++;
      name.to = skipped + 3;
      at = skipped + 3;
      continue;
    }
    if (part === 'given' || part === 'both' || (part === 'initial' && name.parts === 1)) name.given++;
    if (part === 'surname' || part === 'both') name.surnames++;
    if (part === 'unknown') name.unknown++;
    name.to = skipped + 1;
    at = skipped + 1;
    if (part === 'initial' || ABBREVIATED.has(doc.tokens[skipped]?.text ?? '')) {
      if (doc.tokens[at]?.text === '.' && !doc.tokens[at]?.spaced) {
        at++;
        if (part === 'initial' && name.parts > 1) name.to = at;
      }
    }
    if (doc.tokens[at]?.text === '-' && !doc.tokens[at]?.spaced && !doc.tokens[at + 1]?.spaced && partAt(doc, at + 1, told, name) !== null)
      at++;
  }
  return name.parts === 0 ? null : name;
};

/** A given name that no list knows: capital, within a sentence or before two surnames (`ella es Eulogia Soto`), never a plain word. */
const isRareGiven = (doc: Document, i: number): boolean => {
  const [before, token, next, after] = [doc.tokens[i - 1], doc.tokens[i], doc.tokens[i + 1], doc.tokens[i + 2]];
  if (doc.casing !== 'mixed' || token?.kind !== 'word' || !token.capital || token.text.length < 4) return false;
  if (COMMON_WORDS.has(token.text) || CITIES.has(token.text) || RELATIONS.has(token.text) || TITLES.has(token.text)) return false;
  if (BUSINESS_WORDS.has(token.text)) return false;
  const isSurname = (other: typeof next) => other?.kind === 'word' && other.capital && SURNAMES.has(other.text) && !CITIES.has(other.text);
  return isSurname(next) && (before?.kind === 'word' || isSurname(after));
};

/** Particles at token i, if a further name part follows them: `de la`, `viuda de`, `vda. de`, `del`. -1 where they lead nowhere. */
/** "Ma. Teresa de Anda y Vivanco": `y` before a last surname that begins no other name. */
const joinsSurnames = (doc: Document, i: number, name: NameFound): boolean => {
  const next = doc.tokens[i + 1];
  if (doc.tokens[i]?.text !== 'y' || name.parts < 2 || name.surnames === 0 || next?.kind !== 'word') return false;
  const ends = doc.tokens[i + 2];
  return next.capital && !GIVEN_NAMES.has(next.text) && !COMMON_WORDS.has(next.text) && ends?.kind !== 'word';
};

const skipParticles = (doc: Document, i: number, told: boolean): number => {
  let at = i;
  while (at < i + 4) {
    const token = doc.tokens[at];
    if (token?.kind === 'word' && PARTICLES.has(token.text) && token.text !== 'el') at++;
    else if (token?.text === '.' && at > i && !token.spaced) at++;
    else break;
  }
  if (at === i) return i;
  const next = doc.tokens[at];
  if (next?.kind !== 'word') return -1;
  if (next.text === 'o' && doc.tokens[at - 1]?.text === 'la') return at;
  if (next.text === 'dios' && doc.tokens[at - 1]?.text === 'de') return at;
  if (CITIES.has(next.text) || (BUSINESS_WORDS.has(next.text) && !SURNAMES.has(next.text)) || RELATIONS.has(next.text)) return -1;
  const known = SURNAMES.has(next.text) || GIVEN_NAMES.has(next.text);
  if (known) return AMBIGUOUS.has(next.text) && !next.capital && doc.casing === 'mixed' && !told ? -1 : at;
  return next.capital && doc.casing === 'mixed' && !COMMON_WORDS.has(next.text) && told
    ? at
    : /^(?:viuda|vda)$/.test(doc.tokens[i]?.text ?? '') && !COMMON_WORDS.has(next.text)
      ? at
      : -1;
};

const partAt = (doc: Document, i: number, told: boolean, name: NameFound): Part => {
  const token = doc.tokens[i];
  if (token?.kind !== 'word') return null;
  const { text } = token;
  const after = doc.tokens[i + 1];
  if (text.length === 1)
    return isInitial(doc, i, name) ? 'initial' : text === 'o' && name.parts > 0 && doc.tokens[i - 1]?.text === 'la' ? 'surname' : null;
  if (after && !after.spaced && (after.text === '@' || after.text === '_' || after.kind === 'digits')) return null;
  if (ABBREVIATED.has(text) && (after?.text === '.' || token.capital || name.parts > 0))
    return text === 'ma' && !token.capital && after?.text !== '.' && doc.casing === 'mixed' ? null : 'given';
  if (TITLES.has(text) && !(name.parts > 0 && SURNAMES.has(text))) return null;
  const given = GIVEN_NAMES.has(text);
  const surname = SURNAMES.has(text);
  if (given || surname) {
    const plain = AMBIGUOUS.has(text) || (COMMON_WORDS.has(text) && !token.capital);
    if (plain && !token.capital && (name.parts > 0 ? COMMON_WORDS.has(text) : !(told && given && !COMMON_WORDS.has(text)))) return null;
    if (plain && doc.casing === 'upper' && name.parts === 0 && !told) return null;
    return given && surname ? 'both' : given ? 'given' : 'surname';
  }
  if (COMMON_WORDS.has(text) || CITIES.has(text) || RELATIONS.has(text) || text.length < 2) return null;
  if (doc.casing === 'mixed') return token.capital && (told || name.parts > 0) && text.length > 2 ? 'unknown' : null;
  return told && text.length >= 4 && name.unknown < 2 ? 'unknown' : null;
};

/** `J.`, `M.`, also without a point at the end of a name. A leading `C.` is the title Ciudadano. */
const isInitial = (doc: Document, i: number, name: NameFound): boolean => {
  const token = doc.tokens[i];
  if (!token || (!token.capital && doc.casing === 'mixed')) return false;
  if (name.parts === 0)
    return (
      token.text !== 'c' &&
      doc.tokens[i + 1]?.text === '.' &&
      /^[a-z]{3,}$/.test(doc.tokens[i + 2]?.text ?? '') &&
      SURNAMES.has(doc.tokens[i + 2]?.text ?? '')
    );
  return token.text !== 'y' && token.text !== 'o' && token.text !== 'a' && token.text !== 'e' ? true : doc.tokens[i + 1]?.text === '.';
};

/**
 * A business's name from token i: it begins with a business's word (`Mariscos`, `Ferretería`), ends with a legal form, or is
 * capitalised throughout after a word that says that a holder comes. Ends at a comma, bracket, number or plain word.
 */
export const readBusiness = (doc: Document, i: number, told: boolean): NameFound | null => {
  const first = doc.tokens[i];
  if (first?.kind !== 'word') return null;
  const opens = BUSINESS_WORDS.has(first.text) && (first.capital || doc.casing !== 'mixed' || told);
  let at = i;
  let words = 0;
  let capitals = 0;
  let end = i;
  let legal = false;
  for (; at < i + 16; at++) {
    const token = doc.tokens[at];
    if (!token || token.kind === 'line') break;
    const form = words > 0 ? legalFormAt(doc, at) : 0;
    if (form > 0) {
      end = form;
      legal = true;
      break;
    }
    if (token.kind === 'sign') {
      if (token.text === '&' || token.text === '+' || token.text === "'" || token.text === '\u2019') continue;
      if (
        (token.text === '.' || token.text === '-') &&
        !token.spaced &&
        doc.tokens[at + 1] &&
        !doc.tokens[at + 1]?.spaced &&
        doc.tokens[at + 1]?.kind === 'word'
      )
        continue;
      break;
    }
    if (token.kind === 'digits') {
      const after = doc.tokens[at + 1];
      if (words === 0 || token.text.length > 3) break;
      if (after?.kind === 'word' && after.capital) continue;
      if (opens && (!after || after.kind === 'sign' || after.kind === 'line')) end = at + 1;
      if (opens && /^de$/.test(after?.text ?? '') && doc.tokens[at + 2]?.capital) continue;
      break;
    }
    if (doc.casing === 'mixed' && !token.capital) {
      if (
        words > 0 &&
        /^(?:de|del|la|las|los|el|y|e|en|para|san|o)$/.test(token.text) &&
        (doc.tokens[at + 1]?.capital || /^(?:la|las|los|el)$/.test(doc.tokens[at + 1]?.text ?? ''))
      )
        continue;
      if (words === 0 && opens) {
        words++;
        end = at + 1;
        continue;
      }
      break;
    }
    if (doc.casing !== 'mixed' && words > 0 && STOPS.test(token.text)) break;
    words++;
    capitals++;
    end = at + 1;
  }
  if (words === 0 || (!opens && !legal && !(told && capitals >= 2 && doc.casing === 'mixed'))) return null;
  if (opens && words < 2 && !legal) return null;
  return { from: i, to: end, parts: words, given: 0, surnames: 0, unknown: words, startsGiven: false, business: true };
};

const STOPS =
  /^(?:es|esta|estan|y|con|que|no|se|contrato|cuenta|cto|tel|cel|numero|num|cliente|en|desde|titular|favor|internet|sin|tenemos|por|el|soy|mi|le|les|habla|somos|aqui|su|servicio)$/;

const legalFormAt = (doc: Document, at: number): number => {
  const start = doc.tokens[at]?.start ?? 0;
  const match = LEGAL_FORM.exec(doc.folded.slice(start, start + 40));
  if (!match || !/[a-z]/.test(match[0])) return 0;
  if (/^,? ?(?:a|s)\.? ?$/.test(match[0])) return 0;
  const end = start + match[0].length;
  let to = at;
  while (to < doc.tokens.length && (doc.tokens[to]?.end ?? 0) <= end) to++;
  return to;
};

/** Skips titles (`Sr.`, `Ing.`, `C.`) from token i. */
export const skipTitles = (doc: Document, i: number): number => {
  let at = i;
  for (;;) {
    const token = doc.tokens[at];
    const citizen = token?.text === 'c' && doc.tokens[at + 1]?.text === '.';
    const accountant = token?.text === 'c' && doc.tokens[at + 1]?.text === '.' && doc.tokens[at + 2]?.text === 'p';
    const title = token?.kind === 'word' && TITLES.has(token.text);
    if (!citizen && !title) return at;
    at += accountant ? 3 : 1;
    while (doc.tokens[at]?.text === '.') at++;
  }
};
