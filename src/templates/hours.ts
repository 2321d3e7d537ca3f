import type { HourRange, Hours, Weekday } from '../core/company.ts';
import { WEEKDAYS } from '../core/company.ts';

const DAY_NAMES: Record<Weekday, { one: string; many: string }> = {
  sunday: { one: 'domingo', many: 'domingos' },
  monday: { one: 'lunes', many: 'lunes' },
  tuesday: { one: 'martes', many: 'martes' },
  wednesday: { one: 'miércoles', many: 'miércoles' },
  thursday: { one: 'jueves', many: 'jueves' },
  friday: { one: 'viernes', many: 'viernes' },
  saturday: { one: 'sábado', many: 'sábados' },
};

/** «de lunes a viernes de 8:00 a 21:00 y domingos de 11:00 a 19:00»; null where the company states no hours. */
export const hoursInWords = (hours: Hours): string | null => {
  if (hours === null) return null;
  if (hours === 'always') return 'los 7 días de la semana, las 24 horas';
  return joinWords(hours.map(({ days, from, to }) => `${daysInWords(days)} de ${clockInWords(from)} a ${clockInWords(to)}`));
};

/** Whether the line is attended at a moment, and until or from when: «ahora mismo, hasta las 21:00», «de nuevo mañana a las 8:00». */
export const attendedNow = (hours: Hours, at: Date, timeZone: string): string | null => {
  if (hours === null) return null;
  if (hours === 'always') return 'ahora mismo';
  const { day, clock } = localMoment(at, timeZone);
  const open = rangesOn(hours, day).find(({ from, to }) => from <= clock && clock < to);
  if (open) return `ahora mismo, hasta ${atClock(open.to, 'las')}`;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const next = rangesOn(hours, (day + ahead) % 7).find(({ from }) => ahead > 0 || from > clock);
    if (next) return `de nuevo ${dayAhead(day, ahead)} a ${atClock(next.from, 'las')}`;
  }
  return null;
};

/** «jueves 12 de noviembre a las 09:00», in the city's zone. */
export const momentInWords = (at: Date, timeZone: string): string => {
  const { day, clock, date, month } = localMoment(at, timeZone);
  return `${dayName(day)} ${date} de ${month} a ${clock.startsWith('01') ? 'la' : 'las'} ${clock}`;
};

/** «a, b y c»; before an «i» sound «e». */
export const joinWords = (parts: string[]): string => {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} ${/^h?i(?![ae])/i.test(last) ? 'e' : 'y'} ${last}`;
};

const rangesOn = (hours: HourRange[], day: number) =>
  hours.filter(({ days }) => days.some((name) => WEEKDAYS[day] === name)).sort((left, right) => (left.from < right.from ? -1 : 1));

const daysInWords = (days: Weekday[]) => {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  return days.length === 1 ? DAY_NAMES[first].many : `de ${DAY_NAMES[first].one} a ${DAY_NAMES[last].one}`;
};

const dayAhead = (today: number, ahead: number) => (ahead === 0 ? 'hoy' : ahead === 1 ? 'mañana' : `el ${dayName((today + ahead) % 7)}`);
const dayName = (day: number) => DAY_NAMES[WEEKDAYS[day] ?? 'sunday'].one;
const clockInWords = (clock: string) => clock.replace(/^0/, '');
const atClock = (clock: string, article: string) =>
  clock.startsWith('01') ? `la ${clockInWords(clock)}` : `${article} ${clockInWords(clock)}`;

/** Weekday, wall clock and date of a moment in a zone. */
const localMoment = (at: Date, timeZone: string) => {
  const { wall, weekday } = clocksOf(timeZone);
  const parts = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    day: (WEEKDAYS as readonly string[]).indexOf(weekday.format(at).toLowerCase()),
    clock: `${parts.hour}:${parts.minute}`,
    date: parts.day ?? '',
    month: parts.month ?? '',
  };
};

type Clocks = { wall: Intl.DateTimeFormat; weekday: Intl.DateTimeFormat };
const known = new Map<string, Clocks>();

/** Made once a zone: that takes longer than all the formatting of an answer. */
const clocksOf = (timeZone: string): Clocks => {
  const clocks = known.get(timeZone) ?? {
    wall: new Intl.DateTimeFormat('es-MX', {
      timeZone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      day: 'numeric',
      month: 'long',
      year: 'numeric',
    }),
    weekday: new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'long' }),
  };
  known.set(timeZone, clocks);
  return clocks;
};
