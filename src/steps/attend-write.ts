// Writes for agents: an internal note, or an answer to the customer. In: the text. Out: a note in the log, or a queued row in the outbox. On failure or refusal: nothing of it stands.
import type { CompanyProfile } from '../core/company.ts';
import type { TicketState } from '../core/policy/actions/action.ts';
import { chooseAgentRoute, note, subjectOf } from '../core/policy/actions/write.ts';
import { chooseRecipient, type Route } from '../core/policy/recipient.ts';
import { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import type { LastMessage } from '../store/tickets.ts';
import { type Acting, actOnTicket, type Order, type Outcome } from './act-on-ticket.ts';
import { addAnswer } from './add-answer.ts';
import { profileOf, type Tools } from './tools.ts';

/** Keeps a note on a ticket that only our own people read; the ticket itself does not change. */
export const addNote = (tools: Tools, order: Order & { text: string }): Promise<Outcome> =>
  actOnTicket(tools, order, async ({ nouns, entry }, ticket) => {
    const written = note(order.text);
    if (written.kind === 'refused') return written;
    await nouns.attending.log(ticket.id, 'note', { text: written.text, undo: false }, entry);
    return { kind: 'done', result: {} };
  });

/** Answers the customer in an agent's own words, on the channel of their last message while it is open (policy, rules 12, 16 and 18). */
export const answerByAgent = async (tools: Tools, order: Order & { text: string }): Promise<Outcome<{ replyId: string | null }>> => {
  const outcome = await actOnTicket(tools, order, async (acting, ticket) => {
    const profile = profileOf(tools, ticket.company);
    const last = await acting.nouns.tickets.findLastMessage(ticket.id);
    const email = ticket.email ?? (await addressOf(acting.nouns, ticket.id));
    const route = last && chooseRecipient({ channel: last.channel, sender: senderOf(last), replyTo: last.replyTo }, profile);
    const lastFromCustomerAt = route && (await lastFrom(acting.nouns, ticket.company, route));
    const chosen = chooseAgentRoute({ text: order.text, route, lastFromCustomerAt, email, now: acting.entry.at }, profile.limits);
    if (chosen.kind === 'refused') return chosen;
    const replyId = await queue(acting, profile, ticket, { last, route: chosen.route, text: order.text.trim() });
    return replyId === null ? { kind: 'refused', because: 'no-channel' } : { kind: 'done', result: { replyId } };
  });
  if (outcome.kind === 'done' && outcome.replyId !== null) await tools.enqueue.answer(outcome.replyId);
  return outcome;
};

const senderOf = (last: LastMessage) => ({
  name: last.senderName,
  address: last.senderAddress,
  phone: last.senderPhone,
  userId: last.senderUserId,
});

const addressOf = async (nouns: Nouns, ticketId: string): Promise<string | null> =>
  (await nouns.tickets.findSenders(ticketId)).find((sender) => sender.senderAddress)?.senderAddress ?? null;

const lastFrom = (nouns: Nouns, company: string, { channel, recipient }: Route): Promise<Date | null> =>
  channel === 'messenger' || !recipient.startsWith('+')
    ? nouns.messages.findLastFrom(company, channel, { userId: recipient })
    : nouns.messages.findLastFrom(company, channel, { phone: recipient });

type Writing = { last: LastMessage | null; route: Route; text: string };

const queue = async (
  { nouns, entry }: Acting,
  profile: CompanyProfile,
  ticket: TicketState,
  { last, route, text }: Writing,
): Promise<string | null> => {
  const { channel, recipient } = route;
  const isPhone = recipient.startsWith('+');
  const replyId = await addAnswer(nouns, profile, {
    id: nouns.newId(),
    wanted: { kind: ReplyKind.agent, accessible: false, facts: { unknownContract: null } },
    asker: {
      channel,
      sender: {
        name: null,
        address: channel === 'email' ? recipient : null,
        phone: isPhone ? recipient : null,
        userId: isPhone ? null : recipient,
      },
      replyTo: null,
    },
    message: last?.channel === channel ? last : { id: ticket.id, mailbox: null, externalId: null, references: [] },
    ticketId: ticket.id,
    matterId: null,
    now: entry.at,
    occasion: `agent:${entry.id}`,
  });
  if (replyId === null) return null;
  const subject = channel === 'email' ? subjectOf(last?.channel === 'email' ? last.subject : null, ticket.folio) : null;
  await nouns.replies.update(replyId, { text, subject });
  await nouns.attending.log(ticket.id, 'answered', { replyId, channel, undo: true, before: {}, after: {} }, entry);
  return replyId;
};
