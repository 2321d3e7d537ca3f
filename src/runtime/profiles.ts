import type { CompanyProfile, PolicyLimits, Retention } from '../core/company.ts';
import { DEFAULT_LIMITS } from '../core/company.ts';
import { Area } from '../core/words.ts';
import type { ProfileFile } from './company-file.ts';
import { PROFILE_FILE } from './company-file.ts';
import { readCompanyFiles } from './company-folder.ts';
import { PermanentError } from './errors.ts';

const REPAIR_HOURS = 48;
const OTHER_HOURS = 72;

/**
 * What the decisions and answers need to know of each company, in the order of the files' names, without resolving a
 * secret: for `extract`, `parse` and `simulate`. Throws every error of every file together.
 */
export const loadProfiles = (folder: string): CompanyProfile[] =>
  readCompanyFiles(folder, PROFILE_FILE, {}, { secrets: false }).map(profileOf);

/** The profile that a company's file states. */
export const profileOf = (file: ProfileFile): CompanyProfile => {
  const cities = file.cities.map((city) => ({ ...city, timeZone: city.timeZone ?? file.timeZone }));
  const home = cities.find(({ id }) => id === file.defaultCity) ?? cities[0];
  return {
    company: file.company,
    name: file.name,
    legalName: file.legalName,
    timeZone: file.timeZone,
    contractPattern: file.contract.pattern,
    contractPrefixes: longestFirst([...file.contract.prefixes, ...cities.flatMap(({ prefixes }) => prefixes)]),
    cities,
    series: home?.series ?? file.series ?? '',
    defaultCity: home?.id ?? null,
    mailboxes: file.mailboxes.map(({ address, cities, group }) => ({ address, cities, group })),
    ownAddresses: [...new Set([...file.mailboxes.map(({ address }) => address), ...file.ownAddresses])],
    ownPhones: ownPhones(file),
    termHours: termHours(file.terms),
    retention: retentionOf(file.retention),
    limits: limitsOf(file.limits),
    attention: {
      telephones: file.telephones,
      telephoneHours: file.hours.telephone,
      whatsapp: file.whatsapp ? { phone: file.whatsapp.number, hours: file.hours.whatsapp } : null,
      emailHours: file.hours.email,
      website: file.website,
      facebookPage: file.facebookPage,
    },
    look: file.look,
    approvedTemplates: approvedTemplates(file.whatsapp?.templates ?? {}),
  };
};

const longestFirst = (prefixes: string[]) =>
  [...new Set(prefixes)].sort((left, right) => right.length - left.length || (left < right ? -1 : 1));

const ownPhones = ({ cities, telephones, whatsapp }: ProfileFile) => {
  const phones = [
    ...cities.flatMap(({ phone }) => phone ?? []),
    ...telephones.map(({ phone }) => phone),
    ...(whatsapp ? [whatsapp.number] : []),
  ];
  return [...new Set(phones)];
};

const termHours = ({ default: other = OTHER_HOURS, ...terms }: ProfileFile['terms']) => {
  const hours = Object.values(Area).map((area) => [area, terms[area] ?? (area === 'reparaciones' ? REPAIR_HOURS : other)]);
  return Object.fromEntries(hours) as Record<Area, number>;
};

const retentionOf = ({ raw, ignored, closed, events, audit }: ProfileFile['retention']): Retention => ({
  rawDays: raw,
  ignoredDays: ignored,
  closedDays: closed,
  eventDays: events,
  auditDays: audit,
});

const limitsOf = (typed: ProfileFile['limits']): PolicyLimits => ({
  burstGapMs: typed.burstGap ?? DEFAULT_LIMITS.burstGapMs,
  burstMaxMs: typed.burstMax ?? DEFAULT_LIMITS.burstMaxMs,
  pendingDays: typed.pending ?? DEFAULT_LIMITS.pendingDays,
  reopenDays: typed.reopen ?? DEFAULT_LIMITS.reopenDays,
  maxDataRequests: typed.dataRequests ?? DEFAULT_LIMITS.maxDataRequests,
  appendedEveryMs: typed.appendedEvery ?? DEFAULT_LIMITS.appendedEveryMs,
  answersPerWindow: typed.answersPerWindow ?? DEFAULT_LIMITS.answersPerWindow,
  answerWindowMs: typed.answerWindow ?? DEFAULT_LIMITS.answerWindowMs,
  metaWindowMs: typed.metaWindow ?? DEFAULT_LIMITS.metaWindowMs,
});

/** The profile of the company that a command's `--company` names. Throws `company` with the names that there are. */
export const getProfile = (company: string | undefined, folder: string = process.env.VENTANILLA_CONFIG || 'config'): CompanyProfile => {
  const profiles = loadProfiles(folder);
  const profile = profiles.find((known) => known.company === company);
  if (profile) return profile;
  const names = profiles.map((known) => known.company).join(', ');
  throw new PermanentError('company', `--company: expected one of ${names}; found ${company ?? 'nothing'}`);
};

/** Without the keys that a partial record of zod types as undefined. */
const approvedTemplates = (record: NonNullable<ProfileFile['whatsapp']>['templates']) =>
  Object.fromEntries(
    Object.entries(record).flatMap(([kind, template]) => (template ? [[kind, template]] : [])),
  ) as CompanyProfile['approvedTemplates'];
