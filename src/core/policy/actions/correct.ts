import type { CompanyProfile } from '../../company.ts';
import { canonicalPhone } from '../../phone.ts';
import { Category } from '../../words.ts';
import { areaOf } from '../area.ts';
import { contractKeyOf } from '../contracts.ts';
import { done, refused, type TicketColumns, type TicketState, type Verdict } from './action.ts';
import { isServed, placeIn } from './move.ts';
import type { Refusal } from './refusals.ts';

/** The read fields that an agent can put right. */
export const CORRECTABLE = ['contract', 'holder', 'contact', 'phone', 'email', 'city', 'category'] as const;
export type CorrectableField = (typeof CORRECTABLE)[number];

export const isCorrectable = (field: string): field is CorrectableField => (CORRECTABLE as readonly string[]).includes(field);

export type CorrectionOrder = {
  at: Date;
  field: CorrectableField;
  /** As typed; null or blank: the message does not say it. */
  value: string | null;
  reason: string | null;
  /** Whether the directory has the contract as typed; null where none is loaded (policy, rule 7). */
  isInDirectory: boolean | null;
  /** Whom the area and city that follow give the ticket to; asked for where they change. */
  agentId: string | null;
};

/**
 * Puts a read field right, in its canonical form: what follows from it changes with it (area and term with the category,
 * routing with the city, `unidentified` and `unverified` with the contract). Refused where the value is none of its kind.
 */
export const correct = (ticket: TicketState, order: CorrectionOrder, profile: CompanyProfile): Verdict => {
  if (ticket.status === 'joined') return refused('ticket-joined');
  const read = canonical(order.field, order.value, profile);
  if ('refusal' in read) return refused(read.refusal);
  const change = consequences(ticket, order, read.value, profile);
  if ('refusal' in change) return refused(change.refusal);
  return done(ticket, 'corrected', change, { reason: order.reason, undo: true, data: { field: order.field } });
};

type Canonical = { value: string | null } | { refusal: Refusal };

const NAME = /^[^\d]{2,120}$/; // "Ana Ruiz", "Abarrotes La Güera"; not "204518"
const ADDRESS = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}$/; // "ana@example.mx"; not "ana@", "ana example.mx"

/** A value as it is kept: a contract in capitals and digits, a telephone in E.164, an address in lower case. */
export const canonical = (field: CorrectableField, typed: string | null, profile: CompanyProfile): Canonical => {
  const value = (typed ?? '').trim().replace(/\s+/g, ' ');
  if (value === '') return field === 'category' ? { refusal: 'invalid-category' } : { value: null };
  switch (field) {
    case 'contract':
      return canonicalContract(value, profile);
    case 'phone':
      return canonicalPhoneOf(value);
    case 'email':
      return ADDRESS.test(value) ? { value: value.toLowerCase() } : { refusal: 'invalid-email' };
    case 'city':
      return isServed(value, profile) ? { value } : { refusal: 'unknown-city' };
    case 'category':
      return isCategory(value) && areaOf(value) !== null ? { value } : { refusal: 'invalid-category' };
    default:
      return NAME.test(value) ? { value } : { refusal: 'invalid-name' };
  }
};

const canonicalContract = (typed: string, profile: CompanyProfile): Canonical => {
  const value = typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
  return new RegExp(`^(?:${profile.contractPattern})$`).test(value) ? { value } : { refusal: 'invalid-contract' };
};

/** Ten digits are a Mexican number, as customers dial it. */
const canonicalPhoneOf = (typed: string): Canonical => {
  const digits = typed.replace(/\D/g, '');
  const value = digits.length === 10 && !typed.startsWith('+') ? `+52${digits}` : canonicalPhone(typed);
  return value === null ? { refusal: 'invalid-phone' } : { value };
};

export const isCategory = (word: string): word is Category => Object.hasOwn(Category, word);

const consequences = (
  ticket: TicketState,
  order: CorrectionOrder,
  value: string | null,
  profile: CompanyProfile,
): TicketColumns | { refusal: Refusal } => {
  switch (order.field) {
    case 'contract':
      return identified(ticket, {
        contract: value,
        contractKey: value === null ? null : contractKeyOf(value, profile),
        unverified: value !== null && order.isInDirectory === false,
      });
    case 'holder':
      return identified(ticket, { holder: value });
    case 'city':
      if (ticket.status !== 'open') return { city: value };
      return isServed(value, profile) ? { city: value, agentId: order.agentId } : { refusal: 'unknown-city' };
    case 'category':
      return recategorised(ticket, order, value, profile);
    default:
      return { [order.field]: value };
  }
};

/** Somebody is known by contract or holder now: the ticket waits for no data. */
const identified = (ticket: TicketState, change: TicketColumns): TicketColumns => {
  const known = [change.contract, change.holder].some((value) => typeof value === 'string');
  return { ...change, ...(known && ticket.unidentified && { unidentified: false }) };
};

const recategorised = (ticket: TicketState, order: CorrectionOrder, value: string | null, profile: CompanyProfile): TicketColumns => {
  const category = value as Category;
  const area = areaOf(category) ?? ticket.area;
  if (ticket.status !== 'open' || area === ticket.area) return { category };
  return { category, ...placeIn(ticket, { area, city: ticket.city, at: order.at }, profile), agentId: order.agentId };
};
