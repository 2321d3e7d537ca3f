import { expect, test } from 'vitest';
import { endOfPausedTerm } from '../../../src/core/policy/pauses.ts';
import { endOfTerm, openingOf } from '../../../src/core/policy/term.ts';
import { konecta } from '../../support/profiles.ts';

const local = (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(instant);

// Tijuana changes its clocks with California (8 March and 1 November 2026); Hermosillo and Monterrey keep theirs.
test.each([
  ['America/Tijuana', '2026-03-07T18:00:00Z', '2026-03-07 10:00', '2026-03-09 11:00'],
  ['America/Tijuana', '2026-03-08T09:59:59Z', '2026-03-08 01:59', '2026-03-10 02:59'],
  ['America/Tijuana', '2026-03-08T10:00:00Z', '2026-03-08 03:00', '2026-03-10 03:00'],
  ['America/Tijuana', '2026-10-31T17:00:00Z', '2026-10-31 10:00', '2026-11-02 09:00'],
  ['America/Tijuana', '2026-11-01T08:30:00Z', '2026-11-01 01:30', '2026-11-03 00:30'],
  ['America/Tijuana', '2026-11-01T09:30:00Z', '2026-11-01 01:30', '2026-11-03 01:30'],
  ['America/Hermosillo', '2026-03-07T17:00:00Z', '2026-03-07 10:00', '2026-03-09 10:00'],
  ['America/Hermosillo', '2026-10-31T17:00:00Z', '2026-10-31 10:00', '2026-11-02 10:00'],
  ['America/Monterrey', '2026-03-07T16:00:00Z', '2026-03-07 10:00', '2026-03-09 10:00'],
  ['America/Monterrey', '2026-04-05T07:30:00Z', '2026-04-05 01:30', '2026-04-07 01:30'],
  ['America/Monterrey', '2026-10-25T16:00:00Z', '2026-10-25 10:00', '2026-10-27 10:00'],
])('48 hours are real hours in %s: from %s', (timeZone, from, opened, due) => {
  const end = endOfTerm('reparaciones', new Date(from), konecta());
  expect(end.getTime() - new Date(from).getTime()).toBe(48 * 3_600_000);
  expect([local(new Date(from), timeZone), local(end, timeZone)]).toEqual([opened, due]);
});

const at = (hour: number) => new Date(Date.UTC(2026, 5, 10, hour));
const pause = (from: number, to: number | null) => ({ startedAt: at(from), endedAt: to === null ? null : at(to) });

test('pauses that ended put a term off; one that lasts, or stood before the term began, does not', () => {
  const end = (pauses: ReturnType<typeof pause>[]) => endOfPausedTerm('reparaciones', at(6), pauses, konecta());
  expect(end([])).toEqual(at(54));
  expect(end([pause(8, 11), pause(20, 22)])).toEqual(at(59));
  expect(end([pause(8, null)])).toEqual(at(54));
  expect(end([pause(1, 3)])).toEqual(at(54));
  expect(end([pause(6, 7)])).toEqual(at(55));
});

test('a ticket opens with the receipt of its message, and now where its term would be over before anybody was told', () => {
  const hours = (count: number) => new Date(at(0).getTime() + count * 3_600_000);
  expect(openingOf('reparaciones', at(0), hours(47), konecta())).toEqual(at(0));
  expect(openingOf('reparaciones', at(0), hours(48), konecta())).toEqual(hours(48));
  expect(openingOf('reparaciones', at(0), hours(144), konecta())).toEqual(hours(144));
});
