import { waitFor } from '../../support/wait.ts';
import { POINTS } from '../inside/points.ts';
import type { Fault } from '../lab.ts';
import { pick, pickSome } from '../random.ts';
import type { World } from '../world.ts';

const UP_WITHIN_MS = 90_000;
const ROUNDS = 20;
const ROUND_MS = 6_000;
const POINTS_OF_TWO = 3;

/** Arms a point on every machine and lets customers write until one has died of it. */
export const dieAt = async (world: World, point: string, more: () => void): Promise<void> => {
  await world.ready();
  const deaths = () => world.machines.reduce((sum, machine) => sum + machine.deaths(), 0);
  const before = deaths();
  const arm = (kill: { point: string; nth: number } | null) => {
    for (const machine of world.machines) machine.send({ kill });
  };
  arm({ point, nth: 1 + Math.floor(world.random() * 2) });
  for (let round = 1; deaths() === before; round += 1) {
    if (round > ROUNDS) throw new Error(`no machine passed ${point}`);
    more();
    await waitFor('a death', () => deaths() > before, ROUND_MS).catch(() => undefined);
  }
  arm(null);
};

// In the moment of a kill other mails may be on their way, of which nobody will know.
const KILLED = { mayRepeat: true };

const atOnePoint = (point: string): Fault => ({
  name: `SIGKILL at ${point}`,
  ...KILLED,
  customers: 4,
  strike: (world, { more }) => dieAt(world, point, more),
});

export const KILLS: Fault[] = [
  {
    name: 'SIGKILL at points, two machines',
    ...KILLED,
    machines: [{}, {}],
    customers: 4,
    strike: async (world, { more }) => {
      for (const point of pickSome(world.random, POINTS, POINTS_OF_TWO)) await dieAt(world, point, more);
    },
  },
  {
    name: 'SIGKILL at any moment',
    ...KILLED,
    machines: [{}, {}],
    customers: 100,
    strike: async (world, { share }) => {
      for (const part of [0.2, 0.4, 0.5, 0.6, 0.8, 0.9]) {
        await share(part);
        const machine = pick(world.random, world.machines);
        await waitFor('the machine to be up', () => machine.isReady(), UP_WITHIN_MS);
        machine.kill('SIGKILL');
      }
    },
  },
  ...POINTS.map(atOnePoint),
];
