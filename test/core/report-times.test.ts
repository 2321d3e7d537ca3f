import { expect, test } from 'vitest';
import { medianOf, STEPS_PER_DOUBLING, timeOfStep } from '../../src/core/report-times.ts';

const MINUTE_MS = 60_000;
const stepOf = (minutes: number) => Math.round(STEPS_PER_DOUBLING * Math.log2(minutes + 1));

test.each([0, 1, 5, 60, 48 * 60, 30 * 24 * 60])('%i minutes stand on the scale to about one per cent', (minutes) => {
  expect(Math.abs(timeOfStep(stepOf(minutes)) / MINUTE_MS - minutes)).toBeLessThanOrEqual(0.011 * (minutes + 1));
});

test('nothing has no median', () => {
  expect(medianOf(new Map())).toBeNull();
  expect(medianOf(new Map([[7, 0]]))).toBeNull();
});

test.each([
  ['one time', [[10, 1]], [10, 10]],
  [
    'an odd number of times: the middle one',
    [
      [90, 1],
      [10, 1],
      [50, 1],
    ],
    [50, 50],
  ],
  [
    'an even number: between the two in the middle',
    [
      [10, 2],
      [90, 2],
    ],
    [10, 90],
  ],
  [
    'one step that holds more than half',
    [
      [10, 1],
      [20, 5],
      [90, 2],
    ],
    [20, 20],
  ],
] as [string, [number, number][], [number, number]][])('the median of %s', (_what, times, [lower, upper]) => {
  expect(medianOf(new Map(times))).toBe((timeOfStep(lower) + timeOfStep(upper)) / 2);
});
