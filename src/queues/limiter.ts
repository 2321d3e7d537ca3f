import { connectForAdding } from './connection.ts';

export type Limiter = {
  /** Whether one more is allowed for a key; counts it. Rejects while Redis is away, and after a second where it hangs. */
  allow: (key: string) => Promise<boolean>;
  close: () => Promise<void>;
};

/** Somebody waits at a page: a Redis that takes longer than this to count is as good as away. */
const PATIENCE_MS = 1_000;

/** A limit of so many within so long per key, kept in Redis for all machines together. */
export const openLimiter = (redisUrl: string, limit: { name: string; count: number; windowMs: number }, prefix = 'ventanilla'): Limiter => {
  const redis = connectForAdding(redisUrl, PATIENCE_MS);
  return {
    allow: async (key) => {
      const slot = `${prefix}:limit:${limit.name}:${key}`;
      // Not PEXPIRE with NX, which Redis has from 7.0 on only.
      const [, count] = (await redis.multi().set(slot, 0, 'PX', limit.windowMs, 'NX').incr(slot).exec()) ?? [];
      return Number(count?.[1] ?? 0) <= limit.count;
    },
    close: async () => redis.disconnect(),
  };
};
