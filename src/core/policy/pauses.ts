import type { CompanyProfile } from '../company.ts';
import type { Area } from '../words.ts';
import type { Stretch } from './compensation.ts';
import { endOfTerm } from './term.ts';

/** A stretch in which a term did not run, and whether the company itself had caused it. */
export type Pause = Stretch & { id: string; reason: string; attributable: boolean };

/** The end of a term that starts at `from`, put off by the pauses of that term that have ended (policy, rule 14; a pause shows and does not count). */
export const endOfPausedTerm = (area: Area, from: Date, pauses: Stretch[], profile: Pick<CompanyProfile, 'termHours'>): Date =>
  new Date(endOfTerm(area, from, profile).getTime() + pausedMs(pauses, from));

/** How long a term that started at `from` has stood still; a pause that lasts is added when it ends. */
export const pausedMs = (pauses: Stretch[], from: Date): number =>
  pauses
    .filter((pause) => pause.startedAt >= from && pause.endedAt !== null)
    .reduce((total, { startedAt, endedAt }) => total + Math.max(0, (endedAt?.getTime() ?? 0) - startedAt.getTime()), 0);
