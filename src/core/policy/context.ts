import type { CompanyProfile } from '../company.ts';
import type { Sender } from '../message.ts';
import type { Reading } from '../reading.ts';
import type { Area, Authority, Category, Channel, City, Priority, TicketStatus } from '../words.ts';

/** What is decided at once: one mail, one form, or all the messages of a chat burst (policy, rule 2). */
export type Unit = {
  channel: Channel;
  mailbox: string | null;
  conversation: string;
  sender: Sender;
  /** Where a mail wants its answer; null where it says nothing. */
  replyTo: string | null;
  /** What our own server found of the sender's domain (DMARC): `pass`, `fail` …; null where it says nothing. */
  authentication: string | null;
  /** Server receipt of the last message of the unit. */
  receivedAt: Date;
  /** The customer's words, a burst's lines joined. */
  text: string;
  reading: Reading;
  /** A photo, a voice note, a place came along. */
  /** Of a mail. */
  subject?: string | null;
  hasAttachments: boolean;
  /** Names of the files that came along; null where one has none. */
  attachmentNames: (string | null)[];
};

/** A ticket as far as decisions look at it. */
export type TicketView = {
  id: string;
  folio: string;
  category: Category;
  area: Area;
  city: City | null;
  status: TicketStatus;
  priority: Priority;
  contract: string | null;
  holder: string | null;
  contact: string | null;
  authority: Authority[];
  phone: string | null;
  email: string | null;
  unidentified: boolean;
  unverified: boolean;
  openedAt: Date;
  resolvedAt: Date | null;
  /** False while its `folio` answer was withheld and none went out since (rule 17). */
  folioTold: boolean;
  /** The conversation whose message opened it; null where none did. */
  openedBy: string | null;
  /** When it was last answered `appended` (rule 12). */
  lastAppendedAt: Date | null;
};

/** What the messages of a pending matter have told so far. */
export type Known = {
  contract: string | null;
  holder: string | null;
  holderStated: boolean;
  contact: string | null;
  phone: string | null;
  email: string | null;
  city: City | null;
};

/** A matter that waits for data (rule 6). */
export type MatterView = {
  id: string;
  category: Category;
  description: string;
  asks: number;
  unknownContract: string | null;
  known: Known;
  expiresAt: Date;
};

/** A row of the directory. */
export type SubscriberView = {
  contract: string;
  holder: string;
  phone: string | null;
  email: string | null;
  city: City | null;
};

/** What is known around a unit before its contract is settled. */
export type Surroundings = {
  profile: CompanyProfile;
  now: Date;
  unit: Unit;
  /** The ticket that the thread or a folio names (rule 3). */
  referenced: TicketView | null;
  /** The pending matter of the conversation, or of the question that the mail answers; not expired. */
  matter: MatterView | null;
  /** The sender's tickets that are open or were resolved within the days of rule 5, the newest first. */
  senderTickets: TicketView[];
  directoryLoaded: boolean;
  subscribersOfSender: SubscriberView[];
  subscribersOfContract: SubscriberView[];
  subscribersOfHolder: SubscriberView[];
};

/** Everything a decision looks at: the surroundings and the tickets of the contract in play (open or resolved within 7 days, newest first). */
export type Context = Surroundings & { contractTickets: TicketView[] };
