import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { expect, inject, test } from 'vitest';
import { type CountTogether, storeOf } from '../../src/console/rate-limits.ts';
import { openCounter } from '../../src/queues/counter.ts';
import { addAgent, browse, openTestConsole } from '../support/console.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

const held: { count?: CountTogether } = {};
const together: CountTogether = async (key, windowMs) => {
  if (!held.count) throw new Error('Redis is gone');
  return held.count(key, windowMs);
};
const [one, other] = [openTestConsole(undefined, { countTogether: together }), openTestConsole(undefined, { countTogether: together })];

const increase = (store: FastifyRateLimitStore, key: string): Promise<number> =>
  new Promise((resolve, reject) => {
    store.incr(key, (error, result) => (result ? resolve(result.current) : reject(error)), 60_000, 10);
  });

test('with Redis gone a process counts alone, each route and key for itself', async () => {
  const Store = storeOf(() => Promise.reject(new Error('gone')));
  const store = new Store({});
  expect([await increase(store, 'a'), await increase(store, 'a'), await increase(store, 'b')]).toEqual([1, 2, 1]);
  const login = store.child({ routeInfo: { method: 'POST', url: '/login' } } as never);
  expect(await increase(login, 'a')).toBe(1);
});

test('who is held off by one process is held off by the other; with Redis gone people sign in, and a limit holds all the same', async () => {
  const counter = openCounter(inject('redisUrl'), freshRedisPrefix());
  await waitFor('a connection', () => counter.count('first', 1_000).catch(() => false));
  held.count = counter.count;
  const tryIn = async ({ app }: typeof one, index: number) =>
    (await browse(app).send('POST', '/login', { email: `n${index}@konecta.mx`, password: '' })).statusCode;
  for (let tries = 0; tries < 60; tries += 1) expect(await tryIn(one, tries)).toBe(401);
  expect(await tryIn(other, 60)).toBe(429);
  await counter.close();
  delete held.count;
  await addAgent(other.store, { email: 'entra@konecta.mx' });
  expect((await browse(other.app).signIn('entra@konecta.mx')).statusCode).toBe(303);
  const statuses: number[] = [];
  for (let tries = 0; tries < 60; tries += 1) statuses.push(await tryIn(other, 100 + tries));
  expect(statuses).toContain(429);
});
