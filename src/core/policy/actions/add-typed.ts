import type { CompanyProfile } from '../../company.ts';
import { Priority } from '../../words.ts';
import { done, type TicketColumns, type TicketState, type Verdict } from './action.ts';
import { canonical } from './correct.ts';
import type { TypedMatter } from './draft.ts';

/** What a customer may give anew about themselves; contract, category and city are the ticket's own. */
const REACHED_BY = ['contact', 'phone', 'email'] as const;

/**
 * What an agent typed of a matter that had a ticket already: the way to reach the customer given now takes the place of an older
 * one, a holder fills a gap, and the wishes of inclusion are added, never taken away (policy, rule 8). The log keeps what was
 * before.
 */
export const addTyped = (ticket: TicketState, typed: TypedMatter, profile: CompanyProfile): Verdict => {
  const change: TicketColumns = {};
  for (const field of REACHED_BY) {
    const value = readTyped(field, typed, profile);
    if (value !== null) change[field] = value;
  }
  const holder = ticket.holder === null ? readTyped('holder', typed, profile) : null;
  if (holder !== null) Object.assign(change, { holder, unidentified: false });
  if (typed.preferente) change.priority = Priority.preferente;
  if (typed.writtenOnly) change.writtenOnly = true;
  return done(ticket, 'data', change, { undo: true });
};

const readTyped = (field: 'contact' | 'phone' | 'email' | 'holder', typed: TypedMatter, profile: CompanyProfile): string | null => {
  const read = canonical(field, typed[field], profile);
  return 'value' in read ? read.value : null;
};
