// Runs one action of an agent on a ticket. In: the order and the rule of the action. Out: what the rule decided, as rows. On failure or refusal: nothing of it stands.
import type { CompanyProfile } from '../core/company.ts';
import { type Refused, refused, type TicketState, type Verdict } from '../core/policy/actions/action.ts';
import type { Entry } from '../store/attending.ts';
import type { Nouns } from '../store/store.ts';
import { tellAgent } from './tell-agent.ts';
import { profileOf, type Tools } from './tools.ts';

/** What an agent asks for, on which ticket, as they saw it. */
export type Order = {
  company: string;
  ticketId: string;
  /** Id of the agent. */
  agent: string;
  /** The version that the agent saw: another one is refused as `stale`. Null where nothing can be overwritten. */
  version: number | null;
  /** A uuid of the request: sent twice, it is done once. */
  requestId?: string;
};

export type Outcome<Result = object> =
  | ({ kind: 'done'; eventId: string } & Result)
  /** This request was done before; nothing was changed now. */
  | { kind: 'repeated' }
  | Refused;

/** What an action works with, under the locks of its tickets. */
export type Acting = { nouns: Nouns; entry: Entry; profile: CompanyProfile };
export type Work<Result> = (acting: Acting, ticket: TicketState) => Promise<{ kind: 'done'; result: Result } | Refused>;

/**
 * Locks the ticket (and those given besides) as the understanding of messages does, so that no message is decided meanwhile;
 * refuses a stale version; then lets the action work. Actions refuse before they write.
 */
export const actOnTicket = async <Result extends object>(
  tools: Tools,
  order: Order,
  work: Work<Result>,
  besides: string[] = [],
): Promise<Outcome<Result>> => {
  const at = tools.now();
  return tools.store.transaction(async (nouns): Promise<Outcome<Result>> => {
    await lockAround(nouns, order.company, [order.ticketId, ...besides]);
    const entry = { id: order.requestId ?? nouns.newId(), at, actor: `agent:${order.agent}` };
    const ticket = await nouns.attending.lock(order.company, order.ticketId);
    if (!ticket) return refused('ticket-not-found');
    if (order.requestId !== undefined && (await nouns.attending.hasEvent(order.requestId))) return { kind: 'repeated' };
    if (order.version !== null && ticket.version !== order.version) return refused('stale');
    const done = await work({ nouns, entry, profile: profileOf(tools, order.company) }, ticket);
    return done.kind === 'refused' ? done : { ...done.result, kind: 'done', eventId: entry.id };
  });
};

/** Writes what a rule decided, tells whom the ticket was given to, and hands it on. */
export const applyVerdict = async (
  { nouns, entry }: Acting,
  ticket: TicketState,
  verdict: Verdict,
): Promise<{ kind: 'done'; result: object } | Refused> => {
  if (verdict.kind === 'refused') return verdict;
  await nouns.attending.apply(ticket.id, verdict, entry);
  const { agentId = null } = verdict.change;
  const by = entry.actor.slice('agent:'.length);
  await tellAgent(nouns, { ticketId: ticket.id, agentId, by, occasion: entry.id, now: entry.at });
  return { kind: 'done', result: {} };
};

/** Conversations first, then contracts, then rows in the order of their ids: the order of everybody (store/locks.ts). */
const lockAround = async (nouns: Nouns, company: string, ticketIds: string[]): Promise<void> => {
  const keys = await Promise.all(ticketIds.map((id) => nouns.attending.keysOf(company, id)));
  await nouns.lock(keys.flatMap(({ conversations }) => conversations));
  await nouns.lock(keys.flatMap(({ contracts }) => contracts));
  for (const id of [...new Set(ticketIds)].sort()) await nouns.attending.lock(company, id);
};
