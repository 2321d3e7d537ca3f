import { GRAPH } from './faults/graph.ts';
import { HOSTILE } from './faults/hostile.ts';
import { IMAP } from './faults/imap.ts';
import { KILLS } from './faults/kills.ts';
import { MACHINES } from './faults/machines.ts';
import { POSTGRES } from './faults/postgres.ts';
import { REDIS } from './faults/redis.ts';
import { SMTP } from './faults/smtp.ts';
import { STORM } from './faults/storm.ts';
import { type Fault, judgeAgain, type Outcome, runFault } from './lab.ts';
import { header, line } from './table.ts';
import { openWorld } from './world.ts';

export const FAULTS: Fault[] = [...STORM, ...MACHINES, ...KILLS, ...REDIS, ...POSTGRES, ...IMAP, ...HOSTILE, ...SMTP, ...GRAPH];

export type SessionOptions = { seed: number; long: boolean; only: readonly string[] };

/** Longer than any lease or wait of an answer that is not known to have arrived. */
const LATER_MS = 20 * 60_000;

/** Runs the faults one after the other on one set of servers, then lets time pass and judges all of them again. */
export const runSession = async ({ seed, long, only }: SessionOptions, say: (text: string) => void): Promise<Outcome[]> => {
  const chosen = FAULTS.filter(({ name, short }) => (only.length === 0 ? long || short : only.some((part) => name.includes(part))));
  if (chosen.length === 0)
    throw new Error(`no fault is called ${only.join(' or ')}; there are ${FAULTS.map(({ name }) => name).join(', ')}`);
  say(`seed ${seed}\n${header()}`);
  const world = await openWorld(seed, { disk: long });
  try {
    const runs = [];
    for (const fault of chosen) {
      const run = await runFault(world, fault);
      runs.push({ fault, run });
      say(line(run.outcome));
    }
    await world.advance(LATER_MS);
    const outcomes = [];
    for (const { fault, run } of runs) {
      const again = await judgeAgain(world, fault, run);
      if (again.red && !run.outcome.red) say(`later:\n${line(again)}`);
      outcomes.push(run.outcome.red ? run.outcome : again);
    }
    return outcomes;
  } finally {
    await world.close();
  }
};
