// Moves, assigns, pauses and resumes tickets for agents. In: the order with its reason. Out: the change and its event. On failure or refusal: nothing of it stands.
import { assign, move } from '../core/policy/actions/move.ts';
import { pause, resume } from '../core/policy/actions/pause.ts';
import type { Area, City } from '../core/words.ts';
import { actOnTicket, applyVerdict, type Order, type Outcome } from './act-on-ticket.ts';
import { profileOf, type Tools } from './tools.ts';

/** Moves a ticket to another area or city: the folio stays, it is routed anew, the term counts from its start (policy, rules 13 and 14). */
export const moveTicket = (tools: Tools, order: Order & { area: Area; city: City | null; reason: string }): Promise<Outcome> =>
  actOnTicket(tools, order, async (acting, ticket) => {
    const { area, city, reason } = order;
    const agentId = await acting.nouns.tickets.findAgent(ticket.company, area, city);
    return applyVerdict(
      acting,
      ticket,
      move(ticket, { at: acting.entry.at, area, city, reason, agentId }, profileOf(tools, ticket.company)),
    );
  });

/** Gives a ticket to an agent, oneself included; `to` null leaves it to nobody. */
export const assignTicket = (tools: Tools, order: Order & { to: string | null; reason: string | null }): Promise<Outcome> =>
  actOnTicket(tools, order, async (acting, ticket) => {
    const agent = order.to === null ? null : await acting.nouns.attending.findAgentState(order.to);
    if (order.to !== null && agent === null) return { kind: 'refused', because: 'agent-not-found' };
    return applyVerdict(acting, ticket, assign(ticket, { agent, by: order.agent, reason: order.reason }));
  });

/** Stops a term, with a reason that shows; `attributable` says that the wait is the company's own doing. */
export const pauseTerm = (tools: Tools, order: Order & { reason: string; attributable: boolean }): Promise<Outcome> =>
  actOnTicket(tools, order, async (acting, ticket) => {
    const { at } = acting.entry;
    const applied = await applyVerdict(acting, ticket, pause(ticket, { at, reason: order.reason, attributable: order.attributable }));
    if (applied.kind === 'done') await acting.nouns.attending.startPause(ticket.id, at, order.reason.trim(), order.attributable);
    return applied;
  });

/** Lets a term run on, put off by the time of the pause. */
export const resumeTerm = (tools: Tools, order: Order & { reason: string | null }): Promise<Outcome> =>
  actOnTicket(tools, order, async (acting, ticket) => {
    const { at } = acting.entry;
    const applied = await applyVerdict(acting, ticket, resume(ticket, { at, reason: order.reason }));
    if (applied.kind === 'done') await acting.nouns.attending.endPause(ticket.id, at);
    return applied;
  });
