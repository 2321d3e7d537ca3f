import type { Token } from '../text/tokens.ts';
import type { Document } from './document.ts';
import { COMMON, GIVEN, SHORT_NAME, SURNAME } from './known-words.ts';
import { BUSINESS_WORDS, TITLES } from './lexicon/name-words.ts';
import { readForeignName, readFreeName } from './mention-variants.ts';
import { type NameFound, readPerson } from './names.ts';
import { type People, speaks } from './person.ts';
import { ROLE_BEFORE_NAME, rateWriter } from './writer-rating.ts';

const SELF_BEFORE =
  /(?:\b(?:soy|me llamo|mi nombre(?: completo)? (?:es|is)|mi nombre|nombre|name|habla|le habla|les habla|hablo yo|aqui|aca|atte|att|atentamente|atentos saludos|firma(?: por el negocio)?|firmo|el que (?:suscribe|firma|escribe)|la que (?:suscribe|firma|escribe)|quien (?:suscribe|escribe|reporta|solicita|firma|llama)|(?:le |les )?(?:escribe|escribimos|saluda|reporta|agradece|habla|pide|atiende|suscribe)|se los? pide|contacto|responde a|i m|i am|im|this is|my name is|my name s|me dicen|para servirles?|a sus ordenes|saludos|gracias|un servidor|una servidora|su servidora?|yo|reporta|atendera|nombre de (?:quien|contacto)|quien recibe(?: es)?|recibe|al mio|a mi nombre|(?:marqu|marc|llam|habl|contact|busqu|localic|avis)[a-z]* a mi|mio|yo|solicitante|remitente|cordialmente|sinceramente|respetuosamente|regards|thanks|thx|sincerely)[\s:,.;-]*(?:el |la |es |es el |es la |su |c |de parte de |un servidor |una servidora |yo |soy )*)$/;

/** Nobody names so many people. */
const MOST_TRIED = 3_000;

/** Everyone who may be the writer, the likeliest first (guide, contact). */
export const findWriters = (doc: Document, people: People): void => {
  let tried = 0;
  for (let i = 0; i < doc.tokens.length && people.writers.length < 300; i++) {
    const token = doc.tokens[i];
    if (token?.kind !== 'word' || !speaks(token.author)) continue;
    const previous = doc.tokens[i - 1];
    if (previous && !token.spaced && (previous.kind === 'digits' || /^[@_/.]$/.test(previous.text)) && previous.text !== '.') continue;
    const asTold = isNameLike(doc, token) ? readPerson(doc, i, true) : null;
    if (asTold === null) continue;
    const before = textBefore(doc, i);
    const told = SELF_BEFORE.test(before) || isToldByRole(before);
    const name = longer(told ? asTold : readPerson(doc, i, false), unlisted(doc, i, asTold));
    const free = longer(longer(readFreeName(doc, i), readForeignName(doc, i)), isSpokenOf(before) ? asTold : null);
    if (free && free.to !== name?.to) people.named.push(free);
    if (!name) continue;
    if (++tried > MOST_TRIED) break;
    people.named.push(name);
    const person = rateWriter(doc, name, before, told, people);
    if (person) people.writers.push(person);
    i = Math.max(i, name.to - 1);
  }
  people.writers.sort((a, b) => b.score - a.score);
};

/** "el se llama Dieuseul Pierre-Louis", "a nombre de Wilner …": whatever name follows. */
const SPOKEN_OF = /\b(?:se llama(?:ba)?|llamad[oa]|de nombre|a nombre de|nombre completo(?: es)?|don|dona|amig[oa])[ :,]*$/;
const isSpokenOf = (before: string): boolean => SPOKEN_OF.test(before);

const TITLE_END =
  /\b(?:sr|sra|srita|srta|senora?|senorita|ing|lic|licda|arq|dra?|prof[ra]?[a]?|mtr[oa]|maestr[oa]|don|dona|c|cp|pbro|padre|hermano|cap|tec)\b\.? *$/;

/** Whether a word can begin a name at all: one quick look before the costly ones. */
const isNameLike = (doc: Document, { known, capital }: Token): boolean =>
  (known & (GIVEN | SURNAME | SHORT_NAME)) !== 0 || ((known & COMMON) === 0 && (capital || doc.casing !== 'mixed'));

/** "Soy su hija Mary": who writes is told by what they are. */
const isToldByRole = (before: string): boolean => {
  const role = ROLE_BEFORE_NAME.exec(before);
  return role !== null && SELF_BEFORE.test(before.slice(0, role.index + 1));
};

const longer = (a: NameFound | null, b: NameFound | null): NameFound | null => (a && b ? (b.to > a.to ? b : a) : (a ?? b));

/**
 * A name that no list knows by its first part, or a lower-case one that begins with a common word: it must stand free,
 * between marks, numbers or line ends, or close a text that has no marks at all.
 */
const unlisted = (doc: Document, i: number, name: NameFound): NameFound | null => {
  const first = doc.tokens[i];
  if (!first || name.parts < 2 || name.parts > 5 || (BUSINESS_WORDS.has(first.text) && name.given === 0)) return null;
  const free = isFree(doc.tokens[i - 1]) || TITLES.has(doc.tokens[i - 1]?.text ?? '');
  const after = doc.tokens[name.to];
  if (!isFree(after)) return null;
  const ends = !after || after.kind === 'line' || after.author !== 'own';
  if (!free) return ends && doc.casing !== 'mixed' && name.startsGiven && name.surnames > 0 && name.unknown === 0 ? name : null;
  const alone = ends && (doc.tokens[i - 1]?.kind === 'line' || i === 0);
  if (doc.casing === 'mixed' && first.capital)
    return name.given + name.surnames > 0 || (alone && name.parts <= 4 && allCapital(doc, name)) ? name : null;
  return (name.startsGiven && name.surnames > 0) || (alone && name.given + name.surnames > 0 && doc.casing === 'upper') ? name : null;
};

const allCapital = (doc: Document, name: NameFound): boolean =>
  doc.tokens.slice(name.from, name.to).every((t) => t.kind !== 'word' || t.capital || t.text.length <= 3);

const isFree = (token: Token | undefined): boolean => token?.kind !== 'word';

/** Folded words of the same line before a token, titles taken off. */
const textBefore = (doc: Document, i: number): string => {
  const end = doc.tokens[i]?.start ?? 0;
  const text = doc.folded.slice(Math.max(0, end - 60), end);
  const line = text.lastIndexOf('\n');
  const same = line < 0 ? text : text.slice(line + 1);
  const previous = line < 0 || same.trim() !== '' ? '' : `${text.slice(0, line).trim().slice(-20)} `;
  const whole = previous + same;
  const bare = whole.replace(TITLE_END, '');
  return (bare === whole ? bare : bare.replace(TITLE_END, '')).replace(/['\u2019*_\u2014"(]/g, ' ');
};
