// Reads one row of a company's directory. In: the values by column, as a file or the company's own system gives them. Out: a subscriber in canonical form, or why the row is refused. Never a throw.
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CompanyProfile } from '../../core/company.ts';
import type { SubscriberView } from '../../core/policy/context.ts';
import { contractKeyOf } from '../../core/policy/contracts.ts';

export type DirectoryRow = SubscriberView & { contractKey: string; monthlyPriceCents: number | null };

/** The columns that a directory must have; `monthlyPrice` may come besides. */
export const COLUMNS = ['contract', 'holder', 'phone', 'email', 'city'] as const;

/** A row by its columns in lower case; what is missing counts as empty. */
export const readRow = (row: Partial<Record<string, string>>, profile: CompanyProfile): DirectoryRow | { why: string } => {
  const contract = (row.contract ?? '').toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (!new RegExp(`^(?:${profile.contractPattern})$`).test(contract))
    return { why: 'contract: not of the shape that the company configures' };
  const holder = (row.holder ?? '').trim().replace(/\s+/g, ' ');
  if (holder === '') return { why: 'holder: it is empty' };
  const phone = readPhone(row.phone ?? '');
  if (phone === undefined) return { why: 'phone: not a telephone number' };
  const email = (row.email ?? '').trim().toLowerCase() || null;
  if (email !== null && !ADDRESS.test(email)) return { why: 'email: not an address' };
  const city = readCity(row.city ?? '', profile);
  if (city === undefined) return { why: `city: none of ${profile.cities.map(({ id }) => id).join(', ') || '(the company has no cities)'}` };
  const monthlyPriceCents = readPrice(row.monthlyprice ?? '');
  if (monthlyPriceCents === undefined) return { why: 'monthlyPrice: not an amount such as 499.00' };
  return { contract, contractKey: contractKeyOf(contract, profile), holder, phone, email, city, monthlyPriceCents };
};

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/; // "ana@example.mx"; not "ana@", "ana example.mx"
const PRICE = /^(\d{1,6})(?:\.(\d{1,2}))?$/; // "499", "1299.90"; not "-5", "499.999"

/** Cents of a peso; null where the field is empty, undefined where it holds something else. */
const readPrice = (written: string): number | null | undefined => {
  const plain = written.replace(/[\s$,]|MXN/gi, '');
  if (plain === '') return null;
  const parts = PRICE.exec(plain);
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? '').padEnd(2, '0')) : undefined;
};

/** E.164; null where the field is empty, undefined where it holds something else. The old 044, 045, 01 and 521 are dropped. */
const readPhone = (written: string): string | null | undefined => {
  if (written.trim() === '') return null;
  const number = parsePhoneNumberFromString(
    written.replace(/^\s*(?:044|045|01)(?=[\s-]*\d)/, '').replace(/^\+?52\s*1(?=\d{10}$)/, '+52'),
    'MX',
  );
  return number?.isPossible() ? number.number : undefined;
};

const readCity = (written: string, profile: CompanyProfile): string | null | undefined => {
  if (written.trim() === '' || profile.cities.length === 0) return null;
  const key = written.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return profile.cities.find(({ id, name }) => id === key || name.toLowerCase() === key)?.id;
};
