// Reads raw mails from files and writes one JSON line each, in order: what the intake would make of them. Needs no database; never fails for what a file holds.
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DEFAULT_MAIL_LIMITS } from '../channels/email/limits.ts';
import type { ParsedMail, ReadMail } from '../channels/email/parse.ts';
import { type MailParser, openParser } from '../channels/email/parse-pool.ts';
import type { CompanyProfile } from '../core/company.ts';
import { classifyAutomatic } from '../core/policy/automatic.ts';
import { fieldsOf, read } from '../core/read/read.ts';
import { codeOf } from '../runtime/errors.ts';
import { loadProfiles } from '../runtime/profiles.ts';

const USAGE = 'usage: ventanilla parse --mailbox ADDRESS FILE...';
const THREADS = 2;
/** Files read ahead of the one whose line is due: enough for the threads, few enough for the memory. */
const AHEAD = THREADS * 2;

type Line = {
  file: string;
  disposition: 'accept' | 'ignored' | 'quarantined';
  reason: string | null;
  message: object | null;
  reading: object | null;
};
type Context = { parser: MailParser; profile: CompanyProfile; mailbox: CompanyProfile['mailboxes'][number] };

export const run = async (args: string[]): Promise<number> => {
  const request = readArgs(args);
  if (typeof request === 'string') return refuse(request);
  const profiles = loadProfiles(process.env.VENTANILLA_CONFIG ?? 'config');
  const owner = findMailbox(profiles, request.mailbox);
  if (!owner) return refuse(unknownMailbox(request.mailbox, profiles));
  const parser = openParser({ size: THREADS });
  try {
    for await (const line of linesInOrder(request.files, { parser, ...owner })) await print(line);
  } finally {
    await parser.close();
  }
  return 0;
};

const readArgs = (args: string[]): { mailbox: string; files: string[] } | string => {
  try {
    const { values, positionals } = parseArgs({ args, options: { mailbox: { type: 'string' } }, allowPositionals: true });
    if (!values.mailbox || positionals.length === 0) return USAGE;
    return { mailbox: values.mailbox.trim().toLowerCase(), files: positionals };
  } catch (error) {
    return `${error instanceof Error ? error.message : codeOf(error)}\n${USAGE}`;
  }
};

const refuse = (message: string): number => {
  process.stderr.write(`${message}\n`);
  return 2;
};

const findMailbox = (profiles: CompanyProfile[], address: string) => {
  for (const profile of profiles) {
    const mailbox = profile.mailboxes.find((candidate) => candidate.address.toLowerCase() === address);
    if (mailbox) return { profile, mailbox };
  }
  return null;
};

const unknownMailbox = (address: string, profiles: CompanyProfile[]): string => {
  const known = profiles.flatMap(({ mailboxes }) => mailboxes.map((mailbox) => mailbox.address));
  return `--mailbox: no company has the mailbox ${address}; configured are ${known.join(', ') || 'none'}`;
};

async function* linesInOrder(files: string[], context: Context): AsyncGenerator<Line> {
  const begun: Promise<Line>[] = [];
  for (const file of files) {
    begun.push(lineOf(file, context));
    if (begun.length > AHEAD) yield* firstOf(begun);
  }
  while (begun.length > 0) yield* firstOf(begun);
}

async function* firstOf(begun: Promise<Line>[]): AsyncGenerator<Line> {
  const line = await begun.shift();
  if (line) yield line;
}

const lineOf = async (file: string, context: Context): Promise<Line> => {
  const raw = await readRaw(file);
  if (typeof raw === 'string') return quarantined(file, raw);
  const { profile, mailbox, parser } = context;
  const parsed: ParsedMail = await parser.parse(raw, {
    company: profile.company,
    mailbox: mailbox.address.toLowerCase(),
    group: mailbox.group,
  });
  if (parsed.kind === 'malformed') return quarantined(file, parsed.code);
  const automatic = classifyAutomatic(parsed.facts, profile);
  const { company, channel, subject, text } = parsed.message;
  const reading = fieldsOf(read({ company, channel, subject, text }, profile));
  return { file, disposition: automatic ? 'ignored' : 'accept', reason: automatic?.reason ?? null, message: describe(parsed), reading };
};

/** The bytes of a file, or why there are none. */
const readRaw = async (file: string): Promise<Buffer | string> => {
  try {
    const facts = await stat(file);
    if (!facts.isFile()) return 'unreadable';
    return facts.size > DEFAULT_MAIL_LIMITS.totalBytes ? 'too_large' : await readFile(file);
  } catch {
    return 'unreadable'; // missing, forbidden or gone meanwhile: a line says so, and the others go on
  }
};

const quarantined = (file: string, reason: string): Line => ({ file, disposition: 'quarantined', reason, message: null, reading: null });

const describe = ({ message, to }: ReadMail): object => ({
  messageId: message.externalId,
  inReplyTo: message.inReplyTo,
  references: message.references,
  from: message.sender.address,
  replyTo: message.replyTo,
  to,
  subject: message.subject,
  date: message.sentAt?.toISOString() ?? null,
  text: message.text,
  attachments: message.attachments.map(({ name, mimeType, sizeBytes }) => ({ name, type: mimeType, size: sizeBytes })),
});

const print = async (line: Line): Promise<void> => {
  if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, 'drain');
};
