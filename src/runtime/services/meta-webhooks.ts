// Webhooks as Meta would send them, for the demo and the tests. In: who says what. Out: bodies in Meta's form, signed, posted.
import { createHmac } from 'node:crypto';

type Json = Record<string, unknown>;

/** One WhatsApp customer's message or one status, with the contact that goes along. */
export type WhatsAppPiece = { message: Json; contact: Json } | { status: Json };

export type WhatsAppAccount = { wabaId: string; phoneNumberId: string; displayPhone: string };

export type WhatsAppCustomer = { waId: string; userId: string; name: string };

/** A message of any kind: `content` is what stands under its type, as in `{ type: 'text', text: { body } }`. */
export const whatsAppMessage = (customer: WhatsAppCustomer, id: string, at: Date, content: Json): WhatsAppPiece => ({
  contact: { profile: { name: customer.name }, wa_id: customer.waId, user_id: customer.userId },
  message: { from: customer.waId, from_user_id: customer.userId, id, timestamp: secondsOf(at), ...content },
});

export const whatsAppText = (customer: WhatsAppCustomer, id: string, at: Date, text: string): WhatsAppPiece =>
  whatsAppMessage(customer, id, at, { type: 'text', text: { body: text } });

/** How far a message of ours got; `more` adds `errors` or `biz_opaque_callback_data`. */
export const whatsAppStatus = (id: string, status: string, at: Date, recipientId: string, more: Json = {}): WhatsAppPiece => ({
  status: { id, status, timestamp: secondsOf(at), recipient_id: recipientId, ...more },
});

/** All pieces in one body: messages in one change and statuses in another, as Meta batches them (up to 1000). */
export const whatsAppBody = (account: WhatsAppAccount, pieces: readonly WhatsAppPiece[]): Json => {
  const metadata = { display_phone_number: account.displayPhone, phone_number_id: account.phoneNumberId };
  const messages = pieces.filter((piece) => 'message' in piece);
  const statuses = pieces.filter((piece) => 'status' in piece);
  const values: Json[] = [];
  if (messages.length > 0)
    values.push({ contacts: messages.map((piece) => piece.contact), messages: messages.map((piece) => piece.message) });
  if (statuses.length > 0) values.push({ statuses: statuses.map((piece) => piece.status) });
  const changes = values.map((value) => ({ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }));
  return { object: 'whatsapp_business_account', entry: [{ id: account.wabaId, changes }] };
};

/** One event of a person towards the page; `content` is `{ message }`, `{ postback }`, `{ read }` … */
export const messengerEvent = (pageId: string, psid: string, at: Date, content: Json): Json => ({
  sender: { id: psid },
  recipient: { id: pageId },
  timestamp: at.getTime(),
  ...content,
});

export const messengerText = (pageId: string, psid: string, mid: string, at: Date, text: string): Json =>
  messengerEvent(pageId, psid, at, { message: { mid, text } });

/** What Meta tells us of a message that went out: ours with our `metadata`, or a person's from the inbox. */
export const messengerEcho = (pageId: string, psid: string, at: Date, message: Json): Json => ({
  sender: { id: pageId },
  recipient: { id: psid },
  timestamp: at.getTime(),
  message: { is_echo: true, ...message },
});

export const messengerBody = (pageId: string, events: readonly Json[], at: Date): Json => ({
  object: 'page',
  entry: [{ id: pageId, time: at.getTime(), messaging: events }],
});

/** The bytes as Meta writes them: all beyond ASCII as `\u00f1` in lower case, slashes escaped. */
export const encodeAsMeta = (body: Json): Buffer => {
  const escapeUnit = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return Buffer.from(JSON.stringify(body).replaceAll('/', '\\/').replace(NOT_ASCII, escapeUnit));
};

export const signAsMeta = (rawBody: Buffer, appSecret: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(rawBody).digest('hex')}`;

/** Posts one signed body; gives the status. */
export const postWebhook = async (url: string, body: Json, appSecret: string): Promise<number> => {
  const rawBody = encodeAsMeta(body);
  const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signAsMeta(rawBody, appSecret) };
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(rawBody) });
  await response.arrayBuffer();
  return response.status;
};

/** Another order of the same, the same each time for one seed: webhooks come in any. */
export const shuffled = <T>(list: readonly T[], seed: number): T[] => {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return list
    .map((value) => ({ value, key: next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ value }) => value);
};

const secondsOf = (at: Date): string => String(Math.floor(at.getTime() / 1000));

// "ñ" and each half of "👍", not "n".
const NOT_ASCII = /[\u0080-\uffff]/g;
