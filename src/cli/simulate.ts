import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { CompanyProfile } from '../core/company.ts';
import { PermanentError } from '../runtime/errors.ts';
import { loadProfiles } from '../runtime/profiles.ts';
import { startPostgres } from '../runtime/services/postgres.ts';
import { migrate, nameSchema } from '../store/migrate.ts';

/** `simulate --company NAME [--subscribers FILE.csv]`: plays events from standard input; see interfaces.md for the lines. */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { company: { type: 'string' }, subscribers: { type: 'string' } } });
  const profile = loadProfiles(process.env.VENTANILLA_CONFIG || 'config').find((known) => known.company === values.company);
  if (!profile)
    throw new PermanentError('usage', `--company: expected a configured company, found ${JSON.stringify(values.company ?? null)}`);
  const [postgres, intake] = await Promise.all([startDatabase(), loadIntake(profile)]);
  const store = intake.openStore(postgres.url, { connections: 2 });
  try {
    if (values.subscribers) await intake.importSubscribers(store, profile, values.subscribers, () => undefined);
    const play = await intake.openStage(store, profile, intake.templates);
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

/** A throw-away copy of a database that was migrated once. */
const startDatabase = async () =>
  startPostgres({ durable: false, prepared: { key: await nameSchema(), prepare: async (url) => void (await migrate(url)) } });

/** The intake's code and the company's answers, loaded while PostgreSQL starts on the other core. */
const loadIntake = async (profile: CompanyProfile) => {
  const { openStage } = await import('../assembly/stage.ts');
  const { readEvent } = await import('../assembly/stage-events.ts');
  const { openStore } = await import('../store/store.ts');
  const { importSubscribers } = await import('./import-subscribers.ts');
  const { loadTemplates } = await import('../templates/load.ts');
  return {
    openStage,
    readEvent,
    openStore,
    importSubscribers,
    templates: await loadTemplates('templates', [profile], { withHtml: false }),
  };
};
