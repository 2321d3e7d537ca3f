import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openStage } from '../assembly/stage.ts';
import { readEvent } from '../assembly/stage-events.ts';
import { PermanentError } from '../runtime/errors.ts';
import { loadProfiles } from '../runtime/profiles.ts';
import { startPostgres } from '../runtime/services/postgres.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/store.ts';
import { loadTemplates } from '../templates/load.ts';
import { importSubscribers } from './import-subscribers.ts';

/** `simulate --company NAME [--subscribers FILE.csv]`: plays events from standard input; see interfaces.md for the lines. */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { company: { type: 'string' }, subscribers: { type: 'string' } } });
  const profile = loadProfiles(process.env.VENTANILLA_CONFIG || 'config').find((known) => known.company === values.company);
  if (!profile)
    throw new PermanentError('usage', `--company: expected a configured company, found ${JSON.stringify(values.company ?? null)}`);
  const [postgres, templates] = await Promise.all([startDatabase(), loadTemplates('templates', [profile], { withHtml: false })]);
  const store = openStore(postgres.url, { connections: 2 });
  try {
    if (values.subscribers) await importSubscribers(store, profile, values.subscribers, () => undefined);
    const play = await openStage(store, profile, templates);
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await play(readEvent(line)))}\n`);
    }
  } finally {
    // A player that holds its end open would keep us here after an event that cannot be played.
    process.stdin.destroy();
    await store.close();
    await postgres.stop();
  }
  return 0;
};

const startDatabase = async () => {
  const postgres = await startPostgres({ durable: false });
  await migrate(postgres.url);
  return postgres;
};
