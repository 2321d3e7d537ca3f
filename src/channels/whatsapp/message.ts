// In: one element of `messages`. Out: its verdict: a customer's message, an edit, a reaction … What has no sender or no id becomes `other`.
import type { IncomingMessage } from '../../core/message.ts';
import { type MessageItem, type MetaItem, type Origin, other, type ParseContext } from '../meta/items.ts';
import { type JsonObject, readId, readObject, readSeconds, readText } from '../meta/json.ts';
import { readContent } from './content.ts';
import { type Contacts, findContact, readPerson, readProfileName } from './person.ts';
import { parseSystem } from './system.ts';

/** `contacts` are those of the change that the message came in: they give the name and, where the message lacks it, the user id. */
export const parseMessage = (origin: Origin, contacts: Contacts, context: ParseContext): MetaItem => {
  const raw = readObject(origin.raw);
  if (!raw) return other(origin, 'no-object');
  const timed = { ...origin, at: readSeconds(raw.timestamp) };
  if (readId(raw.group_id)) return other(timed, 'group');
  switch (raw.type) {
    case 'system':
      return parseSystem(timed, raw);
    case 'reaction':
      return parseReaction(timed, raw, contacts);
    case 'edit':
      return parseEdit(timed, raw, contacts, context);
    case 'revoke':
      return parseRevoke(timed, raw, contacts);
    case 'request_welcome':
    case 'ephemeral':
      return other(timed, `type:${raw.type}`);
    default:
      return parseOrdinary(timed, raw, contacts, context);
  }
};

const parseOrdinary = (origin: Origin, raw: JsonObject, contacts: Contacts, context: ParseContext): MetaItem => {
  const externalId = readId(raw.id);
  if (!externalId) return other(origin, 'no-id');
  const sender = readSender(raw, contacts);
  if (!sender.phone && !sender.userId) return other(origin, 'no-sender');
  const content = readContent(raw);
  const quoted = readObject(raw.context);
  const item: MessageItem = {
    ...origin,
    kind: 'message',
    externalId,
    message: composeMessage({ context, externalId, sender, at: origin.at, inReplyTo: readId(quoted?.id) }, content),
    choiceId: content.choiceId,
    forwarded: quoted?.forwarded === true || quoted?.frequently_forwarded === true,
    standby: false,
  };
  return item;
};

const parseReaction = (origin: Origin, raw: JsonObject, contacts: Contacts): MetaItem => {
  const reaction = readObject(raw.reaction);
  const targetId = readId(reaction?.message_id);
  if (!targetId) return other(origin, 'reaction-without-target');
  const { phone, userId } = readSender(raw, contacts);
  // Taken back: without `emoji`, or with an empty one as in older versions.
  const emoji = readText(reaction?.emoji) || null;
  return { ...origin, kind: 'reaction', externalId: readId(raw.id), targetId, sender: { phone, userId }, emoji };
};

const parseEdit = (origin: Origin, raw: JsonObject, contacts: Contacts, context: ParseContext): MetaItem => {
  const edit = readObject(raw.edit);
  const targetId = readId(edit?.original_message_id);
  if (!targetId) return other(origin, 'edit-without-target');
  const externalId = readId(raw.id);
  const sender = readSender(raw, contacts);
  const content = { ...readContent(readObject(edit?.message) ?? {}), kind: 'edit' };
  const message = composeMessage({ context, externalId, sender, at: origin.at, inReplyTo: null }, content);
  return { ...origin, kind: 'edit', externalId, targetId, message };
};

const parseRevoke = (origin: Origin, raw: JsonObject, contacts: Contacts): MetaItem => {
  const targetId = readId(readObject(raw.revoke)?.original_message_id);
  if (!targetId) return other(origin, 'revoke-without-target');
  const { phone, userId } = readSender(raw, contacts);
  return { ...origin, kind: 'revoke', externalId: readId(raw.id), targetId, sender: { phone, userId } };
};

const readSender = (raw: JsonObject, contacts: Contacts): IncomingMessage['sender'] => {
  const contact = findContact(contacts, readPerson(raw.from, raw.from_user_id));
  const person = readPerson(raw.from ?? contact?.wa_id, raw.from_user_id ?? contact?.user_id);
  return { name: readProfileName(contact), address: null, ...person };
};

type Around = {
  context: ParseContext;
  externalId: string | null;
  sender: IncomingMessage['sender'];
  at: Date | null;
  inReplyTo: string | null;
};

const composeMessage = (
  { context, externalId, sender, at, inReplyTo }: Around,
  { kind, text, attachments }: Pick<IncomingMessage, 'kind' | 'text' | 'attachments'>,
): IncomingMessage => ({
  company: context.company,
  channel: 'whatsapp',
  mailbox: null,
  kind,
  externalId,
  sender,
  replyTo: null,
  subject: null,
  text,
  sentAt: at,
  inReplyTo,
  references: [],
  attachments,
  form: null,
});
