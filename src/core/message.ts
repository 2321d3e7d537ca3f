import type { Channel, Company } from './words.ts';

/** Who wrote, as the channel says it; each part null where the channel does not give it. */
export type Sender = {
  /** Display name of a mail, profile name of a chat, name field of a form: as written, never proof of anything. */
  name: string | null;
  /** Mail address, lower case. */
  address: string | null;
  /** E.164 (`+526865550142`; Mexican 521 already made 52). */
  phone: string | null;
  /** WhatsApp: business-scoped user id (`MX.…`). Messenger: page-scoped id. */
  userId: string | null;
};

/** A file, place or card that came with a message. Bytes of mail attachments stay in the raw mail; chat media are fetched by `mediaId` or `url`. */
export type Attachment = {
  /** image, audio, video, document, sticker, location, contacts or file */
  type: string;
  name: string | null;
  /** As declared by the sender (`image/jpeg`); the media step corrects it from the bytes. */
  mimeType: string | null;
  sizeBytes: number | null;
  mediaId: string | null;
  url: string | null;
  location: { latitude: number; longitude: number; name: string | null; address: string | null } | null;
};

/** One message of a customer, the same whatever the channel; what `channels/<x>/parse.ts` gives and everything after it takes. */
export type IncomingMessage = {
  company: Company;
  channel: Channel;
  /** The support address that a mail came to; null on other channels. */
  mailbox: string | null;
  /** What the message is, where the channel tells kinds apart: text, image, button, reaction, edit … (mail and form: text). */
  kind: string;
  /** Message-ID with its brackets, wamid or mid; null where a mail or a form has none. */
  externalId: string | null;
  sender: Sender;
  /** Reply-To address of a mail, lower case. */
  replyTo: string | null;
  subject: string | null;
  /** The plain text as written, quotes and signature included; '' where there is none. */
  text: string;
  /** The mail's Date header, or the channel's timestamp. Null where missing or unreadable. */
  sentAt: Date | null;
  /** In-Reply-To of a mail, the quoted message's id of a chat. */
  inReplyTo: string | null;
  references: string[];
  attachments: Attachment[];
  /** Fields of the web form that count as said in the text (policy, rule 3): values as typed. */
  form: { name: string | null; contract: string | null; city: string | null } | null;
};

/** What the headers of a mail say of its nature (policy, rule 17): the first reason that applies, or null for a person's mail. */
export type AutomaticMail = { reason: 'own' | 'bounce' | 'list' | 'auto_reply'; because: string };
