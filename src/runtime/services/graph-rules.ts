// What Meta's Graph API refuses, by its documentation. In: a request and what is known of the person. Out: Meta's error, or null where it would be taken.

type Json = Record<string, unknown>;

/** As Meta answers it: HTTP status and the `error` object's codes. */
export type Fault = { status: number; code: number; subcode?: number; message: string };

export type StandInTemplate = { name: string; language: string; status: string; body: string };

/** What the rules must know besides the request; null: the person never wrote. */
export type Knowledge = { sinceLastMessageMs: number | null; templates: readonly StandInTemplate[] };

const DAY_MS = 24 * 3_600_000;

export const findWhatsAppFault = (body: Json, known: Knowledge): Fault | null => {
  if (body.messaging_product !== 'whatsapp') return badParameter('messaging_product must be whatsapp');
  if (body.status !== undefined) return findMarkFault(body);
  const surplus = Object.keys(body).find((key) => !WHATSAPP_KEYS.has(key) && key !== body.type);
  if (surplus) return badParameter(`unexpected key ${surplus}`);
  return (
    findRecipientFault(body) ??
    (isText(body.biz_opaque_callback_data ?? 'x', 512) ? null : badParameter('biz_opaque_callback_data')) ??
    (body.context === undefined || isText(objectOf(body.context).message_id, 1024) ? null : badParameter('context')) ??
    findContentFault(body, known)
  );
};

export const findMessengerFault = (body: Json, known: Knowledge): Fault | null => {
  if (!isText(objectOf(body.recipient).id, 64)) return badParameter('recipient.id');
  if (known.sinceLastMessageMs === null) return { status: 400, code: 100, subcode: 2018001, message: 'No matching user found' };
  if (body.sender_action !== undefined) return findActionFault(body);
  const message = objectOf(body.message);
  if (!isText(message.text, 2000)) return badParameter('message.text');
  if (!isText(message.metadata ?? 'x', 1000)) return badParameter('message.metadata');
  return findQuickReplyFault(message.quick_replies) ?? findWindowFault(body, known.sinceLastMessageMs);
};

/** Digits by which a person is one, whatever the spelling: 521 and 52 are one. */
export const personKey = (to: string): string => to.replace(/^\+/, '').replace(/^521(\d{10})$/, '52$1');

export const badParameter = (what: string): Fault => ({ status: 400, code: 100, message: `(#100) Invalid parameter: ${what}` });

const findRecipientFault = ({ to, recipient }: Json): Fault | null => {
  if (to === undefined) return typeof recipient === 'string' && USER_ID.test(recipient) ? null : badParameter('to or recipient');
  if (typeof to !== 'string') return badParameter('to');
  // Meta would put the business number's country code before it: a message to a stranger. Here it is an error.
  return E164.test(to) ? null : { status: 400, code: 131009, message: 'to must be + and digits' };
};

const findContentFault = (body: Json, known: Knowledge): Fault | null => {
  if (body.type === 'template') return findTemplateFault(objectOf(body.template), known.templates);
  const fault = body.type === 'interactive' ? findButtonsFault(objectOf(body.interactive)) : findTextFault(body);
  if (fault) return fault;
  const isOpen = known.sinceLastMessageMs !== null && known.sinceLastMessageMs <= DAY_MS;
  return isOpen ? null : { status: 400, code: 131047, message: '(#131047) Re-engagement message' };
};

const findTextFault = (body: Json): Fault | null => {
  if (body.type !== 'text') return { status: 400, code: 131051, message: `unsupported type ${String(body.type)}` };
  return isText(objectOf(body.text).body, 4096) ? null : badParameter('text.body');
};

const findButtonsFault = (interactive: Json): Fault | null => {
  const buttons = listOf(objectOf(interactive.action).buttons).map(objectOf);
  const titles = buttons.map((button) => objectOf(button.reply));
  if (interactive.type !== 'button' || !isText(objectOf(interactive.body).text, 1024)) return badParameter('interactive');
  if (buttons.length < 1 || buttons.length > 3 || buttons.some((button) => button.type !== 'reply')) return badParameter('buttons');
  if (!titles.every(({ id, title }) => isText(id, 256) && isText(title, 20))) return badParameter('button title');
  return new Set(titles.map(({ id }) => id)).size === titles.length ? null : badParameter('button ids');
};

const findTemplateFault = (template: Json, templates: readonly StandInTemplate[]): Fault | null => {
  const language = objectOf(template.language).code;
  const found = templates.find((candidate) => candidate.name === template.name && candidate.language === language);
  if (!found) return { status: 404, code: 132001, message: '(#132001) Template name does not exist in the translation' };
  if (found.status === 'PAUSED') return { status: 400, code: 132015, message: '(#132015) Template is paused' };
  if (found.status !== 'APPROVED') return { status: 404, code: 132001, message: '(#132001) Template is not approved' };
  const wanted = [...new Set([...found.body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))];
  const parts = listOf(template.components).map(objectOf);
  const given = listOf(parts.find(({ type }) => type === 'body')?.parameters).map(objectOf);
  if (given.length !== wanted.length) return { status: 400, code: 132000, message: '(#132000) Number of parameters does not match' };
  const isNamed = wanted.some((name) => Number.isNaN(Number(name)));
  const fits = given.every(({ type, text, parameter_name: name }) => {
    if (type !== 'text' || !isText(text, 1024) || /[\n\t]| {5}/.test(String(text))) return false;
    return isNamed ? wanted.includes(String(name)) : name === undefined;
  });
  return fits ? null : { status: 400, code: 132012, message: '(#132012) Parameter format does not match' };
};

const findMarkFault = (body: Json): Fault | null => {
  if (body.status !== 'read') return badParameter('status');
  const isKnown = typeof body.message_id === 'string' && body.message_id.startsWith('wamid.');
  if (!isKnown) return { status: 400, code: 131009, message: '(#131009) Parameter value is not valid: message_id' };
  return body.typing_indicator === undefined || objectOf(body.typing_indicator).type === 'text' ? null : badParameter('typing_indicator');
};

const findActionFault = (body: Json): Fault | null => {
  if (body.message !== undefined || body.messaging_type !== undefined) {
    return { status: 400, code: 100, subcode: 2018014, message: '(#100) sender_action must be sent alone' };
  }
  return ['mark_seen', 'typing_on', 'typing_off'].includes(String(body.sender_action)) ? null : badParameter('sender_action');
};

const findQuickReplyFault = (given: unknown): Fault | null => {
  const replies = listOf(given).map(objectOf);
  const fits = replies.every(({ content_type: type, title, payload }) => type === 'text' && isText(title, 20) && isText(payload, 1000));
  return fits && replies.length <= 13 ? null : badParameter('quick_replies');
};

const findWindowFault = (body: Json, sinceMs: number): Fault | null => {
  if (body.messaging_type === 'MESSAGE_TAG' && body.tag !== 'HUMAN_AGENT') return badParameter('tag');
  if (!['RESPONSE', 'UPDATE', 'MESSAGE_TAG'].includes(String(body.messaging_type))) return badParameter('messaging_type');
  const windowMs = body.messaging_type === 'MESSAGE_TAG' ? 7 * DAY_MS : DAY_MS;
  return sinceMs <= windowMs ? null : { status: 400, code: 10, subcode: 2018278, message: '(#10) Sent outside of allowed window' };
};

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const isText = (value: unknown, limit: number): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= limit;

const WHATSAPP_KEYS = new Set(['messaging_product', 'recipient_type', 'to', 'recipient', 'type', 'context', 'biz_opaque_callback_data']);
// "+526865550142", not "526865550142".
const E164 = /^\+[1-9]\d{6,14}$/;
// "MX.40000000000000000001", not "526865550142".
const USER_ID = /^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/;
