import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Liquid } from 'liquidjs';
import type { ApprovedTemplate, CompanyProfile, Look } from '../core/company.ts';
import type { Company } from '../core/words.ts';
import { PermanentError } from '../runtime/errors.ts';
import { compilePart, type Part } from './fill.ts';
import { type MjmlCompiler, openMjml } from './mjml.ts';
import { sampleFacts } from './sample.ts';
import type { AnswerKind, AnswerVariables } from './variables.ts';
import { ANSWER_KINDS, describeAnswer, WITHHELD } from './variables.ts';

/** Channels that an answer goes out on; a form is answered by mail or WhatsApp. */
export const ANSWER_CHANNELS = ['email', 'whatsapp', 'messenger'] as const;
export type AnswerChannel = (typeof ANSWER_CHANNELS)[number];

/** One answer ready to be filled in; `accessible` is its plain-language form (policy, rule 8). */
export type Compiled = { subject: Part | null; text: Part; html: Part | null };

/** Every answer of every company, by `konecta/email/folio` and `konecta/email/folio.accessible`. */
export type Templates = { compiled: Map<string, Compiled>; approved: Map<Company, CompanyProfile['approvedTemplates']> };

// Kinds that must have an accessible form on every channel; the others may.
const ACCESSIBLE_KINDS: AnswerKind[] = ['folio'];
// A Liquid tag with a line to itself. Matches `{% endif %}` and its line break; not `Hola{% if name %}`.
const LONE_TAG = /^[ \t]*(\{%[^%]*%\})[ \t]*\n/gm;
// Matches the blank lines and blanks before `<td>` in `<tr>\n\n    <td>`; not the blank in `Su reporte`.
const INDENTATION = /\n\s+/g;
// First line of a mail's text file. Matches `Asunto: Reporte {{ folio }}`; not `asunto Reporte`.
const SUBJECT_LINE = /^Asunto: (.+)\n\n/;

/**
 * Reads and compiles every answer of every company, MJML once, and renders each with sample data. Throws one error that
 * names every file that is missing, cannot be compiled, or uses a variable that it will not get. There is no falling
 * back from one company to another. `quick` is for `simulate`, which sends nothing and starts often: mails have their text
 * alone, and no answer is tried out beforehand.
 */
export const loadTemplates = async (
  folder: string,
  companies: CompanyProfile[],
  { quick = false }: { quick?: boolean } = {},
): Promise<Templates> => {
  const mjml = openMjml();
  try {
    return await loadAll(folder, companies, quick ? null : mjml);
  } finally {
    mjml.close();
  }
};

/** Without a compiler of MJML nothing is tried out. */
const loadAll = async (folder: string, companies: CompanyProfile[], mjml: MjmlCompiler | null): Promise<Templates> => {
  const quick = mjml === null;
  const compiled = new Map<string, Compiled>();
  const problems: string[] = [];
  for (const profile of companies) {
    for (const { channel, kind, accessible, required } of combinations()) {
      const name = templateName(profile.company, channel, kind, accessible);
      if (!required && !existsSync(join(folder, `${name}.txt`))) continue;
      try {
        const template = await compile(folder, name, channel, profile.look, mjml);
        if (!quick) problems.push(...strangers(folder, name, template, kind, profile));
        compiled.set(name, template);
      } catch (error) {
        problems.push(tell(folder, error, `${name}.txt`));
      }
    }
  }
  problems.push(...(quick ? [] : tryAll(folder, companies, compiled)), ...companies.flatMap(approvedProblems));
  if (problems.length > 0) {
    throw new PermanentError(
      'templates',
      `The templates have ${problems.length} error(s):\n${[...new Set(problems)].map((line) => `  ${line}`).join('\n')}`,
    );
  }
  return { compiled, approved: new Map(companies.map(({ company, approvedTemplates }) => [company, approvedTemplates])) };
};

export const templateName = (company: Company, channel: AnswerChannel, kind: AnswerKind, accessible: boolean) =>
  `${company}/${channel}/${kind}${accessible ? '.accessible' : ''}`;

export const combinations = () =>
  ANSWER_CHANNELS.flatMap((channel) =>
    ANSWER_KINDS.flatMap((kind) => [
      { channel, kind, accessible: false, required: true },
      { channel, kind, accessible: true, required: ACCESSIBLE_KINDS.includes(kind) },
    ]),
  );

const compile = async (folder: string, name: string, channel: AnswerChannel, look: Look, mjml: MjmlCompiler | null): Promise<Compiled> => {
  const root = join(folder, name, '..');
  const parts = readParts(root);
  const engine = openEngine(parts, false);
  const text = read(folder, `${name}.txt`);
  const compileText = (source: string) => compilePart(engine, source, `${name}.txt`, Object.values(parts));
  if (channel !== 'email') return { subject: null, text: compileText(text.trim()), html: null };
  const subject = SUBJECT_LINE.exec(text);
  if (subject?.[1] === undefined)
    throw new PermanentError('template', `${name}.txt: expected a first line «Asunto: …» and an empty line, found neither`);
  const html = mjml
    ? compilePart(openEngine(parts, true), await compileMjml(mjml, folder, name, look), `${name}.mjml`, Object.values(parts))
    : null;
  return { subject: compileText(subject[1]), text: compileText(text.slice(subject[0].length).trim()), html };
};

/** Knows the channel's parts, read once; every value of an HTML part is escaped. */
const openEngine = (templates: Record<string, string>, isHtml: boolean) =>
  new Liquid({
    templates,
    strictVariables: true,
    strictFilters: true,
    ownPropertyOnly: true,
    cache: true,
    ...(isHtml ? { outputEscape: 'escape' } : {}),
  });

/** The kind's MJML within its company's frame, in the company's colours, as HTML that still holds its Liquid. */
const compileMjml = async (mjml: MjmlCompiler, folder: string, name: string, look: Look) => {
  const frame = read(folder, join(name, '..', 'parts/frame.mjml'));
  const source = frame
    .replace('{{ contents }}', () => read(folder, `${name}.mjml`))
    .replace(/\{\{ look\.(colour|onColour|background) \}\}/g, (_whole, key: keyof Look) => look[key]);
  const { html, problem } = await mjml.compile(source);
  if (problem !== null) throw new PermanentError('template', `${name}.mjml: expected MJML, found: ${problem}`);
  // Its indentation is a fifth of what would be kept, encoded and sent.
  return html.replace(INDENTATION, '\n');
};

const readParts = (root: string) => {
  const folder = join(root, 'parts');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(?:txt|html)$/.test(name)) : [];
  return Object.fromEntries(names.map((name) => [`parts/${name}`, read(folder, name)]));
};

/** The file's text, in which a tag alone on its line leaves no empty line behind. */
const read = (folder: string, file: string) => {
  const path = join(folder, file);
  if (!existsSync(path)) throw new PermanentError('template', `${path}: expected this template, found no file`);
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').replace(LONE_TAG, '$1');
};

/** The variables a template names that its kind does not get. */
const strangers = (
  folder: string,
  name: string,
  { subject, text, html }: Compiled,
  kind: AnswerKind,
  profile: CompanyProfile,
): string[] => {
  const known = Object.keys(describeAnswer(profile, sampleFacts(profile, kind, 'bare'))).filter(
    (variable) => !(WITHHELD[kind] as string[]).includes(variable),
  );
  const check = (file: string, parts: (Part | null)[], extra: string[] = []) =>
    parts
      .flatMap((part) => part?.engine.globalVariablesSync(part.template) ?? [])
      .filter((variable) => ![...known, ...extra].includes(variable))
      .map((variable) => `${join(folder, file)}: '${variable}' is no variable of the answer ${kind}`);
  return [...check(`${name}.txt`, [subject, text]), ...check(`${name}.mjml`, [html], ['subject'])];
};

/** Renders each template with all data and with hardly any; what fails is told with its file. */
const tryAll = (folder: string, companies: CompanyProfile[], compiled: Map<string, Compiled>): string[] =>
  companies.flatMap((profile) =>
    combinations().flatMap(({ channel, kind, accessible }) => {
      const name = templateName(profile.company, channel, kind, accessible);
      const template = compiled.get(name);
      if (template === undefined) return [];
      return (['full', 'bare'] as const).flatMap((fullness) => {
        try {
          fill(template, describeAnswer(profile, sampleFacts(profile, kind, fullness)));
          return [];
        } catch (error) {
          return [tell(folder, error, name)];
        }
      });
    }),
  );

/** Subject, text and HTML of one answer. */
export const fill = ({ subject, text, html }: Compiled, variables: AnswerVariables) => {
  const line = subject?.fill(variables).trim() ?? null;
  return { subject: line, text: tidy(text.fill(variables)), html: html?.fill({ ...variables, subject: line }) ?? null };
};

/** No blanks at a line's end, at most one empty line, none at either end. */
const tidy = (text: string) =>
  text
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** An approved template may only use variables that are never null in its kind: Meta refuses an empty parameter. */
const approvedProblems = (profile: CompanyProfile): string[] =>
  Object.entries(profile.approvedTemplates).flatMap(([kind, template]: [string, ApprovedTemplate]) => {
    const bare: Record<string, unknown> = describeAnswer(profile, sampleFacts(profile, kind as AnswerKind, 'bare'));
    return template.parameters
      .filter((parameter) => typeof bare[parameter] !== 'string' || (WITHHELD[kind as AnswerKind] as string[]).includes(parameter))
      .map((parameter) => `${profile.company}: whatsapp.templates.${kind}: '${parameter}' is no text that the answer ${kind} always has`);
  });

const tell = (folder: string, error: unknown, name: string) =>
  error instanceof PermanentError
    ? error.message
    : `${join(folder, name)}: ${error instanceof Error ? error.message.split('\n')[0] : 'cannot be read'}`;
