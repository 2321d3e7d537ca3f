import type { Author } from '../text/authors.ts';
import { type Document, spanOf, wordsOf } from './document.ts';
import type { Candidate } from './folio.ts';
import type { NameFound } from './names.ts';

/** Somebody named in the text: in which part, by which words, and how strongly. */
export type Person = { name: NameFound; score: number; because: string; author: Author; near: number };

/** Who holds and who writes, as far as the text tells. */
export type People = {
  stated: Person[] /** A holder is spoken of by a relation or pronoun alone ("está a nombre de mi suegra"). */;
  relationOnly: boolean /** "a mi nombre", "soy la titular". */;
  self: boolean;
  writers: Person[];
  /** Every name of a person that the writers' scan came by, in the order of the text. */
  named: NameFound[];
};

/** A person or business as a candidate with its words in the original. */
export const candidateOf = (doc: Document, person: Pick<Person, 'name' | 'because'>, confidence: number): Candidate<string> => ({
  value: wordsOf(doc, person.name.from, person.name.to),
  evidence: [spanOf(doc, person.name.from, person.name.to)],
  confidence: Math.max(0.05, Math.min(0.99, confidence)),
  because: person.because,
});

/** Only the customer's own words, now or quoted, name anybody. */
export const speaks = (author: Author | undefined): boolean => author === 'own' || author === 'earlier' || author === 'subject';

export const addPerson = (list: Person[], doc: Document, name: NameFound, score: number, because: string, near: number): void => {
  list.push({ name, score, because, author: doc.tokens[name.from]?.author ?? 'own', near });
};

export const lastWord = (text: string): string => /([a-z]+)[^a-z]*$/.exec(text)?.[1] ?? '';
