import { waitFor } from '../../support/wait.ts';
import type { Fault } from '../lab.ts';
import { KINDS } from '../load.ts';
import { passTimeUntil } from '../pass-time.ts';

const FIVE_MINUTES = 5 * 60_000;
/** With bursts that are still open: nothing here keeps a webhook from coming in at once. */
const ALL = [...KINDS, 'live'] as const;
const BACK_WITHIN_MS = 240_000;

export const MACHINES: Fault[] = [
  { name: 'none', kinds: ALL, strike: async (_world, { share }) => share(1) },
  { name: 'three machines', kinds: ALL, machines: [{}, {}, {}], customers: 60, strike: async (_world, { share }) => share(1) },
  {
    name: 'a clock five minutes ahead',
    machines: [{}, { skewMs: FIVE_MINUTES }],
    kinds: ALL,
    customers: 30,
    strike: async (_world, { share }) => share(1),
  },
  {
    name: 'a clock five minutes behind',
    machines: [{}, { skewMs: -FIVE_MINUTES }],
    kinds: ALL,
    customers: 30,
    strike: async (_world, { share }) => share(1),
  },
  {
    name: 'a clock ahead, slow mail server',
    machines: [{}, { skewMs: FIVE_MINUTES }],
    kinds: ['mail', 'form'],
    customers: 6,
    strike: async (world, { share }) => {
      world.smtp.play({ dripMs: 150 });
      await share(1);
      const before = world.smtp.mails.length;
      await waitFor('mails to arrive slowly', () => world.smtp.mails.length >= before + 4, 120_000);
      world.smtp.play({});
    },
  },
  {
    name: 'a machine frozen for minutes',
    machines: [{}, {}],
    mayRepeat: true,
    customers: 40,
    strike: async (world, { share }) => {
      await share(0.3);
      const [frozen, other] = world.machines;
      if (!frozen || !other) throw new Error('two machines are needed');
      frozen.kill('SIGSTOP');
      world.machines.splice(0, 1);
      await world.advance(6 * 60_000);
      await passTimeUntil(world, 'the other to watch every mailbox', 5_000, async () => {
        const rows = await world.rows(`SELECT 1 FROM "Mailbox" WHERE "state" <> 'watching' OR "watcher" LIKE $1`, [`%-${frozen.pid()}-%`]);
        return rows.length === 0;
      });
      frozen.kill('SIGCONT');
      world.machines.unshift(frozen);
    },
  },
  {
    name: 'rolling restart',
    machines: [{}, {}],
    mayRepeat: true,
    customers: 60,
    strike: async (world, { share }) => {
      for (const [index, machine] of world.machines.entries()) {
        await share(0.3 * (index + 1));
        const before = machine.deaths();
        // In good order: the process closes, and the service manager starts it again.
        machine.kill('SIGTERM');
        await waitFor('it to be back', async () => machine.deaths() > before && (await machine.isReady()), BACK_WITHIN_MS);
      }
    },
  },
];
