import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compensationOf } from '../../../src/core/policy/compensation.ts';

const HOUR_MS = 3_600_000;
const TIJUANA = 'America/Tijuana';
const at = (iso: string) => new Date(iso);
const outage = (from: string, to: string, more: Partial<Parameters<typeof compensationOf>[0]> = {}) =>
  compensationOf({ from: at(from), to: at(to), monthlyPriceCents: 60_000, timeZone: TIJUANA, excluded: [], ...more });

test('two days of a month of 30 days are two thirtieths of the price, and a fifth of that as bonus', () => {
  expect(outage('2026-06-10T18:00:00Z', '2026-06-12T18:00:00Z')).toEqual({
    withoutServiceMs: 48 * HOUR_MS,
    creditCents: 4000,
    bonusCents: 800,
    totalCents: 4800,
  });
});

test.each([
  ['February of 28 days', '2026-02-10T18:00:00Z', '2026-02-11T18:00:00Z', 2143],
  ['February of a leap year', '2028-02-10T18:00:00Z', '2028-02-11T18:00:00Z', 2069],
  ['a month of 31 days', '2026-07-10T18:00:00Z', '2026-07-11T18:00:00Z', 1935],
])('the days of the month count: %s', (_name, from, to, creditCents) => {
  expect(outage(from, to).creditCents).toBe(creditCents);
});

test('the turn of the month is that of the city: 23:00 on 31 January in Tijuana is still January', () => {
  const january = outage('2026-02-01T06:00:00Z', '2026-02-01T08:00:00Z').creditCents;
  const february = outage('2026-02-01T08:00:00Z', '2026-02-01T10:00:00Z').creditCents;
  expect([january, february]).toEqual([Math.round((60_000 * 2) / (31 * 24)), Math.round((60_000 * 2) / (28 * 24))]);
});

test('a stretch over the turn of the month costs what its two parts cost', () => {
  const whole = outage('2026-01-31T08:00:00Z', '2026-02-02T08:00:00Z').creditCents;
  expect(whole).toBe(Math.round(60_000 / 31 + 60_000 / 28));
});

test('hours are real hours: the night on which the clocks go forward is 23 hours', () => {
  const night = outage('2026-03-08T08:00:00Z', '2026-03-09T07:00:00Z');
  expect(night.withoutServiceMs).toBe(23 * HOUR_MS);
});

test('a month whose end lies on the other side of a change of the clocks ends at its own midnight', () => {
  // Nogales keeps Hermosillo's time all year; Tijuana is at UTC-7 on 31 March and was at UTC-8 on 1 March.
  expect(outage('2026-03-01T08:00:00Z', '2026-04-01T07:00:00Z').creditCents).toBe(Math.round((60_000 * (31 * 24 - 1)) / (31 * 24)));
  expect(outage('2026-03-01T07:00:00Z', '2026-04-01T07:00:00Z', { timeZone: 'America/Hermosillo' }).creditCents).toBe(60_000);
});

test('time of a pause that was not the company’s doing is not counted, and overlapping pauses only once', () => {
  const pause = (startedAt: string, endedAt: string | null) => ({
    startedAt: at(startedAt),
    endedAt: endedAt === null ? null : at(endedAt),
  });
  const excluded = [pause('2026-06-10T12:00:00Z', '2026-06-11T00:00:00Z'), pause('2026-06-10T18:00:00Z', '2026-06-11T06:00:00Z')];
  expect(outage('2026-06-10T18:00:00Z', '2026-06-12T18:00:00Z', { excluded }).withoutServiceMs).toBe(36 * HOUR_MS);
  expect(outage('2026-06-10T18:00:00Z', '2026-06-12T18:00:00Z', { excluded: [pause('2026-06-11T18:00:00Z', null)] }).withoutServiceMs).toBe(
    24 * HOUR_MS,
  );
});

test('no time without service gives nothing', () => {
  const none = { withoutServiceMs: 0, creditCents: 0, bonusCents: 0, totalCents: 0 };
  expect(outage('2026-06-10T18:00:00Z', '2026-06-10T18:00:00Z')).toEqual(none);
  expect(outage('2026-06-10T18:00:00Z', '2026-06-10T17:00:00Z')).toEqual(none);
});

test('the bonus is never under a fifth of the credit, and never a whole cent over it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 90 * 24 * 60 }), (monthlyPriceCents, minutes) => {
      const from = at('2026-02-20T10:00:00Z');
      const given = { from, to: new Date(from.getTime() + minutes * 60_000), monthlyPriceCents, timeZone: TIJUANA, excluded: [] };
      const { creditCents, bonusCents, totalCents } = compensationOf(given);
      expect(bonusCents * 5).toBeGreaterThanOrEqual(creditCents);
      expect(bonusCents).toBeLessThan((creditCents + 0.5) / 5 + 1);
      expect(totalCents).toBe(creditCents + bonusCents);
    }),
  );
});
