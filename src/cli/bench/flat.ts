import { join } from 'node:path';
import { loadProfiles } from '../../runtime/profiles.ts';
import { openDatabase } from '../../store/database.ts';
import { countTickets } from '../../store/reports.ts';
import { PROJECT } from '../demo/servers.ts';
import { addAgents } from './agents.ts';
import { fillDatabase } from './fill.ts';
import { LOOKS, timePages } from './flat-pages.ts';
import { fillMailboxes, type Ours, runOurs } from './mail.ts';
import { type BenchOptions, type Part, type Row, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';
import { compareStatements, type Statement, statementsOf } from './work.ts';

/** In turns, so that neither has the machine's better hour; each round with processes of its own. */
const ROUNDS = ['empty', 'full', 'full', 'empty'] as const;
const MOST_MAILS = 2_000;
/** A third of a round warms V8 and the plans up and does not count. */
const WARM_UP = 1 / 3;
const STATEMENTS_SHOWN = 25;

type Round = Ours & { statements: Statement[] };

/** What a database full of years changes: intake beside an empty one, and the pages of an agent. */
export const benchFlat = async (options: BenchOptions, say: (line: string) => void): Promise<Part> =>
  withServers(options, async (full) => {
    await fillDatabase(full.databaseUrl, options.tickets, say);
    await settleFilled(full);
    const pages = await timePages(full);
    const rounds: Record<'empty' | 'full', Round[]> = { empty: [], full: [] };
    for (const kind of ROUNDS) {
      const run = (servers: BenchServers) =>
        runRound(servers, { ...options, mails: Math.min(options.mails, MOST_MAILS) }, rounds[kind].length);
      const one = kind === 'full' ? await run(full) : await withServers(options, run);
      say(`  ${kind}: ${round(perSecond([one]), 1)} mails a second, ${round(cpuOf([one]), 1)} ms of CPU a mail`);
      rounds[kind].push(one);
    }
    if (options.profileFolder) {
      const [filled, empty] = [rounds.full, rounds.empty].map((some) => ({
        mails: mailsOf(some),
        rows: some.flatMap((one) => one.statements),
      }));
      if (filled && empty) for (const line of compareStatements(filled, empty, STATEMENTS_SHOWN)) say(line);
    }
    return partOf(options, rounds, pages);
  });

const partOf = ({ tickets }: BenchOptions, { full, empty }: Record<'empty' | 'full', Round[]>, pages: Record<string, number>): Part => {
  const [rate, emptyRate] = [perSecond(full), perSecond(empty)];
  const [cpuMs, emptyCpuMs] = [cpuOf(full), cpuOf(empty)];
  const ratio = round(rate / emptyRate, 3);
  return {
    name: 'flat',
    result: {
      ratio,
      queueP95Ms: pages.queue,
      perSecond: round(rate, 1),
      emptyPerSecond: round(emptyRate, 1),
      rounds: [...full, ...empty].map((one) => round(perSecond([one]), 1)),
      cpuRatio: round(emptyCpuMs / cpuMs, 3),
      postgresMs: [full, empty].map((some) =>
        round(
          meanOf(some, ({ cpu }) => cpu.postgres ?? 0),
          2,
        ),
      ),
      mails: mailsOf(full),
      tickets,
      pagesP95Ms: pages,
    },
    rows: [
      [`intake with ${tickets} tickets in the database`, `${round(rate, 1)}/s`, `empty ${round(emptyRate, 1)}/s`, ratio, '≥ 0.9'],
      ['  by CPU alone', `${round(cpuMs, 1)} ms a mail`, `empty ${round(emptyCpuMs, 1)} ms`, round(emptyCpuMs / cpuMs, 3), ''],
      ...Object.entries(pages).map(([name, p95]): Row => [`  95th percentile of ${name}`, `${p95} ms`, `${LOOKS} looks`, '', '< 100 ms']),
    ],
  };
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

/** What years of service have behind them and a fill has not: the months of the reports counted, the pages written. */
const settleFilled = async ({ databaseUrl, db }: BenchServers): Promise<void> => {
  const database = openDatabase(databaseUrl, { connections: 1 });
  try {
    for (const { company, timeZone } of loadProfiles(join(PROJECT, 'config')))
      await countTickets(database.prisma, { company, timeZone, now: new Date() });
  } finally {
    await database.close();
  }
  await db.query('VACUUM ANALYZE "TicketCount"');
};

const runRound = async (servers: BenchServers, options: BenchOptions, before: number): Promise<Round> => {
  await fillMailboxes(servers, options.mails, before);
  // What was written before must not be written again while this is measured.
  await servers.db.query('CHECKPOINT');
  const ours = await runOurs(servers, options, Math.ceil(options.mails * WARM_UP));
  return { ...ours, statements: await statementsOf(servers) };
};

/** CPU a mail of all processes, the servers' too: other work on the machine changes it less than it changes rates. */
const cpuOf = (rounds: Round[]): number =>
  meanOf(rounds, ({ cpu }) => Object.entries(cpu).reduce((sum, [name, ms]) => (name === 'bench' ? sum : sum + ms), 0));

/** Of what is counted for one mail, over the mails of all rounds. */
const meanOf = (rounds: Round[], value: (one: Round) => number): number =>
  rounds.reduce((sum, one) => sum + value(one) * one.mails, 0) / mailsOf(rounds);

const mailsOf = (rounds: Round[]): number => rounds.reduce((sum, { mails }) => sum + mails, 0);

const perSecond = (rounds: Round[]): number => (mailsOf(rounds) / rounds.reduce((sum, { milliseconds }) => sum + milliseconds, 0)) * 1_000;
