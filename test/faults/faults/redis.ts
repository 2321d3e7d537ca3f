import type { Fault } from '../lab.ts';
import type { World } from '../world.ts';

export const flush = (world: World) => world.askRedis((redis) => redis.flushall());
const configure = (world: World, name: string, value: string) => world.askRedis((redis) => redis.config('SET', name, value));

export const REDIS: Fault[] = [
  {
    name: 'Redis flushed',
    strike: async (world, { share }) => {
      for (const part of [0.3, 0.6, 0.9]) {
        await share(part);
        await flush(world);
      }
    },
  },
  {
    name: 'Redis away, back empty',
    strike: async (world, { share }) => {
      await share(0.2);
      await world.redis.stop();
      await share(0.7);
      await world.redis.start();
    },
  },
  {
    name: 'Redis restarted again and again',
    customers: 40,
    strike: async (world, { share }) => {
      for (const part of [0.2, 0.4, 0.6, 0.8, 1]) {
        await share(part);
        await world.redis.stop();
        await world.redis.start();
      }
    },
  },
  {
    name: 'Redis answers READONLY',
    strike: async (world, { share }) => {
      await share(0.2);
      await world.askRedis((redis) => redis.call('REPLICAOF', '127.0.0.1', '1'));
      await share(0.8);
      await world.askRedis((redis) => redis.call('REPLICAOF', 'NO', 'ONE'));
    },
  },
  {
    name: 'Redis answers OOM',
    strike: async (world, { share }) => {
      await share(0.2);
      await configure(world, 'maxmemory', '1');
      await share(0.8);
      await configure(world, 'maxmemory', '0');
    },
  },
];
