import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { addAgents } from './agents.ts';
import { composeOneMail } from './mails.ts';
import { readRssMb, type WorkerProcess } from './processes.ts';
import type { BenchOptions, Part, Row } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

/** Rows that no customer makes: they must not grow while nothing happens but the pace of a quiet day. */
const BOOKKEEPING = [
  'Mailbox',
  'ChannelState',
  'WorkerProcess',
  'Session',
  'LoginFailure',
  'DirectoryLoad',
  'Notification',
  'TicketPresence',
];
const MAIL_EVERY_MS = 1_000;

type Sample = { rssMb: number; connections: number; redisKeys: number; bookkeepingRows: number };

/** A quiet time made short: a mail a second, the clock's ticks, and what has grown between a third of it and its end. */
export const benchQuiet = async (options: BenchOptions): Promise<Part> => {
  const servers = await startBenchServers(options);
  try {
    await addAgents(servers.db, servers.profile.company);
    const workers: WorkerProcess[] = [];
    for (const names of options.layout) workers.push(await servers.start(names));
    await trickle(servers, 0, options.quietSeconds / 3);
    const first = await look(servers, workers);
    await trickle(servers, options.quietSeconds, (options.quietSeconds * 2) / 3);
    const last = await look(servers, workers);
    const row = (name: string, key: keyof Sample, unit = ''): Row => [
      `  ${name}`,
      `${last[key]}${unit}`,
      `${first[key]}${unit} at a third of it`,
      '',
      'flat',
    ];
    return {
      name: 'quiet',
      result: { seconds: options.quietSeconds, first, last },
      rows: [
        [`${options.quietSeconds} s at a mail a second`, '', '', '', ''],
        row('resident memory', 'rssMb', ' MiB'),
        row('connections to PostgreSQL', 'connections'),
        row('keys in Redis', 'redisKeys'),
        row('rows of bookkeeping', 'bookkeepingRows'),
      ],
    };
  } finally {
    await servers.stop();
  }
};

const trickle = async (servers: BenchServers, from: number, seconds: number): Promise<void> => {
  const until = Date.now() + seconds * 1_000;
  for (let index = Math.ceil(from); Date.now() < until; index++) {
    const mailbox = servers.mailboxes[index % servers.mailboxes.length] ?? '';
    await servers.mail.deliver(mailbox, (await composeOneMail(servers.profile, mailbox, index, 'q')).raw);
    await sleep(MAIL_EVERY_MS);
  }
};

const look = async ({ db, redisUrl }: BenchServers, workers: WorkerProcess[]): Promise<Sample> => {
  const counts = BOOKKEEPING.map((table) => `(SELECT count(*) FROM "${table}")`).join(' + ');
  const { rows } = await db.query<{ connections: string; rows: string }>(
    `SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) AS connections, ${counts} AS rows`,
  );
  const redis = new Redis(redisUrl);
  const redisKeys = await redis.dbsize();
  redis.disconnect();
  const rss = await Promise.all(workers.map(({ pid }) => readRssMb(pid)));
  return {
    rssMb: rss.reduce((sum, mb) => sum + mb, 0),
    connections: Number(rows[0]?.connections),
    redisKeys,
    bookkeepingRows: Number(rows[0]?.rows),
  };
};
