import type { Document } from './document.ts';
import { BUSINESS } from './known-words.ts';
import { PARTICLES } from './lexicon/name-words.ts';
import { variantsOf } from './mention-variants.ts';
import { type NameFound, readBusiness, skipTitles } from './names.ts';
import { type People, type Person, speaks } from './person.ts';

/** A name somewhere in the customer's words, what the rules say of it, and its words without particles; `written` of them are more than an initial; `namesake` where kinship is said behind it. */
export type Mention = {
  name: NameFound;
  stated: Person | null;
  writer: Person | null;
  parts: string[];
  written: number;
  namesake: boolean;
};

/** More names than this are a list, of which nobody is the one who holds or writes. */
const MOST_MENTIONS = 60;

/** Everyone who is named, in the order of the text: those of the rules, whoever else is named, and businesses. */
export const findMentions = (doc: Document, people: People): Mention[] => {
  const byPlace = new Map<string, Mention>();
  const add = (name: NameFound, found: Partial<Pick<Mention, 'stated' | 'writer'>>): void => {
    const key = `${name.from}-${name.to}`;
    const known = byPlace.get(key);
    if (known) Object.assign(known, found);
    else if (byPlace.size < MOST_MENTIONS) byPlace.set(key, { ...newMention(doc, name), ...found });
  };
  for (const stated of people.stated.toSorted((one, other) => one.score - other.score)) add(stated.name, { stated });
  for (const writer of people.writers) if (writer.score > 0) add(writer.name, { writer });
  for (const name of people.named) if (!isOfStaff(doc, name) && !isStreet(doc, name)) add(name, {});
  for (const name of findBusinesses(doc)) add(name, {});
  for (const { name } of [...byPlace.values()]) for (const variant of variantsOf(doc, name)) add(variant, {});
  return withoutInner([...byPlace.values()]).sort((one, other) => one.name.from - other.name.from || one.name.to - other.name.to);
};

/** "Santos Tours S." within "Bahía Todos Santos Tours S. de R.L.": a piece of a business's name is nobody. */
const withoutInner = (mentions: Mention[]): Mention[] => {
  const businesses = mentions.filter(({ name }) => name.business);
  const isPiece = (name: NameFound, whole: NameFound) =>
    whole.from < name.from && (name.business ? name.to < whole.to : name.to <= whole.to);
  return mentions.filter(({ name, stated }) => stated !== null || !businesses.some((business) => isPiece(name, business.name)));
};

const newMention = (doc: Document, name: NameFound): Mention => {
  const end = doc.tokens[name.to - 1]?.end ?? 0;
  const namesake = KINSHIP_AFTER.test(doc.folded.slice(end, end + 24));
  return { name, stated: null, writer: null, parts: partsOf(doc, name), written: writtenOut(doc, name), namesake };
};

/** "Rolando Arizpe (nieto)", ", su hijo": somebody else than the Rolando Arizpe Nava who holds. */
const KINSHIP_AFTER = /^[\s,(-]*(?:(?:su|el|la|soy su) )?(?:hij[oa]|niet[oa]|junior|jr|sobrin[oa])\b/;

/** Whether two mentions are one person, under a shorter or longer name; a namesake is another. */
export const isSamePerson = (one: Mention, other: Mention): boolean =>
  one.parts.length > 0 &&
  !(one.namesake && one.parts.length !== other.parts.length) &&
  (isWithin(one.parts, other.parts) || isWithin(other.parts, one.parts));

/** Whether every word of a name is in another one. */
export const isWithin = (parts: readonly string[], others: readonly string[]): boolean => parts.every((part) => others.includes(part));

/** "vino el técnico, se llama Osvaldo Ruiz": one of ours is spoken of; not "soy el técnico Osvaldo Ruiz". */
const isOfStaff = (doc: Document, { from }: NameFound): boolean => {
  const before = doc.folded.slice(Math.max(0, (doc.tokens[from]?.start ?? 0) - 40), doc.tokens[from]?.start);
  return STAFF_BEFORE.test(before);
};
const STAFF_BEFORE =
  /(?<!\b(?:soy|habla|escribe|como|aqui) (?:el |la |un |una )?)\b(?:tecnic[oa]|asesora?|ejecutiv[oa]|operadora?|instaladora?|agente|supervisora?)(?: que vino| de ustedes)?,?(?: (?:que )?(?:se llama(?:ba)?|de nombre|un tal|llamad[oa]))? *$/;

/** "en la calle Benito Juárez": a place called after somebody. */
const isStreet = (doc: Document, { from }: NameFound): boolean => {
  const before = doc.folded.slice(Math.max(0, (doc.tokens[from]?.start ?? 0) - 24), doc.tokens[from]?.start);
  return STREET_BEFORE.test(before);
};
const STREET_BEFORE =
  /\b(?:calle|avenida|av|ave|blvd|boulevard|calzada|calz|colonia|col|fracc|fraccionamiento|privada|priv|cerrada|ejido|callejon)\.? *$/;

const partsOf = (doc: Document, { from, to }: NameFound): string[] => {
  const parts: string[] = [];
  for (let i = from; i < to; i++) {
    const token = doc.tokens[i];
    if (token?.kind === 'word' && !/^(?:de|del|la|los|las|y|ma|maria)$/.test(token.text)) parts.push(token.text);
  }
  return parts;
};

/** How many words of a name are written out: two of "Ma. Peralta", one of "G. Peralta". */
const writtenOut = (doc: Document, { from, to }: NameFound): number =>
  doc.tokens.slice(from, to).filter(({ kind, text }) => kind === 'word' && text.length > 1 && !PARTICLES.has(text)).length;

const MOST_LOOKS = 4_000;

const findBusinesses = (doc: Document): NameFound[] => {
  const found: NameFound[] = [];
  for (let i = 0; i < Math.min(doc.tokens.length, MOST_LOOKS) && found.length < MOST_MENTIONS; i++) {
    const token = doc.tokens[i];
    if (token?.kind !== 'word' || !speaks(token.author)) continue;
    if (!token.capital && (token.known & BUSINESS) === 0) continue;
    const business = skipTitles(doc, i) === i ? readBusiness(doc, i, false) : null;
    if (!business) continue;
    found.push(business);
    i = business.to - 1;
  }
  return found;
};
