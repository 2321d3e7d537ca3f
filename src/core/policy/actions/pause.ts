import { done, isBlank, refused, refuseUnlessOpen, type TicketState, type Verdict } from './action.ts';

/** Stops the term of an open ticket; needs a reason, which shows. `attributable`: the company's doing, so that it counts for a compensation. */
export const pause = (ticket: TicketState, { at, reason, attributable }: { at: Date; reason: string; attributable: boolean }): Verdict => {
  const closed = refuseUnlessOpen(ticket);
  if (closed) return closed;
  if (ticket.pausedAt !== null) return refused('already-paused');
  if (isBlank(reason)) return refused('reason-missing');
  return done(ticket, 'paused', { pausedAt: at, pauseReason: reason.trim() }, { reason, undo: false, data: { attributable } });
};

/** Lets a term run on: its end is put off by the time of the pause. A pause is taken back by this and by nothing else. */
export const resume = (ticket: TicketState, { at, reason }: { at: Date; reason: string | null }): Verdict => {
  const closed = refuseUnlessOpen(ticket);
  if (closed) return closed;
  if (ticket.pausedAt === null) return refused('not-paused');
  const stoodMs = Math.max(0, at.getTime() - ticket.pausedAt.getTime());
  return done(
    ticket,
    'resumed',
    { pausedAt: null, pauseReason: null, dueAt: new Date(ticket.dueAt.getTime() + stoodMs) },
    { reason, undo: false, data: { pausedMs: stoodMs } },
  );
};
