import { expect, test } from 'vitest';
import { chooseWaitMs } from '../../../src/channels/email/backoff.ts';

const BACKOFF = { firstMs: 1_000, maxMs: 60_000 };

test.each([
  [1, 0.5, 1_000],
  [2, 0.5, 2_000],
  [6, 0.5, 32_000],
  [7, 0.5, 60_000],
  [1_000_000, 0.5, 60_000],
  [1, 0, 500],
  [7, 1, 90_000],
])('after %i failures the wait doubles up to the cap, spread by half (%d)', (failures, random, expected) => {
  expect(chooseWaitMs(failures, BACKOFF, random)).toBe(expected);
});
