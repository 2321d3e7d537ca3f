import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A database of the test's own, migrated: a copy of the template, made in some tens of milliseconds. */
export const freshDatabase = (): Promise<string> => createDatabase('TEMPLATE test_template STRATEGY file_copy');

/** A database of the test's own with nothing in it. */
export const emptyDatabase = (): Promise<string> => createDatabase('TEMPLATE template0 STRATEGY file_copy');

/** What a backup of this moment would bring back: nobody may be connected to the original. */
export const copyDatabase = (url: string): Promise<string> =>
  createDatabase(`TEMPLATE ${new URL(url).pathname.slice(1)} STRATEGY file_copy`);

const createDatabase = async (how: string): Promise<string> => {
  const admin = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} ${how}`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
};

/** Keys of one test file in the common Redis. */
export const freshRedisPrefix = (): string => `test-${randomBytes(6).toString('hex')}`;
