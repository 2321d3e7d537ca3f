import { waitFor } from '../support/wait.ts';
import { dieAt } from './faults/kills.ts';
import { playUntil } from './faults/smtp.ts';
import { PLANTS } from './inside/plants.ts';
import { type Fault, type Outcome, runFault } from './lab.ts';
import { header, line } from './table.ts';
import { openWorld } from './world.ts';

/** A deliberate bug, the trouble that brings it to light, and the column in which it must show. */
type Plot = Pick<Fault, 'strike' | 'kinds' | 'customers' | 'mayRepeat' | 'endsWhen'> & {
  plant: string;
  shows: 'lost' | 'doubled' | 'folios';
  /** On a machine of its own; the others share one, since each is about a channel that the others leave alone. */
  alone?: boolean;
};

const PLOTS: Plot[] = [
  {
    plant: 'acknowledge-before-commit',
    shows: 'lost',
    kinds: ['whatsapp', 'messenger'],
    customers: 6,
    strike: (world, { more }) => dieAt(world, 'commit:deliver:before', more),
  },
  {
    plant: 'answer-without-key',
    shows: 'doubled',
    kinds: ['mail'],
    customers: 4,
    strike: async (world) => void (await playUntil(world, { end: null }, 'DATA', 2)),
  },
  {
    plant: 'position-without-mails',
    alone: true,
    shows: 'lost',
    kinds: ['mail'],
    customers: 8,
    strike: async (world) => {
      const position = async () => Number((await world.rows('SELECT sum("lastUid")::int AS "sum" FROM "Mailbox"'))[0]?.sum);
      const before = await position();
      await waitFor('a position to move', async () => (await position()) > before);
      for (const machine of world.machines) machine.kill('SIGKILL');
    },
  },
  {
    plant: 'folio-outside',
    alone: true,
    shows: 'folios',
    kinds: ['mail', 'whatsapp'],
    customers: 4,
    strike: (world, { more }) => dieAt(world, 'commit:understand:before', more),
  },
  // The last: its answers go out again and again.
  {
    plant: 'answer-without-claim',
    alone: true,
    shows: 'doubled',
    kinds: ['mail'],
    customers: 4,
    mayRepeat: false,
    endsWhen: ({ repeated }) => repeated > 0,
    strike: async (_world, { share }) => share(1),
  },
];

/** What a bug has lost or left is not waited for as long as what a provider may still tell of. */
const GIVE_UP_AFTER_MS = 20 * 60_000;

/** What the short form plants. */
export const SHORT_PLANTS = ['acknowledge-before-commit', 'answer-without-key'];

export type Verdict = { plant: string; shows: Plot['shows']; turnedRed: boolean; outcome: Outcome };

/** Runs the lab on the product with one deliberate bug after the other in it: each must turn it red, in the column it belongs to. */
export const tryHonesty = async (seed: number, only: readonly string[], say: (text: string) => void): Promise<Verdict[]> => {
  const verdicts: Verdict[] = [];
  const plots = PLOTS.filter((plot) => only.length === 0 || only.includes(plot.plant));
  if (plots.length === 0)
    throw new Error(`no deliberate bug is called ${only.join(' or ')}; there are ${PLOTS.map(({ plant }) => plant).join(', ')}`);
  say(header());
  const world = await openWorld(seed);
  try {
    const together = plots.filter(({ alone }) => !alone).map(({ plant }) => plant);
    for (const { plant, shows, alone, ...fault } of plots) {
      const { outcome } = await runFault(world, {
        name: `planted: ${plant}`,
        machines: [{ plants: alone ? [plant] : together }],
        mayRepeat: true,
        giveUpAfterMs: GIVE_UP_AFTER_MS,
        ...fault,
      });
      const turnedRed = outcome.red && outcome[shows] > 0;
      say(`${line(outcome)}\n    ${turnedRed ? 'red, as it must be' : 'NOT SEEN'}: ${PLANTS[plant]?.because}`);
      verdicts.push({ plant, shows, turnedRed, outcome });
    }
    return verdicts;
  } finally {
    await world.close();
  }
};
