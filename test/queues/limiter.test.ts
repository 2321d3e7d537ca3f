import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openLimiter } from '../../src/queues/limiter.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

const LIMIT = { name: 'form', count: 2, windowMs: 60_000 };

/** The way to the tests' Redis, which can be made to take and give nothing any more, as a Redis that hangs. */
const openWay = async () => {
  const url = new URL(inject('redisUrl'));
  const { hostname, port } = url;
  let hangs = false;
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    client.on('data', (bytes) => hangs || redis.write(bytes)).on('close', () => redis.destroy());
    redis.on('data', (bytes) => client.write(bytes)).on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    hang: () => {
      hangs = true;
    },
  };
};

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
