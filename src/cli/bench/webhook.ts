import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { encodeAsMeta, signAsMeta, whatsAppBody, whatsAppText } from '../../runtime/services/meta-webhooks.ts';
import { type Load, type Measured, pushHard, pushSteadily, type Shot } from './load.ts';
import { readCpuSeconds, readRssMb, subtract, type WorkerProcess } from './processes.ts';
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
      return await measure(servers, workers, floor, options.seconds * 1_000);
    } finally {
      floor.stop();
    }
  } finally {
    await servers.stop();
  }
};

const measure = async (servers: BenchServers, workers: WorkerProcess, server: Floor, roundMs: number): Promise<Part> => {
  const next = shooter(servers);
  const own: Load = { url: `${servers.webUrl}/webhooks/meta/${servers.profile.company}`, next, connections: CONNECTIONS };
  const floor: Load = { url: `http://127.0.0.1:${server.port}/floor`, next, connections: CONNECTIONS };
  await pushHard(floor, roundMs / 2);
  await pushHard(own, roundMs / 2);
  const rssBefore = await readRssMb(workers.pid);
  const names = new Map([
    [workers.pid, 'webhooks'],
    [server.pid, 'floor'],
  ]);
  const rounds: { floor: Costed; own: Costed }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ floor: await pushCosted(floor, roundMs, names), own: await pushCosted(own, roundMs, names) });
  const perSecond = mean(rounds.map((one) => one.own.perSecond));
  const floorPerSecond = mean(rounds.map((one) => one.floor.perSecond));
  const steady = await pushSteadily(own, perSecond / 2, roundMs * 2);
  const rssAfter = await readRssMb(workers.pid);
  const failed = rounds.reduce((sum, one) => sum + one.own.failed, steady.failed);
  const { rows } = await servers.db.query<{ count: string }>('SELECT count(*) FROM "Message"');
  const p99 = percentile(steady.times, 0.99);
  const ratio = round(perSecond / floorPerSecond, 3);
  const [cpu, floorCpu] = [costOf(rounds.map((one) => one.own)), costOf(rounds.map((one) => one.floor))];
  return {
    name: 'webhook',
    result: {
      ratio,
      p99Ms: round(p99, 1),
      perSecond: round(perSecond, 0),
      floorPerSecond: round(floorPerSecond, 0),
      cpuMs: cpu,
      floorCpuMs: floorCpu,
      failed,
      stored: Number(rows[0]?.count),
      rssMb: [rssBefore, rssAfter],
    },
    rows: [
      ['webhooks, durable before 200', `${round(perSecond, 0)}/s`, `floor ${round(floorPerSecond, 0)}/s`, ratio, '≥ 0.5'],
      ['  CPU of a webhook, all processes', showCost(cpu), `floor ${showCost(floorCpu)}`, round(sumOf(floorCpu) / sumOf(cpu), 3), ''],
      ['  99th percentile at half that rate', `${round(p99, 1)} ms`, `${steady.count} requests`, '', '< 50 ms'],
      ['  resident memory before and after', `${rssBefore} MiB, ${rssAfter} MiB`, `${failed} failed`, '', 'flat'],
    ],
  };
};

type Cost = Record<string, number>;
type Costed = Measured & { cpu: Cost };

/** With the CPU seconds of each process beside this one, which other work on the machine changes little. */
const pushCosted = async (load: Load, milliseconds: number, names: ReadonlyMap<number, string>): Promise<Costed> => {
  const before = await readCpuSeconds(names);
  const measured = await pushHard(load, milliseconds);
  const { bench: _, ...cpu } = subtract(await readCpuSeconds(names), before);
  return { ...measured, cpu };
};

/** Milliseconds of CPU a request, by process. */
const costOf = (rounds: Costed[]): Cost => {
  const count = rounds.reduce((sum, one) => sum + one.count, 0);
  const all = Map.groupBy(
    rounds.flatMap(({ cpu }) => Object.entries(cpu)),
    ([name]) => name,
  );
  const mean = [...all].map(([name, spent]) => [name, round((spent.reduce((sum, [, seconds]) => sum + seconds, 0) / count) * 1_000, 2)]);
  return Object.fromEntries(mean.filter(([, milliseconds]) => Number(milliseconds) > 0));
};

const sumOf = (cost: Cost): number => Object.values(cost).reduce((sum, milliseconds) => sum + milliseconds, 0);
const showCost = (cost: Cost): string =>
  Object.entries(cost)
    .map(([name, milliseconds]) => `${name} ${milliseconds} ms`)
    .join(', ');

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

type Floor = { port: number; pid: number; stop: () => void };

const startFloor = async (servers: BenchServers): Promise<Floor> => {
  const child = fork(join(import.meta.dirname, 'webhook-floor.ts'), [servers.databaseUrl, servers.meta.appSecret]);
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { port, pid: child.pid ?? 0, stop: () => void child.kill() };
};

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
