import { expect, onTestFinished, test } from 'vitest';
import { openLimiter } from '../../src/queues/limiter.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';
import { openWay } from '../support/way.ts';

const LIMIT = { name: 'form', count: 2, windowMs: 60_000 };

const openTestLimiter = (url: string) => {
  const limiter = openLimiter(url, LIMIT, freshRedisPrefix());
  onTestFinished(() => limiter.close());
  return limiter;
};

test('so many are allowed for a key, and each key is counted for itself', async () => {
  const { url } = await openWay();
  const limiter = openTestLimiter(url);
  await waitFor('a connection', () => limiter.allow('a').catch(() => false));
  expect(await limiter.allow('a')).toBe(true);
  expect(await limiter.allow('a')).toBe(false);
  expect(await limiter.allow('b')).toBe(true);
});

test('a Redis that hangs is given up, so that nobody waits for it at a page', async () => {
  const way = await openWay();
  const limiter = openTestLimiter(way.url);
  await waitFor('a connection', () => limiter.allow('a').catch(() => false));
  way.hang();
  await expect(limiter.allow('a')).rejects.toThrow('timed out');
});
