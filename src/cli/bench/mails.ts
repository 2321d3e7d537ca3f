import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { CompanyProfile } from '../../core/company.ts';
import { read } from '../../core/read/read.ts';
import { PROJECT } from '../demo/servers.ts';

/** A customer's mail as it lies in a mailbox. */
export type BenchMail = { mailbox: string; from: string; messageId: string; raw: Buffer };

type Sample = { subject: string; text: string; contract: string; name: string };

/** The files that are read; the others are held out. */
export const CORPUS = ['own-a1', 'own-a2', 'own-b1', 'own-b2', 'dev-1', 'dev-2', 'dev-3', 'dev-4'];
/** Of a hundred mails: how many have HTML beside the text, quote an earlier exchange, bring a photo. */
const SHARES = { html: 60, quote: 30, photo: 6 };
const PHOTO_BYTES = 60_000;

/** Mails of so many customers, each with a contract of its own, in the words of the corpus; spread evenly over the mailboxes. */
export async function* composeBenchMails(
  profile: CompanyProfile,
  mailboxes: string[],
  { count, from }: { count: number; from: number },
  run: string,
): AsyncGenerator<BenchMail> {
  const samples = readSamples(profile);
  const photo = randomBytes(PHOTO_BYTES);
  for (let index = from; index < from + count; index++) {
    const sample = samples[index % samples.length];
    const mailbox = mailboxes[index % mailboxes.length];
    if (!sample || !mailbox) throw new Error('the corpus has no mail that opens a ticket by its own contract');
    yield composeOne(profile, sample, { mailbox, index, run, photo, quoted: samples[(index * 7 + 3) % samples.length]?.text ?? '' });
  }
}

/** One mail more to a mailbox, of a customer and contract that no other of the run has. */
export const composeOneMail = async (profile: CompanyProfile, mailbox: string, index: number, run: string): Promise<BenchMail> => {
  const samples = readSamples(profile);
  const sample = samples[index % samples.length];
  if (!sample) throw new Error('the corpus has no mail that opens a ticket by its own contract');
  return composeOne(profile, sample, { mailbox, index, run, photo: Buffer.alloc(0), quoted: '' });
};

type Making = { mailbox: string; index: number; run: string; photo: Buffer; quoted: string };

const composeOne = async (profile: CompanyProfile, sample: Sample, { mailbox, index, run, photo, quoted }: Making): Promise<BenchMail> => {
  const from = `cliente${index}.${run}@correo.test`;
  const messageId = `<${run}.${index}@correo.test>`;
  const own = sample.text.replaceAll(sample.contract, contractOf(sample.contract, index));
  const whole = index % 100 < SHARES.quote && quoted !== '' ? `${own}\n\n${quote(quoted, mailbox)}` : own;
  const { contract } = read({ company: profile.company, channel: 'email', subject: sample.subject, text: whole }, profile);
  // A mail that is read as a stranger's would join the stranger's ticket, and the run would wait for one of its own.
  const isOwn = contract !== null && contract.confidence > 0.6 && contract.value.endsWith(contractOf(sample.contract, index));
  const text = isOwn ? whole : own;
  const raw = await new MailComposer({
    from: { name: sample.name, address: from },
    to: mailbox,
    subject: sample.subject,
    messageId,
    date: new Date(),
    text,
    ...((index * 13) % 100 < SHARES.html && { html: htmlOf(text) }),
    ...((index * 17) % 100 < SHARES.photo &&
      photo.length > 0 && { attachments: [{ filename: 'módem.jpg', content: photo, contentType: 'image/jpeg' }] }),
  })
    .compile()
    .build();
  return { mailbox, from, messageId, raw };
};

/** As many digits as the sample's contract has, another number for each customer. */
const contractOf = (contract: string, index: number): string => String(10 ** (contract.length - 1) + index);

const quote = (text: string, mailbox: string): string =>
  `El lun, 9 nov 2026 a las 10:02, Soporte (<${mailbox}>) escribió:\n${text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')}`;

const htmlOf = (text: string): string => {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const body = escaped
    .split(/\n{2,}/)
    .map(
      (part) =>
        `<p class="MsoNormal" style="margin:0cm;font-size:11.0pt;font-family:Calibri,sans-serif">${part.replaceAll('\n', '<br>')}</p>`,
    )
    .join('\n');
  return `<html><head><meta charset="utf-8"><style>p.MsoNormal{margin:0}</style></head><body lang="ES-MX"><div class="WordSection1">${body}</div></body></html>`;
};

let known: { company: string; samples: Sample[] } | null = null;

/** What the corpus holds of a company's mails that name a contract, as far as we read that contract in them. */
const readSamples = (profile: CompanyProfile): Sample[] => {
  if (known?.company === profile.company) return known.samples;
  const lines = CORPUS.flatMap((name) =>
    readFileSync(join(PROJECT, 'corpus', `${name}.jsonl`), 'utf8')
      .trim()
      .split('\n'),
  );
  const samples = lines.flatMap((line) => sampleOf(JSON.parse(line), profile) ?? []);
  known = { company: profile.company, samples };
  return samples;
};

type Entry = {
  company: string;
  channel: string;
  subject?: string;
  text: string;
  from?: { name?: string };
  gold: { contract: string | null };
};

const sampleOf = ({ company, channel, subject = '', text, from, gold }: Entry, profile: CompanyProfile): Sample | null => {
  const contract = /\d+$/.exec(gold.contract ?? '')?.[0];
  // A folio in the text would lead to a ticket that nobody opened here.
  if (company !== profile.company || channel !== 'email' || !contract || contract.length < 5 || /[A-Z]{3}-\d\d-\d{6}/.test(text))
    return null;
  const other = text.replaceAll(contract, contractOf(contract, 4_321));
  const reading = read({ company, channel, subject, text: other }, profile);
  const isReadAgain = reading.contract?.value.endsWith(contractOf(contract, 4_321)) && other.indexOf(contractOf(contract, 4_321)) >= 0;
  if (!isReadAgain || reading.category.value === 'otro' || reading.onlyThanks) return null;
  return { subject, text, contract, name: from?.name ?? 'Cliente' };
};
