import {
  done,
  type EventData,
  type EventValue,
  loggedValue,
  refused,
  type TicketColumns,
  type TicketState,
  type Verdict,
} from './action.ts';

/** An entry of a ticket's log, and whether it was taken back. */
export type LoggedEvent = { id: string; kind: string; data: EventData; undone: boolean };

/**
 * Takes an agent's change back, as an action of its own: the columns it wrote get their former values, unless one of them was
 * changed since. A resolution taken back lets the term go on where it stood: the time in between does not count.
 */
export const undo = (ticket: TicketState, event: LoggedEvent, { at, reason }: { at: Date; reason: string | null }): Verdict => {
  if (event.undone) return refused('already-undone');
  if (event.data.undo !== true) return refused('not-undoable');
  const after = columnsOf(event.data.after);
  if (!stands(ticket, after)) return refused('changed-since');
  const before = columnsOf(event.data.before);
  const change = event.kind === 'resolved' ? { ...withoutPause(before), dueAt: goesOn(ticket, at) } : before;
  return done(ticket, 'undone', change, { reason, undo: false, elsewhere: true, data: { event: event.id, of: event.kind } });
};

/** What a ticket gives back of what it took from another that was joined into it: each value that still stands. */
export const giveBack = (into: TicketState, took: LoggedEvent, from: string): Verdict => {
  const [before, after] = [columnsOf(took.data.before), columnsOf(took.data.after)];
  const kept = (Object.keys(after) as (keyof TicketColumns)[]).filter((key) => same(into[key], after[key]));
  const change: TicketColumns = Object.fromEntries(kept.map((key) => [key, before[key]]));
  return done(into, 'gave_back', change, { undo: false, elsewhere: true, data: { event: took.id, from } });
};

const DATES: ReadonlySet<string> = new Set<keyof TicketColumns>(['termAt', 'dueAt', 'termPassedAt', 'pausedAt', 'resolvedAt']);

const columnsOf = (logged: EventValue | undefined): TicketColumns => {
  if (typeof logged !== 'object' || logged === null || Array.isArray(logged)) return {};
  const entries = Object.entries(logged).map(([key, value]) => [
    key,
    DATES.has(key) && typeof value === 'string' ? new Date(value) : value,
  ]);
  return Object.fromEntries(entries);
};

const same = (one: TicketColumns[keyof TicketColumns], other: TicketColumns[keyof TicketColumns]): boolean =>
  JSON.stringify(loggedValue(one)) === JSON.stringify(loggedValue(other));

const stands = (ticket: TicketState, after: TicketColumns): boolean =>
  (Object.keys(after) as (keyof TicketColumns)[]).every((key) => same(ticket[key], after[key]));

/** The pause that the resolution ended is not begun again: it ended there. */
const withoutPause = ({ pausedAt: _at, pauseReason: _reason, ...before }: TicketColumns): TicketColumns => before;

const goesOn = (ticket: TicketState, at: Date): Date =>
  new Date(ticket.dueAt.getTime() + Math.max(0, at.getTime() - (ticket.resolvedAt?.getTime() ?? at.getTime())));
