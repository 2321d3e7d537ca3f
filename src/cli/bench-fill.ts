import { parseArgs } from 'node:util';
import { readDatabaseUrl } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { migrate } from '../store/migrate.ts';
import { fillDatabase } from './bench/fill.ts';

/** `npm run bench:fill [-- --tickets N]`: fills the empty database at DATABASE_URL with N tickets and three messages each. */
export const run = async (args: string[]): Promise<number> => {
  const { values } = parseArgs({ args, options: { tickets: { type: 'string', default: '1000000' } } });
  const tickets = Number(values.tickets);
  if (!Number.isInteger(tickets) || tickets < 1)
    throw new PermanentError('usage', `--tickets: expected a whole number from 1, found ${values.tickets}`);
  const databaseUrl = readDatabaseUrl(process.env);
  if (databaseUrl === null) throw new PermanentError('usage', 'bench-fill needs DATABASE_URL: a database that may be filled');
  await migrate(databaseUrl);
  const startedAt = Date.now();
  await fillDatabase(databaseUrl, tickets, (line) => process.stdout.write(`${line}\n`));
  process.stdout.write(`${tickets} tickets, ${tickets * 3} messages in ${Math.round((Date.now() - startedAt) / 1_000)} s\n`);
  return 0;
};
