// Follows what Meta tells besides messages. In: fresh events of one delivery. Out: answers move on, tickets show what happened, contacts move along; ids of answers to send again. On failure: the caller's transaction is undone.
import type { EchoItem, EditItem, ReactionItem, RevokeItem, StatusItem, SystemItem } from '../channels/meta/items.ts';
import { advanceReply } from '../core/policy/progress.ts';
import type { Report, ReportedReply } from '../store/replies.ts';
import type { Nouns } from '../store/store.ts';
import type { EventItem } from './event-row.ts';
import { conversationOfPerson, type Phones } from './people.ts';

export type Around = { company: string; phones: Phones; now: Date };

/** WhatsApp's "more than 24 hours have passed", said after it had taken the message. */
const WINDOW_CLOSED = 131047;
const RECENT_DAYS = 7;

/** Acts on events, each once; returns the ids of the answers that are to be sent again. */
export const follow = async (nouns: Nouns, around: Around, items: EventItem[]): Promise<string[]> => {
  const statuses = items.filter((item) => item.kind === 'status');
  const again = await followStatuses(nouns, around, statuses);
  for (const item of items) await followOne(nouns, around, item);
  return again;
};

/** The conversations that these events change: locked before, so that nobody decides on them meanwhile. */
export const touchedBy = (items: EventItem[], phones: Phones): (string | null)[] =>
  items.flatMap((item) => {
    const of = (person: { phone: string | null; userId: string | null }) => conversationOfPerson(item.channel, person, phones);
    if (item.kind === 'edit') return [of(item.message.sender)];
    if (item.kind === 'revoke') return [of(item.sender)];
    return item.kind === 'system' ? [of(item.before), of(afterOf(item, phones))] : [];
  });

const followOne = async (nouns: Nouns, around: Around, item: EventItem): Promise<void> => {
  switch (item.kind) {
    case 'echo':
      if (item.byPerson) return keepPersonsAnswer(nouns, around, item);
      if (item.metadata) await nouns.replies.confirmSent(around.company, item.metadata, item.externalId, item.at ?? around.now);
      return;
    case 'edit':
    case 'revoke':
      return noteAmendment(nouns, around, item);
    case 'reaction':
      return noteReaction(nouns, around, item);
    case 'system':
      return moveContact(nouns, around, item);
    default:
  }
};

/** Moves answers to sent, delivered, read or failed, never backwards and in whatever order Meta tells it. */
const followStatuses = async (nouns: Nouns, { company, now }: Around, items: StatusItem[]): Promise<string[]> => {
  const named = items.filter(({ providerId }) => providerId !== null);
  const told = new Map<string, { reply: ReportedReply; items: StatusItem[] }>();
  const add = (reply: ReportedReply, item: StatusItem) =>
    told.set(reply.id, { reply, items: [...(told.get(reply.id)?.items ?? []), item] });
  if (named.length > 0) {
    const ids = (pick: (item: StatusItem) => string | null) => [...new Set(named.flatMap((item) => pick(item) ?? []))];
    // A failure warns the ticket: it is held first, in the order of everybody (store/locks.ts).
    const failed = named.filter(({ state }) => state === 'failed');
    if (failed.length > 0) await holdTicketsOf(nouns, company, failed);
    const replies = await nouns.replies.lockNamed(
      company,
      ids((item) => item.providerId),
      ids((item) => item.callbackData),
    );
    const byId = new Map(replies.map((reply) => [reply.id, reply]));
    const byProviderId = new Map(replies.map((reply) => [reply.providerId, reply]));
    for (const item of named) {
      const reply = byProviderId.get(item.providerId) ?? byId.get(item.callbackData ?? '');
      if (reply) add(reply, item);
    }
  }
  for (const item of items) {
    const recipient = item.recipient.userId ?? item.recipient.phone;
    if (item.upTo === null || recipient === null) continue;
    for (const reply of await nouns.replies.lockSentTo(company, item.channel, recipient, item.upTo)) add(reply, item);
  }
  const reports = [...told.values()].flatMap(({ reply, items: said }) => reportOf(reply, said, now) ?? []);
  await nouns.replies.reportAll(reports);
  const again: string[] = [];
  for (const { id, state } of reports) {
    const one = told.get(id);
    if (one && state === 'failed') again.push(...(await afterFailure(nouns, one, now)));
  }
  return again;
};

const holdTicketsOf = async (nouns: Nouns, company: string, items: StatusItem[]): Promise<void> => {
  const providerIds = items.flatMap(({ providerId }) => providerId ?? []);
  const callbacks = items.flatMap(({ callbackData }) => callbackData ?? []);
  await nouns.lockTickets(await nouns.replies.findTickets(company, { providerIds, callbacks }));
};

const reportOf = (reply: ReportedReply, said: StatusItem[], now: Date): Report | null => {
  const report: Report = {
    id: reply.id,
    state: reply.state,
    because: null,
    providerId: null,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
  };
  let changed = false;
  for (const { state, at, providerId, errorCode } of said.toSorted((one, other) => +(one.at ?? now) - +(other.at ?? now))) {
    // A try before the present one that failed says nothing of this one.
    if (state === 'failed' && reply.providerId !== null && providerId !== null && reply.providerId !== providerId) continue;
    const next = advanceReply(report.state, state);
    if (next === null && (state === 'failed' || report.state === 'failed')) continue;
    if (next !== null) report.state = next;
    if (state === 'failed') report.because = `meta:${errorCode ?? 'none'}`;
    else report[MOMENTS[state]] ??= at ?? now;
    report.providerId ??= providerId;
    changed = true;
  }
  return changed ? report : null;
};

const MOMENTS = { sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt' } as const;

/** A closed window found out afterwards: the approved template goes out (rule 16). Any other failure is an agent's matter. */
const afterFailure = async (
  nouns: Nouns,
  { reply, items }: { reply: ReportedReply; items: StatusItem[] },
  now: Date,
): Promise<string[]> => {
  const isWindow = items.some(({ errorCode }) => errorCode === WINDOW_CLOSED);
  if (isWindow && reply.channel === 'whatsapp' && !reply.template && reply.kind !== 'agent') {
    const again = { state: 'queued', template: true, text: null, providerId: null, sentAt: null, because: 'window-closed' } as const;
    await nouns.replies.update(reply.id, { ...again, nextTryAt: now });
    return [reply.id];
  }
  if (reply.ticketId) await nouns.tickets.addWarning(reply.ticketId, 'answer-undelivered');
  return [];
};

/** What a person answered in Meta's own inbox stands on the customer's newest open ticket, once. */
const keepPersonsAnswer = async (nouns: Nouns, { company, phones, now }: Around, item: EchoItem): Promise<void> => {
  const at = item.at ?? now;
  const conversation = conversationOfPerson(item.channel, item.recipient, phones);
  const tickets = conversation ? await nouns.tickets.viewOfSender(company, [conversation], at, RECENT_DAYS) : [];
  const ticket = tickets.find(({ status }) => status === 'open') ?? tickets[0];
  await nouns.replies.addPersons({
    company,
    channel: item.channel,
    externalId: item.externalId,
    recipient: item.recipient.phone ?? item.recipient.userId,
    text: item.text || item.attachments.map(({ type }) => `[${type}]`).join(' '),
    at,
    ticketId: ticket?.id ?? null,
  });
  if (ticket)
    await nouns.tickets.log(ticket.id, at, { kind: 'answered-elsewhere', actor: 'system', data: { externalId: item.externalId } });
};

/** A message that was read already keeps what it became: the ticket shows the new words, or that they were withdrawn. Else `understand` heeds it. */
const noteAmendment = async (nouns: Nouns, { company, now }: Around, item: EditItem | RevokeItem): Promise<void> => {
  const message = await nouns.messages.findSettled(company, item.channel, item.targetId);
  if (!message?.ticketId) return;
  await nouns.tickets.log(message.ticketId, item.at ?? now, {
    kind: item.kind === 'edit' ? 'edited' : 'withdrawn',
    actor: 'customer',
    data: { messageId: message.id, ...(item.kind === 'edit' && { text: item.message.text }) },
  });
};

/** 👍 on an answer of ours, or taken back: shown on the ticket, opens and answers nothing. */
const noteReaction = async (nouns: Nouns, { company, now }: Around, item: ReactionItem): Promise<void> => {
  const named = await nouns.tickets.findReferenced(company, [item.targetId]);
  if (!named?.ticketId) return;
  await nouns.tickets.log(named.ticketId, item.at ?? now, { kind: 'reaction', actor: 'customer', data: { emoji: item.emoji } });
};

/** A changed number or id is the same person: conversation, waiting answers and later notices move along. */
const moveContact = async (nouns: Nouns, { company, phones, now }: Around, item: SystemItem): Promise<void> => {
  const { channel, before } = item;
  const after = afterOf(item, phones);
  if (after.userId && after.phone)
    await nouns.identities.link(company, channel, [{ userId: after.userId, phone: after.phone, seenAt: item.at ?? now }]);
  const [from, to] = [before, after].map((person) => conversationOfPerson(channel, person, phones));
  if (!from || !to || from === to) return;
  await nouns.identities.moveConversation(company, from, to);
  const tickets = await nouns.tickets.viewOfSender(company, [to], now, RECENT_DAYS);
  await nouns.lockTickets(tickets.map(({ id }) => id));
  const [oldWay, newWay] = [before.phone ?? phones.get(before.userId ?? '') ?? before.userId, after.phone ?? after.userId];
  if (oldWay && newWay) await nouns.identities.moveRecipient(company, channel, to, { from: oldWay, to: newWay });
  for (const ticket of tickets) {
    await nouns.tickets.log(ticket.id, item.at ?? now, { kind: 'contact-moved', actor: 'customer', data: { change: item.change } });
    if (after.phone && ticket.phone === before.phone) await nouns.tickets.change(ticket.id, { phone: after.phone });
  }
};

/** A change of id keeps the number. */
const afterOf = ({ change, before, after }: SystemItem, phones: Phones): SystemItem['after'] =>
  change === 'number' ? after : { ...after, phone: after.phone ?? before.phone ?? phones.get(before.userId ?? '') ?? null };
