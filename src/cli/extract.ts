// Reads messages. In: JSON lines (corpus/GUIDE.md) from a file or standard input. Out: one line each with id and the nine fields, in order; a bad line is named on standard error, status 1, the others are still answered.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { ReadingProfile } from '../core/read/document.ts';
import type { Candidate } from '../core/read/folio.ts';
import { explain, fieldsOf, read } from '../core/read/read.ts';
import type { ReadInput, Span } from '../core/reading.ts';
import { loadProfiles } from '../runtime/profiles.ts';

const MESSAGE = z.object({
  id: z.union([z.string(), z.number()]),
  company: z.string(),
  channel: z.enum(['email', 'whatsapp', 'messenger', 'web']),
  subject: z.string().nullish(),
  text: z.string(),
});

type Profiles = ReadonlyMap<string, ReadingProfile>;
type Answer = (line: Line) => string;
type Line = { id: string | number; input: ReadInput; profile: ReadingProfile };

/** `extract [--explain] [FILE]`; status 0, or 1 where a line or the file cannot be read. */
export const run = async (argv: string[]): Promise<number> => {
  const explained = argv.includes('--explain');
  const [file] = argv.filter((word) => !word.startsWith('--'));
  const profiles: Profiles = new Map(loadProfiles(process.env.VENTANILLA_CONFIG ?? 'config').map((profile) => [profile.company, profile]));
  const source = file === undefined || file === '-' ? process.stdin : createReadStream(file);
  const answer: Answer = (line) =>
    explained ? explainLine(line) : `${JSON.stringify({ id: line.id, ...fieldsOf(read(line.input, line.profile)) })}\n`;
  let failed = false;
  let number = 0;
  const fail = (because: string): string => {
    failed = true;
    process.stderr.write(`extract: line ${number}: ${because}\n`);
    return '';
  };
  const take = (raw: string): string => {
    number++;
    if (raw.trim() === '') return '';
    const line = parseLine(raw.replace(/^\ufeff/, ''), profiles);
    return typeof line === 'string' ? fail(line) : answer(line);
  };
  try {
    for await (const lines of linesOf(source)) await write(lines.map(take).join(''));
  } catch (error) {
    process.stderr.write(`extract: cannot read ${file ?? 'standard input'}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  return failed ? 1 : 0;
};

/** The lines that each piece of the input completes: many at a time of a file, and of a pipe no line waits for the next. */
const linesOf = async function* (source: Readable): AsyncGenerator<string[]> {
  let rest = '';
  for await (const piece of source.setEncoding('utf8')) {
    const lines = `${rest}${piece}`.split(/\r?\n/);
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') yield [rest];
};

const parseLine = (raw: string, profiles: Profiles): Line | string => {
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    return 'is not JSON';
  }
  const parsed = MESSAGE.safeParse(json);
  if (!parsed.success) return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'line'}: ${issue.message}`).join('; ');
  const { id, company, channel, subject, text } = parsed.data;
  const profile = profiles.get(company);
  if (!profile) return `company: expected one of ${[...profiles.keys()].join(', ')}`;
  return { id, profile, input: { company, channel, subject: subject ?? null, text } };
};

const write = (text: string): Promise<void> | void => {
  if (text === '') return;
  if (!process.stdout.write(text)) return new Promise((resolve) => process.stdout.once('drain', () => resolve()));
};

/** Each field with the words it rests on, and the candidates it beat. */
const explainLine = ({ id, input, profile }: Line): string => {
  const candidates = explain(input, profile);
  const quote = (span: Span) =>
    JSON.stringify((span.source === 'subject' ? (input.subject ?? '') : input.text).slice(span.start, span.end));
  const show = (c: Candidate<unknown>) =>
    `${String(c.value)}  (${c.confidence.toFixed(2)}; ${c.because})  ${c.evidence.map((s) => `${s.source} ${s.start}-${s.end} ${quote(s)}`).join(', ')}`;
  const fields = Object.entries(candidates).map(([field, list]) => {
    const [first, ...beaten] = (list as Candidate<unknown>[]).slice(0, 4);
    const lines = [`  ${field.padEnd(14)}${first ? show(first) : '-'}`, ...beaten.map((c) => `  ${''.padEnd(14)}  beat ${show(c)}`)];
    return lines.join('\n');
  });
  return `${id}\n${fields.join('\n')}\n\n`;
};
