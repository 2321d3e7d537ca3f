import type { CompanyProfile } from '../company.ts';
import type { City } from '../words.ts';
import { prefixOf } from './contracts.ts';

export type CityClues = {
  /** As the text says it. */
  stated: City | null;
  /** As the directory has it. */
  subscribed: City | null;
  contract: string | null;
  /** E.164 of the customer. */
  phone: string | null;
  mailbox: string | null;
};

/**
 * The city of a ticket (policy, rule 15): what the text says, else the directory, else the contract's prefix, else the
 * telephone's area code, else the mailbox's first city, else the company's default. Null where the company has no cities.
 */
export const chooseCity = (clues: CityClues, profile: CompanyProfile): City | null => {
  if (profile.cities.length === 0) return null;
  const served = (city: City | null) => (profile.cities.some((known) => known.id === city) ? city : null);
  return (
    served(clues.stated) ??
    served(clues.subscribed) ??
    (clues.contract && byPrefix(clues.contract, profile)) ??
    (clues.phone && byAreaCode(clues.phone, profile)) ??
    byMailbox(clues.mailbox, profile) ??
    profile.defaultCity
  );
};

const byPrefix = (contract: string, profile: CompanyProfile): City | null => {
  const prefix = prefixOf(contract, profile);
  return (prefix !== '' && profile.cities.find((city) => city.prefixes.includes(prefix))?.id) || null;
};

const byAreaCode = (phone: string, profile: CompanyProfile): City | null =>
  profile.cities.find((city) => city.areaCodes.some((code) => phone.startsWith(`+52${code}`)))?.id ?? null;

const byMailbox = (mailbox: string | null, profile: CompanyProfile): City | null =>
  profile.mailboxes.find((known) => known.address === mailbox?.toLowerCase())?.cities[0] ?? null;

/** The series of a city's folios; the company's own where it has no cities. */
export const seriesOf = (city: City | null, profile: CompanyProfile): string =>
  profile.cities.find((known) => known.id === city)?.series ?? profile.series;
