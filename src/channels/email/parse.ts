// Raw bytes of a mail to a message. In: a Buffer and whose mailbox it came to. Out: the message with the facts on its nature, or why it cannot be read; never throws.
import type { IncomingMessage } from '../../core/message.ts';
import { classifyAutomatic, type MailFacts } from '../../core/policy/automatic.ts';
import { codeOf } from '../../runtime/errors.ts';
import { countAddresses, type MailAddress, readAddresses } from './addresses.ts';
import { attachmentParts, listAttachments } from './attachments.ts';
import { type Authentication, readAuthentication } from './authentication.ts';
import { readBody } from './body.ts';
import { readFacts } from './facts.ts';
import { type Fields, readDate, readFields, readMessageIds } from './fields.ts';
import { withForwarded } from './forwarded.ts';
import { DEFAULT_MAIL_LIMITS, type MailLimits, type MalformedMail, malformed } from './limits.ts';
import { mendBoundary } from './mend-boundary.ts';
import { decodeBody, type Part, splitMail } from './mime.ts';
import { prepareMail } from './prepare.ts';
import { type DeliveryReport, readReport } from './report.ts';

export type ParseOptions = {
  company: string;
  /** The support address that the mail came to, lower case. */
  mailbox: string;
  /** List-Id of the mailbox's own group, null where it is none (configuration: `mailboxes[].group`). */
  group?: string | null;
  /** Name under which our receiving server writes Authentication-Results; none is believed without it. */
  authservId?: string | null;
  limits?: Partial<MailLimits>;
};

export type ReadMail = {
  kind: 'parsed';
  message: IncomingMessage;
  facts: MailFacts;
  /** Addresses of To and Cc. */
  to: string[];
  cc: string[];
  html: string | null;
  authentication: Authentication | null;
  /** Which of our own mails it names as a delivery report; null where it names none. */
  report: DeliveryReport | null;
  /** Text or HTML was longer than the limits and is cut. */
  truncated: boolean;
};

export type ParsedMail = ReadMail | MalformedMail;

/** A mail as the system takes it. Sloppy mails are read as well as they can be; `malformed` is for what is no mail or over a limit. */
export const parseMail = async (raw: Buffer, options: ParseOptions): Promise<ParsedMail> => {
  const limits = { ...DEFAULT_MAIL_LIMITS, ...options.limits };
  try {
    const root = await readTree(raw, limits);
    return 'kind' in root ? root : await readMail(root, options, limits);
  } catch (error) {
    return malformed('unparseable', codeOf(error)); // a fault of ours or a library's: the mail is kept raw and shown
  }
};

/** The bytes of the attachment at this index of `message.attachments`, null where there is none. */
export const readAttachment = async (raw: Buffer, index: number, limits: MailLimits = DEFAULT_MAIL_LIMITS): Promise<Buffer | null> => {
  const root = await readTree(raw, limits);
  const part = 'kind' in root ? undefined : attachmentParts(root)[index];
  return part ? decodeBody(part) : null;
};

const readTree = async (raw: Buffer, limits: MailLimits): Promise<Part | MalformedMail> => {
  const prepared = prepareMail(raw, limits);
  if (prepared.kind === 'malformed') return prepared;
  const tree = await splitMail(prepared.bytes, limits);
  if (tree.kind === 'malformed') return tree;
  const mended = mendBoundary(tree.root);
  const again = mended ? await splitMail(mended, limits) : tree;
  return again.kind === 'malformed' ? again : again.root;
};

const ADDRESS_FIELDS = ['from', 'to', 'cc', 'bcc', 'reply-to', 'sender'];

const readMail = async (root: Part, options: ParseOptions, limits: MailLimits): Promise<ParsedMail> => {
  const fields = readFields(root);
  const addresses = countAddresses(ADDRESS_FIELDS.flatMap(fields.raw));
  if (addresses > limits.addresses) return malformed('too_many_addresses', `${addresses} addresses, limit ${limits.addresses}`);
  const attachments = attachmentParts(root).length;
  if (attachments > limits.attachments) return malformed('too_many_attachments', `${attachments} attachments, limit ${limits.attachments}`);
  const body = await readBody(root, limits);
  const text = await withForwarded(body.text, root, limits);
  const sender = chooseSender(fields, options);
  const facts = readFacts(root, fields, sender?.address ?? null, text, options.group ?? null);
  const isReport = classifyAutomatic(facts, { ownAddresses: [] })?.reason === 'bounce';
  return {
    kind: 'parsed',
    message: await composeMessage(root, fields, { sender, text, options }),
    facts,
    to: readAddresses(fields.raw('to')).map(({ address }) => address),
    cc: readAddresses(fields.raw('cc')).map(({ address }) => address),
    html: body.html,
    authentication: readAuthentication(fields, options.authservId ?? null),
    report: isReport ? await readReport(root, fields) : null,
    truncated: body.truncated,
  };
};

type Read = { sender: MailAddress | null; text: string; options: ParseOptions };

const composeMessage = async (root: Part, fields: Fields, { sender, text, options }: Read): Promise<IncomingMessage> => {
  const [inReplyTo = null, ...alsoInReplyTo] = readMessageIds(fields.raw('in-reply-to'));
  return {
    company: options.company,
    channel: 'email',
    mailbox: options.mailbox,
    kind: 'text',
    externalId: readMessageIds(fields.raw('message-id').slice(0, 1))[0] ?? null,
    sender: { name: sender?.name ?? null, address: sender?.address ?? null, phone: null, userId: null },
    replyTo: readAddresses(fields.raw('reply-to')).find(({ address }) => address !== options.mailbox)?.address ?? null,
    subject: fields.text('subject'),
    text,
    sentAt: readDate(fields.text('date')),
    inReplyTo,
    references: keepEnds([...new Set([...readMessageIds(fields.raw('references')), ...alsoInReplyTo])]),
    attachments: await listAttachments(root),
    form: null,
  };
};

/**
 * Who wrote. Several addresses in From: the one that Sender names, else the first (RFC 5322 §3.6.2); none: Sender,
 * Reply-To, Return-Path. A group that rewrites From to its own address keeps the writer in X-Original-From or -Sender.
 */
const chooseSender = (fields: Fields, options: ParseOptions): MailAddress | null => {
  const from = readAddresses(fields.raw('from'));
  const sender = readAddresses(fields.raw('sender'));
  const chosen = from.find(({ address }) => from.length > 1 && address === sender[0]?.address) ?? from[0];
  if (options.group && chosen?.address === options.mailbox) {
    const original = readAddresses([...fields.raw('x-original-from'), ...fields.raw('x-original-sender')])[0];
    if (original) return original;
  }
  return chosen ?? sender[0] ?? readAddresses(fields.raw('reply-to'))[0] ?? readAddresses(fields.raw('return-path'))[0] ?? null;
};

const MAX_REFERENCES = 100;

/** The first id begins the thread and the last ones are nearest (reference §5); the middle of a very long list is let go. */
const keepEnds = (ids: string[]): string[] => (ids.length <= MAX_REFERENCES ? ids : [...ids.slice(0, 1), ...ids.slice(1 - MAX_REFERENCES)]);
