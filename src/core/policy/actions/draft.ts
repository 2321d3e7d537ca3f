import type { CompanyProfile } from '../../company.ts';
import { Priority } from '../../words.ts';
import { areaOf, needsIdentification } from '../area.ts';
import { isRepresented, readAuthority } from '../authority.ts';
import { chooseCity } from '../city.ts';
import type { SubscriberView } from '../context.ts';
import type { NewTicket } from '../outcome.ts';
import { isBlank } from './action.ts';
import { type CorrectableField, canonical, isCategory } from './correct.ts';
import type { Refusal } from './refusals.ts';

/** What an agent typed of a matter: at the telephone, at the office, or reading a message in review. */
export type TypedMatter = Record<CorrectableField, string | null> & {
  description: string;
  preferente: boolean;
  writtenOnly: boolean;
};

/** What the directory and the channel add to it. */
export type MatterClues = {
  directoryLoaded: boolean;
  /** The directory's row of the contract as typed; null where there is none. */
  subscriber: SubscriberView | null;
  mailbox: string | null;
  relatedId: string | null;
};

/** What is wrong in one field. */
export type Problem = { field: string; because: Refusal };
/** A refusal names every field that is wrong, and the first of them as its own. */
export type DraftRefused = { kind: 'refused'; because: Refusal; field: string; problems: Problem[] };
export type Draft = DraftRefused | { kind: 'done'; ticket: NewTicket };

const FIELDS: CorrectableField[] = ['category', 'contract', 'holder', 'contact', 'phone', 'email', 'city'];

/**
 * A ticket as an agent types it: every field in its canonical form, the rest from the directory (policy, rules 4, 7, 8, 13 and
 * 15). Contract or holder must be known where the category needs them, unless the customer has priority by rule 8.
 */
export const draft = (typed: TypedMatter, clues: MatterClues, profile: CompanyProfile): Draft => {
  const { values, problems } = readFields(typed, profile);
  if (isBlank(typed.description)) problems.push({ field: 'description', because: 'text-missing' });
  if (!isIdentified(typed, values, clues)) problems.unshift({ field: 'contract', because: 'identification-missing' });
  const [first] = problems;
  if (first) return { kind: 'refused', ...first, problems };
  const { category } = values;
  const area = category && isCategory(category) ? areaOf(category) : null;
  if (!category || !isCategory(category) || area === null) throw new Error('a category that was read opens no ticket');
  return draftOf({ ...values, category, area }, typed, clues, profile);
};

type Values = Partial<Record<CorrectableField, string | null>>;

const readFields = (typed: TypedMatter, profile: CompanyProfile): { values: Values; problems: Problem[] } => {
  const values: Values = {};
  const problems: Problem[] = [];
  for (const field of FIELDS) {
    const read =
      isBlank(typed[field]) && field === 'category' ? { refusal: 'category-missing' as const } : canonical(field, typed[field], profile);
    if ('refusal' in read) problems.push({ field, because: read.refusal });
    else values[field] = read.value;
  }
  return { values, problems };
};

/** Something was typed to know the customer by, right or wrong, or the category needs nothing (policy, rules 4 and 8). */
const isIdentified = (typed: TypedMatter, { category }: Values, { subscriber }: MatterClues): boolean => {
  const needs = category && isCategory(category) && needsIdentification(category) && !typed.preferente;
  return !needs || subscriber !== null || !isBlank(typed.contract) || !isBlank(typed.holder);
};

const draftOf = (
  values: Values & Pick<NewTicket, 'category' | 'area'>,
  typed: TypedMatter,
  { directoryLoaded, subscriber, mailbox, relatedId }: MatterClues,
  profile: CompanyProfile,
): Draft => {
  const { category, area } = values;
  const contract = subscriber?.contract ?? values.contract ?? null;
  const holder = values.holder ?? subscriber?.holder ?? null;
  const phone = values.phone ?? subscriber?.phone ?? null;
  const places = { stated: values.city ?? null, subscribed: subscriber?.city ?? null, contract, phone, mailbox };
  return {
    kind: 'done',
    ticket: {
      category,
      area,
      city: chooseCity(places, profile),
      priority: typed.preferente ? Priority.preferente : Priority.normal,
      contract,
      holder,
      contact: values.contact ?? null,
      authority: isRepresented({ holder, contact: values.contact ?? null }) ? readAuthority(typed.description, []) : [],
      phone,
      email: values.email ?? subscriber?.email ?? null,
      description: typed.description.trim(),
      unidentified: contract === null && holder === null && needsIdentification(category),
      unverified: contract !== null && directoryLoaded && subscriber === null,
      writtenOnly: typed.writtenOnly,
      relatedId,
    },
  };
};
