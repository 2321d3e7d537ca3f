import type { z } from 'zod';
import { PermanentError } from './errors.ts';

export type Path = readonly PropertyKey[];

/** One thing that is wrong with a configuration, and where; `what` never holds a secret. */
export type Problem = { file?: string; path: Path; what: string };

// A key whose value is never shown. Matches `appSecret`, `KONECTA_MXL_PASSWORD`, `DATABASE_URL`; not `host`.
const SECRET = /secret|password|token|credential|database_url|redis_url|private|key$/i;

/** `mailboxes[0].imap.password` */
export const showPath = (path: Path) =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`)).join('');

/** A zod issue as expected/found; a union's issue becomes those of the member that came nearest. */
export const problemsOf = (error: z.ZodError, tree: unknown, variablesAt: (path: Path) => string[] = () => []): Problem[] =>
  error.issues.map(({ code, path, message }) =>
    code === 'unrecognized_keys'
      ? { path, what: message }
      : { path, what: `expected ${message}, found ${describeFound(path, valueAt(tree, path), variablesAt(path))}` },
  );

/** Throws every problem together, one a line, or nothing where there is none. */
export const refuseProblems = (problems: Problem[]) => {
  if (problems.length === 0) return;
  const lines = problems.map(({ file, path, what }) => `  ${[file, showPath(path)].filter(Boolean).join(': ')}: ${what}`);
  const count = lines.length === 1 ? 'an error' : `${lines.length} errors`;
  throw new PermanentError('configuration', `The configuration has ${count}:\n${lines.join('\n')}`);
};

/** `; did you mean 'mailboxes'?` where a known word is at most two letters away, else nothing. */
export const suggest = (word: string, known: readonly string[]) => {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.min(2, Math.ceil(candidate.length / 3)))
    .sort((left, right) => left.distance - right.distance)[0];
  return near === undefined ? '' : `; did you mean '${near.candidate}'?`;
};

const valueAt = (tree: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | null | undefined)?.[step], tree);

/** What stands there, in words; nothing of it where the key or a variable in it speaks of a secret, or where it is long. */
const describeFound = (path: Path, value: unknown, variables: string[]): string => {
  const from = variables.length > 0 ? ` in ${variables.join(' and ')}` : '';
  if (value === undefined || value === null) return `nothing${from}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a section with keys of its own';
  if ([...path.map(String), ...variables].some((name) => SECRET.test(name))) return `a ${typeof value} that is not shown${from}`;
  if (value === '') return `an empty text${from}`;
  const shown = String(value).length > 60 ? `a text of ${String(value).length} characters` : `'${value}'`;
  return `${shown}${from}${typeof value === 'number' ? ' (a number: put it in quotes where a text is expected)' : ''}`;
};

/** Levenshtein's distance, row by row. */
const editDistance = (left: string, right: string) => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
};
