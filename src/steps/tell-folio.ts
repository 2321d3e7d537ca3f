// Sends a ticket's folio where a customer at the desk wishes it. In: the ticket and an address or a telephone. Out: a queued answer `folio`. On failure or refusal: nothing of it stands.
import { type Refused, refused } from '../core/policy/actions/action.ts';
import { answerOf } from '../core/policy/answer.ts';
import { ReplyKind } from '../core/words.ts';
import { addAnswer } from './add-answer.ts';
import { profileOf, type Tools } from './tools.ts';

export type TellFolio = { company: string; ticketId: string; agent: string; channel: 'email' | 'whatsapp'; recipient: string };

/** Queues the answer `folio` by mail or WhatsApp; asked for twice on one channel, it goes out once. */
export const tellFolio = async (tools: Tools, order: TellFolio): Promise<{ kind: 'done' | 'repeated' } | Refused> => {
  const { channel, recipient, agent } = order;
  const now = tools.now();
  const outcome = await tools.store.transaction(async (nouns) => {
    const ticket = await nouns.tickets.find(order.ticketId);
    if (ticket?.company !== order.company) return refused('ticket-not-found');
    const wanted = answerOf(ReplyKind.folio, ticket.priority === 'preferente');
    if (wanted === null) return refused('no-channel');
    const sender = {
      name: null,
      address: channel === 'email' ? recipient : null,
      phone: channel === 'whatsapp' ? recipient : null,
      userId: null,
    };
    const replyId = await addAnswer(nouns, profileOf(tools, order.company), {
      id: nouns.newId(),
      wanted,
      asker: { channel, sender, replyTo: null },
      message: { id: ticket.id, mailbox: null, externalId: null, references: [] },
      ticketId: ticket.id,
      matterId: null,
      now,
      occasion: `folio:${ticket.id}:${channel}`,
    });
    if (replyId === null) return { kind: 'repeated' as const };
    await nouns.tickets.log(ticket.id, now, { kind: 'folio-sent', actor: `agent:${agent}`, data: { replyId, channel } });
    return { kind: 'done' as const, replyId };
  });
  if (outcome.kind !== 'done') return outcome;
  await tools.enqueue.answer(outcome.replyId);
  return { kind: 'done' };
};
