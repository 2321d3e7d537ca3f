import type { CompanyProfile } from '../../company.ts';
import { endOfTerm } from '../term.ts';
import { done, isBlank, refused, type TicketState, type Verdict } from './action.ts';

/** Opens a resolved ticket again with a new term and no answer, whenever it was resolved (policy, rule 10: by an agent). Needs a reason. */
export const reopen = (
  ticket: TicketState,
  { at, reason }: { at: Date; reason: string },
  profile: Pick<CompanyProfile, 'termHours'>,
): Verdict => {
  if (ticket.status === 'joined') return refused('ticket-joined');
  if (ticket.status !== 'resolved') return refused('not-resolved');
  if (isBlank(reason)) return refused('reason-missing');
  return done(
    ticket,
    'reopened',
    {
      status: 'open',
      resolvedAt: null,
      cause: null,
      attributable: null,
      compensationCents: null,
      termAt: at,
      dueAt: endOfTerm(ticket.area, at, profile),
      termPassedAt: null,
    },
    { reason, undo: true },
  );
};
