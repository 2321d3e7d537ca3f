// Puts a notice that answers no message into the outbox: `resolved`, `more_time`. In: a ticket. Out: a queued row on the channel of the customer's last message. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import type { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import type { TicketRow } from '../store/tickets.ts';
import { addAnswer } from './add-answer.ts';

export type Notice = {
  id: string;
  kind: ReplyKind;
  ticket: TicketRow;
  /** Makes the effect one: kind, ticket and term. */
  occasion: string;
  facts: Record<string, string | number | null>;
  now: Date;
};

/** Adds a notice (policy, rules 12 and 16); null where nobody wrote on a channel that can be answered, or it is there already. */
export const addNotice = async (nouns: Nouns, profile: CompanyProfile, notice: Notice): Promise<string | null> => {
  const last = await nouns.tickets.findLastMessage(notice.ticket.id);
  if (!last) return null;
  const sender = { name: last.senderName, address: last.senderAddress, phone: last.senderPhone, userId: last.senderUserId };
  const accessible = notice.ticket.priority === 'preferente';
  return addAnswer(nouns, profile, {
    id: notice.id,
    wanted: { kind: notice.kind, accessible, facts: { unknownContract: null, ...notice.facts } },
    asker: { channel: last.channel, sender, replyTo: last.replyTo },
    message: last,
    ticketId: notice.ticket.id,
    matterId: null,
    now: notice.now,
    occasion: notice.occasion,
  });
};
