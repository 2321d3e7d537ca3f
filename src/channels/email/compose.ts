// Makes the raw mail of an answer. In: its fields. Out: the bytes and the envelope. On failure: `refused` for a recipient that is no address, PermanentError for fields of ours that cannot stand in a header.
import { createHash } from 'node:crypto';
import { wrap as wrapBase64 } from 'nodemailer/lib/base64';
import { encodeWords, foldLines } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { encode as encodeQuoted, wrap as wrapQuoted } from 'nodemailer/lib/qp';
import { PermanentError } from '../../runtime/errors.ts';

export type OutgoingMail = {
  from: { name: string; address: string };
  /** The one recipient (RFC 3834, 3.1.3). */
  to: string;
  /** Where bounces go: an address that is read and never answers (RFC 3834, 3.3); null: `from`. */
  envelopeFrom: string | null;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string | null;
  /** `<local@domain>`, fixed before the first try and the same at every other. */
  messageId: string;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
  /** auto-replied for what answers a message, auto-generated for what answers none, none for what a person wrote (RFC 3834, 5). */
  autoSubmitted: 'auto-replied' | 'auto-generated' | 'none';
  /** Names this installation, so that our own mail is known when it comes back. */
  loop: string;
  /** When it was made, so that each try carries the same Date. */
  date: Date;
};

export type ComposedMail = { raw: Buffer; from: string; to: string };

// The thread's first mail and its last ones (RFC 5322, 3.6.4 wants all; servers refuse endless headers).
const MAX_REFERENCES = 20;
// Matches `ana.lopez@konecta.mx`; not `a@b`, `a b@c.mx`, `a@c.mx, b@c.mx`, `<a@c.mx>`.
const ADDRESS = /^[^\s@<>()[\],;:"\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
// Matches `<abc.1@konecta.mx>`; not `<abc>`, `<a b@c>`, `abc@c`.
const MESSAGE_ID = /^<[^\s<>@]+@[^\s<>@]+>$/;
const LINE_BREAKS = /[\r\n\0]/;

/** One address and nothing else, or null: no list, no name, no line break. */
export const readOneAddress = (typed: string): string | null => (typed.length <= 254 && ADDRESS.test(typed) ? typed : null);

export const composeMail = async (mail: OutgoingMail): Promise<ComposedMail | null> => {
  const to = readOneAddress(mail.to);
  if (to === null) return null;
  for (const address of [mail.from.address, mail.envelopeFrom, mail.replyTo]) requireAddress(address);
  if (LINE_BREAKS.test(mail.loop) || LINE_BREAKS.test(mail.from.name)) throw invalid('a header of ours holds a line break');
  if (!MESSAGE_ID.test(mail.messageId)) throw invalid('messageId is not <local@domain>');
  const raw = mail.html === null ? composeText(mail, to) : composeBoth(mail, to, mail.html);
  return { raw: Buffer.from(raw), from: mail.envelopeFrom ?? mail.from.address, to };
};

const TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' };
// Long, and read by nobody as it is: base64 is made in a fraction of the time.
const HTML = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': 'base64' };

const composeText = (mail: OutgoingMail, to: string): string => `${headOf(mail, to, TEXT)}\r\n\r\n${quotedOf(mail.text)}\r\n`;

const composeBoth = (mail: OutgoingMail, to: string, html: string): string => {
  // The same at each try, so that a second copy is the first one byte for byte.
  const boundary = `--_${createHash('sha256').update(mail.messageId).digest('hex').slice(0, 32)}`;
  const head = headOf(mail, to, { 'Content-Type': `multipart/alternative; boundary="${boundary}"` });
  const encodedHtml = wrapBase64(Buffer.from(withLineEnds(html)).toString('base64'));
  const parts = [partOf(TEXT, quotedOf(mail.text)), partOf(HTML, encodedHtml)].map((part) => `--${boundary}\r\n${part}\r\n`);
  return `${head}\r\n\r\n${parts.join('')}--${boundary}--\r\n`;
};

const partOf = (headers: Record<string, string>, body: string): string =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\r\n')}\r\n\r\n${body}`;

const quotedOf = (text: string): string => wrapQuoted(encodeQuoted(withLineEnds(text)));
const withLineEnds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n|\r|\n/g, '\r\n') : text.replaceAll('\n', '\r\n'));

/** nodemailer encodes and folds what needs it; as a whole it would build a mail as a chain of streams, which takes ten times as long. */
const headOf = (mail: OutgoingMail, to: string, content: Record<string, string>): string => {
  const fields = {
    ...headersOf(mail),
    From: addressField('From', mail.from),
    To: addressField('To', { name: '', address: to }),
    ...(mail.replyTo && { 'Reply-To': addressField('Reply-To', { name: '', address: mail.replyTo }) }),
    ...threadOf(mail),
    Subject: encodeWords(mail.subject.replace(/[\r\n\0]+/g, ' '), 'Q', 52, true),
    'Message-ID': mail.messageId,
    Date: mail.date.toUTCString().replace('GMT', '+0000'),
    'MIME-Version': '1.0',
    ...content,
  };
  return Object.entries(fields)
    .map(([name, value]) => foldLines(`${name}: ${value}`, 76))
    .join('\r\n');
};

// Matches `ana@example.com`; not `josé@example.com`, whose domain or name is to be encoded.
const PLAIN = /^[\x21-\x7e]+$/;
const ownFields = new Map<string, string>();

/** An address as a header holds it; our own, which are few, are made once. */
const addressField = (field: string, { name, address }: OutgoingMail['from']): string => {
  if (name === '' && PLAIN.test(address)) return address;
  const key = `${field}\n${name}\n${address}`;
  const known = ownFields.get(key) ?? fieldOf(new MimeNode().setHeader(field, { name, address }).buildHeaders());
  if (name !== '') ownFields.set(key, known);
  return known;
};

/** The first field's value in one line. */
const fieldOf = (headers: string): string => (headers.split(/\r\n(?![ \t])/)[0] ?? '').replaceAll('\r\n', '').replace(/^[^:]+: /, '');

const threadOf = ({ inReplyTo, references }: OutgoingMail) => {
  // A sender's broken ids are left out: they name nothing.
  const ids = references.filter((id) => MESSAGE_ID.test(id) && id.length < 500);
  const kept = ids.length <= MAX_REFERENCES ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MAX_REFERENCES)];
  return {
    ...(inReplyTo !== null && MESSAGE_ID.test(inReplyTo) && { 'In-Reply-To': inReplyTo }),
    ...(kept.length > 0 && { References: kept.join(' ') }),
  };
};

const headersOf = ({ autoSubmitted, loop }: OutgoingMail): Record<string, string> => ({
  ...(autoSubmitted !== 'none' && { 'Auto-Submitted': autoSubmitted, 'X-Auto-Response-Suppress': 'All' }),
  'X-Ventanilla-Loop': loop,
});

const requireAddress = (address: string | null): void => {
  if (address !== null && readOneAddress(address) === null) throw invalid('an address of ours is not one address');
};

const invalid = (what: string): PermanentError => new PermanentError('mail-invalid', what);
