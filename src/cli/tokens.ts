// Tokens of the API. In: `add NAME --company NAME --right RIGHT …`, `list` or `revoke ID`. Out: the token, once; the list; the revocation. Status 2 on a wrong use, 1 where it cannot be.
import { parseArgs } from 'node:util';
import { hashToken, makeToken } from '../console/api/token.ts';
import { readEnvironment } from '../runtime/environment.ts';
import { PermanentError } from '../runtime/errors.ts';
import { getProfile } from '../runtime/profiles.ts';
import { startMissingServices } from '../runtime/services.ts';
import { API_RIGHTS, type ApiRight } from '../store/api-tokens.ts';
import { migrate } from '../store/migrate.ts';
import { openStore, type Store } from '../store/store.ts';

const USAGE =
  'usage: tokens add NAME --company NAME --right tickets:read [--right tickets:write] [--days 365] | tokens list --company NAME | tokens revoke ID --company NAME';
const DAY_MS = 86_400_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const run = async (args: string[]): Promise<number> => {
  try {
    return await perform(readOptions(args));
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.code === 'usage' ? 2 : 1;
  }
};

type Options = { verb: 'add' | 'list' | 'revoke'; subject: string; company: string; rights: ApiRight[]; days: number | null };

const readOptions = (args: string[]): Options => {
  const { values, positionals } = parse(args);
  const [typed, subject = '', ...rest] = positionals;
  const verb = (['add', 'list', 'revoke'] as const).find((one) => one === typed);
  if (!verb || rest.length > 0 || (verb === 'list') !== (subject === '')) throw wrongUse(USAGE);
  if (!values.company) throw wrongUse(`expected --company NAME\n${USAGE}`);
  const rights = (values.right ?? []).map(readRight);
  if (verb === 'add' && rights.length === 0) throw wrongUse(`expected --right, one of ${API_RIGHTS.join(', ')}\n${USAGE}`);
  if (verb === 'revoke' && !UUID.test(subject))
    throw wrongUse(`revoke: expected the id of a token as \`tokens list\` shows it; found "${subject}"`);
  return { verb, subject, company: values.company, rights, days: readDays(values.days) };
};

const parse = (args: string[]) => {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { company: text, days: text, right: { type: 'string', multiple: true } } });
  } catch (cause) {
    throw new PermanentError('usage', `${cause instanceof Error ? cause.message : 'wrong options'}\n${USAGE}`, { cause });
  }
};

const readRight = (typed: string): ApiRight => {
  const right = API_RIGHTS.find((one) => one === typed);
  if (!right) throw wrongUse(`--right: expected one of ${API_RIGHTS.join(', ')}; found "${typed}"`);
  return right;
};

const readDays = (typed: string | undefined): number | null => {
  if (typed === undefined) return null;
  const days = Number(typed);
  if (!Number.isInteger(days) || days < 1 || days > 3650)
    throw wrongUse(`--days: expected a whole number from 1 to 3650; found "${typed}"`);
  return days;
};

const perform = async (options: Options): Promise<number> => {
  const environment = readEnvironment({ SESSION_SECRET: 'not needed for a token of the API, only checked', ...process.env });
  getProfile(options.company, environment.configFolder);
  const services = await startMissingServices({ databaseUrl: environment.databaseUrl ?? undefined, redisUrl: 'redis://not-needed' });
  try {
    if (environment.databaseUrl === null) await migrate(services.databaseUrl);
    const store = openStore(services.databaseUrl);
    try {
      await VERBS[options.verb](store, options);
    } finally {
      await store.close();
    }
  } finally {
    await services.stop();
  }
  return 0;
};

const VERBS: Record<Options['verb'], (store: Store, options: Options) => Promise<void>> = {
  add: async (store, { subject: name, company, rights, days }) => {
    const token = makeToken();
    const now = new Date();
    const expiresAt = days === null ? null : new Date(now.getTime() + days * DAY_MS);
    const id = await store.apiTokens.add({ company, name, hash: hashToken(token), rights, createdBy: 'cli', createdAt: now, expiresAt });
    await store.audit.add({ company, at: now, agentId: null, action: 'token-made', subject: id, data: { name, rights, days, by: 'cli' } });
    process.stdout.write(`${id}: ${name}, ${rights.join(' ')}\ntoken (shown only now): ${token}\n`);
  },
  list: async (store, { company }) => {
    for (const { id, name, rights, createdAt, expiresAt, lastUsedAt, revokedAt } of await store.apiTokens.list(company)) {
      const facts = [
        `made ${createdAt.toISOString()}`,
        lastUsedAt ? `used ${lastUsedAt.toISOString()}` : 'never used',
        ...(expiresAt ? [`until ${expiresAt.toISOString()}`] : []),
        ...(revokedAt ? [`revoked ${revokedAt.toISOString()}`] : []),
      ];
      process.stdout.write(`${id}: ${name}, ${rights.join(' ')}; ${facts.join(', ')}\n`);
    }
  },
  revoke: async (store, { subject: id, company }) => {
    const now = new Date();
    if (!(await store.apiTokens.revoke(company, id, now)))
      throw new PermanentError('token', `${company} has no token ${id} that is in force`);
    await store.audit.add({ company, at: now, agentId: null, action: 'token-revoked', subject: id, data: { by: 'cli' } });
    process.stdout.write(`${id}: revoked\n`);
  },
};

const wrongUse = (message: string) => new PermanentError('usage', message);
