// What our own receiving server found out about the sender. In: the header fields and that server's name. Out: its verdicts, or null; never fails.
import type { Fields } from './fields.ts';
import { decodeHeader } from './header-text.ts';

/** Verdicts of the receiving server (`pass`, `fail`, `none` …), null where it gives none for that method. */
export type Authentication = { dmarc: string | null; dkim: string | null; spf: string | null };

const FIELD = 'authentication-results';

/**
 * The verdicts of Authentication-Results of one authserv-id (RFC 8601 §5). Only the topmost such field and those that
 * directly follow it are believed: whatever stands deeper may have been written by the sender. Without an id none is.
 */
export const readAuthentication = (fields: Fields, authservId: string | null): Authentication | null => {
  if (!authservId) return null;
  const trusted = topmostRun(fields, authservId);
  if (trusted.length === 0) return null;
  const verdicts = trusted.flatMap((value) =>
    [...value.matchAll(/\b(dmarc|dkim|spf)\s{0,5}=\s{0,5}([a-z]{1,20})/gi)].map(
      (match) => [match[1]?.toLowerCase(), match[2]?.toLowerCase() ?? null] as const,
    ),
  );
  const of = (method: string): string | null => {
    const all = verdicts.filter(([name]) => name === method).map(([, verdict]) => verdict);
    return method === 'dkim' && all.includes('pass') ? 'pass' : (all[0] ?? null);
  };
  return { dmarc: of('dmarc'), dkim: of('dkim'), spf: of('spf') };
};

const topmostRun = (fields: Fields, authservId: string): string[] => {
  const values = fields.raw(FIELD).map((value) => decodeHeader(value.slice(0, 8192)).replace(/\([^()]*\)/g, ' '));
  const places = fields.names.flatMap((name, place) => (name === FIELD ? [place] : []));
  const isOurs = (value: string): boolean => value.split(';')[0]?.trim().split(/\s/)[0]?.toLowerCase() === authservId.toLowerCase();
  const start = values.findIndex(isOurs);
  if (start < 0) return [];
  let end = start;
  while (end + 1 < values.length && places[end + 1] === (places[end] ?? 0) + 1 && isOurs(values[end + 1] ?? '')) end++;
  return values.slice(start, end + 1);
};
