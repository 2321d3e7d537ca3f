import type { Fields, Found, ReadInput, Reading } from '../reading.ts';
import type { Category } from '../words.ts';
import { accessibilityOptions } from './accessibility.ts';
import { readCategories } from './category.ts';
import { type CategoryModel, openModel } from './category-model.ts';
import { type ChosenField, choose } from './choose.ts';
import { cityOptions } from './city.ts';
import { contractOptions } from './contract.ts';
import { type Document, openDocument, type ReadingProfile } from './document.ts';
import { emailOptions } from './email.ts';
import { type Candidate, readFolios } from './folio.ts';
import model from './model-category.json' with { type: 'json' };
import type { NumberFound } from './number-found.ts';
import { findNumbers } from './numbers.ts';
import type { Option } from './option.ts';
import { findPeople } from './people.ts';
import type { People } from './person.ts';
import { phoneOptions } from './phone.ts';
import { readRoles } from './roles.ts';
import { isOnlyThanks } from './thanks.ts';

/** Every candidate of every field, the chosen one first: what `extract --explain` shows. */
export type Candidates = {
  contract: Candidate<string>[];
  holder: Candidate<string>[];
  contact: Candidate<string>[];
  phone: Candidate<string>[];
  email: Candidate<string>[];
  city: Candidate<string>[];
  category: Candidate<Reading['category']['value']>[];
  folio: Candidate<string>[];
  accessibility: Candidate<true>[];
};

/** Categories that `explain` gives the words of: the chosen one and those it beat most narrowly. */
const SHOWN = 4;
const MODEL = openModel(model as CategoryModel);

/** What a message says, field by field (guide; onlyThanks: policy, rule 11). The same message is always read the same way. */
export const read = (input: ReadInput, profile: ReadingProfile): Reading => {
  const doc = openDocument(input, profile);
  const { candidates, numbers, nameTokens, holderStated } = look(doc, 1);
  return {
    contract: chosen(candidates.contract),
    holder: chosen(candidates.holder),
    holderStated,
    contact: chosen(candidates.contact),
    phone: chosen(candidates.phone),
    email: chosen(candidates.email),
    city: chosen(candidates.city),
    category: categoryOf(candidates),
    folio: chosen(candidates.folio),
    accessibility: chosen(candidates.accessibility),
    onlyThanks: isOnlyThanks(doc, {
      nameTokens,
      numberTokens: tokensOf(numbers),
      contract: candidates.contract[0]?.evidence ?? [],
      reachedAt: [...candidates.phone, ...candidates.email].flatMap(({ evidence }) => evidence),
    }),
  };
};

/** How likely a request must be to come before `datos` where no datum was said: the model takes short lines for data. */
const BEFORE_EMPTY_DATA: Partial<Record<Category, number>> = { falla: 0.1, queja: 0.1, duda: 0.14 };

/** The likeliest category; "se volvió a caer" or "q horario tienen" hold no datum and so are no `datos` (guide, category). */
const categoryOf = (candidates: Candidates): Found<Category> => {
  const [first, second] = candidates.category;
  const { contract, holder, contact, phone, email, city, folio } = candidates;
  const isEmpty = [contract, holder, contact, phone, email, city, folio].every((found) => found.length === 0);
  const isRequest = second !== undefined && second.confidence >= (BEFORE_EMPTY_DATA[second.value] ?? 1);
  return (
    chosen(candidates.category.slice(first?.value === 'datos' && isEmpty && isRequest ? 1 : 0)) ?? {
      value: 'otro',
      evidence: [],
      confidence: 0,
    }
  );
};

/** All candidates of a message with the reason for each. */
export const explain = (input: ReadInput, profile: ReadingProfile): Candidates => look(openDocument(input, profile), SHOWN).candidates;

/** The nine fields as plain values, in the form of corpus/GUIDE.md. */
export const fieldsOf = (reading: Reading): Fields => ({
  contract: reading.contract?.value ?? null,
  holder: reading.holder?.value ?? null,
  contact: reading.contact?.value ?? null,
  phone: reading.phone?.value ?? null,
  email: reading.email?.value ?? null,
  city: reading.city?.value ?? null,
  category: reading.category.value,
  folio: reading.folio?.value ?? null,
  accessibility: reading.accessibility !== null,
});

/** A message as `npm run train` learns the category from it. */
export const openForCategory = (input: ReadInput, profile: ReadingProfile): { doc: Document; nameTokens: Set<number> } => {
  const doc = openDocument(input, profile);
  return { doc, nameTokens: namesIn(findPeople(doc)) };
};

/** A message and who is named in it: what `npm run train` learns roles from. */
export const openForPeople = (input: ReadInput, profile: ReadingProfile): { doc: Document; people: People } => {
  const doc = openDocument(input, profile);
  return { doc, people: findPeople(doc) };
};

/** A message and what each field is chosen from: what `npm run train` learns the choices from. */
export const openForChoices = (input: ReadInput, profile: ReadingProfile) => {
  const doc = openDocument(input, profile);
  const numbers = findNumbers(doc);
  const options: Record<ChosenField, Option<string | true>[]> = {
    contract: contractOptions(doc, numbers),
    phone: phoneOptions(doc, numbers),
    email: emailOptions(doc),
    city: cityOptions(doc, numbers),
    accessibility: accessibilityOptions(doc),
  };
  return { doc, numbers, options };
};

type Look = { candidates: Candidates; numbers: NumberFound[]; nameTokens: Set<number>; holderStated: boolean };

const look = (doc: Document, explained: number): Look => {
  const numbers = findNumbers(doc);
  const people = findPeople(doc);
  const nameTokens = namesIn(people);
  const { holder, contact, holderStated } = readRoles(doc, people);
  return {
    numbers,
    nameTokens,
    holderStated,
    candidates: {
      contract: choose(doc, 'contract', contractOptions(doc, numbers), numbers),
      holder,
      contact,
      phone: choose(doc, 'phone', phoneOptions(doc, numbers), numbers),
      email: choose(doc, 'email', emailOptions(doc), numbers),
      city: choose(doc, 'city', cityOptions(doc, numbers), numbers),
      category: readCategories(doc, MODEL, nameTokens, explained),
      folio: readFolios(doc, numbers),
      accessibility: choose(doc, 'accessibility', accessibilityOptions(doc), numbers),
    },
  };
};

const chosen = <T>(candidates: Candidate<T>[]): Found<T> | null => {
  const first = candidates[0];
  return first ? { value: first.value, evidence: first.evidence, confidence: first.confidence } : null;
};

const namesIn = (people: People): Set<number> => {
  const tokens = new Set<number>();
  for (const { name } of [...people.stated, ...people.writers]) for (let i = name.from; i < name.to; i++) tokens.add(i);
  return tokens;
};

/** Nobody thanks in so many numbers. */
const MOST_NUMBERS = 200;

const tokensOf = (numbers: NumberFound[]): Set<number> => {
  const tokens = new Set<number>();
  const own = numbers.filter((number) => number.author === 'own');
  for (const number of own.slice(0, MOST_NUMBERS)) for (let i = number.from; i < Math.min(number.to, number.from + 60); i++) tokens.add(i);
  return tokens;
};
