import type { IncomingMessage } from '../core/message.ts';
import type { Why } from '../core/policy/outcome.ts';
import { storable } from '../core/text/storable.ts';
import type { Disposition, IgnoredReason } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { hashOf } from './raw-messages.ts';

/** What parsing found in a stored mail. */
export type Parsed = { message: IncomingMessage; conversation: string; authentication: string | null; identity: string | null };

export type Settlement = {
  disposition: Disposition;
  ignoredReason?: IgnoredReason;
  reason?: string;
  why?: Why;
  ticketId?: string | null;
  matterId?: string | null;
  duplicateOfId?: string | null;
};

/** Characters that are kept of a text. */
export const KEPT_TEXT = 500_000;

/** What a message says, as its row keeps it. */
export const columnsOf = (message: IncomingMessage) => ({
  company: message.company,
  channel: message.channel,
  mailbox: message.mailbox,
  kind: message.kind,
  externalId: idOf(message.externalId),
  senderName: textOf(message.sender.name),
  senderAddress: textOf(message.sender.address),
  senderPhone: textOf(message.sender.phone),
  senderUserId: textOf(message.sender.userId),
  replyTo: textOf(message.replyTo),
  subject: textOf(message.subject),
  text: storable(message.text.slice(0, KEPT_TEXT)),
  inReplyTo: idOf(message.inReplyTo),
  references: message.references.flatMap((id) => idOf(id) ?? []),
  sentAt: message.sentAt,
  form: message.form && { name: textOf(message.form.name), contract: textOf(message.form.contract), city: textOf(message.form.city) },
});

export const parsedColumns = ({ message, conversation, authentication, identity }: Parsed) => ({
  ...columnsOf(message),
  conversation,
  authentication,
  identity: identity && identityHash(identity),
});

/** For Prisma, which tells a null of JSON from a null of the database. */
export const prismaColumnsOf = (message: IncomingMessage) => {
  const columns = columnsOf(message);
  return { ...columns, form: columns.form ?? Prisma.DbNull };
};

/** An identity may hold a whole mail (rule 1). */
export const identityHash = (identity: string): string => `sha256:${hashOf(identity)}`;

const textOf = (text: string | null): string | null => text && storable(text.slice(0, KEPT_TEXT));

/** An id that an index can hold; a longer one names nothing (RFC 5322 allows a line of 998 characters). */
const MAX_ID_BYTES = 2_000;
const idOf = (id: string | null): string | null => (id === null || Buffer.byteLength(id) > MAX_ID_BYTES ? null : storable(id));
