import type { Area, City, Company } from './words.ts';

/** A city as its company serves it. */
export type CityProfile = {
  id: string;
  name: string;
  /** Series of its folios: `MXL`. */
  series: string;
  areaCodes: string[];
  /** Contract prefixes that place a contract here (policy, rule 15). */
  prefixes: string[];
  /** E.164 of the city's office, and its address as a customer reads it; null where the procedure gives none. */
  phone: string | null;
  office: string | null;
};

/** What the decisions need to know of a company; the whole configuration is in `runtime/config.ts`. */
export type CompanyProfile = {
  company: Company;
  /** As customers read it: `Konecta de México`. */
  name: string;
  /** IANA zone that dates of the folio's year and of answers are told in. */
  timeZone: string;
  /** Shape of a canonical contract, anchored by the reader: `(?:MXL|TJ)?\d{5,8}`. */
  contractPattern: string;
  /** Letters that may stand before a contract's digits, the longest first. */
  contractPrefixes: string[];
  /** Empty where the company has one service area: then `series` is its only series and every city is null. */
  cities: CityProfile[];
  /** Series used without a city (mo!net: MON); for a company with cities, the default city's series. */
  series: string;
  /** City used when nothing else says one (policy, rule 15); null without cities. */
  defaultCity: City | null;
  mailboxes: { address: string; cities: string[]; group: string | null }[];
  /** Every address that is ours: mail from it is our own come back (rule 17), and it is never answered (rule 18). Lower case. */
  ownAddresses: string[];
  /** Every telephone that is ours, E.164: never a customer's. */
  ownPhones: string[];
  /** Hours from opening to the end of the term, per area (policy, rule 14). */
  termHours: Record<Area, number>;
  limits: PolicyLimits;
};

/** The numbers of docs/policy.md; each is configuration with the default given there. */
export type PolicyLimits = {
  burstGapMs: number;
  burstMaxMs: number;
  pendingDays: number;
  reopenDays: number;
  maxDataRequests: number;
  appendedEveryMs: number;
  answersPerWindow: number;
  answerWindowMs: number;
  metaWindowMs: number;
};

/** The policy's defaults. */
export const DEFAULT_LIMITS: PolicyLimits = {
  burstGapMs: 15_000,
  burstMaxMs: 60_000,
  pendingDays: 7,
  reopenDays: 7,
  maxDataRequests: 2,
  appendedEveryMs: 6 * 3_600_000,
  answersPerWindow: 10,
  answerWindowMs: 60 * 60_000,
  metaWindowMs: 24 * 3_600_000,
};
