import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { encodeAsMeta, signAsMeta, whatsAppBody, whatsAppText } from '../../runtime/services/meta-webhooks.ts';
import { type Load, type Measured, pushHard, pushSteadily, type Shot } from './load.ts';
import { readRssMb, type WorkerProcess } from './processes.ts';
import { type BenchOptions, type Part, percentile, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

const CONNECTIONS = 32;
const ROUNDS = 3;

/** Webhooks a second, each durable before its 200, beside a server that does no more than check and insert them. */
export const benchWebhook = async (options: BenchOptions): Promise<Part> => {
  const servers = await startBenchServers(options);
  try {
    const workers = await servers.start(['webhooks']);
    const floor = await startFloor(servers);
    try {
      return await measure(servers, workers, floor.port, options.seconds * 1_000);
    } finally {
      floor.stop();
    }
  } finally {
    await servers.stop();
  }
};

const measure = async (servers: BenchServers, workers: WorkerProcess, floorPort: number, roundMs: number): Promise<Part> => {
  const next = shooter(servers);
  const own: Load = { url: `${servers.webUrl}/webhooks/meta/${servers.profile.company}`, next, connections: CONNECTIONS };
  const floor: Load = { url: `http://127.0.0.1:${floorPort}/floor`, next, connections: CONNECTIONS };
  await pushHard(floor, roundMs / 2);
  await pushHard(own, roundMs / 2);
  const rssBefore = await readRssMb(workers.pid);
  const rounds: { floor: Measured; own: Measured }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ floor: await pushHard(floor, roundMs), own: await pushHard(own, roundMs) });
  const perSecond = mean(rounds.map((one) => one.own.perSecond));
  const floorPerSecond = mean(rounds.map((one) => one.floor.perSecond));
  const steady = await pushSteadily(own, perSecond / 2, roundMs * 2);
  const rssAfter = await readRssMb(workers.pid);
  const failed = rounds.reduce((sum, one) => sum + one.own.failed, steady.failed);
  const { rows } = await servers.db.query<{ count: string }>('SELECT count(*) FROM "Message"');
  const p99 = percentile(steady.times, 0.99);
  const ratio = round(perSecond / floorPerSecond, 3);
  return {
    name: 'webhook',
    result: {
      ratio,
      p99Ms: round(p99, 1),
      perSecond: round(perSecond, 0),
      floorPerSecond: round(floorPerSecond, 0),
      failed,
      stored: Number(rows[0]?.count),
      rssMb: [rssBefore, rssAfter],
    },
    rows: [
      ['webhooks, durable before 200', `${round(perSecond, 0)}/s`, `floor ${round(floorPerSecond, 0)}/s`, ratio, '≥ 0.5'],
      ['  99th percentile at half that rate', `${round(p99, 1)} ms`, `${steady.count} requests`, '', '< 50 ms'],
      ['  resident memory before and after', `${rssBefore} MiB, ${rssAfter} MiB`, `${failed} failed`, '', 'flat'],
    ],
  };
};

/** A new customer's message each time. */
const shooter = ({ meta }: BenchServers): (() => Shot) => {
  let count = 0;
  return () => {
    count += 1;
    const waId = `52686${String(count).padStart(7, '0')}`;
    const piece = whatsAppText(
      { waId, userId: `MX.${waId}`, name: 'Cliente' },
      `wamid.bench.${count}`,
      new Date(),
      'No tengo internet desde ayer, contrato 204518',
    );
    const body = encodeAsMeta(whatsAppBody({ ...meta, displayPhone: '526862210284' }, [piece]));
    return { body, signature: signAsMeta(body, meta.appSecret) };
  };
};

const startFloor = async (servers: BenchServers): Promise<{ port: number; stop: () => void }> => {
  const child = fork(join(import.meta.dirname, 'webhook-floor.ts'), [servers.databaseUrl, servers.meta.appSecret]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, stop: () => void child.kill() };
};

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
