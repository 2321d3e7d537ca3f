import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { CompanyProfile } from '../core/company.ts';
import { inGoes } from '../queues/in-goes.ts';
import { openQueues, type Queues } from '../queues/open.ts';
import { type Config, loadSettings } from '../runtime/config.ts';
import type { Environment } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import type { Closing } from '../runtime/process.ts';
import { startMissingServices } from '../runtime/services.ts';
import type { Tools } from '../steps/tools.ts';
import { findPendingMigrations, migrate } from '../store/migrate.ts';
import { openStore, type Store } from '../store/store.ts';
import { openCommonTime } from './common-time.ts';
import { observe } from './observe.ts';

/** What workers are built from; opened once a process and shared by its workers. */
export type Runtime = {
  environment: Environment;
  config: Config;
  profiles: ReadonlyMap<string, CompanyProfile>;
  redisUrl: string;
  store: Store;
  queues: Queues;
  tools: Tools;
  /** Names this process in leases and logs. */
  instance: string;
  closing: Closing;
};

/** A worker: opens what it works with, and hands what must be closed to `closing`. */
export type OpenWorker = (runtime: Runtime) => Promise<void>;

/** Opens configuration, PostgreSQL (at the present schema) and Redis; servers of our own where no address is given. */
export const openRuntime = async (closing: Closing): Promise<Runtime> => {
  const { environment, config } = loadSettings(process.env);
  const { databaseUrl, redisUrl, stop } = await startMissingServices({
    databaseUrl: environment.databaseUrl ?? undefined,
    redisUrl: environment.redisUrl ?? undefined,
  });
  closing({ close: stop });
  await checkSchema(databaseUrl, environment.databaseUrl === null);
  const store = openStore(databaseUrl);
  const queues = openQueues(redisUrl);
  closing(store, queues);
  const time = await openCommonTime(store);
  closing(time);
  const profiles = new Map(config.companies.map(({ profile }) => [profile.company, profile]));
  const instance = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  return { environment, config, profiles, redisUrl, store, queues, tools: toolsOf(store, profiles, queues, time.now), instance, closing };
};

/** Our own database is brought to the present schema; somebody's is only looked at. */
const checkSchema = async (databaseUrl: string, isOurs: boolean): Promise<void> => {
  if (isOurs) {
    await migrate(databaseUrl);
    return;
  }
  const pending = await findPendingMigrations(databaseUrl);
  if (pending.length === 0) return;
  throw new PermanentError(
    'schema',
    `the database lacks ${pending.length} migrations, the first is ${pending[0]}: run npm run ventanilla -- migrate`,
  );
};

/** What every step gets. */
export const toolsOf = (store: Store, profiles: ReadonlyMap<string, CompanyProfile>, queues: Queues, now: () => Date): Tools => ({
  store,
  profiles,
  now,
  observe,
  enqueue: {
    understand: async (id, delayMs) => void (await queues.add('understand', id, delayMs)),
    understandAll: async (jobs) => void (await queues.addAll('understand', inGoes(jobs))),
    answer: async (id, delayMs) => void (await queues.add('answer', id, delayMs)),
    answerAll: async ([first]) => {
      if (first !== undefined) await queues.addAll('answer', [{ id: first, delayMs: 0, bulk: true }]);
    },
    media: async (id, delayMs) => void (await queues.add('media', id, delayMs)),
    unpack: async (id, delayMs) => void (await queues.add('unpack', id, delayMs)),
  },
});
