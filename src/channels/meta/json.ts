// Reads values out of JSON that somebody else made. In: unknown. Out: the value in the type asked for, or null; never a throw.

export type JsonObject = Record<string, unknown>;

export const readObject = (value: unknown): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;

/** The elements of a list; anything else has none. */
export const readList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A string that PostgreSQL can keep: NUL and unpaired surrogates become U+FFFD. */
export const readText = (value: unknown): string | null =>
  typeof value === 'string' ? value.replaceAll('\u0000', '\uFFFD').toWellFormed() : null;

/** An identifier: Meta's are strings, some (app_id, sticker_id) numbers; an empty one is none, nor is one too long to be kept in an index. */
export const readId = (value: unknown): string | null => {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const id = readText(value);
  return id && id.length <= MAX_ID ? id : null;
};

/** Meta's are below 200; PostgreSQL indexes 2704 bytes, and one id over that would make a whole batch fail for ever. */
const MAX_ID = 512;

export const readNumber = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** WhatsApp's times: a string of whole seconds ("1795312800"; a number is taken too). */
export const readSeconds = (value: unknown): Date | null => {
  const seconds = typeof value === 'string' && WHOLE_SECONDS.test(value) ? Number(value) : readNumber(value);
  return seconds === null ? null : validDate(seconds * 1000);
};

/** Messenger's times: a number of milliseconds. */
export const readMilliseconds = (value: unknown): Date | null => {
  const milliseconds = readNumber(value);
  return milliseconds === null ? null : validDate(milliseconds);
};

// "1795312800", not "1795312800.5", not "".
const WHOLE_SECONDS = /^\d{1,12}$/;
// The years PostgreSQL and people can both make sense of: a time outside of them is a mistake, not a time.
const LAST_MOMENT_MS = Date.UTC(2200, 0, 1);

const validDate = (milliseconds: number): Date | null =>
  milliseconds > 0 && milliseconds < LAST_MOMENT_MS ? new Date(milliseconds) : null;
