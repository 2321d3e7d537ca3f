import { expect, inject, test } from 'vitest';
import { findPendingMigrations } from '../../src/store/migrate.ts';
import { runVentanilla } from '../support/command.ts';
import { emptyDatabase } from '../support/databases.ts';

test('it tells each migration that it applies, and then that there is nothing left', async () => {
  const url = await emptyDatabase();
  const pending = await findPendingMigrations(url);
  const first = await runVentanilla(['migrate'], { DATABASE_URL: url });
  expect(first).toMatchObject({ status: 0, errors: '' });
  expect(first.output.split('\n').slice(0, pending.length)).toEqual(pending.map((name) => `applied ${name}`));
  expect(await findPendingMigrations(url)).toEqual([]);
  const second = await runVentanilla(['migrate'], { DATABASE_URL: url });
  expect(second).toMatchObject({ status: 0, output: expect.stringMatching(/^nothing to apply: PostgreSQL at 127\.0\.0\.1:\d+\/test_/) });
});

test.each([
  ['a database that is not there', { pathname: '/nowhere' }, 'has no such database'],
  ['a wrong password', { password: 'falsa' }, 'refuses the login'],
])('%s is told at once, without the password', async (_what, change, words) => {
  const url = Object.assign(new URL(inject('postgresUrl')), change);
  const { status, errors } = await runVentanilla(['migrate'], { DATABASE_URL: url.href });
  expect(status).toBe(1);
  expect(errors).toContain(words);
  expect(errors.trim().split('\n')).toHaveLength(1);
  expect(errors).not.toContain(url.password);
});
