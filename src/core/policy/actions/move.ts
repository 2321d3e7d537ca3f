import type { CompanyProfile } from '../../company.ts';
import type { Area, City } from '../../words.ts';
import { endOfPausedTerm } from '../pauses.ts';
import { done, isBlank, refused, refuseUnlessOpen, type TicketColumns, type TicketState, type Verdict } from './action.ts';

/** What an action knows of a person who attends tickets. */
export type AgentState = { id: string; company: string; absent: boolean };

export type Move = {
  at: Date;
  area: Area;
  city: City | null;
  reason: string;
  /** Whom the new area and city give the ticket to (policy, rule 13); null where nobody is. */
  agentId: string | null;
};

/** Moves an open ticket to another area or city: the folio stays, it is routed anew, and the new area's term counts from the term's start (policy, rules 13 and 14). */
export const move = (ticket: TicketState, to: Move, profile: CompanyProfile): Verdict => {
  const closed = refuseUnlessOpen(ticket);
  if (closed) return closed;
  if (!isServed(to.city, profile)) return refused('unknown-city');
  if (to.area === ticket.area && to.city === ticket.city) return refused('no-change');
  if (isBlank(to.reason)) return refused('reason-missing');
  return done(ticket, 'moved', { ...placeIn(ticket, to, profile), agentId: to.agentId }, { reason: to.reason, undo: true });
};

/** Area and city with the term that follows from them; a term that has passed runs again where the new one has time left. */
export const placeIn = (
  ticket: TicketState,
  { area, city, at }: Pick<Move, 'area' | 'city' | 'at'>,
  profile: CompanyProfile,
): TicketColumns => {
  if (area === ticket.area) return { area, city };
  const dueAt = endOfPausedTerm(area, ticket.termAt, ticket.pauses, profile);
  return { area, city, dueAt, termPassedAt: dueAt > at ? null : ticket.termPassedAt };
};

/** A city that the company serves; null exactly where it has one service area. */
export const isServed = (city: City | null, profile: Pick<CompanyProfile, 'cities'>): boolean =>
  profile.cities.length === 0 ? city === null : profile.cities.some(({ id }) => id === city);

/** Gives an open ticket to an agent of the company, or to nobody; an absent agent gets none but those they take themselves. */
export const assign = (
  ticket: TicketState,
  { agent, by, reason }: { agent: AgentState | null; by: string; reason: string | null },
): Verdict => {
  const closed = refuseUnlessOpen(ticket);
  if (closed) return closed;
  if (agent !== null && agent.company !== ticket.company) return refused('agent-not-found');
  if (agent?.absent && agent.id !== by) return refused('agent-absent');
  return done(ticket, agent?.id === by ? 'taken' : 'assigned', { agentId: agent?.id ?? null }, { reason, undo: true });
};
