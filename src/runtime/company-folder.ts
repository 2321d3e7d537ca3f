import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Variables } from './placeholders.ts';
import { fillPlaceholders, isSection } from './placeholders.ts';
import type { Path, Problem } from './problems.ts';
import { problemsOf, refuseProblems, showPath } from './problems.ts';

type RawFile = { file: string; tree: unknown };
type Claim = { kind: string; value: string; path: Path };

/** Every company file of a folder under one schema, in the order of their names. Throws all errors of all files together. */
export const readCompanyFiles = <Schema extends z.ZodType>(
  folder: string,
  schema: Schema,
  variables: Variables,
  options: { secrets: boolean },
) => {
  const { companies, problems } = checkCompanyFiles(folder, schema, variables, options);
  refuseProblems(problems);
  return companies;
};

export const checkCompanyFiles = <Schema extends z.ZodType>(
  folder: string,
  schema: Schema,
  variables: Variables,
  options: { secrets: boolean },
) => {
  const files = listFiles(folder);
  if ('problem' in files) return { companies: [], problems: [files.problem] };
  const problems: Problem[] = [];
  const raw: RawFile[] = [];
  const companies: z.output<Schema>[] = [];
  for (const file of files.paths) {
    const { tree, problem } = parseYaml(file);
    if (problem) {
      problems.push(problem);
      continue;
    }
    const filled = fillPlaceholders(tree, variables);
    const unset = options.secrets ? filled.problems : [];
    const result = schema.safeParse(filled.tree);
    if (result.success) companies.push(result.data);
    const told = unset.map(({ path }) => showPath(path));
    const isTold = (path: string) => told.some((known) => known === path || known.startsWith(`${path}[`));
    const wrong = result.success ? [] : problemsOf(result.error, filled.tree, (path) => filled.origins.get(showPath(path)) ?? []);
    const found = [...unset, ...wrong.filter(({ path }) => !isTold(showPath(path))), ...innerProblems(filled.tree)];
    problems.push(...found.map((entry) => ({ ...entry, file })));
    raw.push({ file, tree: filled.tree });
  }
  return { companies, problems: [...problems, ...clashes(raw)] };
};

const listFiles = (folder: string): { paths: string[] } | { problem: Problem } => {
  try {
    const names = readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
    const what = 'expected one .yaml file for each company, found none';
    return names.length > 0 ? { paths: names.map((name) => join(folder, name)) } : { problem: { file: folder, path: [], what } };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    return {
      problem: { file: folder, path: [], what: `expected a folder with one .yaml file for each company, found none to read (${code})` },
    };
  }
};

/** The file's tree, or where it stops being YAML; the parser's own words may quote the line, which may hold a password. */
const parseYaml = (file: string): { tree: unknown; problem: Problem | null } => {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  const refuse = (found: string) => ({ tree: null, problem: { file, path: [], what: `expected YAML, found ${found}` } });
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return refuse(`${error.code} at line ${line}, column ${col}`);
  }
  try {
    return { tree: document.toJS(), problem: null };
  } catch {
    return refuse('an alias (*name) without its anchor (&name); a value that begins with * belongs in quotes');
  }
};

/** What one part of a file says of another: cities that are named exist, and there is a series. */
const innerProblems = (tree: unknown): Problem[] => (isSection(tree) ? [...cityProblems(tree), ...prefixProblems(tree)] : []);

const cityProblems = (tree: Record<string, unknown>): Problem[] => {
  const cities = itemsOf(tree, 'cities').flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  const named = itemsOf(tree, 'mailboxes').flatMap((mailbox, index) =>
    listAt(mailbox, 'cities').map((city, place) => ({ city, path: ['mailboxes', index, 'cities', place] })),
  );
  if (tree.defaultCity !== undefined) named.push({ city: tree.defaultCity, path: ['defaultCity'] });
  const unknown = named.flatMap(({ city, path }) =>
    typeof city === 'string' && !cities.includes(city)
      ? [{ path, what: `expected a city of this file (${cities.join(', ') || 'it has none'}), found '${city}'` }]
      : [],
  );
  if (cities.length === 0 && tree.series === undefined)
    unknown.push({ path: ['series'], what: 'expected the series of the folios, as there are no cities, found nothing' });
  if (cities.length > 0 && tree.series !== undefined)
    unknown.push({ path: ['series'], what: 'expected nothing, as each city has its own series, found a series' });
  return unknown;
};

/** A contract prefix that the pattern lets stand before no number of digits is a slip in one of the two. */
const prefixProblems = (tree: Record<string, unknown>): Problem[] => {
  const contract = isSection(tree.contract) ? tree.contract : {};
  const pattern = compile(contract.pattern);
  if (pattern === null) return [];
  const allows = (prefix: string) =>
    Array.from({ length: 20 }, (_, digits) => prefix + '1'.repeat(digits)).some((sample) => pattern.test(sample));
  const stated = [
    ...listAt(contract, 'prefixes').map((prefix, place) => ({ prefix, path: ['contract', 'prefixes', place] })),
    ...itemsOf(tree, 'cities').flatMap((city, index) =>
      listAt(city, 'prefixes').map((prefix, place) => ({ prefix, path: ['cities', index, 'prefixes', place] })),
    ),
  ];
  return stated.flatMap(({ prefix, path }) =>
    typeof prefix === 'string' && !allows(prefix)
      ? [{ path, what: `expected a prefix that contract.pattern allows, found '${prefix}'` }]
      : [],
  );
};

const compile = (pattern: unknown) => {
  try {
    return typeof pattern === 'string' ? new RegExp(`^(?:${pattern})$`) : null;
  } catch {
    return null; // no regular expression: the schema says so
  }
};

/** What belongs to one company alone, and is claimed twice. */
const clashes = (files: RawFile[]): Problem[] => {
  const owners = new Map<string, string>();
  return files.flatMap(({ file, tree }) =>
    claimsOf(tree).flatMap(({ kind, value, path }) => {
      const key = `${kind} ${value.toLowerCase()}`;
      const owner = owners.get(key);
      owners.set(key, owner ?? `${file}: ${showPath(path)}`);
      return owner === undefined ? [] : [{ file, path, what: `expected ${kind} of its own, found the same as in ${owner}` }];
    }),
  );
};

const claimsOf = (tree: unknown): Claim[] => {
  if (!isSection(tree)) return [];
  const claims: { kind: string; value: unknown; path: Path }[] = [
    { kind: 'an id', value: tree.company, path: ['company'] },
    { kind: 'a series', value: tree.series, path: ['series'] },
    ...itemsOf(tree, 'cities').flatMap((city, index) => [
      { kind: 'a series', value: city.series, path: ['cities', index, 'series'] },
      { kind: `a city id in ${String(tree.company)}`, value: city.id, path: ['cities', index, 'id'] },
    ]),
    ...itemsOf(tree, 'mailboxes').map(({ address }, index) => ({
      kind: 'a mailbox',
      value: address,
      path: ['mailboxes', index, 'address'],
    })),
    {
      kind: 'a WhatsApp number',
      value: isSection(tree.whatsapp) ? tree.whatsapp.phoneNumberId : null,
      path: ['whatsapp', 'phoneNumberId'],
    },
    { kind: 'a Messenger page', value: isSection(tree.messenger) ? tree.messenger.pageId : null, path: ['messenger', 'pageId'] },
  ];
  return claims.flatMap(({ kind, value, path }) =>
    typeof value === 'string' && value !== '' ? [{ kind, value: value.trim(), path }] : [],
  );
};

const listAt = (section: Record<string, unknown>, key: string): unknown[] => (Array.isArray(section[key]) ? section[key] : []);
const itemsOf = (section: Record<string, unknown>, key: string) => listAt(section, key).map((item) => (isSection(item) ? item : {}));
