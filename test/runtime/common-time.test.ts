import { afterAll, expect, test } from 'vitest';
import { openCommonTime } from '../../src/assembly/common-time.ts';

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing) await close();
});

const timeBeside = async (aheadMs: number): Promise<number> => {
  const time = await openCommonTime({ clock: async () => new Date(Date.now() + aheadMs) });
  closing.push(time.close);
  return time.now().getTime() - Date.now();
};

test.each([
  [300_000, 'five minutes behind'],
  [-300_000, 'five minutes ahead'],
])('PostgreSQL is %i ms from a machine that is %s: PostgreSQL counts', async (aheadMs) => {
  const difference = await timeBeside(aheadMs);
  expect(Math.abs(difference - aheadMs)).toBeLessThan(2_000);
});

test('clocks that are kept differ by less than a second, and are left alone', async () => {
  expect(Math.abs(await timeBeside(600))).toBeLessThan(200);
});
