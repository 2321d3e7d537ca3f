import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { codeOf, PermanentError } from '../../runtime/errors.ts';
import { findPendingMigrations } from '../../store/migrate.ts';
import { judgeChannel, readChannels } from './channels.ts';
import { explainNetwork, type Finding, fail, ok, warn } from './finding.ts';

const TOPIC = 'PostgreSQL';
const OLDEST = 14;
const SKEW_MS = 5_000;
const TRY_EVERY_MS = 500;
/** Of these, the doctor leaves the rest of what a pool and a person with psql need. */
const FEWEST_CONNECTIONS = 40;

/** `db.example.com:5432/ventanilla`, never the password. */
export const describeDatabase = (databaseUrl: string): string => {
  const { hostname, port, pathname } = new URL(databaseUrl);
  return `PostgreSQL at ${hostname || 'localhost'}:${port || 5432}${pathname}`;
};

/** Returns once the database answers; throws the last failure at the limit, and at once where waiting cannot help. */
export const waitForDatabase = async (databaseUrl: string, limitMs: number, tellFirst: (error: unknown) => void): Promise<void> => {
  const deadline = Date.now() + limitMs;
  for (let first = true; ; first = false) {
    try {
      await ask(databaseUrl, async (client) => client.query('SELECT 1'));
      return;
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline) throw error;
      if (first) tellFirst(error);
      await sleep(TRY_EVERY_MS);
    }
  }
};

// PostgreSQL's appendix A: 57P03 is a server that starts or stops, 53300 one with too many clients.
const PASSING = new Set(['57P01', '57P02', '57P03', '53300']);

/** True where the same question may be answered in a moment. */
export const isDatabaseAway = (error: unknown): boolean =>
  PASSING.has(codeOf(error)) || explainNetwork(error) !== null || /terminated unexpectedly/.test((error as Error)?.message ?? '');

/** What is wrong with reaching a database, and what to do. */
export const explainDatabase = (error: unknown): { what: string; mend: string } => {
  const code = codeOf(error);
  const network = explainNetwork(error);
  if (network) return { what: `cannot be reached: ${network}`, mend: 'Start it, or mend host and port in DATABASE_URL.' };
  if (code === '28P01' || code === '28000') return { what: `refuses the login (${code})`, mend: 'Mend user and password in DATABASE_URL.' };
  if (code === '3D000') return { what: 'has no such database', mend: 'Create it (createdb -E UTF8), or mend its name in DATABASE_URL.' };
  if (PASSING.has(code)) return { what: `takes no connections now (${code})`, mend: 'Wait for its start to end; look at max_connections.' };
  return { what: `failed (${code})`, mend: "Look into PostgreSQL's log." };
};

export const checkDatabase = async (databaseUrl: string | null): Promise<Finding[]> => {
  if (databaseUrl === null) {
    return [warn(TOPIC, 'DATABASE_URL is unset: `npm start` runs one of its own, for trying out', 'Set DATABASE_URL for service.')];
  }
  try {
    const { facts, channels } = await ask(databaseUrl, async (client) => ({
      facts: await readFacts(client),
      channels: await readChannels(client),
    }));
    return [
      ...judge(facts, describeDatabase(databaseUrl)),
      await checkMigrations(databaseUrl),
      ...channels.flatMap((channel) => judgeChannel(channel, new Date())),
    ];
  } catch (error) {
    const { what, mend } = explainDatabase(error);
    return [fail(TOPIC, `${describeDatabase(databaseUrl)} ${what}`, mend)];
  }
};

type Facts = { version: string; number: number; encoding: string; standby: boolean; connections: number; lax: string[]; skewMs: number };

const readFacts = async (client: pg.Client): Promise<Facts> => {
  const before = Date.now();
  const { rows } = await client.query(`SELECT current_setting('server_version') AS version,
    current_setting('server_version_num')::int AS number, pg_encoding_to_char(encoding) AS encoding,
    pg_is_in_recovery() AS standby, current_setting('max_connections')::int AS connections,
    ARRAY(SELECT name FROM pg_settings WHERE setting = 'off' AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY 1) AS lax,
    extract(epoch FROM clock_timestamp()) * 1000 AS now
    FROM pg_database WHERE datname = current_database()`);
  const { now, ...facts } = rows[0];
  return { ...facts, skewMs: Number(now) - (before + Date.now()) / 2 };
};

const judge = ({ version, number, encoding, standby, connections, lax, skewMs }: Facts, place: string): Finding[] => [
  number >= OLDEST * 10_000
    ? ok(TOPIC, `${place}, version ${version}`)
    : fail(TOPIC, `version ${version} is too old`, `Upgrade it to ${OLDEST} or later.`),
  encoding === 'UTF8'
    ? ok(TOPIC, 'encoding UTF8')
    : fail(
        TOPIC,
        `encoding ${encoding}, in which some customers' letters have no place`,
        'Dump it into a database made with createdb -E UTF8.',
      ),
  ...(standby ? [fail(TOPIC, 'a standby: nothing can be written', 'Name the primary in DATABASE_URL.')] : []),
  ...(connections < FEWEST_CONNECTIONS
    ? [warn(TOPIC, `max_connections is ${connections}`, `Raise it to ${FEWEST_CONNECTIONS} or more: each process takes up to 10.`)]
    : []),
  // A mail counts as received once it is committed: nothing brings it back if that was not so.
  ...(lax.length > 0
    ? [warn(TOPIC, `${lax.join(', ')} off: what it called committed may be gone after a crash`, 'Set to on, for service.')]
    : []),
  ...(Math.abs(skewMs) > SKEW_MS
    ? [
        fail(
          TOPIC,
          `its clock differs by ${Math.round(skewMs / 1000)} s from this machine's`,
          'Run NTP on both: terms and leases are reckoned with them.',
        ),
      ]
    : []),
];

const checkMigrations = async (databaseUrl: string): Promise<Finding> => {
  try {
    const pending = await findPendingMigrations(databaseUrl);
    if (pending.length === 0) return ok(TOPIC, 'at the present schema');
    return fail(TOPIC, `${pending.length} migrations are pending, the first is ${pending[0]}`, 'Run: npm run -s ventanilla -- migrate');
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    return fail(TOPIC, error.message, 'See docs/operating.md, "A migration failed".');
  }
};

const ask = async <T>(databaseUrl: string, question: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
  client.on('error', () => undefined); // the question's own promise tells it
  try {
    await client.connect();
    return await question(client);
  } finally {
    await client.end().catch(() => undefined); // it never was connected
  }
};
