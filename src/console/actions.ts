import type { DraftRefused, TypedMatter } from '../core/policy/actions/draft.ts';
import type { Refusal } from '../core/policy/actions/refusals.ts';
import type { Compensation } from '../core/policy/compensation.ts';
import type { Area, Category, City, Company } from '../core/words.ts';

/** On which ticket, by whom, and as which version they saw it (null: nothing can be overwritten). */
export type ActionOrder = { company: Company; ticketId: string; agent: string; version: number | null; requestId?: string };
export type Refused = { kind: 'refused'; because: Refusal };
export type ActionOutcome = { kind: 'done' } | { kind: 'repeated' } | Refused;
type Act<More> = (order: ActionOrder & More) => Promise<ActionOutcome>;

export type ReviewOrder = { company: Company; messageId: string; agent: string; requestId?: string };
export type CaptureOrder = {
  company: Company;
  agent: string;
  requestId: string;
  by: 'telephone' | 'office' | 'api';
  fingerprint?: string;
  matter: TypedMatter;
  separate: boolean;
};

/** What agents do, as the steps do it; the worker hands them in. */
export type Actions = {
  resolve: Act<{ cause: string; attributable: boolean | null; repairedAt: Date | null; reason: string | null }>;
  reopen: Act<{ reason: string }>;
  move: Act<{ area: Area; city: City | null; reason: string }>;
  assign: Act<{ to: string | null; reason: string | null }>;
  pause: Act<{ reason: string; attributable: boolean }>;
  resume: Act<{ reason: string | null }>;
  join: Act<{ intoId: string; reason: string }>;
  split: (
    order: ActionOrder & { messageId: string; category: Category; reason: string },
  ) => Promise<{ kind: 'done'; folio: string } | { kind: 'repeated' } | Refused>;
  correct: Act<{ field: string; value: string | null; reason: string | null }>;
  undo: Act<{ undoneId: string; reason: string | null }>;
  note: Act<{ text: string }>;
  answer: Act<{ text: string }>;
  compensation: (asked: { company: Company; ticketId: string; repairedAt: Date | null }) => Promise<Compensation | null>;
  openFromReview: (
    order: ReviewOrder & { matter: TypedMatter },
  ) => Promise<{ kind: 'done'; folio: string } | { kind: 'repeated' } | Refused | DraftRefused>;
  /** Asks the writer of a chat, with choices, what it is about. */
  askForMatter: (order: ReviewOrder) => Promise<ActionOutcome>;
  markAsNoRequest: (order: ReviewOrder & { reason: string | null }) => Promise<ActionOutcome>;
  undoNoRequest: (order: ReviewOrder & { reason: string | null }) => Promise<ActionOutcome>;
  capture: (
    order: CaptureOrder,
  ) => Promise<{ kind: 'opened' | 'appended'; folio: string } | { kind: 'repeated'; messageId: string } | DraftRefused>;
  /** Gives the open tickets of somebody who is away or gone to those who are there. */
  handOver: (order: { company: Company; from: string; agent: string }) => Promise<{ given: number; nobody: number }>;
  /** Sends the folio of a ticket by WhatsApp or mail, where the customer at the desk wishes it. */
  sendFolio: (order: {
    company: Company;
    ticketId: string;
    agent: string;
    channel: 'email' | 'whatsapp';
    recipient: string;
  }) => Promise<ActionOutcome>;
};

/** What stays in raw mails. */
export type MailFiles = {
  html: (raw: Buffer, mail: { company: Company; mailbox: string }) => Promise<string | null>;
  file: (raw: Buffer, position: number) => Promise<Buffer | null>;
};

/** The tools of the agents' pages, beside those of every page. */
export type DeskTools = { actions: Actions; mail: MailFiles };
