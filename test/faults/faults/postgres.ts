import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../support/wait.ts';
import type { Fault } from '../lab.ts';
import type { World } from '../world.ts';

const NOTICED_WITHIN_MS = 60_000;

/** Ends every connection that is in the middle of a transaction; gives how many it was. */
const cutTransactions = async (world: World): Promise<number> => {
  const cut = await world.rows(`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL`);
  return cut.length;
};

/** Kills the process of one connection in the middle of a transaction; gives its id, null where there is none just now. */
const killBackend = async (world: World): Promise<number | null> => {
  const [found] = await world.rows(`
    SELECT pid FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' AND xact_start IS NOT NULL LIMIT 1`);
  if (!found) return null;
  process.kill(Number(found.pid), 'SIGKILL');
  return Number(found.pid);
};

/** Nobody who was connected then is connected now. */
const isRecoveredFrom = (world: World, pid: number): Promise<boolean> =>
  world.rows('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [pid]).then(
    (found) => found.length === 0,
    () => false,
  );

const allNotice = (world: World) =>
  waitFor(
    'every machine to notice',
    async () => !(await Promise.all(world.machines.map((one) => one.isReady()))).some(Boolean),
    NOTICED_WITHIN_MS,
  );

export const restartPostgres = async (world: World): Promise<void> => {
  await world.postgres.stop();
  await allNotice(world);
  await world.postgres.start();
};

const isUp = (world: World) =>
  world.rows('CREATE TABLE IF NOT EXISTS lab.written (n int); INSERT INTO lab.written SELECT generate_series(1, 1000)').then(
    () => true,
    () => false,
  );

export const POSTGRES: Fault[] = [
  {
    name: 'PostgreSQL: transactions cut',
    mayRepeat: true,
    customers: 30,
    strike: async (world, { share }) => {
      await share(0.2);
      let cut = 0;
      const wanted = 10;
      await waitFor(`${wanted} transactions to be cut`, async () => {
        cut += await cutTransactions(world);
        await sleep(20);
        return cut >= wanted;
      });
    },
  },
  {
    name: 'PostgreSQL: a backend killed',
    mayRepeat: true,
    customers: 30,
    strike: async (world, { share }) => {
      await share(0.4);
      // The postmaster takes nobody's word for what was shared: it ends all others and recovers from its log.
      const killed = await waitFor('a transaction to kill', () => killBackend(world));
      await waitFor('the recovery', () => isRecoveredFrom(world, killed), NOTICED_WITHIN_MS);
    },
  },
  {
    name: 'PostgreSQL: its postmaster killed',
    mayRepeat: true,
    customers: 30,
    strike: async (world, { share }) => {
      await share(0.4);
      await world.postgres.killPostmaster();
      await allNotice(world);
      await world.postgres.start();
    },
  },
  {
    name: 'PostgreSQL stopped and started',
    mayRepeat: true,
    strike: async (world, { share }) => {
      await share(0.5);
      await restartPostgres(world);
    },
  },
  {
    name: 'PostgreSQL: disk full',
    mayRepeat: true,
    strike: async (world, { share }) => {
      if (world.postgres.disk === null) throw new Error('this machine lets us mount no tmpfs: the disk cannot be filled');
      await share(0.3);
      await world.postgres.fill();
      await waitFor('PostgreSQL to take no more', async () => !(await isUp(world)), NOTICED_WITHIN_MS);
      await world.postgres.empty();
      // Without room for its log it has ended itself.
      if (!(await isUp(world))) await world.postgres.start();
      await waitFor('PostgreSQL to write again', () => isUp(world), NOTICED_WITHIN_MS);
    },
  },
];
