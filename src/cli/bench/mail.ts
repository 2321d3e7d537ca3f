import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { v7 as newId } from 'uuid';
import { addAgents } from './agents.ts';
import type { FloorResult, FloorTask } from './floor.ts';
import { composeBenchMails } from './mails.ts';
import { readCpuSeconds, subtract } from './processes.ts';
import { type BenchOptions, type Part, type Row, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';
import { countWork, readWork, resetWork, scannedTables, topStatements } from './work.ts';

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 15 * 60_000;

/** 5,000 mails waiting in two mailboxes become tickets and answers; as a ratio to reading, parsing and answering them alone. */
export const benchMail = async (options: BenchOptions, say: (line: string) => void): Promise<Part> => {
  const servers = await startBenchServers(options);
  try {
    await addAgents(servers.db, servers.profile.company);
    await fillMailboxes(servers, options.mails);
    say(`  ${options.mails} mails wait in ${servers.mailboxes.join(' and ')}`);
    const floors = [await runFloor(servers, options.mails)];
    const ours = await runOurs(servers, options);
    if (options.profileFolder) for (const line of [...(await topStatements(servers, 30)), ...(await scannedTables(servers))]) say(line);
    floors.push(await runFloor(servers, options.mails));
    const floorPerSecond = rate(floors);
    const perSecond = (options.mails / ours.milliseconds) * 1_000;
    const floorCpuMs = floors.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / floors.reduce((sum, { mails }) => sum + mails, 0);
    const cpuMs = Object.entries(ours.cpu).reduce((sum, [name, ms]) => (name === 'bench' ? sum : sum + ms), 0);
    // The floor is one process; we are as many as the machine has cores.
    const cpuRatio = (floorCpuMs * availableParallelism()) / cpuMs;
    return {
      name: 'mail',
      result: {
        ratio: round(perSecond / floorPerSecond, 3),
        perSecond: round(perSecond, 1),
        floorPerSecond: round(floorPerSecond, 1),
        floors: floors.map((floor) => round(rate([floor]), 1)),
        cpuRatio: round(cpuRatio, 3),
        cpuMs: round(cpuMs, 2),
        floorCpuMs: round(floorCpuMs, 2),
        mails: options.mails,
        tickets: ours.tickets,
        answers: ours.answers,
        perMail: ours.perMail,
        cpuMsByProcess: ours.cpu,
      },
      rows: [
        ...rowsOf(perSecond, floorPerSecond, ours),
        [
          '  by CPU alone, all cores ours',
          `${round(cpuMs, 1)} ms a mail`,
          `floor ${round(floorCpuMs, 1)} ms, one process`,
          round(cpuRatio, 3),
          '',
        ],
      ],
    };
  } finally {
    await servers.stop();
  }
};

/** `round`: another one brings other customers, who write about other contracts. */
export const fillMailboxes = async (servers: BenchServers, count: number, round = 0): Promise<void> => {
  for await (const mail of composeBenchMails(servers.profile, servers.mailboxes, { count, from: round * count }, `b${round}`))
    await servers.mail.deliver(mail.mailbox, mail.raw);
};

/** The floor as a process of its own, over the same mailboxes and to the same SMTP server. */
export const runFloor = async (servers: BenchServers, mails: number): Promise<FloorResult> => {
  const task: FloorTask = {
    imap: servers.mail.imap,
    smtp: { host: '127.0.0.1', port: servers.sink.port },
    mailboxes: servers.mailboxes,
    password: servers.password,
    each: Math.ceil(mails / servers.mailboxes.length),
  };
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'floor.ts'), JSON.stringify(task)]);
  await servers.sink.take();
  return JSON.parse(stdout);
};

export type Ours = {
  /** Those of the measured time: without what warmed the processes up. */
  mails: number;
  milliseconds: number;
  tickets: number;
  answers: number;
  perMail: { statements: number; commits: number; redisCommands: number };
  cpu: Record<string, number>;
};

/**
 * Lets the workers turn the waiting mails into tickets and answers. Measured is from the first lease to the last answer accepted;
 * with `warmUp` from the moment on at which so many were answered, all processes running.
 */
export const runOurs = async (servers: BenchServers, { mails, layout }: BenchOptions, warmUp = 0): Promise<Ours> => {
  const since = newId();
  // Those that watch the mailboxes come last: the others are up when the first mail is stored.
  const sorted = layout.toSorted((one, other) => Number(one.includes('mailboxes')) - Number(other.includes('mailboxes')));
  const [watching = [], ...first] = sorted.toReversed();
  const processes = await Promise.all(first.map((workers) => servers.start(workers)));
  await resetWork(servers);
  const starting = servers.start(watching);
  const leasedAt = await firstLease(servers);
  processes.push(await starting);
  if (warmUp > 0) {
    await waitForAnswers(servers, warmUp);
    await resetWork(servers);
  }
  const names = new Map([...processes.map(({ pid, name }) => [pid, name] as const), [servers.sink.pid, 'sink'] as const]);
  const before = await readCpuSeconds(names);
  const work = await readWork(servers);
  const [startedAt, warmedUp] = warmUp > 0 ? [Date.now(), await servers.sink.count()] : [leasedAt, 0];
  await waitForAnswers(servers, mails);
  const answeredAt = Math.max(...(await servers.sink.take()).filter(({ inReplyTo }) => inReplyTo !== null).map(({ at }) => at));
  const cpu = subtract(await readCpuSeconds(names), before);
  const did = await countWork(servers, work);
  const { tickets, answers } = await countMade(servers, since);
  for (const one of processes) await one.stop();
  const measured = mails - warmedUp;
  return {
    mails: measured,
    milliseconds: answeredAt - startedAt,
    tickets,
    answers,
    perMail: {
      statements: round(did.statements / measured, 1),
      commits: round(did.commits / measured, 2),
      redisCommands: round(did.redisCommands / measured, 1),
    },
    cpu: Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, round((seconds / measured) * 1_000, 2)])),
  };
};

/** What came to be since an id was made: ids are in the order of time. A count of all would read a full database from end to end. */
const countMade = async ({ db }: BenchServers, since: string): Promise<{ tickets: number; answers: number }> => {
  const { rows } = await db.query<{ tickets: number; answers: number }>(
    `SELECT (SELECT count(*) FROM "Ticket" WHERE "id" > $1)::int AS tickets,
       (SELECT count(*) FROM "Reply" WHERE "id" > $1 AND "state" = 'sent' AND "kind" <> 'assigned')::int AS answers`,
    [since],
  );
  return rows[0] ?? { tickets: 0, answers: 0 };
};

/** The moment at which our watcher takes its first mailbox: from there on the mails are ours to work on. */
const firstLease = async ({ db }: BenchServers): Promise<number> => {
  for (;;) {
    const { rowCount } = await db.query('SELECT 1 FROM "Mailbox" WHERE "watcher" IS NOT NULL LIMIT 1');
    if (rowCount) return Date.now();
    await sleep(LOOK_EVERY_MS);
  }
};

const waitForAnswers = async ({ sink, db }: BenchServers, mails: number): Promise<void> => {
  const until = Date.now() + WITHIN_MS;
  while ((await sink.count()) < mails) {
    if (Date.now() > until) {
      const { rows } = await db.query('SELECT "state"::text, "disposition"::text, count(*) FROM "Message" GROUP BY 1, 2');
      throw new Error(`only ${await sink.count()} of ${mails} answers came in time: ${JSON.stringify(rows)}`);
    }
    await sleep(100);
  }
};

const rowsOf = (perSecond: number, floorPerSecond: number, ours: Ours): Row[] => [
  [
    'mails to tickets and answers',
    `${round(perSecond, 1)}/s`,
    `floor ${round(floorPerSecond, 1)}/s`,
    round(perSecond / floorPerSecond, 3),
    '≥ 0.30',
  ],
  [
    '  SQL statements, commits, Redis commands a mail',
    `${ours.perMail.statements}, ${ours.perMail.commits}, ${ours.perMail.redisCommands}`,
    '',
    '',
    '',
  ],
  ...Object.entries(ours.cpu).map(([name, seconds]): Row => [`  CPU of ${name}`, `${seconds} ms a mail`, '', '', '']),
];

const rate = (floors: FloorResult[]): number =>
  (floors.reduce((sum, { mails }) => sum + mails, 0) / floors.reduce((sum, { milliseconds }) => sum + milliseconds, 0)) * 1_000;
