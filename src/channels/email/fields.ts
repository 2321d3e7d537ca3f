// The header fields of a mail by name. In: the root part. Out: raw and decoded values; a field that comes twice keeps its order (topmost first).
import { decodeHeader, unfold } from './header-text.ts';
import type { Part } from './mime.ts';

export type Fields = {
  /** Raw values, one character a byte, still folded. */
  raw: (name: string) => string[];
  /** The first value as text, null where the field is missing. */
  text: (name: string) => string | null;
  names: string[];
};

const MAX_VALUE_CHARS = 64 * 1024;

export const readFields = (root: Part): Fields => {
  const byName = new Map<string, string[]>();
  const names: string[] = [];
  for (const { key, line } of root.node.headers ? root.node.headers.getList() : []) {
    const value = line.slice(line.indexOf(':') + 1);
    byName.set(key, [...(byName.get(key) ?? []), value]);
    names.push(key);
  }
  const raw = (name: string): string[] => byName.get(name) ?? [];
  return { raw, names, text: (name) => firstText(raw(name)) };
};

const firstText = (values: string[]): string | null => {
  const [value] = values;
  return value === undefined ? null : decodeHeader(value.slice(0, MAX_VALUE_CHARS));
};

/** Message-IDs with their brackets, as leniently as they are written: without brackets, with spaces inside, with comments around. */
export const readMessageIds = (values: string[]): string[] => {
  const text = values.map((value) => unfold(value).slice(0, MAX_VALUE_CHARS)).join(' ');
  const bracketed = [...text.matchAll(/<([^<>]{1,990})>/g)].map((match) => match[1] ?? '');
  const ids = bracketed.length > 0 ? bracketed : text.split(/[\s,]+/).filter((token) => token.length < 990);
  const clean = ids.map((id) => decodeHeader(id).replace(/[\s<>]/g, '')).filter((id) => id !== '');
  return [...new Set(clean)].map((id) => `<${id}>`);
};

/** The Date field, or null where it is missing, unreadable or of no year that a mail can have. */
export const readDate = (value: string | null): Date | null => {
  const date = new Date((value ?? '').replace(/\([^()]*\)/g, ' ').trim());
  const year = date.getUTCFullYear();
  return year >= 1980 && year <= 2100 ? date : null;
};
