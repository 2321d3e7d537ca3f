import { POINTS } from '../inside/points.ts';
import type { Fault } from '../lab.ts';
import { pickSome } from '../random.ts';
import { cutInLiterals } from './imap.ts';
import { dieAt } from './kills.ts';
import { restartPostgres } from './postgres.ts';
import { flush } from './redis.ts';
import { playUntil } from './smtp.ts';

/** One after the other, on the same customers: what must hold for each must hold for all of them. */
export const STORM: Fault[] = [
  {
    name: 'everything, one after the other',
    short: true,
    mayRepeat: true,
    customers: 20,
    strike: async (world, { share, more }) => {
      await cutInLiterals(world, 1);
      await flush(world);
      await playUntil(world, { end: null }, 'DATA', 2);
      for (const point of pickSome(world.random, POINTS, 2)) await dieAt(world, point, more);
      more();
      await share(1);
      await restartPostgres(world);
      more();
      await world.redis.stop();
      await share(1);
      await world.redis.start();
    },
  },
];
