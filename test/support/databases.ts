import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

/** A database of the test's own, migrated: a copy of the template, made in some tens of milliseconds. */
export const freshDatabase = async (): Promise<string> => {
  const admin = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name} TEMPLATE test_template STRATEGY file_copy`);
  } finally {
    await client.end();
  }
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
};

/** Keys of one test file in the common Redis. */
export const freshRedisPrefix = (): string => `test-${randomBytes(6).toString('hex')}`;
