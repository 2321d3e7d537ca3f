// What the steps work with. In: nothing. Out: the types of what `assembly/` builds. On failure: nothing runs here.
import type { ParsedMail } from '../channels/email/parse.ts';
import type { CompanyProfile } from '../core/company.ts';
import type { Channel } from '../core/words.ts';
import type { Store } from '../store/store.ts';
import type { SubscriberRow } from '../store/subscribers.ts';

/** One thing that reached a stage; `since` is when the server or Meta had the message, null where nothing asked for an answer. */
export type Fact = {
  stage: 'stored' | 'settled' | 'answered';
  company: string;
  channel: Channel;
  since: Date | null;
  outcome: string;
  kind: string;
};

export type Observe = (fact: Fact, at: Date) => void;

export type ToUnderstand = { id: string; company: string; delayMs: number; bulk?: boolean };

/** Puts work into a queue, by id only; `delayMs` from now. Losing it is no harm: the sweep enqueues again what is overdue. */
export type Enqueue = {
  understand: (messageId: string, delayMs?: number) => Promise<void>;
  /** The same for many messages at once: companies take turns, and `bulk` ones (mails) go after all others. */
  understandAll: (messages: ToUnderstand[]) => Promise<void>;
  answer: (replyId: string, delayMs?: number) => Promise<void>;
  /** The same for answers that go out as mails, however many: whoever takes the job sends all mails that are due. */
  answerAll: (replyIds: string[]) => Promise<void>;
  media: (attachmentId: string, delayMs?: number) => Promise<void>;
  /** Whoever takes the job takes apart all webhooks that wait, not this one alone. */
  unpack: (deliveryId: string, delayMs?: number) => Promise<void>;
};

/** What every step may need; built in `workers/`. */
export type Tools = {
  store: Store;
  profiles: ReadonlyMap<string, CompanyProfile>;
  now: () => Date;
  enqueue: Enqueue;
  /** Counts what was reached; absent where nobody counts. */
  observe?: Observe;
};

/** What the company's system says of a contract; never a throw, and never longer than its time limit. */
export type Consulted = { kind: 'found'; row: SubscriberRow } | { kind: 'absent' } | { kind: 'unavailable'; because: string };
export type Consult = (profile: CompanyProfile, contract: string) => Promise<Consulted>;

export type UnderstandTools = Tools & {
  /** Takes apart a webhook that an administrator wants tried again; throws what stops it. Absent where none can be in quarantine. */
  unpackQuarantined?: (id: string) => Promise<void>;
  /** How a company's own system is asked for a contract, by company; none where it has no such system. */
  consult?: ReadonlyMap<string, Consult>;
  /** Runs work that holds so many bytes once there is room for them; at once where nobody bounds it. */
  within?: <T>(bytes: number, work: () => Promise<T>) => Promise<T>;
  /** Runs the transaction of a go of mails once a seat is free; at once where nobody bounds it. */
  seated?: <T>(work: () => Promise<T>) => Promise<T>;
  /** Parses a raw mail with limits of size and time; never throws. */
  parseMail: (raw: Buffer, mailbox: string, profile: CompanyProfile) => Promise<ParsedMail>;
  /** The same for several small mails, in their order; one by one where it is not given. */
  parseMails?: (mails: { raw: Buffer; mailbox: string }[], profile: CompanyProfile) => Promise<ParsedMail[]>;
};

/** The profile of a company that has rows in the database but perhaps no configuration any more. */
export const profileOf = (tools: Pick<Tools, 'profiles'>, company: string): CompanyProfile => {
  const profile = tools.profiles.get(company);
  if (!profile) throw new Error(`company ${company} has messages and no configuration`);
  return profile;
};
