// In: what to say to whom. Out: the JSON that the Cloud API takes, or why it would not take it.
import type { Refusal } from '../meta/errors.ts';
import type { JsonObject } from '../meta/json.ts';

export type Button = { id: string; title: string };

/** Positional in their order, or named as in the approved template; not both in one template. */
export type TemplateParameter = string | { name: string; value: string };

export type WhatsAppContent =
  | { kind: 'text'; text: string }
  | { kind: 'buttons'; text: string; buttons: readonly Button[] }
  | { kind: 'template'; name: string; language: string; parameters: readonly TemplateParameter[] };

export type WhatsAppMessage = {
  /** The E.164 number where it is known, else the business-scoped user id. */
  to: { phone: string | null; userId: string | null };
  /** Our id of the reply: statuses bring it back, and settle what a time-out left open. */
  replyId: string;
  /** The wamid that this answers, quoted over the text. */
  inReplyTo: string | null;
  content: WhatsAppContent;
};

export const MAX_TEXT = 4096;
export const MAX_BUTTONS = 3;
export const MAX_BUTTON_TITLE = 20;
const MAX_BUTTONS_TEXT = 1024;
const MAX_BUTTON_ID = 256;

/**
 * Why the Cloud API would refuse it, or null. A text over the limit is refused here and not cut: one message at most
 * goes out (policy, rule 12), and a cut one can lose the folio.
 */
export const findFault = ({ to, content }: WhatsAppMessage): Refusal | null => {
  if (!to.phone && !to.userId) return 'bad-request';
  switch (content.kind) {
    case 'text':
      return faultOfText(content.text, MAX_TEXT);
    case 'buttons':
      return faultOfText(content.text, MAX_BUTTONS_TEXT) ?? faultOfButtons(content.buttons);
    case 'template':
      return content.parameters.some((parameter) => cleanValue(parameter) === '') ? 'template' : null;
  }
};

/** `to` always with its `+`: without it Meta may put the business number's country code before it. */
export const composeWhatsApp = ({ to, replyId, inReplyTo, content }: WhatsAppMessage): JsonObject => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  ...(to.phone ? { to: to.phone } : { recipient: to.userId }),
  ...(inReplyTo ? { context: { message_id: inReplyTo } } : {}),
  biz_opaque_callback_data: replyId,
  ...composeContent(content),
});

const composeContent = (content: WhatsAppContent): JsonObject => {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: { preview_url: false, body: content.text } };
    case 'buttons':
      return {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: content.text },
          action: { buttons: content.buttons.map((reply) => ({ type: 'reply', reply })) },
        },
      };
    case 'template':
      return {
        type: 'template',
        template: { name: content.name, language: { code: content.language }, ...composeParameters(content.parameters) },
      };
  }
};

const composeParameters = (parameters: readonly TemplateParameter[]): JsonObject => {
  if (parameters.length === 0) return {};
  const composed = parameters.map((parameter) => ({
    type: 'text',
    ...(typeof parameter === 'string' ? {} : { parameter_name: parameter.name }),
    text: cleanValue(parameter),
  }));
  return { components: [{ type: 'body', parameters: composed }] };
};

/** Meta takes no line breaks, tabs or runs of spaces inside a parameter. */
const cleanValue = (parameter: TemplateParameter): string =>
  (typeof parameter === 'string' ? parameter : parameter.value).replace(/\s+/g, ' ').trim();

const faultOfText = (text: string, limit: number): Refusal | null => {
  if (text.trim() === '') return 'bad-request';
  return text.length > limit ? 'too-long' : null;
};

const faultOfButtons = (buttons: readonly Button[]): Refusal | null => {
  if (buttons.length === 0 || buttons.length > MAX_BUTTONS) return 'bad-request';
  if (new Set(buttons.map(({ id }) => id)).size < buttons.length) return 'bad-request';
  const fits = ({ id, title }: Button) =>
    title.trim() !== '' && title.length <= MAX_BUTTON_TITLE && id !== '' && id.length <= MAX_BUTTON_ID;
  return buttons.every(fits) ? null : 'bad-request';
};
