import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CompanyProfile } from '../core/company.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import { PermanentError } from '../runtime/errors.ts';
import type { Store } from '../store/store.ts';
import type { SubscriberRow } from '../store/subscribers.ts';

const COLUMNS = ['contract', 'holder', 'phone', 'email', 'city'] as const;
const BATCH = 1_000;

export type Refused = { line: number; why: string };
export type ImportReport = { accepted: number; refused: Refused[] };
type Row = Record<(typeof COLUMNS)[number], string> & { monthlyprice?: string };

/** Loads a directory from a CSV file with the columns contract, holder, phone, email, city and, where it has it, monthlyPrice; a row that is wrong is refused and told, the rest is taken. */
export const importSubscribers = async (
  store: Store,
  profile: CompanyProfile,
  file: string,
  onProgress: (bytes: number) => void,
): Promise<ImportReport> => {
  const report: ImportReport = { accepted: 0, refused: [] };
  const importedAt = new Date();
  let batch = new Map<string, SubscriberRow>();
  const flush = async () => {
    await store.subscribers.save(profile.company, [...batch.values()], importedAt);
    report.accepted += batch.size;
    batch = new Map();
  };
  const input = createReadStream(file).on('data', (chunk) => onProgress(chunk.length));
  const rows = input.pipe(
    parse({ bom: true, columns: checkColumns, trim: true, relax_column_count: true, skip_empty_lines: true, info: true }),
  );
  input.on('error', (error) => rows.destroy(error));
  for await (const { record, info } of rows as AsyncIterable<{ record: Row; info: { lines: number } }>) {
    const read = readRow(record, profile);
    if ('why' in read) report.refused.push({ line: info.lines, why: read.why });
    else if (batch.has(read.contract)) report.refused.push({ line: info.lines, why: 'contract: it stands twice in the file' });
    else batch.set(read.contract, read);
    if (batch.size >= BATCH) await flush();
  }
  await flush();
  return report;
};

const checkColumns = (header: string[]): string[] => {
  const names = header.map((name) => name.trim().toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new PermanentError('columns', `expected the columns ${COLUMNS.join(', ')}; missing: ${missing.join(', ')}`);
  return names;
};

const readRow = (row: Row, profile: CompanyProfile): SubscriberRow | { why: string } => {
  const contract = (row.contract ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (!new RegExp(`^${profile.contractPattern}$`).test(contract)) return { why: 'contract: not of the shape that the company configures' };
  const holder = (row.holder ?? '').replace(/\s+/g, ' ');
  if (holder === '') return { why: 'holder: it is empty' };
  const phone = readPhone(row.phone ?? '');
  if (phone === undefined) return { why: 'phone: not a telephone number' };
  const email = (row.email ?? '').toLowerCase() || null;
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return { why: 'email: not an address' };
  const city = readCity(row.city ?? '', profile);
  if (city === undefined) return { why: `city: none of ${profile.cities.map(({ id }) => id).join(', ') || '(the company has no cities)'}` };
  const monthlyPriceCents = readPrice(row.monthlyprice ?? '');
  if (monthlyPriceCents === undefined) return { why: 'monthlyPrice: not an amount such as 499.00' };
  return { contract, contractKey: contractKeyOf(contract, profile), holder, phone, email, city, monthlyPriceCents };
};

/** Cents of a peso; null where the field is empty, undefined where it holds something else. */
const readPrice = (written: string): number | null | undefined => {
  const plain = written.replace(/[\s$,]|MXN/gi, '');
  if (plain === '') return null;
  const parts = PRICE.exec(plain);
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : undefined;
};
const PRICE = /^(\d{1,6})(?:\.(\d{1,2}))?$/; // "499", "1299.90"; not "-5", "499.999"

/** E.164; null where the field is empty, undefined where it holds something else. The old 044, 045, 01 and 521 are dropped. */
const readPhone = (written: string): string | null | undefined => {
  if (written === '') return null;
  const number = parsePhoneNumberFromString(
    written.replace(/^\s*(?:044|045|01)(?=[\s-]*\d)/, '').replace(/^\+?52\s*1(?=\d{10}$)/, '+52'),
    'MX',
  );
  return number?.isPossible() ? number.number : undefined;
};

const readCity = (written: string, profile: CompanyProfile): string | null | undefined => {
  if (written === '' || profile.cities.length === 0) return null;
  const key = written.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return profile.cities.find(({ id, name }) => id === key || name.toLowerCase() === key)?.id;
};
