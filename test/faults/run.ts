// The fault lab: `npm run test:faults -- [--long] [--seed N] [--only NAME,…] [--honesty] [--out FILE]`. Ends with status 1 where anything was lost, doubled or wrong.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runAttended } from './attended.ts';
import { SHORT_PLANTS, tryHonesty } from './honesty.ts';
import { runSession } from './session.ts';
import { runUpgrade } from './upgrade.ts';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    seed: { type: 'string' },
    only: { type: 'string' },
    out: { type: 'string' },
    honesty: { type: 'boolean', default: false },
  },
});
const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed);
const say = (text: string) => process.stdout.write(`${text}\n`);
const only = values.only?.split(',') ?? [];
/** Runs with servers of their own. */
const APART: Record<string, typeof runUpgrade> = { agents: runAttended, upgrade: runUpgrade };
const faults = only.filter((name) => !APART[name]);
const outcomes =
  values.honesty || (only.length > 0 && faults.length === 0) ? [] : await runSession({ seed, long: values.long, only: faults }, say);
for (const [name, run] of Object.entries(APART))
  if (only.includes(name) || (values.long && only.length === 0 && !values.honesty)) outcomes.push(await run(seed, say));
const plants = values.honesty ? only : values.long ? [] : SHORT_PLANTS;
const verdicts = values.honesty || only.length === 0 ? await tryHonesty(seed, plants, say) : [];
if (values.out) await writeFile(values.out, `${JSON.stringify({ seed, long: values.long, outcomes, verdicts }, null, 2)}\n`);
process.exit(outcomes.some(({ red }) => red) || verdicts.some(({ turnedRed }) => !turnedRed) ? 1 : 0);
