// In: the `message` of a Messenger event. Out: its kind, the customer's words and the attachments; a kind we do not know is `unsupported`: a person must look.
import type { Attachment } from '../../core/message.ts';
import { bareAttachment } from '../meta/items.ts';
import { type JsonObject, readId, readList, readNumber, readObject, readText } from '../meta/json.ts';

/** The thumb that Messenger's own button sends, in its three sizes: the words it stands for are 👍 (policy, rule 11). */
const LIKE_STICKERS = new Set(['369239263222822', '369239343222814', '369239383222810']);

// What holds a file that can be fetched. Meta's other types (fallback, reel, post, template …) are links to read, not files.
const FILE_TYPES = new Map([
  ['image', 'image'],
  ['audio', 'audio'],
  ['video', 'video'],
  ['file', 'document'],
  ['sticker', 'sticker'],
]);

export const readWords = (message: JsonObject): { kind: string; text: string } => {
  const text = readText(message.text) ?? '';
  const attachments = readList(message.attachments).map(readObject);
  if (readObject(message.quick_reply)) return { kind: 'button', text };
  if (text !== '') return { kind: 'text', text };
  const first = attachments[0];
  if (!first) return { kind: 'unsupported', text };
  if (attachments.length === 1 && isLike(first)) return { kind: 'sticker', text: '👍' };
  return { kind: readAttachment(first).type, text };
};

export const readAttachments = (message: JsonObject): Attachment[] =>
  readList(message.attachments).flatMap((raw) => {
    const attachment = readObject(raw);
    return attachment ? [readAttachment(attachment)] : [];
  });

const readAttachment = (attachment: JsonObject): Attachment => {
  const payload = readObject(attachment.payload) ?? {};
  const coordinates = readObject(payload.coordinates);
  const type = readId(payload.sticker_id) ? 'sticker' : (FILE_TYPES.get(readId(attachment.type) ?? '') ?? 'link');
  const named = { ...bareAttachment(type), name: readText(payload.title) ?? readText(attachment.title) };
  if (coordinates) return readPlace(named, coordinates);
  return { ...named, url: readText(payload.url) ?? readText(attachment.url) ?? readText(attachment.URL) };
};

const readPlace = (attachment: Attachment, coordinates: JsonObject): Attachment => {
  const latitude = readNumber(coordinates.lat);
  const longitude = readNumber(coordinates.long);
  if (latitude === null || longitude === null) return attachment;
  return { ...attachment, type: 'location', location: { latitude, longitude, name: attachment.name, address: null } };
};

const isLike = (attachment: JsonObject): boolean => LIKE_STICKERS.has(readId(readObject(attachment.payload)?.sticker_id) ?? '');
