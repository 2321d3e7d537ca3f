import type { Area, Authority, Category, City, Company, Priority, TicketStatus } from '../../words.ts';
import type { Pause } from '../pauses.ts';
import type { Refusal } from './refusals.ts';

/** A ticket as agents' actions see and change it. */
export type TicketState = {
  id: string;
  folio: string;
  company: Company;
  category: Category;
  area: Area;
  city: City | null;
  status: TicketStatus;
  priority: Priority;
  contract: string | null;
  contractKey: string | null;
  holder: string | null;
  contact: string | null;
  phone: string | null;
  email: string | null;
  authority: Authority[];
  unidentified: boolean;
  unverified: boolean;
  writtenOnly: boolean;
  openedAt: Date;
  termAt: Date;
  dueAt: Date;
  termPassedAt: Date | null;
  pausedAt: Date | null;
  pauseReason: string | null;
  resolvedAt: Date | null;
  cause: string | null;
  attributable: boolean | null;
  compensationCents: number | null;
  agentId: string | null;
  joinedIntoId: string | null;
  version: number;
  pauses: Pause[];
};

/** What an action may write; folio, company and opening stay as they are. */
export type TicketColumns = Partial<Omit<TicketState, 'id' | 'folio' | 'company' | 'openedAt' | 'version' | 'pauses'>>;

/** Values of an event's log entry: plain, so that they can be stored and compared. */
export type EventValue = string | number | boolean | null | EventValue[] | { [key: string]: EventValue };
export type EventData = { [key: string]: EventValue };

export type Refused = { kind: 'refused'; because: Refusal };
/** What an action changes, and its entry in the ticket's log: `before` and `after` tell what can be undone. */
export type Done = { kind: 'done'; change: TicketColumns; event: { kind: string; data: EventData } };
export type Verdict = Done | Refused;

export const refused = (because: Refusal): Refused => ({ kind: 'refused', because });

/**
 * An action's change without what stays as it is, logged with the values before and after it. `undo` says whether it can be
 * taken back while those values stand; an action that changes nothing is refused unless it has an effect beside the ticket.
 */
export const done = (
  ticket: TicketState,
  kind: string,
  change: TicketColumns,
  more: { reason?: string | null; undo: boolean; data?: EventData; elsewhere?: boolean },
): Verdict => {
  const keys = (Object.keys(change) as (keyof TicketColumns)[]).filter((key) => plain(change[key]) !== plain(ticket[key]));
  if (keys.length === 0 && !more.elsewhere) return refused('no-change');
  const of = (values: TicketColumns): EventData => Object.fromEntries(keys.map((key) => [key, loggedValue(values[key])]));
  return {
    kind: 'done',
    change: Object.fromEntries(keys.map((key) => [key, change[key]])),
    event: { kind, data: { ...more.data, reason: more.reason?.trim() || null, before: of(ticket), after: of(change), undo: more.undo } },
  };
};

/** A column's value as it stands in the log. */
export const loggedValue = (value: TicketColumns[keyof TicketColumns]): EventValue =>
  value instanceof Date ? value.toISOString() : Array.isArray(value) ? [...value] : (value ?? null);

const plain = (value: TicketColumns[keyof TicketColumns]): string => JSON.stringify(loggedValue(value));

/** The refusal that every action on a living ticket shares. */
export const refuseUnlessOpen = (ticket: TicketState): Refused | null => {
  if (ticket.status === 'joined') return refused('ticket-joined');
  return ticket.status === 'open' ? null : refused('not-open');
};

export const isBlank = (text: string | null | undefined): boolean => (text ?? '').trim() === '';
