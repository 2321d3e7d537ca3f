import type { Area, Authority, Category, City, Priority, ReplyKind } from '../words.ts';
import type { Known } from './context.ts';

/** Why it was decided so: the rule of docs/policy.md, a code that the console puts into Spanish, and what was compared. */
export type Why = {
  rule: number;
  because: string;
  /** Values that the sentence names: folio, contract, area … */
  facts: Record<string, string | number | null>;
  /** Folios of the tickets that were looked at. */
  candidates: string[];
};

/** A ticket to open. Times, folio and agent are added where it is saved. */
export type NewTicket = {
  category: Category;
  area: Area;
  city: City | null;
  priority: Priority;
  contract: string | null;
  holder: string | null;
  contact: string | null;
  /** What a contact who acts for the holder stated or attached. */
  authority: Authority[];
  phone: string | null;
  email: string | null;
  description: string;
  unidentified: boolean;
  unverified: boolean;
  writtenOnly: boolean;
  relatedId: string | null;
};

/** What a message changes on the ticket it joins; only what changes stands here. */
export type TicketChange = Partial<
  Pick<
    NewTicket,
    'contract' | 'holder' | 'contact' | 'authority' | 'phone' | 'email' | 'unidentified' | 'unverified' | 'priority' | 'writtenOnly'
  >
>;

/** What of a ticket may come from somebody else: the directory, another sender, an older ticket. */
export const PERSONAL = ['contract', 'holder', 'contact', 'phone', 'email'] as const;
export type Personal = (typeof PERSONAL)[number];

/** What an answer keeps back from the one it goes to. */
export type Discretion = {
  /** Values that neither the text nor the conversation gave, and the directory does not give as this sender's. */
  hides: Personal[];
  /** Who quotes a folio of somebody else: nothing of that ticket is told but that the message was added. */
  stranger: boolean;
};

/** Facts for an answer's template beyond the ticket itself, and what of the ticket it keeps back. */
export type AnswerFacts = { unknownContract: string | null; asksMatter?: boolean } & Partial<Discretion>;

/** The answer that a decision calls for, before the limits of rules 12 and 17. */
export type Answer = { kind: ReplyKind; accessible: boolean; facts: AnswerFacts } | null;

/** What becomes of a unit. */
export type Decision =
  | { kind: 'review'; reason: string; why: Why }
  | { kind: 'wait'; matterId: string | null; matter: MatterChange; counted: boolean; answer: Answer; why: Why }
  | {
      kind: 'append';
      ticketId: string;
      change: TicketChange;
      reopen: boolean;
      settles: string | null;
      answer: Answer;
      why: Why;
      /** Who quotes the folio of a ticket that is not theirs, as far as anybody can tell. */
      stranger?: boolean;
      /** Nothing can be read in it: an agent is told to look at the original. */
      unreadable?: boolean;
    }
  | { kind: 'open'; ticket: NewTicket; settles: string | null; answer: Answer; why: Why };

/** A pending matter as it stands after the unit; a new one where `matterId` is null. */
export type MatterChange = { category: Category; description: string; asks: number; unknownContract: string | null; known: Known };
