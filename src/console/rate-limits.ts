import type { FastifyRateLimitOptions, FastifyRateLimitStore, FastifyRateLimitStoreCtor, RateLimitOptions } from '@fastify/rate-limit';
import type { RouteOptions } from 'fastify';

type Counted = { current: number; ttl: number };
/** Counts one more request of a key for all processes together; rejects where that cannot be done now. */
export type CountTogether = (key: string, windowMs: number) => Promise<Counted>;

const KEYS_AT_MOST = 5_000;

/**
 * Where requests are counted: for all processes together, and by this process alone while that is not possible. A limit that
 * cannot be shared is still a limit, and nobody is kept from signing in by a Redis that is gone.
 */
export const storeOf = (countTogether: CountTogether | undefined): FastifyRateLimitStoreCtor => {
  const alone = openMemory();
  const storeFor = (place: string): FastifyRateLimitStore => ({
    incr: (key, callback, windowMs) => {
      const slot = `${place}${key}`;
      const counted = countTogether?.(slot, windowMs).catch(() => null) ?? Promise.resolve(null);
      void counted.then((found) => callback(null, found ?? alone(slot, windowMs)));
    },
    child: (route: RateLimitOptions & { path?: string; prefix?: string; routeInfo?: RouteOptions }) =>
      storeFor(`${place}${route.routeInfo?.method}${route.routeInfo?.url}:`),
  });
  // The library says `new`: whatever a function gives back is then what it gets.
  return function Store(_options: FastifyRateLimitOptions) {
    return storeFor('');
  } as unknown as FastifyRateLimitStoreCtor;
};

/** Counts of this process: the oldest are forgotten where there are too many. */
const openMemory = () => {
  const slots = new Map<string, { current: number; endsAt: number }>();
  return (key: string, windowMs: number): Counted => {
    const now = Date.now();
    const known = slots.get(key);
    const slot = known && known.endsAt > now ? known : { current: 0, endsAt: now + windowMs };
    slot.current += 1;
    slots.delete(key);
    slots.set(key, slot);
    const [oldest] = slots.keys();
    if (slots.size > KEYS_AT_MOST && oldest !== undefined) slots.delete(oldest);
    return { current: slot.current, ttl: slot.endsAt - now };
  };
};
