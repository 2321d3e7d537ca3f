// Asks a company's own system for one contract. In: address, token, time limit, contract. Out: the subscriber, or that there is none, or that the system did not answer. Never a throw.
import type { CompanyProfile } from '../../core/company.ts';
import { codeOf } from '../../runtime/errors.ts';
import { type DirectoryRow, readRow } from './rows.ts';

export type LookupSettings = {
  /** `{contract}` in it is replaced; without it, `?contract=` is added. */
  url: string;
  token: string | null;
  timeoutMs: number;
};

export type Lookup = { kind: 'found'; row: DirectoryRow } | { kind: 'absent' } | { kind: 'unavailable'; because: string };

const MOST_BYTES = 64 * 1024;
const FIELDS = ['contract', 'holder', 'phone', 'email', 'city', 'monthlyPrice'] as const;

/** GET with a bearer token; 200 is a JSON object with the directory's columns, 404 no such contract, anything else no answer. */
export const lookUpContract = async (settings: LookupSettings, contract: string, profile: CompanyProfile): Promise<Lookup> => {
  try {
    const response = await fetch(addressOf(settings.url, contract), {
      headers: { accept: 'application/json', ...(settings.token && { authorization: `Bearer ${settings.token}` }) },
      redirect: 'error',
      signal: AbortSignal.timeout(settings.timeoutMs),
    });
    if (response.status === 404) return { kind: 'absent' };
    if (response.status !== 200) return { kind: 'unavailable', because: `http-${response.status}` };
    return rowOf(await textOf(response), profile);
  } catch (error) {
    return { kind: 'unavailable', because: error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : codeOf(error) };
  }
};

const addressOf = (url: string, contract: string): string => {
  if (url.includes('{contract}')) return url.replaceAll('{contract}', encodeURIComponent(contract));
  const address = new URL(url);
  address.searchParams.set('contract', contract);
  return address.href;
};

/** The body, as far as the limit: what is longer is no answer to our question. */
const textOf = async (response: Response): Promise<string | null> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const rowOf = (body: string | null, profile: CompanyProfile): Lookup => {
  if (body === null) return { kind: 'unavailable', because: 'too-large' };
  const record = recordOf(body);
  if (record === null) return { kind: 'unavailable', because: 'not-json' };
  const row = readRow(record, profile);
  return 'why' in row ? { kind: 'unavailable', because: `row:${row.why.split(':')[0]}` } : { kind: 'found', row };
};

const recordOf = (body: string): Record<string, string> | null => {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    const values = parsed as Record<string, unknown>;
    const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
    return Object.fromEntries(FIELDS.map((field) => [field.toLowerCase(), text(values[field])]));
  } catch {
    return null;
  }
};
