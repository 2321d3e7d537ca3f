import { z } from 'zod';
import type { HourRange, Weekday } from '../core/company.ts';
import { WEEKDAYS } from '../core/company.ts';
import { canonicalPhone } from '../core/phone.ts';
import { suggest } from './problems.ts';

const HOUR_MS = 3_600_000;
const UNIT_MS = { s: 1000, m: 60_000, h: HOUR_MS, d: 24 * HOUR_MS } as const;
export const MEBIBYTE = 1024 * 1024;

// Each message of a schema completes «expected …».

/** An object whose unknown keys are errors that name the nearest known one. */
export const section = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[])
            .map((key) => `unknown key '${key}'${suggest(key, Object.keys(shape)) || `; known are ${Object.keys(shape).join(', ')}`}`)
            .join('; ')
        : 'a section with keys of its own',
  });

export const text = (expected: string, pattern: RegExp = /\S/) => z.string({ error: expected }).trim().regex(pattern, { error: expected });
export const words = <const Words extends readonly [string, ...string[]]>(...list: Words) =>
  z.enum(list, { error: `one of ${list.join(', ')}` });
export const listOf = <Item extends z.ZodType>(item: Item, expected: string) => z.array(item, { error: expected });
export const filledListOf = <Item extends z.ZodType>(item: Item, expected: string) => listOf(item, expected).min(1, { error: expected });

/** Text that a placeholder gave made a number or boolean; anything else is left for the schema to refuse. */
export const number = (expected: string) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), z.int({ error: expected }));
export const flag = z.preprocess((value) => ({ true: true, false: false })[String(value)] ?? value, z.boolean({ error: 'true or false' }));
/** Null where it is missing or empty, as `${NAME:-}` leaves it. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());

export const id = (whose: string) => text(`the ${whose}'s id in lower case letters, digits and hyphens`, /^[a-z][a-z0-9-]{0,39}$/);
export const series = text('three capital letters, the series of the folios', /^[A-Z]{3}$/);
export const phone = text("a telephone with + and country code, in quotes ('+526865572808')", /^\+[1-9]\d{7,14}$/).transform(
  (typed) => canonicalPhone(typed) ?? typed,
);
export const address = text('a mail address', /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/).toLowerCase();
export const colour = text("a colour as '#rrggbb', in quotes", /^#[0-9a-fA-F]{6}$/).toLowerCase();
export const url = text('an address that begins with https:// or http://', /^https?:\/\/[^\s/]+/);
export const origin = text('an origin: https:// and a host, without a path', /^https?:\/\/[^\s/]+\/?$/).transform((typed) =>
  typed.replace(/\/$/, ''),
);
export const prefixes = listOf(text('a contract prefix in capital letters', /^[A-Z]{1,5}$/), 'a list of contract prefixes').default([]);

export const timeZone = text('a time zone of the IANA list, such as America/Tijuana').refine(isTimeZone, {
  error: 'a time zone of the IANA list, such as America/Tijuana',
});
export const pattern = text('a regular expression for contracts').refine(isPattern, {
  error: 'a regular expression without anchors that does not match an empty text',
});

/** A password or token, exactly as it was given. */
export const secret = z.string({ error: 'a value' }).regex(/\S/, { error: 'a value' });

/** `90s`, `30m`, `48h` or `3d`, as milliseconds. */
export const duration = text('a time such as 90s, 30m, 48h or 3d', /^[1-9]\d{0,4}[smhd]$/).transform(
  (typed) => Number(typed.slice(0, -1)) * UNIT_MS[typed.slice(-1) as keyof typeof UNIT_MS],
);
export const termHours = text('a term such as 48h or 3d', /^[1-9]\d{0,3}[hd]$/).transform(
  (typed) => Number.parseInt(typed, 10) * (typed.endsWith('d') ? 24 : 1),
);
export const wholeDays = text('whole days, such as 7d', /^[1-9]\d{0,3}d$/).transform((typed) => Number.parseInt(typed, 10));
export const size = text('a size such as 25MiB', /^[1-9]\d{0,3}MiB$/).transform((typed) => Number.parseInt(typed, 10) * MEBIBYTE);
export const count = number('a whole number from 1').refine((value) => value >= 1, { error: 'a whole number from 1' });

const clock = text("a time of day in quotes, '08:00'", /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/);
const weekdays = text('a weekday or a range of them, such as monday-friday or saturday')
  .refine((typed) => expandDays(typed) !== null, { error: 'a weekday or a range of them, such as monday-friday or saturday' })
  .transform((typed): Weekday[] => expandDays(typed) ?? []);
const range = section({ days: weekdays, from: clock, to: clock })
  .refine(({ from, to }) => from < to, { error: 'a time after `from`', path: ['to'] })
  .transform((value): HourRange => value);
const hours = z.union([z.literal('always'), filledListOf(range, 'always, or a list of {days, from, to}')], {
  error: 'always, or a list of {days, from, to}',
});
export const optionalHours = hours.nullable().default(null);

function isTimeZone(name: string) {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== undefined && name.includes('/');
  } catch {
    return false; // RangeError: Intl knows no such zone
  }
}

function isPattern(source: string) {
  try {
    return !new RegExp(`^(?:${source})$`).test('') && !/^\^|\$$/.test(source);
  } catch {
    return false; // SyntaxError: no regular expression
  }
}

/** `monday-friday` as its days, `sunday` as itself; a range may pass the week's end. Null where a word is no weekday. */
function expandDays(typed: string): Weekday[] | null {
  const [first, last = first, ...more] = typed.toLowerCase().split('-');
  const [start, end] = [first, last].map((day) => (WEEKDAYS as readonly (string | undefined)[]).indexOf(day));
  if (start === undefined || end === undefined || start < 0 || end < 0 || more.length > 0) return null;
  const length = ((end - start + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => WEEKDAYS[(start + step) % 7] ?? 'sunday');
}
