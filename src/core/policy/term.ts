import type { CompanyProfile } from '../company.ts';
import type { Area } from '../words.ts';

const HOUR_MS = 3_600_000;

/**
 * When a ticket opens: with the receipt of its message. One that comes after its term is over (the system was down, a provider
 * delivered late) opens now: nobody is promised a moment that has passed (policy, rule 14: 48 h after its opening).
 */
export const openingOf = (area: Area, receivedAt: Date, now: Date, profile: Pick<CompanyProfile, 'termHours'>): Date =>
  endOfTerm(area, receivedAt, profile) > now ? receivedAt : now;

/** The end of a term that starts at `from`: so many real hours, whatever the clocks of the city do (policy, rule 14). */
export const endOfTerm = (area: Area, from: Date, profile: Pick<CompanyProfile, 'termHours'>): Date =>
  new Date(from.getTime() + profile.termHours[area] * HOUR_MS);
