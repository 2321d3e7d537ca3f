// In: the JSON of a WhatsApp webhook, verified and parsed. Out: one verdict for each message, status and notice in it. What cannot be read becomes `other`, never an exception.
import {
  type EchoItem,
  guarded,
  type MetaItem,
  type Origin,
  other,
  type ParseBody,
  type ParseContext,
  type StatusItem,
} from '../meta/items.ts';
import { type JsonObject, readId, readList, readNumber, readObject, readSeconds } from '../meta/json.ts';
import { parseMessage } from './message.ts';
import { type Contacts, findContact, readContacts, readPerson } from './person.ts';
import { parseUserIdUpdate } from './system.ts';

/** Walks entries, changes, messages and statuses (Meta sends up to 1000 updates in one body, grouped in any way). */
export const parseWhatsApp: ParseBody = (body, context) => {
  const entries = readList(readObject(body)?.entry);
  if (entries.length === 0) return [other(originOf(null, body), 'empty-body')];
  return entries.flatMap((entry) => parseEntry(entry, context));
};

const parseEntry = (entry: unknown, context: ParseContext): MetaItem[] => {
  const changes = readList(readObject(entry)?.changes);
  if (changes.length === 0) return [other(originOf(null, entry), 'empty-entry')];
  return changes.flatMap((change) => guarded(originOf(null, change), () => parseChange(change, context)));
};

const parseChange = (change: unknown, context: ParseContext): MetaItem[] => {
  const field = readId(readObject(change)?.field) ?? 'none';
  const value = readObject(readObject(change)?.value);
  if (!value) return [other(originOf(null, change), `field:${field}`)];
  const accountId = readId(readObject(value.metadata)?.phone_number_id);
  const contacts = readContacts(value);
  const items = [
    ...readList(value.messages).flatMap((raw) =>
      guarded(originOf(accountId, raw), () => [parseMessage(originOf(accountId, raw), contacts, context)]),
    ),
    ...readList(value.statuses).flatMap((raw) => guarded(originOf(accountId, raw), () => [parseStatus(originOf(accountId, raw))])),
    ...readList(value.message_echoes).flatMap((raw) =>
      guarded(originOf(accountId, raw), () => [parseEcho(originOf(accountId, raw), contacts, context)]),
    ),
    ...readList(value.user_id_update).map((raw) => parseUserIdUpdate(originOf(accountId, raw))),
  ];
  return items.length > 0 ? items : [parseNotice(originOf(accountId, change), field, value)];
};

/** A change that is about the account: errors of ours, templates, quality, restrictions. */
const parseNotice = (origin: Origin, field: string, value: JsonObject): MetaItem => {
  const error = readObject(readList(value.errors)[0]);
  if (error) return other(origin, 'account-error', { alert: true, errorCode: readNumber(error.code) });
  return other(origin, `field:${field}`, { alert: ALERTING_FIELDS.has(field) });
};

const parseStatus = (origin: Origin): MetaItem => {
  const status = readObject(origin.raw);
  const providerId = readId(status?.id);
  const word = readId(status?.status) ?? 'none';
  const state = STATES.get(word);
  if (!status || !providerId || !state) return other(origin, `status:${word}`);
  const item: StatusItem = {
    ...origin,
    kind: 'status',
    at: readSeconds(status.timestamp),
    state,
    providerId,
    upTo: null,
    recipient: readPerson(status.recipient_id, status.recipient_user_id),
    errorCode: readNumber(readObject(readList(status.errors)[0])?.code),
    callbackData: readId(status.biz_opaque_callback_data),
  };
  return item;
};

/** What an agent wrote in the WhatsApp Business app on the same number: a message with us as sender and the customer in `to`. */
const parseEcho = (origin: Origin, contacts: Contacts, context: ParseContext): MetaItem => {
  const echo = readObject(origin.raw);
  const seen = parseMessage(origin, contacts, context);
  if (!echo || seen.kind !== 'message') return other(origin, 'echo-without-content');
  const contact = findContact(contacts, readPerson(echo.to, echo.to_user_id));
  const item: EchoItem = {
    ...origin,
    kind: 'echo',
    at: seen.at,
    externalId: seen.externalId,
    recipient: readPerson(echo.to, echo.to_user_id ?? contact?.user_id),
    text: seen.message.text,
    attachments: seen.message.attachments,
    appId: null,
    byPerson: true,
    metadata: null,
  };
  return item;
};

const originOf = (accountId: string | null, raw: unknown): Origin => ({ channel: 'whatsapp', accountId, at: null, raw });

// `played` (a voice note was listened to) is further than read; for us it is the same.
const STATES = new Map<string, StatusItem['state']>([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'],
  ['failed', 'failed'],
]);

// Meta's notices that somebody must act on; the rest is only kept.
const ALERTING_FIELDS = new Set([
  'account_update',
  'account_alerts',
  'account_review_update',
  'message_template_status_update',
  'phone_number_quality_update',
  'security',
]);
