// What Meta tells, told apart. In: nothing, these are types. Out: the verdicts on each item of a webhook, which the parsers give and the listener hands on.
import type { IncomingMessage } from '../../core/message.ts';

/** The parts every verdict has: where it came in, when it happened by Meta's clock (null: not said), and the JSON it was read from. */
type Origin = {
  channel: 'whatsapp' | 'messenger';
  /** phone_number_id or page id that it came to; null where the update is about the whole account. */
  accountId: string | null;
  at: Date | null;
  raw: unknown;
};

/** The person at the other end, as far as Meta says. */
export type Person = { phone: string | null; userId: string | null };

/** How far a message of ours got; `failed` only with a code. */
export type DeliveryState = 'sent' | 'delivered' | 'read' | 'failed';

/** What a customer sent. `message.kind` is `unsupported` where Meta does not hand it over or we do not know it: a person must look. */
export type MessageItem = Origin & {
  kind: 'message';
  /** The wamid or mid; a postback without one gets a key of sender, time and payload. */
  externalId: string;
  message: IncomingMessage;
  /** Id of the button, list row, quick reply or postback that was chosen; its title is the message's text. */
  choiceId: string | null;
  /** The text was passed on, so it need not be the sender's own matter. */
  forwarded: boolean;
  /** Another app owns the thread: read it, never answer it (Messenger's handover). */
  standby: boolean;
};

/**
 * How far messages of ours got. `providerId` names one; where it is null, all messages to `recipient` that were sent up
 * to `upTo` (Messenger's watermark). States only go forward, whatever the order of arrival.
 */
export type StatusItem = Origin & {
  kind: 'status';
  state: DeliveryState;
  providerId: string | null;
  upTo: Date | null;
  recipient: Person;
  errorCode: number | null;
  /** Our own id of the reply, given back (`biz_opaque_callback_data`). */
  callbackData: string | null;
};

/** What went out from our number or page: our own send come back, or what a person wrote in Meta's inbox or the Business app. */
export type EchoItem = Origin & {
  kind: 'echo';
  externalId: string;
  recipient: Person;
  text: string;
  attachments: IncomingMessage['attachments'];
  /** Which app sent it; null where none is named (the WhatsApp Business app). */
  appId: string | null;
  /** A person wrote it in Meta's inbox or the Business app. Otherwise `metadata` and `appId` tell ours from another app's. */
  byPerson: boolean;
  /** Our own id of the reply, given back. */
  metadata: string | null;
};

/** A message that its sender corrected: `message` is how it reads now. */
export type EditItem = Origin & { kind: 'edit'; externalId: string | null; targetId: string; message: IncomingMessage };

/** A message that its sender withdrew. */
export type RevokeItem = Origin & { kind: 'revoke'; externalId: string | null; targetId: string; sender: Person };

/** A reaction to a message; `emoji` null where it was taken back. */
export type ReactionItem = Origin & {
  kind: 'reaction';
  externalId: string | null;
  targetId: string;
  sender: Person;
  emoji: string | null;
};

/** A person whose number or id changed: the contact moves along. Not the customer speaking: no window, no answer. */
export type SystemItem = Origin & {
  kind: 'system';
  externalId: string | null;
  change: 'number' | 'user-id';
  before: Person;
  after: Person;
};

/** Kept and answered 200, nothing else to do; `alert` where an administrator should know (an account error, a template taken away). */
export type OtherItem = Origin & { kind: 'other'; because: string; alert: boolean; errorCode: number | null };

/** One verdict for one thing in a webhook's body. */
export type MetaItem = MessageItem | StatusItem | EchoItem | EditItem | RevokeItem | ReactionItem | SystemItem | OtherItem;

/** Which company a body came to. */
export type ParseContext = { company: string };

/** Walks a webhook's body; gives one verdict for each thing in it, in its order, and never throws. */
export type ParseBody = (body: unknown, context: ParseContext) => MetaItem[];

/** An attachment of which nothing is known but its type. */
export const bareAttachment = (type: string): IncomingMessage['attachments'][number] => ({
  type,
  name: null,
  mimeType: null,
  sizeBytes: null,
  mediaId: null,
  url: null,
  location: null,
});

/** A verdict of one item, or `other` where reading it failed: one bad item never spoils the batch. */
export const guarded = (origin: Origin, read: () => MetaItem[]): MetaItem[] => {
  try {
    return read();
  } catch {
    return [other(origin, 'unreadable')];
  }
};

export const other = (origin: Origin, because: string, more: { alert?: boolean; errorCode?: number | null } = {}): OtherItem => ({
  ...origin,
  kind: 'other',
  because,
  alert: more.alert ?? false,
  errorCode: more.errorCode ?? null,
});

export type { Origin };
