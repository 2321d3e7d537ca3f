import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { parseSync } from 'rolldown/utils';

const PROJECT = join(import.meta.dirname, '../..');

/** What a file takes from elsewhere: another of our files by its path from the project's root, a package, or `node:…`. */
export type Import = { from: string; to: string; isType: boolean };
export type SourceFile = {
  path: string;
  lines: string[];
  imports: Import[];
  comments: string[];
  /** The text with blanks where comments stand. */
  code: string;
  hasDefaultExport: boolean;
};

/** Every TypeScript file below some folders or files of the project, parsed; generated ones left out. */
export const readSourceFiles = (...roots: string[]): SourceFile[] =>
  listFiles(...roots)
    .filter((path) => path.endsWith('.ts'))
    .map(readSourceFile);

/** Paths from the project's root, of files and of what is in folders; those that do not exist are left out. */
export const listFiles = (...roots: string[]): string[] => {
  const entries = readdirSync(PROJECT, { withFileTypes: true }).filter(({ name }) => roots.some((root) => root.split('/')[0] === name));
  const all = entries.flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(PROJECT, entry.name), { recursive: true, withFileTypes: true })
          .filter((inner) => inner.isFile())
          .map((inner) => relative(PROJECT, join(inner.parentPath, inner.name)))
      : [entry.name],
  );
  return all
    .filter((path) => roots.some((root) => path === root || path.startsWith(`${root}/`)) && !path.startsWith('src/generated/'))
    .sort();
};

export const readProjectFile = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

const readSourceFile = (path: string): SourceFile => {
  const text = readProjectFile(path);
  const { module, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new SyntaxError(`${path}: ${errors[0]?.message}`);
  const code = comments.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text);
  const targetOf = (specifier: string) => (specifier.startsWith('.') ? normalize(join(dirname(path), specifier)) : packageOf(specifier));
  const found: Import[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      isType: entries.length > 0 && entries.every(({ isType }) => isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) => (moduleRequest ? [{ specifier: moduleRequest.value, isType }] : [])),
    ),
    // import('x') as an expression, and as a type: neither stands in the list of static imports.
    ...module.dynamicImports.map(({ moduleRequest }) => ({
      specifier: text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
      isType: false,
    })),
    ...[...code.matchAll(IMPORT_TYPE)].map(([, specifier = '']) => ({ specifier, isType: true })),
  ].map(({ specifier, isType }) => ({ from: path, to: targetOf(specifier), isType }));
  return {
    path,
    lines: text.split('\n'),
    imports: unique(found),
    comments: comments.map(({ value }) => value),
    code,
    hasDefaultExport: module.staticExports.some(({ entries }) => entries.some(({ exportName }) => exportName.kind === 'Default')),
  };
};

// `type A = import('./a.ts').A` and `typeof import('pg')`, not `await import('./a.ts')`.
const IMPORT_TYPE = /(?<!await\s|=>\s|return\s)\bimport\('([^']+)'\)\.(?!then|catch|finally)/g;

/** `@scope/name/deep` as `@scope/name`, `pg/lib` as `pg`, `node:fs/promises` as `node:fs/promises`. */
const packageOf = (specifier: string): string =>
  specifier.startsWith('node:')
    ? specifier
    : specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');

/** A file that is imported for a value and for a type counts as imported for a value. */
const unique = (imports: Import[]): Import[] => {
  const byTarget = new Map<string, Import>();
  for (const found of imports) {
    const known = byTarget.get(found.to);
    byTarget.set(found.to, { ...found, isType: found.isType && (known?.isType ?? true) });
  }
  return [...byTarget.values()];
};
