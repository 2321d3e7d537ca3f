import { connectForAdding } from './connection.ts';

export type Counted = { current: number; ttl: number };
export type Counter = {
  /** Counts one more for a key within a stretch of time; how many there are, and for how long that counts on. Rejects while Redis is away. */
  count: (key: string, windowMs: number) => Promise<Counted>;
  close: () => Promise<void>;
};

/** Every page counts first: a Redis that takes longer is as good as away. */
const PATIENCE_MS = 300;
/** So long nobody waits again for a Redis that did not answer. */
const REST_MS = 5_000;

/** Counts kept in Redis for all processes together. One that fails is left alone for a while, so that it holds up one request and no more. */
export const openCounter = (redisUrl: string, prefix = 'ventanilla'): Counter => {
  const redis = connectForAdding(redisUrl, PATIENCE_MS);
  let restsUntil = 0;
  const ask = async (slot: string, windowMs: number): Promise<Counted> => {
    // Not PEXPIRE with NX, which Redis has from 7.0 on only.
    const answers = await redis.multi().set(slot, 0, 'PX', windowMs, 'NX').incr(slot).pttl(slot).exec();
    const [, [, current] = [], [, ttl] = []] = answers ?? [];
    return { current: Number(current), ttl: Math.max(0, Number(ttl)) };
  };
  return {
    count: async (key, windowMs) => {
      if (Date.now() < restsUntil) throw new Error('Redis is left alone for a while');
      try {
        return await ask(`${prefix}:count:${key}`, windowMs);
      } catch (error) {
        // Where there is no connection the failure comes at once; one that takes and gives nothing is left alone.
        if (redis.status === 'ready') restsUntil = Date.now() + REST_MS;
        throw error;
      }
    },
    close: async () => redis.disconnect(),
  };
};
