import { connectForAdding } from './connection.ts';

export type Limiter = {
  /** Whether one more is allowed for a key; counts it. Rejects while Redis is away. */
  allow: (key: string) => Promise<boolean>;
  close: () => Promise<void>;
};

/** A limit of so many within so long per key, kept in Redis for all machines together. */
export const openLimiter = (redisUrl: string, limit: { name: string; count: number; windowMs: number }, prefix = 'ventanilla'): Limiter => {
  const redis = connectForAdding(redisUrl);
  return {
    allow: async (key) => {
      const slot = `${prefix}:limit:${limit.name}:${key}`;
      const [count] = (await redis.multi().incr(slot).pexpire(slot, limit.windowMs, 'NX').exec()) ?? [];
      return Number(count?.[1] ?? 0) <= limit.count;
    },
    close: async () => redis.disconnect(),
  };
};
