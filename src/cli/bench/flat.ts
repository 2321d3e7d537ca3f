import { createHash, randomBytes } from 'node:crypto';
import { addAgents } from './agents.ts';
import { fillDatabase } from './fill.ts';
import { fillMailboxes, type Ours, runOurs } from './mail.ts';
import { type BenchOptions, type Part, percentile, type Row, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';
import { topStatements } from './work.ts';

/** Each page so often, one after the other; the first times do not count. */
const LOOKS = 40;
const WARM_UP = 4;

/** What a database full of years changes: intake beside an empty one, and the pages of an agent. */
export const benchFlat = async (options: BenchOptions, say: (line: string) => void): Promise<Part> => {
  const small = { ...options, mails: Math.min(options.mails, 1_000) };
  const empty = await withServers(options, async (servers) => {
    await fillMailboxes(servers, small.mails);
    return runOurs(servers, small);
  });
  return withServers(options, async (servers) => {
    await fillDatabase(servers.databaseUrl, options.tickets, say);
    const pages = await timePages(servers);
    await fillMailboxes(servers, small.mails);
    const full = await runOurs(servers, small);
    if (options.profileFolder) for (const line of await topStatements(servers, 15)) say(line);
    const [rate, emptyRate] = [perSecond(full, small), perSecond(empty, small)];
    const ratio = round(rate / emptyRate, 3);
    const [cpuMs, emptyCpuMs] = [cpuOf(full), cpuOf(empty)];
    return {
      name: 'flat',
      result: {
        ratio,
        queueP95Ms: pages.queue,
        perSecond: round(rate, 1),
        emptyPerSecond: round(emptyRate, 1),
        cpuRatio: round(emptyCpuMs / cpuMs, 3),
        postgresMs: [full.cpu.postgres ?? 0, empty.cpu.postgres ?? 0],
        tickets: options.tickets,
        pagesP95Ms: pages,
      },
      rows: [
        [`intake with ${options.tickets} tickets in the database`, `${round(rate, 1)}/s`, `empty ${round(emptyRate, 1)}/s`, ratio, '≥ 0.9'],
        ['  by CPU alone', `${round(cpuMs, 1)} ms a mail`, `empty ${round(emptyCpuMs, 1)} ms`, round(emptyCpuMs / cpuMs, 3), ''],
        ...Object.entries(pages).map(([name, p95]): Row => [`  95th percentile of ${name}`, `${p95} ms`, `${LOOKS} looks`, '', '< 100 ms']),
      ],
    };
  });
};

const withServers = async <T>(options: BenchOptions, work: (servers: BenchServers) => Promise<T>): Promise<T> => {
  const servers = await startBenchServers(options);
  try {
    await addAgents(servers.db, servers.profile.company);
    return await work(servers);
  } finally {
    await servers.stop();
  }
};

/** CPU a mail of all processes, the servers' too: other work on the machine changes it less than it changes rates. */
const cpuOf = ({ cpu }: Ours): number => Object.entries(cpu).reduce((sum, [name, ms]) => (name === 'bench' ? sum : sum + ms), 0);

const perSecond = ({ milliseconds }: { milliseconds: number }, { mails }: BenchOptions): number => (mails / milliseconds) * 1_000;

const timePages = async (servers: BenchServers): Promise<Record<string, number>> => {
  const { db, profile } = servers;
  const workers = await servers.start(['console']);
  const { rows } = await db.query<{ folio: string; contract: string; holder: string; phone: string }>(
    `SELECT "folio", "contract", "holder", "phone" FROM "Ticket" WHERE "company" = $1 ORDER BY md5("id"::text) LIMIT $2`,
    [profile.company, LOOKS + WARM_UP],
  );
  const cookie = await signIn(servers);
  const look = async (pathOf: (row: (typeof rows)[number]) => string): Promise<number> => {
    const times: number[] = [];
    for (const [index, row] of rows.entries()) {
      const startedAt = performance.now();
      const response = await fetch(`${servers.consoleUrl}${pathOf(row)}`, { headers: { cookie }, redirect: 'manual' });
      const text = await response.text();
      if (response.status !== 200 && response.status !== 302 && response.status !== 303)
        throw new Error(`${pathOf(row)} was answered ${response.status}: ${text.slice(0, 200)}`);
      if (index >= WARM_UP) times.push(performance.now() - startedAt);
    }
    return round(percentile(times, 0.95), 0);
  };
  const search = (typed: string) => `/?q=${encodeURIComponent(typed)}`;
  const pages = {
    queue: await look(() => '/'),
    'ticket page': await look(({ folio }) => `/tickets/${folio}`),
    'search by folio': await look(({ folio }) => search(folio)),
    'search by contract': await look(({ contract }) => search(contract)),
    'search by name': await look(({ holder }) => search(holder)),
    'search by telephone': await look(({ phone }) => search(phone)),
    'search by words': await look(({ contract }) => search(`técnico recibo ${contract}`)),
  };
  await workers.stop();
  return pages;
};

/** A supervisor's session, as the login would leave it. */
const signIn = async ({ db, profile }: BenchServers): Promise<string> => {
  const secret = randomBytes(32).toString('base64url');
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO "Agent" ("id", "company", "email", "name", "role", "passwordHash", "createdAt")
     VALUES (gen_random_uuid(), $1, 'bench@konecta.test', 'Banco', 'supervisor', '', now()) RETURNING "id"`,
    [profile.company],
  );
  await db.query(
    `INSERT INTO "Session" ("id", "agentId", "stage", "createdAt", "seenAt", "expiresAt") VALUES ($1, $2, 'full', now(), now(), now() + interval '1 hour')`,
    [createHash('sha256').update(secret).digest('hex'), rows[0]?.id],
  );
  return `ventanilla=${secret}`;
};
