import { connectForAdding } from './connection.ts';

/** `size` at once, then one more each `everyMs`. */
export type Bucket = { key: string; size: number; everyMs: number };
export type Pace = {
  /** Takes one out of each bucket and gives 0, or takes none and gives how long until the emptiest has one. While Redis is away: 0. */
  take: (buckets: Bucket[]) => Promise<number>;
  close: () => Promise<void>;
};

/** Flows that are shared by all machines, kept in Redis by its own clock. */
export const openPace = (redisUrl: string, prefix = 'ventanilla'): Pace => {
  const redis = connectForAdding(redisUrl);
  return {
    take: async (buckets) => {
      const keys = buckets.map(({ key }) => `${prefix}:pace:${key}`);
      const numbers = buckets.flatMap(({ size, everyMs }) => [size, everyMs]);
      try {
        return Number(await redis.eval(TAKE, keys.length, ...keys, ...numbers));
      } catch {
        // A flow that nobody watches is Meta's to slow down (130429, 131056): an answer never waits for Redis.
        return 0;
      }
    },
    close: async () => redis.disconnect(),
  };
};

// Each bucket is the moment at which it will be full again: one more puts it off by `everyMs`.
const TAKE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local wait = 0
  local full = {}
  for i, key in ipairs(KEYS) do
    local size, every = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
    full[i] = math.max(tonumber(redis.call('GET', key) or '0'), now) + every
    wait = math.max(wait, math.ceil(full[i] - now - size * every))
  end
  if wait > 0 then return wait end
  for i, key in ipairs(KEYS) do redis.call('SET', key, full[i], 'PX', math.ceil(full[i] - now) + 1000) end
  return 0
`;
