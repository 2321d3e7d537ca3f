/**
 * A text as PostgreSQL can keep it: without NUL, which no text there may hold, and without half surrogate pairs, which JSON
 * there refuses; each is put as U+FFFD, so that offsets stay. Everything else is kept as written.
 */
export const storable = (text: string): string => text.toWellFormed().replace(NUL, '\uFFFD');

const NUL = /\0/g;
