import type { Tools } from '../steps/tools.ts';
import { countTickets } from '../store/reports.ts';

/** Counts every company's tickets anew where they have changed, so that its report opens at once; a month of those that are due besides. */
export const countReports = async ({ store, profiles, now }: Pick<Tools, 'store' | 'profiles' | 'now'>): Promise<void> => {
  for (const { company, timeZone } of profiles.values()) await countTickets(store.db, { company, timeZone, now: now(), isInTurn: true });
};
