import type { CompanyProfile } from '../../company.ts';
import { isSameContract } from '../contracts.ts';
import { type Done, done, isBlank, type Refused, refused, type TicketColumns, type TicketState } from './action.ts';

/**
 * Joins a ticket into an open one of the same company and, where both have one, the same contract: its messages go there, it
 * is marked `joined` and points to it, and its folio leads there from now on. The other takes what it lacks, the care
 * that either needs, and the earlier term of the two.
 */
export const joinTickets = (
  from: TicketState,
  into: TicketState,
  { reason, messageIds }: { reason: string; messageIds: string[] },
  profile: CompanyProfile,
): Refused | { kind: 'done'; from: Done; into: Done } => {
  const because = refusalOf(from, into, reason, profile);
  if (because) return refused(because);
  const left = done(
    from,
    'joined',
    { status: 'joined', joinedIntoId: into.id, resolvedAt: null, pausedAt: null, pauseReason: null },
    { reason, undo: true, data: { into: into.folio, messages: messageIds } },
  );
  const taken = done(into, 'took', gains(from, into), {
    reason,
    undo: false,
    elsewhere: true,
    data: { from: from.folio, messages: messageIds },
  });
  return left.kind === 'refused' ? left : taken.kind === 'refused' ? taken : { kind: 'done', from: left, into: taken };
};

const refusalOf = (from: TicketState, into: TicketState, reason: string, profile: CompanyProfile) => {
  if (from.id === into.id) return 'same-ticket';
  if (from.company !== into.company) return 'ticket-not-found';
  if (from.status === 'joined' || into.status === 'joined') return 'ticket-joined';
  if (into.status !== 'open') return 'not-open';
  if (from.contract !== null && into.contract !== null && !isSameContract(from.contract, into.contract, profile)) return 'other-contract';
  return isBlank(reason) ? 'reason-missing' : null;
};

const gains = (from: TicketState, into: TicketState): TicketColumns => {
  const identity: TicketColumns =
    into.contract === null ? { contract: from.contract, contractKey: from.contractKey, unverified: from.unverified } : {};
  const holder = into.holder ?? from.holder;
  const known = (identity.contract ?? into.contract ?? holder) !== null;
  const isEarlier =
    from.status === 'open' && from.area === into.area && from.pausedAt === null && into.pausedAt === null && from.dueAt < into.dueAt;
  return {
    ...identity,
    holder,
    contact: into.contact ?? from.contact,
    phone: into.phone ?? from.phone,
    email: into.email ?? from.email,
    authority: [...new Set([...into.authority, ...from.authority])],
    unidentified: into.unidentified && !known,
    priority: from.priority === 'preferente' ? from.priority : into.priority,
    writtenOnly: into.writtenOnly || from.writtenOnly,
    ...(isEarlier && { termAt: from.termAt, dueAt: from.dueAt, termPassedAt: from.termPassedAt }),
  };
};
