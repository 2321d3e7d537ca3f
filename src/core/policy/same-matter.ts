import type { Area } from '../words.ts';
import type { Context, Known, TicketView } from './context.ts';
import { isSameContract } from './contracts.ts';
import { type Identity, isAnotherHolder } from './identify.ts';

/** The ticket that takes a unit, and why. */
export type Match = { ticket: TicketView; because: 'same-contract' | 'gains-contract' | 'only-open' | 'resolved-lately' };

/**
 * The ticket of the same matter (policy, rule 9): the open one of contract and area; else the sender's one of that area
 * without a contract, where a contract is given now; else, without any contract, the only open one of the sender in that
 * area unless another holder is stated; else the one of contract and area resolved within the days of rule 10.
 */
export const findSameMatter = (context: Context, told: Known, identity: Identity, area: Area): Match | null => {
  if (identity.contract === null) return onlyOpen(context, told, area);
  return (
    openOfContract(context, identity.contract, area) ??
    gainsContract(context, told, identity, area) ??
    resolvedLately(context, identity.contract, area)
  );
};

const ofContract = (context: Context, contract: string): TicketView[] =>
  context.contractTickets.filter((ticket) => ticket.contract !== null && isSameContract(ticket.contract, contract, context.profile));

const openOfContract = (context: Context, contract: string, area: Area): Match | null => {
  const ticket = ofContract(context, contract).find((candidate) => candidate.status === 'open' && candidate.area === area);
  return ticket ? { ticket, because: 'same-contract' } : null;
};

const gainsContract = (context: Context, told: Known, identity: Identity, area: Area): Match | null => {
  if (identity.contractFrom !== 'text' && identity.contractFrom !== 'holder') return null;
  const ticket = context.senderTickets.find(
    (candidate) =>
      candidate.status === 'open' && candidate.area === area && candidate.contract === null && !isAnotherHolder(told, candidate.holder),
  );
  return ticket ? { ticket, because: 'gains-contract' } : null;
};

const onlyOpen = (context: Context, told: Known, area: Area): Match | null => {
  const [only, ...others] = context.senderTickets.filter((ticket) => ticket.status === 'open' && ticket.area === area);
  return only && others.length === 0 && !isAnotherHolder(told, only.holder) ? { ticket: only, because: 'only-open' } : null;
};

const resolvedLately = (context: Context, contract: string, area: Area): Match | null => {
  const ticket = ofContract(context, contract).find((candidate) => candidate.area === area && isReopenable(candidate, context));
  return ticket ? { ticket, because: 'resolved-lately' } : null;
};

/** Whether a message may open a resolved ticket again: within the days of rule 10, the last of them included. */
export const isReopenable = (ticket: TicketView, context: Pick<Context, 'now' | 'profile'>): boolean =>
  ticket.status === 'resolved' &&
  ticket.resolvedAt !== null &&
  context.now.getTime() - ticket.resolvedAt.getTime() <= context.profile.limits.reopenDays * 86_400_000;
