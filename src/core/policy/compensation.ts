/** A stretch of time; open where it has not ended. */
export type Stretch = { startedAt: Date; endedAt: Date | null };

export type Outage = {
  /** Receipt of the report. */
  from: Date;
  /** When the service worked again. */
  to: Date;
  /** What the service costs a month, in cents of a peso. */
  monthlyPriceCents: number;
  /** IANA zone of the customer's city: its months are counted. */
  timeZone: string;
  /** Pauses that were not the company's doing: their time is not counted. */
  excluded: Stretch[];
};

export type Compensation = { withoutServiceMs: number; creditCents: number; bonusCents: number; totalCents: number };

const BONUS_SHARE = 0.2;
const DAY_MS = 86_400_000;

/**
 * What a customer is owed for the time without service that the provider answers for: the share of the month's price that
 * falls on it, and a bonus of 20 % of that share, the least that is allowed (NOM-184-SCFI-2018, on compensation for services
 * not provided as agreed; Ley Federal de Protección al Consumidor, articles 92 Bis and 92 Ter). A day costs the month's price
 * divided by the days of its month. The credit is rounded to the cent, the bonus up to it, so that it is never under 20 %.
 */
export const compensationOf = (outage: Outage): Compensation => {
  const parts = withoutExcluded({ start: outage.from.getTime(), end: outage.to.getTime() }, outage.excluded);
  const exact = sum(parts.map((part) => creditOf(part, outage)));
  const creditCents = Math.round(exact);
  const bonusCents = Math.max(0, Math.ceil(Math.max(exact, creditCents) * BONUS_SHARE - ROUNDING));
  return { withoutServiceMs: sum(parts.map(lengthOf)), creditCents, bonusCents, totalCents: creditCents + bonusCents };
};

// 5 × 0.2 is 1, not 1.0000000000000002: what floating numbers add is no cent.
const ROUNDING = 1e-6;

type Part = { start: number; end: number };

const lengthOf = ({ start, end }: Part): number => Math.max(0, end - start);
const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);

const withoutExcluded = (whole: Part, excluded: Stretch[]): Part[] =>
  excluded.reduce<Part[]>(
    (parts, { startedAt, endedAt }) => {
      const [start, end] = [startedAt.getTime(), endedAt?.getTime() ?? whole.end];
      return parts
        .flatMap((part) => [
          { start: part.start, end: Math.min(part.end, start) },
          { start: Math.max(part.start, end), end: part.end },
        ])
        .filter((part) => part.end > part.start);
    },
    [whole].filter((part) => part.end > part.start),
  );

/** The price of a stretch, month by month as the city's calendar has them. */
const creditOf = (part: Part, price: Pick<Outage, 'monthlyPriceCents' | 'timeZone'>): number => {
  const month = monthOf(part.start, price.timeZone);
  const here = Math.min(part.end, month.end) - part.start;
  const credit = (price.monthlyPriceCents * here) / (month.days * DAY_MS);
  return part.end <= month.end ? credit : credit + creditOf({ start: month.end, end: part.end }, price);
};

const monthOf = (instant: number, timeZone: string): { days: number; end: number } => {
  const local = new Date(instant + offsetAt(instant, timeZone));
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
  const next = Date.UTC(year, month + 1, 1);
  // The offset is that of the turn of the month: a clock that was changed in between does not move it.
  const guess = next - offsetAt(next, timeZone);
  return { days: (next - Date.UTC(year, month, 1)) / DAY_MS, end: next - offsetAt(guess, timeZone) };
};

/** How far a zone's clocks are ahead of UTC at an instant, in milliseconds. */
const offsetAt = (instant: number, timeZone: string): number => {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instant / 1000) * 1000;
};
