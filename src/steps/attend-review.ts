// Works off the list for review. In: a message that waits for a person, and what the agent makes of it. Out: a ticket with its folio told, or a mark that it is no request. On failure or refusal: nothing of it stands.

import type { CompanyProfile } from '../core/company.ts';
import { type Refused, refused } from '../core/policy/actions/action.ts';
import { askMatter, MATTER_QUESTION } from '../core/policy/actions/ask-matter.ts';
import { type Draft, type DraftRefused, draft, type TypedMatter } from '../core/policy/actions/draft.ts';
import { markNoRequest, type ReviewState, unmarkNoRequest, waitsForPerson } from '../core/policy/actions/review.ts';
import { contractKeyOf, isSameContract } from '../core/policy/contracts.ts';
import type { Why } from '../core/policy/outcome.ts';
import { openingOf } from '../core/policy/term.ts';
import { isWindowOpen } from '../core/policy/window.ts';
import { ReplyKind } from '../core/words.ts';
import type { Entry } from '../store/attending.ts';
import type { Nouns } from '../store/store.ts';
import type { Outcome } from './act-on-ticket.ts';
import { addAnswer } from './add-answer.ts';
import { addFolioAnswer } from './folio-answer.ts';
import { openTicket } from './open-ticket.ts';
import { profileOf, type Tools } from './tools.ts';

export type ReviewOrder = { company: string; messageId: string; agent: string; requestId?: string };
/** A refusal of what was typed names each field that is wrong. */
export type Opened = Outcome<{ ticketId: string; folio: string; replyId: string | null }> | DraftRefused;

/** Opens a ticket from a message that waits for a person, as the agent typed it; its sender is told the folio, unless the mail failed DMARC. */
export const openFromReview = async (tools: Tools, order: ReviewOrder & { matter: TypedMatter }): Promise<Opened> => {
  const profile = profileOf(tools, order.company);
  const outcome = await onMessage(tools, order, async (nouns, entry, message): Promise<Opened> => {
    if (!waitsForPerson(message)) return refused('not-in-review');
    const drafted = await draftMatter(nouns, profile, order.matter, (await nouns.messages.find(message.id))?.mailbox ?? null, entry.at);
    if (drafted.kind === 'refused') return drafted;
    const row = await nouns.messages.find(message.id);
    const openedAt = openingOf(drafted.ticket.area, row?.receivedAt ?? entry.at, entry.at, profile);
    const { id: ticketId, folio } = await openTicket(nouns, profile, drafted.ticket, openedAt, order.agent);
    await nouns.attending.log(ticketId, 'opened', { messageId: message.id, from: 'review' }, { ...entry, id: nouns.newId() });
    await nouns.attending.markReviewed(message.id, entry.at, 'opened', { folio }, entry);
    await settle(nouns, message, ticketId, entry.at, { rule: 0, because: 'opened-by-agent', facts: { folio }, candidates: [] });
    // Who did not write it is told nothing, whoever opens the ticket (rules 17 and 18): the agent knows by which other way to tell.
    const isForged = row?.authentication === 'fail';
    const replyId = isForged ? null : await addFolioAnswer(nouns, profile, { ticketId, messageId: message.id, now: entry.at });
    return { kind: 'done', eventId: entry.id, ticketId, folio, replyId };
  });
  if (outcome.kind === 'done' && outcome.replyId !== null) await tools.enqueue.answer(outcome.replyId);
  return outcome;
};

/** Marks a message in review as no request: kept, off the list, not answered. */
export const markAsNoRequest = (tools: Tools, order: ReviewOrder & { reason: string | null }): Promise<Outcome> =>
  onMessage(tools, order, async (nouns, entry, message) => {
    const verdict = markNoRequest(message);
    if (verdict.kind === 'refused') return verdict;
    await nouns.attending.markReviewed(message.id, entry.at, 'no_request', { reason: order.reason }, entry);
    return { kind: 'done', eventId: entry.id };
  });

/** Puts a message that was marked as no request back on the list. */
export const undoNoRequest = (tools: Tools, order: ReviewOrder & { reason: string | null }): Promise<Outcome> =>
  onMessage(tools, order, async (nouns, entry, message) => {
    const verdict = unmarkNoRequest(message);
    if (verdict.kind === 'refused') return verdict;
    await nouns.attending.markReviewed(message.id, null, 'undone', { reason: order.reason }, entry);
    return { kind: 'done', eventId: entry.id };
  });

/** Asks the writer, with choices under the question, what the message is about; the answer comes back as a message of theirs. */
export const askForMatter = async (tools: Tools, order: ReviewOrder): Promise<Outcome<{ replyId: string }>> => {
  const profile = profileOf(tools, order.company);
  const outcome = await onMessage(tools, order, async (nouns, entry, message): Promise<Outcome<{ replyId: string }>> => {
    const row = await nouns.messages.find(message.id);
    if (!row) return refused('message-not-found');
    const sender = { name: row.senderName, address: row.senderAddress, phone: row.senderPhone, userId: row.senderUserId };
    const last = await nouns.messages.findLastFrom(
      order.company,
      row.channel,
      row.senderPhone ? { phone: row.senderPhone } : { userId: row.senderUserId ?? '' },
    );
    const verdict = askMatter({ ...message, channel: row.channel }, isWindowOpen(last, entry.at, profile.limits));
    if (verdict.kind === 'refused') return verdict;
    const replyId = await addAnswer(nouns, profile, {
      id: nouns.newId(),
      wanted: { kind: ReplyKind.agent, accessible: false, facts: { unknownContract: null, asksMatter: true } },
      asker: { channel: row.channel, sender, replyTo: null },
      message: row,
      ticketId: null,
      matterId: null,
      now: entry.at,
    });
    if (replyId === null) return refused('no-channel');
    await nouns.replies.update(replyId, { text: MATTER_QUESTION });
    await nouns.attending.markReviewed(message.id, entry.at, 'asked', { replyId }, entry);
    return { kind: 'done', eventId: entry.id, replyId };
  });
  if (outcome.kind === 'done') await tools.enqueue.answer(outcome.replyId);
  return outcome;
};

const onMessage = <Result>(
  tools: Tools,
  order: ReviewOrder,
  work: (nouns: Nouns, entry: Entry, message: ReviewState) => Promise<Result>,
): Promise<Result | Refused | { kind: 'repeated' }> =>
  tools.store.transaction(async (nouns) => {
    const conversation = (await nouns.messages.find(order.messageId))?.conversation;
    if (conversation) await nouns.lock([`conversation:${order.company}:${conversation}`]);
    const message = await nouns.attending.findReview(order.company, order.messageId);
    if (!message) return refused('message-not-found');
    const entry = { id: order.requestId ?? nouns.newId(), at: tools.now(), actor: `agent:${order.agent}` };
    if (await nouns.attending.hasMessageEvent(entry.id)) return { kind: 'repeated' as const };
    return work(nouns, entry, message);
  });

/** The message, or all that waited with it, belong to the ticket now. */
const settle = async (nouns: Nouns, message: ReviewState, ticketId: string, at: Date, why: Why): Promise<void> => {
  const waiting =
    message.matterId !== null && message.matterSettled === false ? await nouns.matters.settle(message.matterId, ticketId, at) : [];
  await nouns.messages.settle([...new Set([message.id, ...waiting])], at, { disposition: 'ticket', ticketId, why });
};

/** A matter as typed, with what the directory and the contract's other tickets add; the contract is locked as decisions lock it. */
export const draftMatter = async (
  nouns: Nouns,
  profile: CompanyProfile,
  matter: TypedMatter,
  mailbox: string | null,
  now: Date,
): Promise<Draft> => {
  const plain = draft(matter, { directoryLoaded: false, subscriber: null, mailbox, relatedId: null }, profile);
  if (plain.kind === 'refused' || plain.ticket.contract === null) return plain;
  const { contract } = plain.ticket;
  const key = contractKeyOf(contract, profile);
  await nouns.lock([`contract:${profile.company}:${key}`]);
  const rows = await nouns.subscribers.findByContractKeys(profile.company, [key]);
  const directoryLoaded = await nouns.subscribers.isLoaded(profile.company);
  const subscriber = rows.find((row) => isSameContract(row.contract, contract, profile)) ?? null;
  const tickets = await nouns.tickets.viewOfContracts(profile.company, [key], now, 0);
  const related = tickets.find(
    (ticket) => ticket.status === 'open' && ticket.contract !== null && isSameContract(ticket.contract, contract, profile),
  );
  return draft(matter, { directoryLoaded, subscriber, mailbox, relatedId: related?.id ?? null }, profile);
};
