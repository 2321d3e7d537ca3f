// Gives the open tickets of somebody who is away or gone to others. In: whose, and who orders it. Out: each with the least loaded of its area and city who is there, else with nobody. On failure: what was given stays given, and the order may be repeated.
import { refused } from '../core/policy/actions/action.ts';
import { assign } from '../core/policy/actions/move.ts';
import { actOnTicket, applyVerdict } from './act-on-ticket.ts';
import type { Tools } from './tools.ts';

export type HandOverOrder = { company: string; from: string; agent: string };
/** How many tickets have somebody else now, and how many nobody. */
export type HandedOver = { given: number; nobody: number };

const REASON = 'Se repartieron los reportes de quien no está';

/** Routes anew, the most urgent first, what somebody has who gets nothing new (policy, rule 13); each ticket in a transaction of its own. */
export const handOver = async (tools: Tools, { company, from, agent: by }: HandOverOrder): Promise<HandedOver> => {
  const counts = { given: 0, nobody: 0 };
  for (const ticketId of await tools.store.worklist.openIdsOf(company, from)) {
    const outcome = await actOnTicket(tools, { company, ticketId, agent: by, version: null }, async (acting, ticket) => {
      // Somebody took it meanwhile.
      if (ticket.agentId !== from) return refused('no-change');
      const next = await acting.nouns.tickets.findAgent(company, ticket.area, ticket.city);
      const agent = next === null ? null : await acting.nouns.attending.findAgentState(next);
      const applied = await applyVerdict(acting, ticket, assign(ticket, { agent, by, reason: REASON }));
      return applied.kind === 'refused' ? applied : { kind: 'done', result: { to: next } };
    });
    if (outcome.kind === 'done') counts[outcome.to === null ? 'nobody' : 'given'] += 1;
  }
  return counts;
};
