// Raw bytes to bytes that a MIME parser can split. In: a raw mail. Out: the same with its header block in order, or why it is no mail.
import { type MailLimits, type MalformedMail, malformed } from './limits.ts';

const LF = 0x0a;
const CR = 0x0d;

/** A header field's beginning (RFC 5322 §2.2): `Subject: x`, `X-Foo :`; not `Hola a todos: `, which has spaces in its name. */
const FIELD = /^([!-9;-~]{1,200})[ \t]*:/;

/** The separator of an mbox file, also escaped: `From ana@example.mx Tue Nov 24`. Not the field `From:`. */
const MBOX_LINE = /^>?From /;

/** Fields of which a mail has at least one; a file without any is something else. */
const MAIL_FIELDS = new Set([
  'from',
  'to',
  'subject',
  'date',
  'received',
  'return-path',
  'message-id',
  'mime-version',
  'content-type',
  'sender',
  'reply-to',
  'delivered-to',
  'cc',
  'x-failed-recipients',
]);

export type PreparedMail = { kind: 'prepared'; bytes: Buffer };

/**
 * One linear pass over the header block before anything parses it: foreign line ends become LF, a missing empty line
 * before the body is put in, and header bombs end here. What is not a mail at all is told apart from a sloppy one.
 */
export const prepareMail = (raw: Buffer, limits: MailLimits): PreparedMail | MalformedMail => {
  if (raw.length > limits.totalBytes) return malformed('too_large', `${raw.length} bytes, limit ${limits.totalBytes}`);
  const bytes = withoutLeadingSpace(withLineFeeds(raw));
  if (bytes.length === 0) return malformed('empty', 'no bytes but white space');
  const header = scanHeader(bytes, limits);
  if (header.end > limits.headerBytes) return malformed('header_too_large', `header of more than ${limits.headerBytes} bytes`);
  if (header.fields > limits.headerFields) return malformed('header_too_large', `more than ${limits.headerFields} header fields`);
  if (!header.isMail) return malformed('not_a_mail', `${header.fields} header fields, none of them a mail's`);
  return { kind: 'prepared', bytes: header.isClosed ? bytes : closeHeader(bytes, header.end) };
};

/** Mails of old Macs end their lines with CR alone, twice converted ones with CR CR LF. */
const withLineFeeds = (raw: Buffer): Buffer => {
  if (!raw.includes(LF)) return raw.includes(CR) ? Buffer.from(raw.toString('latin1').replaceAll('\r', '\n'), 'latin1') : raw;
  return raw.includes('\r\r\n') ? Buffer.from(raw.toString('latin1').replaceAll('\r\r\n', '\n'), 'latin1') : raw;
};

const withoutLeadingSpace = (bytes: Buffer): Buffer => {
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length && (bytes[start] === CR || bytes[start] === LF || bytes[start] === 0x20 || bytes[start] === 0x09)) start++;
  return bytes.subarray(start);
};

type HeaderScan = { end: number; fields: number; isMail: boolean; isClosed: boolean };

const scanHeader = (bytes: Buffer, limits: MailLimits): HeaderScan => {
  const scan: HeaderScan = { end: 0, fields: 0, isMail: false, isClosed: false };
  while (scan.end < bytes.length && scan.end <= limits.headerBytes && scan.fields <= limits.headerFields) {
    const next = lineEnd(bytes, scan.end);
    const line = lineAt(bytes, scan.end);
    if (line === '') return { ...scan, isClosed: true };
    const name = FIELD.exec(line)?.[1];
    if (name) {
      scan.fields++;
      scan.isMail ||= MAIL_FIELDS.has(name.toLowerCase());
    } else if (!isFolded(line) && !(scan.end === 0 && MBOX_LINE.test(line)) && !continuesAfter(bytes, next)) {
      return scan;
    }
    scan.end = next;
  }
  return scan;
};

const isFolded = (line: string): boolean => line.startsWith(' ') || line.startsWith('\t');

/** A line that is no field belongs to the header all the same where fields go on after it. */
const continuesAfter = (bytes: Buffer, next: number): boolean => {
  const following = lineAt(bytes, next);
  return FIELD.test(following) && MAIL_FIELDS.has(following.slice(0, following.indexOf(':')).trim().toLowerCase());
};

const lineEnd = (bytes: Buffer, start: number): number => {
  const end = bytes.indexOf(LF, start);
  return end < 0 ? bytes.length : end + 1;
};

const lineAt = (bytes: Buffer, start: number): string =>
  bytes.toString('latin1', start, Math.min(lineEnd(bytes, start), start + 300)).replace(/\r?\n$/, '');

const closeHeader = (bytes: Buffer, end: number): Buffer => {
  const separator = end === bytes.length && bytes[end - 1] !== LF ? '\n\n' : '\n';
  return Buffer.concat([bytes.subarray(0, end), Buffer.from(separator), bytes.subarray(end)]);
};
