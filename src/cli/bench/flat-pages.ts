import { createHash, randomBytes } from 'node:crypto';
import { percentile, round } from './report.ts';
import type { BenchServers } from './servers.ts';

/** Each page so often, one after the other; the first times do not count. */
export const LOOKS = 40;
const WARM_UP = 4;

type Sample = { folio: string; contract: string; holder: string; phone: string; word: string };

/** What an agent waits for at each page of a full database: the 95th percentile in milliseconds, over HTTP. */
export const timePages = async (servers: BenchServers): Promise<Record<string, number>> => {
  const { db, profile } = servers;
  const workers = await servers.start(['console']);
  const { rows } = await db.query<Sample>(
    `SELECT "folio", "contract", "holder", "phone", split_part("description", ' ', 5) AS "word" FROM "Ticket"
     WHERE "company" = $1 ORDER BY md5("id"::text) LIMIT $2`,
    [profile.company, LOOKS + WARM_UP],
  );
  const cookie = await signIn(servers);
  const times: Record<string, number> = {};
  for (const [name, pathOf] of Object.entries(PAGES)) times[name] = await timePage(servers.consoleUrl, cookie, rows.map(pathOf));
  await workers.stop();
  return times;
};

const search = (typed: string): string => `/?q=${encodeURIComponent(typed)}`;

const PAGES: Record<string, (row: Sample) => string> = {
  queue: () => '/',
  'ticket page': ({ folio }) => `/tickets/${folio}`,
  'search by folio': ({ folio }) => search(folio),
  'search by contract': ({ contract }) => search(contract),
  'search by name': ({ holder }) => search(holder),
  'search by telephone': ({ phone }) => search(phone),
  // A contract among words that half of all messages have; the three stand in no message together, then in those of a ticket or two.
  'search by words': ({ contract }) => search(`técnico recibo ${contract}`),
  'search by words and contract': ({ word, contract }) => search(`no funciona ${word} ${contract}`),
  'search by common words': ({ word }) => search(`no funciona ${word}`),
  'search by beginnings': ({ holder, word }) => search(`${holder.slice(0, 4)} ${word.slice(0, 4)}`),
  'search for what is not there': ({ word }) => search(`${word} extraviado`),
};

const timePage = async (consoleUrl: string, cookie: string, paths: string[]): Promise<number> => {
  const times: number[] = [];
  for (const [index, path] of paths.entries()) {
    const startedAt = performance.now();
    const response = await fetch(`${consoleUrl}${path}`, { headers: { cookie }, redirect: 'manual' });
    const text = await response.text();
    if (response.status !== 200 && response.status !== 302 && response.status !== 303)
      throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 200)}`);
    if (index >= WARM_UP) times.push(performance.now() - startedAt);
  }
  return round(percentile(times, 0.95), 0);
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
