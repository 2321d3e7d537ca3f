import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../src/runtime/services/postgres.ts';
import { startRedis } from '../../src/runtime/services/redis.ts';
import { migrate } from '../../src/store/migrate.ts';

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface is merged with vitest's own
  export interface ProvidedContext {
    postgresUrl: string;
    redisUrl: string;
  }
}

/** One PostgreSQL and one Redis for the whole run; each test file takes a database and a prefix of its own from them. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const stop = async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
  };
  try {
    await prepareTemplate(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgresUrl', postgres.url);
  project.provide('redisUrl', redis.url);
  return stop;
};

/** The database that every test's database is a copy of: empty but for the migrations. */
const prepareTemplate = async (url: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE DATABASE test_template');
  await client.end();
  const template = new URL(url);
  template.pathname = '/test_template';
  await migrate(template.href);
};
