import { z } from 'zod';
import type { Variables } from './placeholders.ts';
import { problemsOf, refuseProblems } from './problems.ts';

export type Environment = {
  /** Null: an embedded PostgreSQL, a local Redis. */
  databaseUrl: string | null;
  redisUrl: string | null;
  /** Folder of the companies' files. */
  configFolder: string;
  /** Where servers of ours listen: this machine only, unless told otherwise. */
  host: string;
  /** Who may say, in X-Forwarded-For, whom a request comes from: addresses, nets, or loopback, linklocal, uniquelocal. */
  trustedProxies: string;
  port: number;
  consolePort: number;
  /** Health and metrics of this process on a port of their own; null: only where the webhooks are. */
  healthPort: number | null;
  sessionSecret: string;
  metaGraphUrl: string;
  /** Webhooks may go to this machine, over plain HTTP too: for trying out. */
  allowLoopbackWebhooks: boolean;
  logLevel: z.output<typeof LEVEL>;
};

const LEVEL = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
  error: 'one of fatal, error, warn, info, debug, trace, silent',
});
const url = (expected: string, scheme: RegExp) =>
  z.string({ error: expected }).regex(scheme, { error: expected }).refine(URL.canParse, { error: expected });
const port = z
  .string()
  .regex(/^\d{1,5}$/, { error: 'a port from 0 to 65535' })
  .transform(Number)
  .refine((value) => value <= 65_535, { error: 'a port from 0 to 65535' });
const SECRET_TEXT = '32 characters or more, for example from `openssl rand -base64 48`';

// `loopback, 10.0.0.0/8`, `::1`; not `*`, not `true`: what anybody may say is worth nothing.
const PROXY = String.raw`(?:loopback|linklocal|uniquelocal|[\da-f]*[.:][\da-f.:]+(?:/\d{1,3})?)`;
const PROXIES = new RegExp(`^${PROXY}(?:\\s*,\\s*${PROXY})*$`, 'i');
const PROXIES_TEXT = 'addresses, nets, loopback, linklocal or uniquelocal, with commas between';

const ENVIRONMENT = z.object({
  DATABASE_URL: url('postgresql://user:password@host:port/database', /^postgres(?:ql)?:\/\//).optional(),
  REDIS_URL: url('redis://host:port or rediss://host:port', /^rediss?:\/\//).optional(),
  VENTANILLA_CONFIG: z.string().default('config'),
  PORT: port.prefault('3000'),
  CONSOLE_PORT: port.prefault('3001'),
  HEALTH_PORT: port.optional(),
  HOST: z.string().default('127.0.0.1'),
  TRUSTED_PROXIES: z.string().regex(PROXIES, { error: PROXIES_TEXT }).default('loopback'),
  SESSION_SECRET: z.string({ error: SECRET_TEXT }).min(32, { error: SECRET_TEXT }),
  META_GRAPH_URL: url('an address that begins with https:// or http://', /^https?:\/\//).default('https://graph.facebook.com'),
  WEBHOOKS_TO_LOOPBACK: z.enum(['true', 'false'], { error: 'true or false' }).default('false'),
  LOG_LEVEL: LEVEL.default('info'),
});

/** The settings of the environment; a variable that is empty counts as unset. Throws every error together, naming the variable. */
export const readEnvironment = (variables: Variables): Environment => {
  const { environment, problems } = checkEnvironment(variables);
  refuseProblems(problems);
  if (environment === null) throw new TypeError('an environment without problems is an environment');
  return environment;
};

/** DATABASE_URL alone, for a command that needs nothing else; null where it is unset. */
export const readDatabaseUrl = (variables: Variables): string | null => {
  const known = variables.DATABASE_URL ? { DATABASE_URL: variables.DATABASE_URL } : {};
  const result = ENVIRONMENT.pick({ DATABASE_URL: true }).safeParse(known);
  refuseProblems(result.success ? [] : problemsOf(result.error, known).map((problem) => ({ file: 'environment', ...problem })));
  return result.data?.DATABASE_URL ?? null;
};

export const checkEnvironment = (variables: Variables) => {
  const known = Object.fromEntries(Object.keys(ENVIRONMENT.shape).flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])));
  const result = ENVIRONMENT.safeParse(known);
  if (!result.success) {
    return { environment: null, problems: problemsOf(result.error, known).map((problem) => ({ file: 'environment', ...problem })) };
  }
  return { environment: settingsOf(result.data), problems: [] };
};

const settingsOf = (read: z.output<typeof ENVIRONMENT>): Environment => ({
  databaseUrl: read.DATABASE_URL ?? null,
  redisUrl: read.REDIS_URL ?? null,
  configFolder: read.VENTANILLA_CONFIG,
  host: read.HOST,
  trustedProxies: read.TRUSTED_PROXIES,
  port: read.PORT,
  consolePort: read.CONSOLE_PORT,
  healthPort: read.HEALTH_PORT ?? null,
  sessionSecret: read.SESSION_SECRET,
  metaGraphUrl: read.META_GRAPH_URL.replace(/\/+$/, ''),
  allowLoopbackWebhooks: read.WEBHOOKS_TO_LOOPBACK === 'true',
  logLevel: read.LOG_LEVEL,
});
