import { Redis } from 'ioredis';

/** A connection for adding jobs: it fails at once while Redis is away, because the sweep enqueues again what was not. */
export const connectForAdding = (url: string, commandTimeout = 5_000): Redis =>
  quiet(new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: false, connectTimeout: 3_000, commandTimeout }));

/** A connection for a worker, which waits for Redis as long as it takes (BullMQ asks for no limit of retries there). */
export const connectForWorking = (url: string): Redis =>
  quiet(new Redis(url, { maxRetriesPerRequest: null, connectTimeout: 3_000, retryStrategy: (times) => Math.min(250 * times, 3_000) }));

/** ioredis reports each failed attempt as an event; whoever uses the connection sees the failure itself. */
const quiet = (redis: Redis): Redis => redis.on('error', () => undefined);
