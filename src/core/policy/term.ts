import type { CompanyProfile } from '../company.ts';
import type { Area } from '../words.ts';

const HOUR_MS = 3_600_000;

/** The end of a term that starts at `from`: so many real hours, whatever the clocks of the city do (policy, rule 14). */
export const endOfTerm = (area: Area, from: Date, profile: Pick<CompanyProfile, 'termHours'>): Date =>
  new Date(from.getTime() + profile.termHours[area] * HOUR_MS);
