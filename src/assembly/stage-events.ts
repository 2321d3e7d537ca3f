import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { z } from 'zod';
import type { CompanyProfile } from '../core/company.ts';
import type { Attachment, IncomingMessage } from '../core/message.ts';
import { canonicalPhone } from '../core/phone.ts';
import { PermanentError } from '../runtime/errors.ts';

const AT = z.iso.datetime({ offset: true }).transform((at) => new Date(at));
const FROM = z.object({
  name: z.string().nullish(),
  address: z.string().nullish(),
  phone: z.string().nullish(),
  psid: z.string().nullish(),
  userId: z.string().nullish(),
  contract: z.string().nullish(),
  city: z.string().nullish(),
});
const ATTACHMENT = z.looseObject({
  type: z.string(),
  name: z.string().nullish(),
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
});
/** One id, several in a line, or a list. */
const REFERENCES = z.union([
  z.string(),
  z.array(z.string()),
  z.record(z.string(), z.string()).transform((entries) => Object.values(entries)),
]);
/** A list; players that copy events key by key make an object of it. */
const ATTACHMENTS = z.union([z.array(ATTACHMENT), z.record(z.string(), ATTACHMENT).transform((entries) => Object.values(entries))]);
const COMMON = { at: AT, from: FROM, text: z.string().default('') };
const TICK = z.object({ at: AT, tick: z.literal(true) }).transform(({ at }) => ({ kind: 'tick' as const, at }));
const AGENT = z
  .object({ at: AT, agent: z.enum(['resolve', 'reopen']), ticket: z.int().nonnegative(), folio: z.string().optional() })
  .transform(({ at, agent, ticket, folio }) => ({ kind: 'agent' as const, at, action: agent, ticket, folio }));
const MAIL = z
  .object({
    ...COMMON,
    channel: z.literal('email'),
    mailbox: z.string(),
    subject: z.string().nullish(),
    messageId: z.string().nullish(),
    inReplyTo: z.string().nullish(),
    references: REFERENCES.nullish(),
    replyTo: z.string().nullish(),
    headers: z.record(z.string(), z.string()).nullish(),
  })
  .transform((event) => ({ kind: 'message' as const, ...event }));
const CHAT = z
  .object({
    ...COMMON,
    channel: z.enum(['whatsapp', 'messenger', 'web']),
    externalId: z.string().nullish(),
    attachments: ATTACHMENTS.nullish(),
    contract: z.string().nullish(),
    city: z.string().nullish(),
  })
  .transform((event) => ({ kind: 'message' as const, ...event }));
const EVENT = z.union([TICK, AGENT, MAIL, CHAT]);

/** Length of a Mexican number without country code. */
const NATIONAL_DIGITS = 10;

export type EventInput = z.output<typeof EVENT>;
export type MailEvent = z.output<typeof MAIL>;
export type ChatEvent = z.output<typeof CHAT>;

/** One line of a scenario (corpus/SCENARIOS.md); throws what is wrong with it. */
export const readEvent = (line: string): EventInput => {
  try {
    return EVENT.parse(JSON.parse(line));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it is not JSON';
    throw new PermanentError('event', `expected an event of corpus/SCENARIOS.md, found ${line.slice(0, 80)}: ${why}`, { cause });
  }
};

/** The raw mail that an event stands for, so that it takes the way that a real one takes. */
export const composeMail = async (event: MailEvent): Promise<Buffer> => {
  const { 'Content-Type': contentType, ...headers } = event.headers ?? {};
  const composer = new MailComposer({
    from: { name: event.from.name ?? '', address: event.from.address ?? '' },
    to: event.mailbox,
    date: event.at,
    text: event.text,
    subject: event.subject ?? '',
    headers,
    ...(event.messageId && { messageId: event.messageId }),
    ...(event.inReplyTo && { inReplyTo: event.inReplyTo }),
    ...(event.references && { references: event.references }),
    ...(event.replyTo && { replyTo: event.replyTo }),
  });
  const composed = (await composer.compile().build()).toString('latin1');
  // The composer makes an id where there is none: a mail without one stays without.
  const named = event.messageId ? composed : composed.replace(/^Message-ID:.*(?:\r\n[ \t].*)*\r\n/im, '');
  const typed = contentType === undefined ? named : named.replace(/^Content-Type:.*(?:\r\n[ \t].*)*/im, `Content-Type: ${contentType}`);
  return Buffer.from(typed, 'latin1');
};

/** A chat or form event as its channel's parser would give it. */
export const incomingOf = (event: ChatEvent, profile: CompanyProfile): IncomingMessage => {
  const { from, channel } = event;
  const form =
    channel === 'web'
      ? { name: from.name ?? null, contract: event.contract ?? from.contract ?? null, city: event.city ?? from.city ?? null }
      : null;
  return {
    company: profile.company,
    channel,
    mailbox: null,
    kind: event.attachments?.[0]?.type ?? 'text',
    externalId: event.externalId ?? null,
    sender: {
      name: from.name ?? null,
      address: from.address?.toLowerCase() ?? null,
      phone: from.phone ? phoneOf(from.phone) : null,
      userId: from.psid ?? from.userId ?? null,
    },
    replyTo: null,
    subject: null,
    text: event.text,
    sentAt: event.at,
    inReplyTo: null,
    references: [],
    attachments: (event.attachments ?? []).map(attachmentOf),
    form,
  };
};

/** A form holds ten digits as people type them, WhatsApp a number with its country code. */
const phoneOf = (written: string): string => {
  const digits = written.replace(/\D/g, '');
  return canonicalPhone(digits.length === NATIONAL_DIGITS ? `52${digits}` : written) ?? written;
};

const attachmentOf = ({ type, name, latitude, longitude }: z.output<typeof ATTACHMENT>): Attachment => ({
  type,
  name: name ?? null,
  mimeType: null,
  sizeBytes: null,
  mediaId: null,
  url: null,
  location: latitude != null && longitude != null ? { latitude, longitude, name: null, address: null } : null,
});
