// Accounts of the console. In: `add EMAIL --company NAME --role ROLE …`. Out: the account, and its password once where none was given; status 2 on a wrong use, 1 where it cannot be.
import { parseArgs } from 'node:util';
import { readAccountAddress } from '../console/access/address.ts';
import { hashPassword, makePassword, problemOfPassword } from '../console/access/password.ts';
import type { CompanyProfile } from '../core/company.ts';
import { Area } from '../core/words.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { getProfile } from '../runtime/profiles.ts';
import { startMissingServices } from '../runtime/services.ts';
import { type NewAgent, Role } from '../store/agents.ts';
import { migrate } from '../store/migrate.ts';
import { openStore } from '../store/store.ts';

const USAGE =
  'usage: users add EMAIL --company NAME --role agent|supervisor|admin [--name "FULL NAME"] [--area AREA] [--city CITY] [--password-stdin]';

export const run = async (args: string[]): Promise<number> => {
  try {
    return await add(readOptions(args));
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.code === 'usage' ? 2 : 1;
  }
};

type Options = { email: string; company: string; role: Role; name: string; area: Area | null; city: string | null; fromStdin: boolean };

const readOptions = (args: string[]): Options => {
  const { values, positionals } = parse(args);
  const [verb, typed = '', ...rest] = positionals;
  if (verb !== 'add' || rest.length > 0) throw wrongUse(USAGE);
  const email = readAccountAddress(typed);
  if (email === null) throw wrongUse(`expected a mail address after "add"\n${USAGE}`);
  if (!values.company) throw wrongUse(`expected --company NAME\n${USAGE}`);
  return {
    email,
    company: values.company,
    role: oneOf('--role', values.role ?? '', Object.values(Role)),
    name: values.name?.trim() || nameOf(email),
    area: values.area === undefined ? null : oneOf('--area', values.area, Object.values(Area)),
    city: values.city ?? null,
    fromStdin: values['password-stdin'] ?? false,
  };
};

const parse = (args: string[]) => {
  const text = { type: 'string' } as const;
  const options = { company: text, role: text, name: text, area: text, city: text, 'password-stdin': { type: 'boolean' } } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (cause) {
    throw new PermanentError('usage', `${cause instanceof Error ? cause.message : 'wrong options'}\n${USAGE}`, { cause });
  }
};

const add = async (options: Options): Promise<number> => {
  const environment = readEnvironment({ SESSION_SECRET: 'not needed to add an account, only checked', ...process.env });
  checkPlace(options, getProfile(options.company, environment.configFolder));
  const password = options.fromStdin ? await readPassword(options.email) : makePassword();
  const services = await startMissingServices({ databaseUrl: environment.databaseUrl ?? undefined, redisUrl: 'redis://not-needed' });
  try {
    if (environment.databaseUrl === null) await migrate(services.databaseUrl);
    await save(services.databaseUrl, options, password);
  } finally {
    await services.stop();
  }
  process.stdout.write(`${options.email}: ${options.role} of ${options.company}\n`);
  if (!options.fromStdin) process.stdout.write(`password (shown only now): ${password}\n`);
  return 0;
};

const save = async (databaseUrl: string, options: Options, password: string): Promise<void> => {
  const { fromStdin: _unused, ...account } = options;
  const agent: NewAgent = { ...account, passwordHash: await hashPassword(password), createdAt: new Date() };
  const store = openStore(databaseUrl);
  try {
    const id = await store.agents.add(agent);
    if (id === null) throw new PermanentError('account-exists', `${options.email} has an account already`);
    await store.audit.add({
      company: options.company,
      at: new Date(),
      agentId: null,
      action: 'agent-added',
      subject: id,
      data: { by: 'cli' },
    });
  } finally {
    await store.close();
  }
};

const checkPlace = ({ city, company }: Options, profile: CompanyProfile): void => {
  const cities = profile.cities.map(({ id }) => id);
  if (city !== null && !cities.includes(city))
    throw new PermanentError(
      'city',
      `--city: expected ${cities.length > 0 ? `one of ${cities.join(', ')}` : `no city: ${company} has one service area`}; found ${city}`,
    );
};

const readPassword = async (email: string): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  // The line's end belongs to `echo`, not to the password.
  const password = Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const problem = problemOfPassword(password, email);
  if (problem) throw new PermanentError('password', `the password from standard input was refused: ${problem}`);
  return password;
};

const oneOf = <Word extends string>(option: string, typed: string, words: Word[]): Word => {
  const found = words.find((word) => word === typed);
  if (!found) throw wrongUse(`${option}: expected one of ${words.join(', ')}; found "${typed}"`);
  return found;
};

/** `ana.lopez@konecta.mx` as `Ana Lopez`, until somebody writes the name. */
const nameOf = (email: string) =>
  (email.split('@')[0] ?? email)
    .split(/[._-]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ') || email;

const wrongUse = (message: string) => new PermanentError('usage', message);
