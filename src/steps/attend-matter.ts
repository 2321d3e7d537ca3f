// Joins tickets, splits messages off and puts fields right for agents. In: the order with its reason. Out: the change, the events of both tickets, and the answer it calls for. On failure or refusal: nothing of it stands.

import type { CompanyProfile } from '../core/company.ts';
import type { TicketState } from '../core/policy/actions/action.ts';
import { canonical, correct, isCorrectable } from '../core/policy/actions/correct.ts';
import { joinTickets } from '../core/policy/actions/join-tickets.ts';
import { split } from '../core/policy/actions/split.ts';
import { areaOf } from '../core/policy/area.ts';
import { contractKeyOf, isSameContract } from '../core/policy/contracts.ts';
import { openingOf } from '../core/policy/term.ts';
import type { Category } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import { type Acting, actOnTicket, applyVerdict, type Order, type Outcome } from './act-on-ticket.ts';
import { addFolioAnswer } from './folio-answer.ts';
import { openTicket } from './open-ticket.ts';
import { profileOf, type Tools } from './tools.ts';

/** Joins a ticket into another, which stays open and takes its messages; the folio leads there from now on (policy, rule 3). */
export const joinTicket = (tools: Tools, order: Order & { intoId: string; reason: string }): Promise<Outcome> =>
  actOnTicket(
    tools,
    order,
    async ({ nouns, entry }, from) => {
      const into = await nouns.attending.lock(order.company, order.intoId);
      if (!into) return { kind: 'refused', because: 'ticket-not-found' };
      const messageIds = (await nouns.attending.messagesOf(from.id)).map(({ id }) => id);
      const joined = joinTickets(from, into, { reason: order.reason, messageIds }, profileOf(tools, from.company));
      if (joined.kind === 'refused') return joined;
      await nouns.attending.endPause(from.id, entry.at);
      await nouns.attending.apply(from.id, joined.from, entry);
      await nouns.attending.apply(into.id, joined.into, { ...entry, id: nouns.newId() });
      await nouns.attending.moveMessages(messageIds, into.id);
      return { kind: 'done', result: {} };
    },
    [order.intoId],
  );

/** Splits a message off into a ticket of its own, with a folio that the customer is told on that message's channel. */
export const splitMessage = async (
  tools: Tools,
  order: Order & { messageId: string; category: Category; reason: string },
): Promise<Outcome<{ ticketId: string; folio: string; replyId: string | null }>> => {
  const outcome = await actOnTicket(tools, order, async ({ nouns, entry }, ticket) => {
    const profile = profileOf(tools, ticket.company);
    const messages = await nouns.attending.messagesOf(ticket.id);
    const { messageId, category, reason } = order;
    const parted = split(ticket, { messages, messageId, category, reason });
    if (parted.kind === 'refused') return parted;
    const receivedAt = messages.find(({ id }) => id === messageId)?.receivedAt ?? entry.at;
    const openedAt = openingOf(parted.ticket.area, receivedAt, entry.at, profile);
    const own = await openTicket(nouns, profile, parted.ticket, openedAt, order.agent);
    const { event, change } = parted.origin;
    await nouns.attending.apply(ticket.id, { change, event: { ...event, data: { ...event.data, into: own.folio } } }, entry);
    await nouns.attending.log(own.id, 'opened', { messageId, from: ticket.folio, reason: reason.trim() }, { ...entry, id: nouns.newId() });
    await nouns.attending.moveMessages([messageId], own.id);
    const replyId = await addFolioAnswer(nouns, profile, { ticketId: own.id, messageId, now: entry.at });
    return { kind: 'done', result: { ticketId: own.id, folio: own.folio, replyId } };
  });
  if (outcome.kind === 'done' && outcome.replyId !== null) await tools.enqueue.answer(outcome.replyId);
  return outcome;
};

export type CorrectOrder = Order & { field: string; value: string | null; reason: string | null };

/** Puts a read field right; what was read and what is right are kept with the message as material for better reading. */
export const correctField = (tools: Tools, order: CorrectOrder): Promise<Outcome> =>
  actOnTicket(tools, order, async (acting, ticket) => {
    const { field, value, reason } = order;
    if (!isCorrectable(field)) return { kind: 'refused', because: 'no-change' };
    const profile = profileOf(tools, ticket.company);
    const surroundings = await around(acting.nouns, profile, ticket, { field, value });
    const verdict = correct(ticket, { at: acting.entry.at, field, value, reason, ...surroundings }, profile);
    const applied = await applyVerdict(acting, ticket, verdict);
    if (applied.kind === 'done' && verdict.kind === 'done') await keep(acting, ticket, field, verdict.change[field] ?? null);
    return applied;
  });

/** What the directory says of a contract, and whom a new area or city would give the ticket to. */
const around = async (
  nouns: Nouns,
  profile: CompanyProfile,
  ticket: TicketState,
  { field, value }: Pick<CorrectOrder, 'value'> & { field: 'contract' | string },
) => {
  const agentFor = async (area: TicketState['area'], city: TicketState['city']) => nouns.tickets.findAgent(ticket.company, area, city);
  if (field === 'city') return { isInDirectory: null, agentId: await agentFor(ticket.area, value) };
  if (field === 'category')
    return { isInDirectory: null, agentId: await agentFor(areaOf((value ?? '') as Category) ?? ticket.area, ticket.city) };
  if (field !== 'contract' || !(await nouns.subscribers.isLoaded(ticket.company))) return { isInDirectory: null, agentId: ticket.agentId };
  const read = canonical('contract', value, profile);
  const contract = 'value' in read ? read.value : null;
  const rows = contract === null ? [] : await nouns.subscribers.findByContractKeys(ticket.company, [contractKeyOf(contract, profile)]);
  return {
    isInDirectory: rows.some((row) => contract !== null && isSameContract(row.contract, contract, profile)),
    agentId: ticket.agentId,
  };
};

const keep = async (
  { nouns, entry }: Acting,
  ticket: TicketState,
  field: 'contract' | 'holder' | 'contact' | 'phone' | 'email' | 'city' | 'category',
  after: string | null,
): Promise<void> => {
  const [first] = await nouns.attending.messagesOf(ticket.id);
  const { id, at, actor } = entry;
  await nouns.attending.saveCorrection(
    { company: ticket.company, ticketId: ticket.id, messageId: first?.id ?? null, field, before: ticket[field], after, actor, at },
    id,
  );
};
