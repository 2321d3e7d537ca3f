import { expect, onTestFinished, test } from 'vitest';
import { openCounter } from '../../src/queues/counter.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';
import { openWay } from '../support/way.ts';

const openTestCounter = async (url: string, prefix: string) => {
  const counter = openCounter(url, prefix);
  onTestFinished(() => counter.close());
  await waitFor('a connection', () => counter.count('first', 1_000).catch(() => false));
  return counter;
};

test('two processes count one key together, within a stretch that begins with the first', async () => {
  const [{ url }, prefix] = [await openWay(), freshRedisPrefix()];
  const [one, other] = [await openTestCounter(url, prefix), await openTestCounter(url, prefix)];
  expect(await one.count('a', 60_000)).toMatchObject({ current: 1 });
  const second = await other.count('a', 60_000);
  expect(second.current).toBe(2);
  expect(second.ttl).toBeGreaterThan(0);
  expect(second.ttl).toBeLessThanOrEqual(60_000);
  expect((await other.count('b', 60_000)).current).toBe(1);
});

test('a Redis that hangs holds up one request; those after it are told at once', async () => {
  const way = await openWay();
  const counter = await openTestCounter(way.url, freshRedisPrefix());
  way.hang();
  await expect(counter.count('a', 60_000)).rejects.toThrow('timed out');
  await expect(counter.count('a', 60_000)).rejects.toThrow('left alone');
});
