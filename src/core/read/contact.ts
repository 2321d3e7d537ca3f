import { foldWord } from '../text/fold.ts';
import { type Document, wordsOf } from './document.ts';
import type { Candidate } from './folio.ts';
import { candidateOf, type People, type Person } from './person.ts';

/** The writer, where somebody else is known to hold (guide, contact); a first name alone counts. */
export const readContacts = (doc: Document, people: People, holder: Candidate<string> | undefined): Candidate<string>[] => {
  const holderStated = people.stated.length > 0;
  if (!holderStated && !(people.relationOnly && !people.self)) return [];
  return people.writers
    .filter((w) => w.score >= 0.9 && !isSame(doc, w, holder?.value ?? ''))
    .map((person) => candidateOf(doc, person, 0.4 + person.score * 0.12));
};

const RELATION_AFTER = /^[\s,(-]*(?:(?:su|el|la|soy su) )?(?:hij[oa]|niet[oa]|junior|jr|sobrin[oa])\b/;

/** The same person under a shorter or longer name; a namesake who says "(nieto)" is another. */
const isSame = (doc: Document, writer: Person, holder: string): boolean => {
  const mine = new Set(partsOf(wordsOf(doc, writer.name.from, writer.name.to)));
  const theirs = new Set(partsOf(holder));
  const end = doc.tokens[writer.name.to - 1]?.end ?? 0;
  if (RELATION_AFTER.test(doc.folded.slice(end, end + 24))) return mine.size === theirs.size && [...mine].every((part) => theirs.has(part));
  return mine.size > 0 && ([...mine].every((part) => theirs.has(part)) || (theirs.size > 0 && [...theirs].every((part) => mine.has(part))));
};

const partsOf = (name: string): string[] =>
  foldWord(name)
    .split(/[^a-z0-9]+/)
    .filter((part) => part.length > 0 && !/^(?:de|del|la|los|las|y|ma|maria)$/.test(part));
