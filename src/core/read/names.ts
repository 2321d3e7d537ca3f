import type { Document } from './document.ts';
import { AMBIGUOUS_NAME, BUSINESS, CITY, COMMON, GIVEN, RELATION, SHORT_NAME, SURNAME, TITLE } from './known-words.ts';
import { LEGAL_FORM, PARTICLES } from './lexicon/name-words.ts';

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

const MOST_PARTS = 7;

type Part = 'given' | 'surname' | 'both' | 'initial' | 'unknown' | null;

/** The longest person's name that begins at token i, or null. `told`: a word before it says that a name comes, so unknown words count too. */
export const readPerson = (doc: Document, i: number, told: boolean): NameFound | null => {
  const name: NameFound = { from: i, to: i, parts: 0, given: 0, surnames: 0, unknown: 0, startsGiven: false, business: false };
  let at = i;
  while (name.parts < MOST_PARTS) {
    const behind = name.parts === 0 ? at : joinsSurnames(doc, at, name) ? at + 1 : skipParticles(doc, at, told);
    const skipped = behind < 0 && isInitial(doc, at, name) && doc.tokens[at + 1]?.text === '.' ? at : behind;
    const known = skipped < 0 ? null : skipped > at && isParticleSurname(doc, skipped) ? 'surname' : partAt(doc, skipped, told, name);
    const part = known === null && name.parts === 0 && isRareGiven(doc, skipped) ? 'unknown' : known;
    if (part === null) break;
    if (name.parts === 0)
      name.startsGiven = part === 'given' || part === 'both' || part === 'initial' || (part === 'unknown' && known === null);
    name.parts++;
    if (isIrish(doc, skipped)) {
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
    if (part === 'initial' || (name.parts > 1 && isCutShort(doc, skipped)) || ((doc.tokens[skipped]?.known ?? 0) & SHORT_NAME) !== 0) {
      if (doc.tokens[at]?.text === '.' && !doc.tokens[at]?.spaced) {
        at++;
        if (part === 'initial' && name.parts > 1) name.to = at;
      }
    }
    if (doc.tokens[at]?.text === '-' && !doc.tokens[at]?.spaced && !doc.tokens[at + 1]?.spaced && partAt(doc, at + 1, told, name) !== null)
      at++;
  }
  const after = doc.tokens[name.to]?.text;
  if (name.parts > 0 && (after === 'jr' || after === 'junior')) name.to++;
  return name.parts === 0 ? null : name;
};

/** A given name that no list knows: capital, within a sentence or before two surnames (`ella es Eulogia Soto`), never a plain word. */
const isRareGiven = (doc: Document, i: number): boolean => {
  const token = doc.tokens[i];
  if (doc.casing !== 'mixed' || token?.kind !== 'word' || !token.capital || token.text.length < 4) return false;
  if ((token.known & (COMMON | CITY | RELATION | TITLE | BUSINESS)) !== 0) return false;
  const [before, next, after] = [doc.tokens[i - 1], doc.tokens[i + 1], doc.tokens[i + 2]];
  const isSurname = (other: typeof next) => other?.kind === 'word' && other.capital && (other.known & (SURNAME | CITY)) === SURNAME;
  return isSurname(next) && (before?.kind === 'word' || isSurname(after));
};

/** Surnames that are plain words but behind these particles: `del Río`, `de la Fuente`. */
const AFTER_PARTICLE = new Set(
  [
    'del: rio valle bosque toro castillo real angel campo carmen pilar refugio rosario socorro razo moral olmo pino prado monte pozo palacio barrio hierro',
    'la: o fuente torre cruz rosa garza mora vega parra pena barrera cueva huerta isla lama llata mata puente riva sierra teja vara villa paz luz concha hoya canal',
    'los: santos reyes rios angeles cobos monteros heros cobos',
    'las: casas heras fuentes flores',
    'de: dios leon anda lira jesus haro lucio luna alba allende gante',
  ].flatMap((line) => {
    const [particle, ...rest] = line.split(/:? /);
    return rest.map((word) => `${particle} ${word}`);
  }),
);

const isParticleSurname = (doc: Document, i: number): boolean => {
  const token = doc.tokens[i];
  if (token?.kind !== 'word' || (!token.capital && doc.casing === 'mixed')) return false;
  return AFTER_PARTICLE.has(`${doc.tokens[i - 1]?.text} ${token.text}`);
};

/** Particles at token i, if a further name part follows them: `de la`, `viuda de`, `vda. de`, `del`. -1 where they lead nowhere. */
/** "Ma. Teresa de Anda y Vivanco": `y` before a last surname that begins no other name. */
const joinsSurnames = (doc: Document, i: number, name: NameFound): boolean => {
  const next = doc.tokens[i + 1];
  if (doc.tokens[i]?.text !== 'y' || name.parts < 2 || name.surnames + name.unknown === 0 || next?.kind !== 'word') return false;
  const ends = doc.tokens[i + 2];
  const isSurname = (next.known & GIVEN) === 0 || (next.known & SURNAME) !== 0;
  return next.capital && isSurname && (next.known & COMMON) === 0 && (ends?.kind !== 'word' || /^(?:viuda|vda)$/.test(ends.text));
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
  if (isParticleSurname(doc, at)) return at;
  if ((next.known & (CITY | RELATION)) !== 0 || (next.known & (BUSINESS | SURNAME)) === BUSINESS) return -1;
  if ((next.known & (SURNAME | GIVEN)) !== 0)
    return (next.known & AMBIGUOUS_NAME) !== 0 && !next.capital && doc.casing === 'mixed' && !told ? -1 : at;
  return next.capital && doc.casing === 'mixed' && (next.known & COMMON) === 0 && told
    ? at
    : /^(?:viuda|vda)$/.test(doc.tokens[i]?.text ?? '') && (next.known & COMMON) === 0
      ? at
      : -1;
};

const partAt = (doc: Document, i: number, told: boolean, name: NameFound): Part => {
  const token = doc.tokens[i];
  if (token?.kind !== 'word') return null;
  const { text, known } = token;
  const after = doc.tokens[i + 1];
  if (text.length === 1 && isIrish(doc, i)) return 'surname';
  if (after?.kind === 'digits' && !after.spaced) return null;
  if ((text === 'ch' || text === 'll') && token.capital && name.parts > 1 && after?.text === '.') return 'initial';
  if (text.length === 1)
    return isInitial(doc, i, name) ? 'initial' : text === 'o' && name.parts > 0 && doc.tokens[i - 1]?.text === 'la' ? 'surname' : null;
  if (after && !after.spaced && (after.text === '@' || after.text === '_' || after.kind === 'digits')) return null;
  if (name.given > 0 && isCutShort(doc, i)) return 'given';
  if ((known & SHORT_NAME) !== 0 && (after?.text === '.' || token.capital || name.parts > 0))
    return text === 'ma' && !token.capital && after?.text !== '.' && doc.casing === 'mixed' ? null : 'given';
  if ((known & TITLE) !== 0 && !(name.parts > 0 && (known & SURNAME) !== 0)) return null;
  const given = (known & GIVEN) !== 0;
  const surname = (known & SURNAME) !== 0;
  const common = (known & COMMON) !== 0;
  if (given || surname) {
    const plain = (known & AMBIGUOUS_NAME) !== 0 || (common && !token.capital);
    if (plain && !token.capital && (name.parts > 0 ? common : !(told && given && !common))) return null;
    if (plain && doc.casing === 'upper' && name.parts === 0 && !told) return null;
    return given && surname ? 'both' : given ? 'given' : 'surname';
  }
  if ((known & (COMMON | CITY | RELATION)) !== 0 || text.length < 2) return null;
  if (doc.casing === 'mixed') return token.capital && (told || name.parts > 0) && text.length > 2 ? 'unknown' : null;
  return told && text.length >= 4 && name.unknown < 2 ? 'unknown' : null;
};

/** "O'Farrill", "D'Angelo". */
const isIrish = (doc: Document, i: number): boolean => {
  const letter = doc.tokens[i];
  const mark = doc.tokens[i + 1];
  const rest = doc.tokens[i + 2];
  if (letter?.text !== 'o' && letter?.text !== 'd') return false;
  return (mark?.text === "'" || mark?.text === '\u2019') && rest?.kind === 'word' && !rest.spaced;
};

/** "carlos alb. renteria": a given name cut short before a surname; not the end of a sentence. */
const isCutShort = (doc: Document, i: number): boolean => {
  const token = doc.tokens[i];
  const point = doc.tokens[i + 1];
  const next = doc.tokens[i + 2];
  if (token?.kind !== 'word' || token.text.length > 4 || point?.text !== '.' || point.spaced || next?.kind !== 'word') return false;
  return (token.known & (SURNAME | GIVEN)) === 0 && (next.known & SURNAME) !== 0 && next.capital === token.capital;
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
      ((doc.tokens[i + 2]?.known ?? 0) & SURNAME) !== 0
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
  // "la empresa Frutícola del Colorado": what it is called begins behind the word.
  if (/^(?:empresa|negocio|compania|comercio)$/.test(first.text) && !first.capital && doc.tokens[i + 1]?.capital)
    return readBusiness(doc, i + 1, told);
  const opens = (first.known & BUSINESS) !== 0 && (first.capital || doc.casing !== 'mixed' || told);
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
      // "Estética Yadira's": the letter behind the apostrophe is no word of its own.
      if ((token.text === "'" || token.text === '\u2019') && doc.tokens[at + 1]?.text === 's' && !doc.tokens[at + 1]?.spaced) {
        end = at + 2;
        at++;
        continue;
      }
      if (token.text === '&' || token.text === '+' || token.text === "'" || token.text === '\u2019') continue;
      if (
        (token.text === '.' || token.text === '-') &&
        !token.spaced &&
        doc.tokens[at + 1] &&
        !doc.tokens[at + 1]?.spaced &&
        doc.tokens[at + 1]?.kind === 'word'
      )
        continue;
      if (token.text === '.' && /^(?:esc|prim|sec|tec|prepa|gral)$/.test(doc.tokens[at - 1]?.text ?? '') && doc.tokens[at + 1]?.capital)
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
    if (doc.casing !== 'mixed' && words > 0 && (STOPS.test(token.text) || isBeforeFigures(doc, at))) break;
    words++;
    capitals++;
    end = at + 1;
  }
  if (words === 0 || (!opens && !legal && !(told && capitals >= 2 && doc.casing === 'mixed'))) return null;
  if (opens && words < 2 && !legal) return null;
  return { from: i, to: end, parts: words, given: 0, surnames: 0, unknown: words, startsGiven: false, business: true };
};

/** "SERVICIO M 0922104": the letter of a contract. */
const isBeforeFigures = (doc: Document, i: number): boolean =>
  (doc.tokens[i]?.text.length ?? 0) <= 3 && doc.tokens[i + 1]?.kind === 'digits';

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
    const title = token?.kind === 'word' && (token.known & TITLE) !== 0;
    if (!citizen && !title) return at;
    at += accountant ? 3 : 1;
    while (doc.tokens[at]?.text === '.') at++;
  }
};
