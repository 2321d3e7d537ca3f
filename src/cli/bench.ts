import { writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { PermanentError } from '../runtime/errors.ts';
import { benchFlat } from './bench/flat.ts';
import { benchFlood } from './bench/flood.ts';
import { benchLatency } from './bench/latency.ts';
import { benchMachines } from './bench/machines.ts';
import { benchMail } from './bench/mail.ts';
import { benchQuiet } from './bench/quiet.ts';
import { benchReading } from './bench/reading.ts';
import { type BenchOptions, type Part, tableOf } from './bench/report.ts';
import { benchWebhook } from './bench/webhook.ts';

type Measure = (options: BenchOptions, say: (line: string) => void) => Promise<Part>;

const PARTS: Record<string, Measure> = {
  mail: benchMail,
  latency: benchLatency,
  webhook: benchWebhook,
  reading: benchReading,
  flat: benchFlat,
  flood: benchFlood,
  machines: benchMachines,
  quiet: benchQuiet,
};
/** Two cores: one process decides, the other does all else. */
const LAYOUT = 'mailboxes,webhooks,answer,media,clock|understand';

/** `npm run bench [-- PART...]`: each part measured against its own floor in the same run; a table, a file, and the last line as JSON. */
export const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      mails: { type: 'string', default: '5000' },
      samples: { type: 'string', default: '100' },
      tickets: { type: 'string', default: '100000' },
      flood: { type: 'string', default: '2000' },
      'quiet-seconds': { type: 'string', default: '90' },
      seconds: { type: 'string', default: '5' },
      layout: { type: 'string', default: LAYOUT },
      out: { type: 'string', default: 'bench.json' },
      profile: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
  if (unknown.length > 0)
    throw new PermanentError('usage', `expected parts of ${Object.keys(PARTS).join(', ')}; found ${unknown.join(', ')}`);
  const options: BenchOptions = {
    mails: readCount('mails', values.mails),
    samples: readCount('samples', values.samples),
    tickets: readCount('tickets', values.tickets),
    flood: readCount('flood', values.flood),
    quietSeconds: readCount('quiet-seconds', values['quiet-seconds']),
    seconds: readCount('seconds', values.seconds),
    layout: values.layout.split('|').map((workers) => workers.split(',')),
    profileFolder: values.profile ?? null,
  };
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const parts: Part[] = [];
  const [loadBefore] = loadavg();
  for (const [name, measure] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`${name}…`);
    parts.push(await measure(options, say));
  }
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', loadBefore, node: process.version };
  const results = Object.fromEntries(parts.map(({ name, result }) => [name, result]));
  await writeFile(values.out, `${JSON.stringify({ at: new Date().toISOString(), machine, ...results }, null, 2)}\n`);
  process.stdout.write(`${tableOf(parts)}\n${JSON.stringify(results)}\n`);
  return 0;
};

const readCount = (name: string, typed: string): number => {
  const count = Number(typed);
  if (!Number.isInteger(count) || count < 2) throw new PermanentError('usage', `--${name}: expected a whole number from 2, found ${typed}`);
  return count;
};
