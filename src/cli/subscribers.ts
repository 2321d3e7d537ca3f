// Loads a company's directory. In: `import FILE.csv --company NAME`. Out: how many rows were taken, and each refused row with its line and why; status 0. On failure: what was expected; status 2 on a wrong use, 1 else.
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readDatabaseUrl } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { getProfile } from '../runtime/profiles.ts';
import { startMissingServices } from '../runtime/services.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/store.ts';
import { type ImportReport, importSubscribers } from './import-subscribers.ts';

const USAGE = 'usage: subscribers import FILE.csv --company NAME';

export const run = async (args: string[]): Promise<number> => {
  const order = readOrder(args);
  if (order === null) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const profile = getProfile(order.company);
  const { size } = await statOf(order.file);
  const given = readDatabaseUrl(process.env);
  const services = given ? null : await startMissingServices({ redisUrl: 'redis://not-needed' });
  const databaseUrl = given ?? services?.databaseUrl ?? '';
  if (services) await migrate(databaseUrl);
  const store = openStore(databaseUrl, { connections: 2 });
  try {
    const bar = progressBar(size);
    const report = await importSubscribers(store, profile, order.file, bar.advance);
    bar.end();
    process.stdout.write(reportOf(report));
    return 0;
  } finally {
    await store.close();
    await services?.stop();
  }
};

const readOrder = (args: string[]): { file: string; company: string } | null => {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { company: { type: 'string' } } });
    const [verb, file, ...rest] = positionals;
    return verb === 'import' && file && rest.length === 0 && values.company ? { file, company: values.company } : null;
  } catch {
    return null; // an unknown option is a wrong use, like any other
  }
};

const statOf = async (file: string) => {
  try {
    return await stat(file);
  } catch (cause) {
    throw new PermanentError('file-unreadable', `expected a CSV file that can be read at ${file}`, { cause });
  }
};

const WIDTH = 30;

/** A bar on standard error, where that is a terminal. */
const progressBar = (totalBytes: number) => {
  let bytes = 0;
  const draw = () => {
    if (!process.stderr.isTTY) return;
    const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes);
    const filled = Math.round(share * WIDTH);
    process.stderr.write(`\r[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${Math.round(share * 100)} %`);
  };
  return {
    advance: (more: number) => {
      bytes += more;
      draw();
    },
    end: () => {
      if (process.stderr.isTTY) process.stderr.write('\n');
    },
  };
};

const reportOf = ({ accepted, refused }: ImportReport): string =>
  [`${accepted} rows loaded, ${refused.length} refused`, ...refused.map(({ line, why }) => `line ${line}: ${why}`), ''].join('\n');
