// Resolves and reopens tickets for agents. In: the order, with cause or reason. Out: the change, its event, and the answer it calls for. On failure or refusal: nothing of it stands.
import type { TicketState } from '../core/policy/actions/action.ts';
import { reopen } from '../core/policy/actions/reopen.ts';
import { compensationFor, resolve } from '../core/policy/actions/resolve.ts';
import type { Compensation } from '../core/policy/compensation.ts';
import { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import { actOnTicket, applyVerdict, type Order, type Outcome } from './act-on-ticket.ts';
import { addNotice } from './notice.ts';
import { profileOf, type Tools } from './tools.ts';

export type ResolveOrder = Order & {
  /** A code of `CAUSES`. */
  cause: string;
  /** The agent confirms that the time without service was the company's doing: the customer is told of the compensation. */
  attributable: boolean | null;
  repairedAt: Date | null;
  reason: string | null;
};

/** Resolves an open ticket and tells the customer, with the compensation where an agent confirmed it (policy, rules 10 and 12). */
export const resolveTicket = async (tools: Tools, order: ResolveOrder): Promise<Outcome<{ replyId: string | null }>> => {
  const outcome = await actOnTicket(tools, order, async (acting, ticket) => {
    const { nouns, entry } = acting;
    const { timeZone, monthlyPriceCents } = await priceOf(nouns, tools, ticket);
    const { cause, attributable, repairedAt, reason } = order;
    const verdict = resolve(ticket, { at: entry.at, cause, attributable, repairedAt, reason, monthlyPriceCents, timeZone });
    const applied = await applyVerdict(acting, ticket, verdict);
    if (applied.kind === 'refused' || verdict.kind === 'refused')
      return applied.kind === 'refused' ? applied : { kind: 'done', result: { replyId: null } };
    await nouns.attending.endPause(ticket.id, entry.at);
    const replyId = await tellResolved(nouns, tools, ticket.id, entry.id, verdict.change.compensationCents ?? null);
    return { kind: 'done', result: { replyId } };
  });
  if (outcome.kind === 'done' && outcome.replyId !== null) await tools.enqueue.answer(outcome.replyId);
  return outcome;
};

/** The key of the answer `resolved` that a resolution called for: by it the answer can be taken back. */
export const resolvedKey = (eventId: string): string => `resolved:${eventId}`;

const tellResolved = async (
  nouns: Nouns,
  tools: Tools,
  ticketId: string,
  eventId: string,
  compensationCents: number | null,
): Promise<string | null> => {
  const ticket = await nouns.tickets.find(ticketId);
  if (!ticket) return null;
  return addNotice(nouns, profileOf(tools, ticket.company), {
    id: nouns.newId(),
    kind: ReplyKind.resolved,
    ticket,
    occasion: resolvedKey(eventId),
    facts: { compensationCents },
    now: tools.now(),
  });
};

const priceOf = async (nouns: Nouns, tools: Pick<Tools, 'profiles'>, ticket: TicketState) => {
  const profile = profileOf(tools, ticket.company);
  const timeZone = profile.cities.find(({ id }) => id === ticket.city)?.timeZone ?? profile.timeZone;
  const monthlyPriceCents = ticket.contract === null ? null : await nouns.subscribers.findPrice(ticket.company, ticket.contract);
  return { timeZone, monthlyPriceCents };
};

/** What the customer of a ticket would be owed if the failure was the company's doing: for the agent, before the resolution. Null where it cannot be said. */
export const previewCompensation = async (
  tools: Tools,
  { company, ticketId, repairedAt }: { company: string; ticketId: string; repairedAt: Date | null },
): Promise<Compensation | null> =>
  tools.store.transaction(async (nouns) => {
    const ticket = await nouns.attending.lock(company, ticketId);
    return ticket && compensationFor(ticket, { at: tools.now(), repairedAt, ...(await priceOf(nouns, tools, ticket)) });
  });

/** Opens a resolved ticket again with a new term; the customer is not answered (policy, rule 10). */
export const reopenTicket = (tools: Tools, order: Order & { reason: string }): Promise<Outcome> =>
  actOnTicket(tools, order, (acting, ticket) =>
    applyVerdict(acting, ticket, reopen(ticket, { at: acting.entry.at, reason: order.reason }, profileOf(tools, ticket.company))),
  );
