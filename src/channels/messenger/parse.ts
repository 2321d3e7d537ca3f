// In: the JSON of a Messenger webhook, verified and parsed. Out: one verdict for each event in it. What cannot be read becomes `other`, never an exception.
import type { IncomingMessage } from '../../core/message.ts';
import {
  guarded,
  type MessageItem,
  type MetaItem,
  type Origin,
  other,
  type ParseBody,
  type ParseContext,
  type Person,
  type StatusItem,
} from '../meta/items.ts';
import { type JsonObject, readId, readList, readMilliseconds, readObject, readText } from '../meta/json.ts';
import { readAttachments, readWords } from './content.ts';

/** The app id of Meta's own Page Inbox: an echo with it was written by a person (Meta, message_echoes). */
export const PAGE_INBOX_APP_ID = '26390203743090';

/** Walks entries and their `messaging` (or `standby`: the thread is another app's) and `changes`. */
export const parseMessenger: ParseBody = (body, context) => {
  const entries = readList(readObject(body)?.entry);
  if (entries.length === 0) return [other(originOf(null, body), 'empty-body')];
  return entries.flatMap((entry) => parseEntry(entry, context));
};

const parseEntry = (raw: unknown, context: ParseContext): MetaItem[] => {
  const entry = readObject(raw) ?? {};
  const pageId = readId(entry.id);
  const items = [
    ...readList(entry.messaging).flatMap((event) => parseGuarded(pageId, event, context, false)),
    ...readList(entry.standby).flatMap((event) => parseGuarded(pageId, event, context, true)),
    ...readList(entry.changes).map((change) => other(originOf(pageId, change), `field:${readId(readObject(change)?.field) ?? 'none'}`)),
  ];
  return items.length > 0 ? items : [other(originOf(pageId, raw), 'empty-entry')];
};

const parseGuarded = (pageId: string | null, raw: unknown, context: ParseContext, standby: boolean): MetaItem[] =>
  guarded(originOf(pageId, raw), () => parseEvent(originOf(pageId, raw), context, standby));

const parseEvent = (origin: Origin, context: ParseContext, standby: boolean): MetaItem[] => {
  const event = readObject(origin.raw);
  if (!event) return [other(origin, 'no-object')];
  const timed = { ...origin, at: readMilliseconds(event.timestamp) };
  const message = readObject(event.message);
  if (message?.is_echo === true) return [parseEcho(timed, event, message)];
  const sender = readPerson(event.sender);
  if (!sender.userId) return [other(timed, 'no-sender')];
  if (message) return [parseMessage({ origin: timed, sender, context, standby }, message)];
  if (readObject(event.postback)) return [parsePostback({ origin: timed, sender, context, standby }, readObject(event.postback) ?? {})];
  if (readObject(event.message_edit)) return [parseEdit({ origin: timed, sender, context, standby }, readObject(event.message_edit) ?? {})];
  if (readObject(event.reaction)) return [parseReaction(timed, sender, readObject(event.reaction) ?? {})];
  if (readObject(event.delivery)) return parseMarks(timed, sender, 'delivered', readObject(event.delivery) ?? {});
  if (readObject(event.read)) return parseMarks(timed, sender, 'read', readObject(event.read) ?? {});
  return [other(timed, `event:${Object.keys(event).find((key) => !ENVELOPE.has(key)) ?? 'none'}`)];
};

type Around = { origin: Origin; sender: Person; context: ParseContext; standby: boolean };

const parseMessage = (around: Around, message: JsonObject): MetaItem => {
  const { origin, sender, standby } = around;
  const externalId = readId(message.mid);
  if (!externalId) return other(origin, 'no-id');
  if (message.is_deleted === true) return { ...origin, kind: 'revoke', externalId: null, targetId: externalId, sender };
  const content = {
    ...readWords(message),
    attachments: readAttachments(message),
    inReplyTo: readId(readObject(message.reply_to)?.mid),
  };
  const choiceId = readId(readObject(message.quick_reply)?.payload);
  const item: MessageItem = {
    ...origin,
    kind: 'message',
    externalId,
    message: composeMessage(around, { ...content, externalId }),
    choiceId,
    forwarded: false,
    standby,
  };
  return item;
};

/** A pressed button: its title is what the customer says. In standby it has no payload; older ones have no mid. */
const parsePostback = (around: Around, postback: JsonObject): MetaItem => {
  const { origin, sender, standby } = around;
  const choiceId = readId(postback.payload);
  const externalId = readId(postback.mid) ?? `postback:${sender.userId}:${origin.at?.getTime() ?? ''}:${choiceId ?? ''}`;
  const content = { kind: 'postback', text: readText(postback.title) ?? '', attachments: [], inReplyTo: null, externalId };
  return {
    ...origin,
    kind: 'message',
    externalId,
    message: composeMessage(around, content),
    choiceId,
    forwarded: false,
    standby,
  };
};

const parseEdit = (around: Around, edit: JsonObject): MetaItem => {
  const targetId = readId(edit.mid);
  if (!targetId) return other(around.origin, 'edit-without-target');
  const content = { kind: 'edit', text: readText(edit.text) ?? '', attachments: [], inReplyTo: null, externalId: null };
  return { ...around.origin, kind: 'edit', externalId: null, targetId, message: composeMessage(around, content) };
};

const parseReaction = (origin: Origin, sender: Person, reaction: JsonObject): MetaItem => {
  const targetId = readId(reaction.mid);
  if (!targetId) return other(origin, 'reaction-without-target');
  const emoji = reaction.action === 'unreact' ? null : (readText(reaction.emoji) ?? readText(reaction.reaction)) || null;
  return { ...origin, kind: 'reaction', externalId: null, targetId, sender, emoji };
};

/** Deliveries name some messages or none; the watermark covers all before it. */
const parseMarks = (origin: Origin, recipient: Person, state: 'delivered' | 'read', marks: JsonObject): MetaItem[] => {
  const upTo = readMilliseconds(marks.watermark);
  const status: StatusItem = {
    ...origin,
    kind: 'status',
    state,
    providerId: null,
    upTo: null,
    recipient,
    errorCode: null,
    callbackData: null,
  };
  const named = readList(marks.mids).flatMap((mid) => readId(mid) ?? []);
  const items: MetaItem[] = named.map((providerId) => ({ ...status, providerId }));
  if (upTo) items.push({ ...status, upTo });
  return items.length > 0 ? items : [other(origin, `${state}-without-watermark`)];
};

/** Sender and recipient are exchanged: the page wrote, the person is the recipient. */
const parseEcho = (origin: Origin, event: JsonObject, message: JsonObject): MetaItem => {
  const externalId = readId(message.mid);
  const recipient = readPerson(event.recipient);
  if (!externalId || !recipient.userId) return other(origin, 'echo-without-id');
  const appId = readId(message.app_id);
  return {
    ...origin,
    kind: 'echo',
    externalId,
    recipient,
    text: readText(message.text) ?? '',
    attachments: readAttachments(message),
    appId,
    byPerson: appId === PAGE_INBOX_APP_ID,
    metadata: readId(message.metadata),
  };
};

type Content = Pick<IncomingMessage, 'kind' | 'text' | 'attachments' | 'inReplyTo' | 'externalId'>;

const composeMessage = ({ origin, sender, context }: Around, content: Content): IncomingMessage => ({
  company: context.company,
  channel: 'messenger',
  mailbox: null,
  kind: content.kind,
  externalId: content.externalId,
  sender: { name: null, address: null, ...sender },
  replyTo: null,
  subject: null,
  text: content.text,
  sentAt: origin.at,
  inReplyTo: content.inReplyTo,
  references: [],
  attachments: content.attachments,
  form: null,
});

const readPerson = (value: unknown): Person => ({ phone: null, userId: readId(readObject(value)?.id) });

const originOf = (pageId: string | null, raw: unknown): Origin => ({ channel: 'messenger', accountId: pageId, at: null, raw });

// What stands around an event; the key that is left names its kind.
const ENVELOPE = new Set(['sender', 'recipient', 'timestamp']);
