import { setTimeout as sleep } from 'node:timers/promises';
import { addAgents } from './agents.ts';
import { composeOneMail } from './mails.ts';
import { type BenchOptions, type Part, percentile, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

const WITHIN_MS = 60_000;
/** Not in the pace of anything: an idle system is met at every moment of its ticks. */
const PAUSES_MS = [130, 470, 310, 890, 210];
/** The first mails find nothing compiled and no connection open. */
const WARM_UP = 5;

/** How long after a mail arrives at an idle system its answer is accepted. */
export const benchLatency = async (options: BenchOptions): Promise<Part> => {
  const servers = await startBenchServers(options);
  try {
    await addAgents(servers.db, servers.profile.company);
    for (const workers of options.layout) await servers.start(workers);
    const times: number[] = [];
    for (let index = 0; index < options.samples + WARM_UP; index++) {
      const milliseconds = await timeOne(servers, index);
      if (index >= WARM_UP) times.push(milliseconds);
      await sleep(PAUSES_MS[index % PAUSES_MS.length]);
    }
    const [p50, p99] = [percentile(times, 0.5), percentile(times, 0.99)];
    return {
      name: 'latency',
      result: { p50Ms: round(p50, 0), p99Ms: round(p99, 0), samples: times.length },
      rows: [
        ['a mail at an idle system to its answer, median', `${round(p50, 0)} ms`, '', '', '< 500 ms'],
        ['  99th percentile', `${round(p99, 0)} ms`, `${times.length} mails`, '', '< 1500 ms'],
      ],
    };
  } finally {
    await servers.stop();
  }
};

const timeOne = async (servers: BenchServers, index: number): Promise<number> => {
  const mailbox = servers.mailboxes[index % servers.mailboxes.length] ?? '';
  const mail = await composeOneMail(servers.profile, mailbox, index, 'l');
  const startedAt = Date.now();
  await servers.mail.deliver(mailbox, mail.raw);
  while (Date.now() < startedAt + WITHIN_MS) {
    const answer = (await servers.sink.take()).find(({ inReplyTo }) => inReplyTo === mail.messageId);
    if (answer) return answer.at - startedAt;
    await sleep(10);
  }
  throw new Error(`no answer within ${WITHIN_MS} ms to mail ${index}`);
};
