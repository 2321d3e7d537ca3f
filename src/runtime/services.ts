import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { findStateFolder } from './services/folders.ts';
import { startPostgres } from './services/postgres.ts';
import { startRedis } from './services/redis.ts';

export type Services = { databaseUrl: string; redisUrl: string; stop: () => Promise<void> };

const PROJECT = join(import.meta.dirname, '../..');

/**
 * For `npm start` without servers of its own: starts PostgreSQL and Redis where no URL is given, with data that outlive a
 * restart, one set a clone. In production both URLs are set and nothing is started.
 */
export const startMissingServices = async (given: {
  databaseUrl?: string | undefined;
  redisUrl?: string | undefined;
}): Promise<Services> => {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
  };
  const ensure = async (url: string | undefined, start: () => Promise<{ url: string; stop: () => Promise<void> }>) => {
    if (url) return url;
    const started = await start();
    stops.push(started.stop);
    return started.url;
  };
  try {
    const databaseUrl = await ensure(given.databaseUrl, async () => startPostgres({ dataDir: await findOwnFolder('postgres') }));
    const redisUrl = await ensure(given.redisUrl, async () => startRedis({ dir: await findOwnFolder('redis') }));
    return { databaseUrl, redisUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** `ventanilla-1a2b3c4d/postgres`: of this clone and no other. */
const findOwnFolder = async (name: string): Promise<string> =>
  join(await findStateFolder(), `${basename(PROJECT)}-${createHash('sha256').update(PROJECT).digest('hex').slice(0, 8)}`, name);
