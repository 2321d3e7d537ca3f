// Brings the database to the present schema. In: DATABASE_URL, else our own PostgreSQL. Out: a line for each migration applied, status 0. On failure: what was expected, status 1.
import { readDatabaseUrl } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { startMissingServices } from '../runtime/services.ts';
import { migrate } from '../store/migrate.ts';
import { describeDatabase, explainDatabase, isDatabaseAway, waitForDatabase } from './checks/database.ts';

/** A database that starts together with us, as under Docker Compose, is waited for so long. */
const WAIT_MS = 60_000;

export const run = async (args: string[]): Promise<number> => {
  if (args.length > 0) {
    process.stderr.write(`ventanilla migrate takes no arguments; found ${args.join(' ')}\n`);
    return 2;
  }
  const given = readDatabaseUrl(process.env);
  if (given) return migrateAt(given, describeDatabase(given));
  const { databaseUrl, stop } = await startMissingServices({ redisUrl: 'redis://not-needed' });
  try {
    return await migrateAt(databaseUrl, 'our own PostgreSQL (DATABASE_URL is unset)');
  } finally {
    await stop();
  }
};

const migrateAt = async (databaseUrl: string, place: string): Promise<number> => {
  await reach(databaseUrl, place);
  const applied = await migrate(databaseUrl).catch((error: unknown) => {
    throw withCause(error);
  });
  process.stdout.write(applied.map((name) => `applied ${name}\n`).join(''));
  process.stdout.write(`${applied.length === 0 ? 'nothing to apply: ' : ''}${place} is at the present schema\n`);
  return 0;
};

const reach = async (databaseUrl: string, place: string): Promise<void> => {
  const told = (error: unknown) => process.stderr.write(`waiting up to ${WAIT_MS / 1000} s for ${place}: ${explainDatabase(error).what}\n`);
  try {
    await waitForDatabase(databaseUrl, WAIT_MS, told);
  } catch (cause) {
    const { what, mend } = explainDatabase(cause);
    throw new PermanentError(isDatabaseAway(cause) ? 'database-away' : 'database-refuses', `${place}: ${what}. ${mend}`, { cause });
  }
};

/** A migration is ours, so that what PostgreSQL says of it helps and tells nothing of a customer. */
const withCause = (error: unknown): unknown => {
  if (!(error instanceof PermanentError) || !(error.cause instanceof Error)) return error;
  return new PermanentError(error.code, `${error.message}: ${error.cause.message}`, { cause: error.cause });
};
