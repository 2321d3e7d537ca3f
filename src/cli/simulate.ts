import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startPostgres } from '../runtime/services/postgres.ts';
import { migrate, nameSchema } from '../store/migrate.ts';

/** `simulate --company NAME [--subscribers FILE.csv]`: plays events from standard input; see interfaces.md for the lines. */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { company: { type: 'string' }, subscribers: { type: 'string' } } });
  const { postgres, intake } = await startBoth(values.company);
  const store = intake.openStore(postgres.url, { connections: 2 });
  try {
    if (values.subscribers) await intake.importSubscribers(store, intake.profile, values.subscribers, () => undefined);
    const play = await intake.openStage(store, intake.profile, intake.templates);
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await play(intake.readEvent(line)))}\n`);
    }
  } finally {
    // A player that holds its end open would keep us here after an event that cannot be played.
    process.stdin.destroy();
    await store.close();
    await postgres.stop();
  }
  return 0;
};

/** PostgreSQL starts on the other core while the intake's code is loaded: most of a short play is start-up. */
const startBoth = async (company: string | undefined) => {
  const launched = new EventTarget();
  const starting = startDatabase(() => launched.dispatchEvent(new Event('launched')));
  // Until its process runs it needs this thread, which loading code would hold.
  await Promise.race([once(launched, 'launched'), starting]);
  const [postgres, intake] = await Promise.allSettled([starting, loadIntake(company)]);
  if (postgres.status === 'rejected') throw postgres.reason;
  if (intake.status === 'rejected') {
    await postgres.value.stop();
    throw intake.reason;
  }
  return { postgres: postgres.value, intake: intake.value };
};

/** A throw-away copy of a database that was migrated once. */
const startDatabase = async (onLaunch: () => void) =>
  startPostgres({ durable: false, onLaunch, prepared: { key: await nameSchema(), prepare: async (url) => void (await migrate(url)) } });

const loadIntake = async (company: string | undefined) => {
  const { getProfile } = await import('../runtime/profiles.ts');
  const profile = getProfile(company);
  const { openStage } = await import('../assembly/stage.ts');
  const { readEvent } = await import('../assembly/stage-events.ts');
  const { openStore } = await import('../store/store.ts');
  const { importSubscribers } = await import('./import-subscribers.ts');
  const { loadTemplates } = await import('../templates/load.ts');
  return {
    profile,
    openStage,
    readEvent,
    openStore,
    importSubscribers,
    templates: await loadTemplates('templates', [profile], { quick: true }),
  };
};
