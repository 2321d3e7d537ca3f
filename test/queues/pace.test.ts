import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openPace } from '../../src/queues/pace.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { closedUrl } from '../support/graph.ts';
import { waitFor } from '../support/wait.ts';

const pace = openPace(inject('redisUrl'), freshRedisPrefix());
beforeAll(() => waitFor('a connection', async () => (await pace.take([{ key: 'first', size: 1, everyMs: SLOW }])) > 0));
afterAll(() => pace.close());
const SLOW = 3_600_000;

test('a bucket gives its size at once, and then tells how long until the next', async () => {
  const bucket = [{ key: 'one', size: 3, everyMs: SLOW }];
  expect([await pace.take(bucket), await pace.take(bucket), await pace.take(bucket)]).toEqual([0, 0, 0]);
  const wait = await pace.take(bucket);
  expect(wait).toBeGreaterThan(SLOW - 60_000);
  expect(wait).toBeLessThanOrEqual(SLOW);
});

test('an empty bucket takes nothing from the others', async () => {
  const [wide, narrow] = [
    { key: 'wide', size: 2, everyMs: SLOW },
    { key: 'narrow', size: 1, everyMs: SLOW },
  ];
  expect(await pace.take([wide, narrow])).toBe(0);
  expect(await pace.take([wide, narrow])).toBeGreaterThan(0);
  expect(await pace.take([wide])).toBe(0);
  expect(await pace.take([wide])).toBeGreaterThan(0);
});

test('many at once never take more than there is', async () => {
  const taken = await Promise.all(Array.from({ length: 50 }, () => pace.take([{ key: 'many', size: 7, everyMs: SLOW }])));
  expect(taken.filter((wait) => wait === 0)).toHaveLength(7);
});

test('while Redis is away nothing waits', async () => {
  const away = openPace((await closedUrl()).replace('http', 'redis'));
  expect(await away.take([{ key: 'one', size: 1, everyMs: SLOW }])).toBe(0);
  await away.close();
});
