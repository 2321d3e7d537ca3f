import type { Document } from './document.ts';
import type { Candidate } from './folio.ts';
import { candidateOf, type People } from './person.ts';

/** Account holders, the one meant first (guide, holder): the stated one, else the writer by at least a given name and a surname; titles dropped. */
export const readHolders = (doc: Document, people: People): Candidate<string>[] => {
  const stated = [...people.stated].sort((a, b) => b.score - a.score).map((person) => candidateOf(doc, person, person.score));
  if (stated.length > 0) return [...stated, ...writersAsHolders(doc, people)];
  if (people.relationOnly && !people.self) return [];
  return writersAsHolders(doc, people);
};

const writersAsHolders = (doc: Document, people: People): Candidate<string>[] =>
  people.writers
    .filter((w) => w.score > 0 && w.name.parts >= 2 && (w.name.given > 0 || w.score >= 1))
    .sort((a, b) => b.score + b.name.parts * 0.15 - (a.score + a.name.parts * 0.15))
    .map((person) => candidateOf(doc, person, 0.4 + person.score * 0.12));
