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

export type Draft = { kind: 'refused'; because: Refusal; field: string } | { kind: 'done'; ticket: NewTicket };

const FIELDS: CorrectableField[] = ['category', 'contract', 'holder', 'contact', 'phone', 'email', 'city'];

/**
 * A ticket as an agent types it: every field in its canonical form, the rest from the directory (policy, rules 4, 7, 8, 13 and
 * 15). Contract or holder must be known where the category needs them, unless the customer has priority by rule 8.
 */
export const draft = (typed: TypedMatter, clues: MatterClues, profile: CompanyProfile): Draft => {
  const values: Partial<Record<CorrectableField, string | null>> = {};
  for (const field of FIELDS) {
    const read = canonical(field, typed[field], profile);
    if ('refusal' in read) return { kind: 'refused', because: read.refusal, field };
    values[field] = read.value;
  }
  if (isBlank(typed.description)) return { kind: 'refused', because: 'text-missing', field: 'description' };
  return draftOf(values, typed, clues, profile);
};

const draftOf = (
  values: Partial<Record<CorrectableField, string | null>>,
  typed: TypedMatter,
  { directoryLoaded, subscriber, mailbox, relatedId }: MatterClues,
  profile: CompanyProfile,
): Draft => {
  const { category } = values;
  const area = category && isCategory(category) ? areaOf(category) : null;
  if (!category || !isCategory(category) || area === null) return { kind: 'refused', because: 'invalid-category', field: 'category' };
  const contract = subscriber?.contract ?? values.contract ?? null;
  const holder = values.holder ?? subscriber?.holder ?? null;
  const known = contract !== null || holder !== null || !needsIdentification(category);
  if (!known && !typed.preferente) return { kind: 'refused', because: 'identification-missing', field: 'contract' };
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
      unidentified: !known,
      unverified: contract !== null && directoryLoaded && subscriber === null,
      writtenOnly: typed.writtenOnly,
      relatedId,
    },
  };
};
