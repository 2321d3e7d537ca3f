// The words of watching a mailbox: how far it has been read, how it is, what the watch needs from the store, and its settings.
import type { MailAccount } from './account.ts';
import type { FetchedMail } from './fetch-mails.ts';

export type MailboxPosition = {
  uidValidity: bigint;
  /** Every mail up to this UID has been stored or was there before our time. */
  lastUid: number;
  /** Mails received before it are none of ours; null: not known. */
  since: Date | null;
  /** When the newest mail stored was received; null before the first. The store keeps it by itself. */
  lastMailAt: Date | null;
};

export type MailboxStatus = {
  state: 'connecting' | 'catching-up' | 'watching' | 'waiting' | 'stopped';
  /** Code of what went wrong last; null while all is well. */
  lastError: string | null;
  nextTryAt: Date | null;
  /** When the newest mail of this run was received. */
  lastMailAt: Date | null;
  /** When the server last answered. */
  lastSeenAt: Date | null;
  /** Mails that the server has and we have not yet. */
  behind: number;
};

export type MailboxTools = {
  loadPosition: () => Promise<MailboxPosition | null>;
  /** Commits the raw mails and the position in one transaction; a mail that the ledger has already is passed over. */
  storeBatch: (mails: FetchedMail[], position: MailboxPosition) => Promise<void>;
  /** Which of these UIDs the ledger does not have. */
  missingUids: (uidValidity: bigint, uids: number[]) => Promise<number[]>;
  report: (status: MailboxStatus) => void;
};

export type WatchSettings = {
  imap: MailAccount;
  /** Which of the mails that are there at the first visit are taken: none, all, or those received since. */
  startFrom: 'now' | 'all' | Date;
  /** Above it only headers and the first text are fetched. */
  maxRawBytes: number;
  folder?: string;
  /** What happens to a mail once it is stored. By default nothing: people read the box too, and what they have read is theirs to say. */
  mark?: 'none' | 'seen' | { moveTo: string };
  timing?: Partial<Timing>;
};

export type Timing = {
  /** IDLE is renewed, and the mailbox looked at, this often: servers end it after 30 minutes, routers sooner. */
  idleMs: number;
  /** The same for servers without IDLE. */
  pollMs: number;
  /** While nothing comes a server close by is asked this often (NOOP); one that takes longer to answer, less often. */
  glanceMs: number;
  reconcileMs: number;
  /** Longest that one command may take. */
  commandMs: number;
  /** Longest that one batch may take to arrive. */
  fetchMs: number;
  retry: { firstMs: number; maxMs: number };
  /** After a refused login: servers lock accounts that are tried again and again. */
  refused: { firstMs: number; maxMs: number };
};

/** Tells what has changed of the status. */
export type Report = (change: Partial<MailboxStatus>) => void;
