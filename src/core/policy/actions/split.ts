import type { Category } from '../../words.ts';
import { areaOf } from '../area.ts';
import type { NewTicket } from '../outcome.ts';
import { type Done, done, isBlank, type Refused, refused, type TicketState } from './action.ts';

export type Split = {
  /** The messages of the ticket, in order of receipt. */
  messages: { id: string; text: string | null }[];
  messageId: string;
  category: Category;
  reason: string;
};

/**
 * Splits a message off into a ticket of its own, for a second matter that one ticket took: same customer, same city, its own
 * category, area, term (from the message's receipt) and folio, linked to the first. Taken back by joining the two.
 */
export const split = (ticket: TicketState, order: Split): Refused | { kind: 'done'; ticket: NewTicket; origin: Done } => {
  if (ticket.status === 'joined') return refused('ticket-joined');
  const message = order.messages.find(({ id }) => id === order.messageId);
  if (!message) return refused('message-not-here');
  if (order.messages.length === 1) return refused('last-message');
  const area = areaOf(order.category);
  if (area === null) return refused('invalid-category');
  if (isBlank(order.reason)) return refused('reason-missing');
  const origin = done(ticket, 'split_off', {}, { reason: order.reason, undo: false, elsewhere: true, data: { message: order.messageId } });
  if (origin.kind === 'refused') return origin;
  const { city, priority, contract, holder, contact, authority, phone, email, unidentified, unverified, writtenOnly } = ticket;
  const customer = { city, priority, contract, holder, contact, authority, phone, email, unidentified, unverified, writtenOnly };
  return {
    kind: 'done',
    origin,
    ticket: { ...customer, category: order.category, area, description: message.text ?? '', relatedId: ticket.id },
  };
};
