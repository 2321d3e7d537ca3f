import type { CompanyProfile } from '../../core/company.ts';
import { REPORT_GROUPS, type ReportGroup, type ReportQuery } from '../../store/reports.ts';
import { AREAS, areaName, CATEGORY_NAMES, cityName, OPENING } from '../spanish.ts';
import { queryOf, type Visit } from '../visit.ts';

const MONTHS_SHOWN = 12;
// "2026-11", not "2026-13".
const MONTH = /^\d{4}-(?:0[1-9]|1[0-2])$/;

export const GROUP_NAMES: Record<ReportGroup, string> = { month: 'Mes', city: 'Ciudad', area: 'Área', category: 'Categoría' };

/** The month that the company's calendar shows now. */
export const monthOf = (at: Date, timeZone: string): string => {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}`;
};

const monthsBefore = (month: string, count: number): string => {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 - count, 1)).toISOString().slice(0, 7);
};

/** What the address asks for: the last twelve months by month where it says nothing. A supervisor of an area gets that area alone. */
export const readReportQuery = (visit: Visit, now: Date): ReportQuery => {
  const { agent, profile } = visit;
  const present = monthOf(now, profile.timeZone);
  const [from, to] = [readMonth(queryOf(visit, 'from')), readMonth(queryOf(visit, 'to'))];
  const last = to ?? present;
  const months = [from ?? monthsBefore(last, MONTHS_SHOWN - 1), last].sort();
  return {
    company: profile.company,
    group: REPORT_GROUPS.find((one) => one === queryOf(visit, 'group')) ?? 'month',
    from: months[0] ?? last,
    to: months[1] ?? last,
    area: (agent.role === 'admin' ? null : agent.area) ?? AREAS.find((one) => one === queryOf(visit, 'area')) ?? null,
    city: profile.cities.find(({ id }) => id === queryOf(visit, 'city'))?.id ?? null,
    category: OPENING.find((one) => one === queryOf(visit, 'category')) ?? null,
  };
};

const readMonth = (typed: string): string | null => (MONTH.test(typed) ? typed : null);

/** The months that may be chosen: from the first with tickets (or what is asked for) to the present one, the latest first. */
export const monthsToChoose = (months: string[], query: ReportQuery, present: string): string[] => {
  const first = [months[0] ?? present, query.from].sort()[0] ?? present;
  const last = [present, query.to].sort().at(-1) ?? present;
  const chosen: string[] = [];
  for (let month = last; month >= first && chosen.length < 120; month = monthsBefore(month, 1)) chosen.push(month);
  return chosen;
};

/** `noviembre de 2026` */
export const monthName = (month: string): string =>
  new Intl.DateTimeFormat('es-MX', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`));
/** `nov 2026` */
const shortMonth = (month: string): string =>
  new Intl.DateTimeFormat('es-MX', { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-15T00:00:00Z`));

export const keyName = (profile: CompanyProfile, group: ReportGroup, key: string): string => {
  if (group === 'month') return shortMonth(key);
  if (group === 'city') return key === '' ? 'Sin ciudad' : cityName(profile, key);
  if (group === 'area') return areaName(AREAS.find((one) => one === key) ?? 'atencion');
  return (CATEGORY_NAMES as Record<string, string>)[key] ?? key;
};
