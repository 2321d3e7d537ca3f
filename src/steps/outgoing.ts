// What goes out and what comes back of it. In: nothing. Out: the types that the steps of an answer and the senders share. On failure: nothing runs here.
import type { CompanyProfile } from '../core/company.ts';
import type { Channel } from '../core/words.ts';
import type { ReplyRow } from '../store/replies.ts';
import type { RenderedAnswer } from '../templates/render.ts';
import type { AnswerFacts } from '../templates/variables.ts';
import type { Lanes } from './lanes.ts';
import type { Tools } from './tools.ts';

/** What goes to a channel. `id` is our own key for it, which providers hand back. */
export type Outgoing = {
  id: string;
  company: string;
  recipient: string;
  mailbox: string | null;
  /** `choices` are shown as buttons where the channel has them. */
  content: Pick<RenderedAnswer, 'subject' | 'text' | 'html' | 'whatsappTemplate'> & { choices?: readonly { id: string; title: string }[] };
  automatic: 'replied' | 'generated' | 'person';
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  attempt: number;
  /** When it was called for: the Date of a mail, the same at each try. */
  createdAt: Date;
};

/** What became of a try, the same for every channel. */
export type Outcome =
  | { kind: 'sent'; providerId: string | null }
  | { kind: 'refused'; because: string }
  | { kind: 'later'; because: string; afterMs: number | null }
  /** The provider may have taken it: not sent again where no key keeps it one (Meta). */
  | { kind: 'unknown'; because: string }
  | { kind: 'window-closed' }
  /** The channel sends nothing until a person has acted: the token is dead, or the account restricted. */
  | { kind: 'stopped'; because: string };

export type Writing = { channel: Channel; kind: ReplyRow['kind']; accessible: boolean; facts: AnswerFacts };
export type AnswerTools = Tools & {
  write: (profile: CompanyProfile, writing: Writing) => RenderedAnswer;
  send: (channel: Channel, outgoing: Outgoing) => Promise<Outcome>;
  /** Keeps this process from sending mails in too many goes at once; absent where nobody bounds it. */
  inTurn?: (work: () => Promise<void>) => Promise<void>;
  /** What this process has on its way for each company; absent where each call counts for itself. */
  lanes?: Lanes;
  /** How long to wait for a place in the flow of a channel (Meta's throughput, per number and per pair); 0 takes one. */
  pace?: (channel: Channel, outgoing: Pick<Outgoing, 'company' | 'recipient'>) => Promise<number>;
};
