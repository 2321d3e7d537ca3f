import type { Path, Problem } from './problems.ts';
import { showPath } from './problems.ts';

export type Variables = Record<string, string | undefined>;

/** Where a value came from the environment, by path, and with which variables. */
export type Origins = Map<string, string[]>;

// `${NAME}` or `${NAME:-default}`. Matches `${KONECTA_PORT:-993}`; not `$NAME` nor `{NAME}`.
const PLACEHOLDER = /\$\{([^}]*)\}/g;
// Matches `MXL_PASSWORD` and `PORT:-993`; not `mxl password` nor `PORT-993`.
const INSIDE = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

/**
 * The tree with each placeholder replaced; strings stay strings, the schema makes numbers of them where it wants some.
 * A variable that is empty counts as unset, as in a shell's `:-`.
 */
export const fillPlaceholders = (tree: unknown, variables: Variables) => {
  const problems: Problem[] = [];
  const origins: Origins = new Map();
  const visit = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (isSection(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
    return typeof value === 'string' ? fill(value, path) : value;
  };
  const fill = (text: string, path: Path) =>
    text.replace(PLACEHOLDER, (_whole, inside: string) => {
      const [, name = null, fallback] = INSIDE.exec(inside) ?? [];
      if (name === null) {
        problems.push({ path, what: `expected \${NAME} or \${NAME:-default}, found a placeholder that is neither` });
        return '';
      }
      origins.set(showPath(path), [...(origins.get(showPath(path)) ?? []), name]);
      const value = variables[name];
      if (value !== undefined && value !== '') return value;
      if (fallback === undefined) problems.push({ path, what: `expected the environment variable ${name}, found it unset or empty` });
      return fallback ?? '';
    });
  return { tree: visit(tree, []), problems, origins };
};

export const isSection = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
