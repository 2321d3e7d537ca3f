// In: one WhatsApp message. Out: its kind, the customer's words and the attachments. A kind that Meta does not hand over, or that is new, is `unsupported`: a person must look.
import type { Attachment } from '../../core/message.ts';
import { bareAttachment } from '../meta/items.ts';
import { type JsonObject, readId, readList, readNumber, readObject, readText } from '../meta/json.ts';

export type Content = { kind: string; text: string; attachments: Attachment[]; choiceId: string | null };

/** A caption is the text of its message; the title of a chosen button or row counts as the customer's words. */
export const readContent = (message: JsonObject): Content => {
  const type = readId(message.type) ?? 'none';
  const part = readObject(message[type]) ?? {};
  switch (type) {
    case 'text':
      return words('text', readText(part.body));
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return readMedia(type, part);
    case 'location':
      return { ...words('location', null), attachments: readLocation(part) };
    case 'contacts':
      return readCards(readList(message.contacts));
    case 'button':
      return { ...words('button', readText(part.text)), choiceId: readId(part.payload) };
    case 'interactive':
      return readInteractive(part);
    case 'order':
      return words('order', readText(part.text));
    default:
      return words('unsupported', null);
  }
};

const words = (kind: string, text: string | null): Content => ({ kind, text: text ?? '', attachments: [], choiceId: null });

const readMedia = (type: string, part: JsonObject): Content => {
  const attachment: Attachment = {
    ...bareAttachment(type),
    name: readText(part.filename),
    mimeType: readText(part.mime_type),
    sizeBytes: readNumber(part.file_size),
    mediaId: readId(part.id),
    url: readText(part.url),
  };
  return { ...words(part.voice === true ? 'voice' : type, readText(part.caption)), attachments: [attachment] };
};

const readLocation = (part: JsonObject): Attachment[] => {
  const latitude = readNumber(part.latitude);
  const longitude = readNumber(part.longitude);
  if (latitude === null || longitude === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return [];
  const name = readText(part.name);
  return [{ ...bareAttachment('location'), name, location: { latitude, longitude, name, address: readText(part.address) } }];
};

/** Shared contacts as lines that a person understands: "Contacto: Luis Ibarra, +52 686 555 0177". */
const readCards = (cards: unknown[]): Content => {
  const read = cards.map(readObject).map((card) => ({
    name: readText(readObject(card?.name)?.formatted_name)?.trim() || null,
    phones: readList(card?.phones).flatMap((phone) => readText(readObject(phone)?.phone) ?? []),
    emails: readList(card?.emails).flatMap((email) => readText(readObject(email)?.email) ?? []),
  }));
  const lines = read.map(({ name, phones, emails }) => `Contacto: ${[name ?? 'sin nombre', ...phones, ...emails].join(', ')}`);
  return { ...words('contacts', lines.join('\n')), attachments: read.map(({ name }) => ({ ...bareAttachment('contacts'), name })) };
};

const readInteractive = (part: JsonObject): Content => {
  const reply = readObject(part.button_reply) ?? readObject(part.list_reply);
  if (reply) return { ...words(part.list_reply ? 'list' : 'button', readText(reply.title)), choiceId: readId(reply.id) };
  return words('unsupported', null);
};
