// Tells a customer the folio of a ticket that an agent opened. In: the ticket and the message that it was opened for. Out: a queued answer on that message's channel. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import { answerOf } from '../core/policy/answer.ts';
import { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import { addAnswer } from './add-answer.ts';

/** Adds the answer `folio` (policy, rule 12); null where nobody can be answered or the limit of rule 17 withholds it. */
export const addFolioAnswer = async (
  nouns: Nouns,
  profile: CompanyProfile,
  { ticketId, messageId, now }: { ticketId: string; messageId: string; now: Date },
): Promise<string | null> => {
  const [message, ticket] = [await nouns.messages.find(messageId), await nouns.tickets.find(ticketId)];
  if (!message || !ticket) return null;
  const { channel, senderName: name, senderAddress: address, senderPhone: phone, senderUserId: userId, replyTo } = message;
  const wanted = answerOf(ReplyKind.folio, ticket.priority === 'preferente');
  if (wanted === null) return null;
  return addAnswer(nouns, profile, {
    id: nouns.newId(),
    wanted,
    asker: { channel, sender: { name, address, phone, userId }, replyTo },
    message,
    ticketId,
    matterId: null,
    now,
    occasion: `folio:${ticketId}`,
  });
};
