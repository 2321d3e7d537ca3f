import type { Area, City, Company, ReplyKind } from './words.ts';

/** A city as its company serves it. */
export type CityProfile = {
  id: string;
  name: string;
  /** Series of its folios: `MXL`. */
  series: string;
  areaCodes: string[];
  /** Contract prefixes that place a contract here (policy, rule 15). */
  prefixes: string[];
  /** IANA zone of the city (Nogales keeps Hermosillo's time): the folio's year and the times told to its customers. */
  timeZone: string;
  /** E.164 of the city's office, and its address as a customer reads it; null where the procedure gives none. */
  phone: string | null;
  office: string | null;
};

/** Days in the order of JavaScript's `getDay`. */
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** A stretch of opening on some weekdays, local wall time: `08:00` to `21:00`; `24:00` is the end of the day. */
export type HourRange = { days: Weekday[]; from: string; to: string };

/** When a channel is attended; null where the company's procedure does not say. */
export type Hours = 'always' | HourRange[] | null;

/** How customers reach the company, as its answers tell them. */
export type Attention = {
  /** Telephones that serve every city, beside those of the cities' offices; E.164. */
  telephones: { phone: string; hours: Hours }[];
  /** Hours of the city offices' telephones. */
  telephoneHours: Hours;
  whatsapp: { phone: string; hours: Hours } | null;
  emailHours: Hours;
  website: string | null;
  /** Name of the Facebook page behind Messenger, as customers look for it. */
  facebookPage: string | null;
};

/** How the company looks in mails, on the form page and in the console: `#rrggbb`. */
export type Look = { colour: string; onColour: string; background: string };

/** A WhatsApp template that Meta has approved, in place of the free text outside the 24-hour window (policy, rule 16). */
export type ApprovedTemplate = {
  name: string;
  language: string;
  /** Names of answer variables (`templates/variables.ts`), in the order of {{1}}, {{2}} … */
  parameters: string[];
  /** The approved words, with {{1}}, {{2}} …: what the customer reads, and what `doctor` compares with Meta's. */
  text: string;
};

/** How many days personal data are kept (docs/security.md). */
export type Retention = {
  /** Bytes of mails, webhooks and files as they came, once nothing waits for them. */
  rawDays: number;
  /** Automatic mail, lists, bounces, duplicates. */
  ignoredDays: number;
  /** A ticket after its resolution, with its messages and answers. */
  closedDays: number;
  /** What Meta told besides messages: statuses, edits. */
  eventDays: number;
  /** The log of what people did in the console. */
  auditDays: number;
};

/** What the decisions need to know of a company; the whole configuration is in `runtime/config.ts`. */
export type CompanyProfile = {
  company: Company;
  /** As customers read it: `Konecta de México`. */
  name: string;
  /** As the law knows it, for the foot of a mail; null where the procedure does not say. */
  legalName: string | null;
  /** IANA zone of the company; a city may have its own. */
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
  retention: Retention;
  limits: PolicyLimits;
  attention: Attention;
  look: Look;
  approvedTemplates: Partial<Record<ReplyKind, ApprovedTemplate>>;
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
