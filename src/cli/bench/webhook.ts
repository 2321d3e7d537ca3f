import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeAsMeta, signAsMeta, whatsAppBody, whatsAppText } from '../../runtime/services/meta-webhooks.ts';
import { type Load, type Measured, pushHard, pushSteadily, type Shot } from './load.ts';
import { readCpuSeconds, readRssMb, subtract, type WorkerProcess } from './processes.ts';
import { type BenchOptions, type Part, percentile, round } from './report.ts';
import { type BenchServers, startBenchServers } from './servers.ts';

const CONNECTIONS = 32;
const ROUNDS = 3;

/**
 * Webhooks a second, each durable before its 200, beside a server that does no more than check and insert them: first the doors
 * alone, then with every worker, which take apart, understand and answer meanwhile.
 */
export const benchWebhook = async (options: BenchOptions): Promise<Part> => {
  const alone = await onServers(options, [['webhooks']], measureAlone);
  const withAll = await onServers(options, options.layout, measureWithAll);
  return { name: 'webhook', result: { ...alone.result, withAllWorkers: withAll.result }, rows: [...alone.rows, ...withAll.rows] };
};

type Measuring = Omit<Part, 'name'>;
type Running = { servers: BenchServers; workers: WorkerProcess[]; own: Load; floor: Load; names: Map<number, string>; roundMs: number };

const onServers = async (
  options: BenchOptions,
  layout: string[][],
  measure: (running: Running) => Promise<Measuring>,
): Promise<Measuring> => {
  const servers = await startBenchServers(options);
  try {
    const workers: WorkerProcess[] = [];
    for (const names of layout) workers.push(await servers.start(names));
    const floor = await startFloor(servers);
    try {
      const next = shooter(servers);
      const own = { url: `${servers.webUrl}/webhooks/meta/${servers.profile.company}`, next, connections: CONNECTIONS };
      const names = new Map([[floor.pid, 'floor'], ...workers.map(({ pid, name }) => [pid, labelOf(name)] as const)]);
      return await measure({
        servers,
        workers,
        own,
        floor: { url: `http://127.0.0.1:${floor.port}/floor`, next, connections: CONNECTIONS },
        names,
        roundMs: options.seconds * 1_000,
      });
    } finally {
      floor.stop();
    }
  } finally {
    await servers.stop();
  }
};

/** `mailboxes+webhooks+answer+…` is shown by what it is here. */
const labelOf = (name: string): string => (name.split('+').includes('webhooks') ? 'webhooks' : name);

const measureAlone = async ({ servers, workers, own, floor, names, roundMs }: Running): Promise<Measuring> => {
  await pushHard(floor, roundMs / 2);
  await pushHard(own, roundMs / 2);
  const rssBefore = await rssOf(workers);
  const rounds: { floor: Costed; own: Costed }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({ floor: await pushCosted(floor, roundMs, names), own: await pushCosted(own, roundMs, names) });
  const perSecond = mean(rounds.map((one) => one.own.perSecond));
  const floorPerSecond = mean(rounds.map((one) => one.floor.perSecond));
  const steady = await pushSteadily(own, perSecond / 2, roundMs * 2);
  // The same to the floor: what of the delay is the machine's and its disk's.
  const floorSteady = await pushSteadily(floor, perSecond / 2, roundMs * 2);
  const rssAfter = await rssOf(workers);
  const failed = rounds.reduce((sum, one) => sum + one.own.failed, steady.failed);
  const p99 = percentile(steady.times, 0.99);
  const ratio = round(perSecond / floorPerSecond, 3);
  const [cpu, floorCpu] = [costOf(rounds.map((one) => one.own)), costOf(rounds.map((one) => one.floor))];
  return {
    result: {
      ratio,
      p99Ms: round(p99, 1),
      floorP99Ms: round(percentile(floorSteady.times, 0.99), 1),
      perSecond: round(perSecond, 0),
      floorPerSecond: round(floorPerSecond, 0),
      cpuMs: cpu,
      floorCpuMs: floorCpu,
      failed,
      stored: await countRows(servers, 'MetaDelivery'),
      rssMb: [rssBefore, rssAfter],
    },
    rows: [
      ['webhooks, durable before 200', `${round(perSecond, 0)}/s`, `floor ${round(floorPerSecond, 0)}/s`, ratio, '≥ 0.5'],
      ['  CPU of a webhook, all processes', showCost(cpu), `floor ${showCost(floorCpu)}`, round(sumOf(floorCpu) / sumOf(cpu), 3), ''],
      [
        '  99th percentile at half that rate',
        `${round(p99, 1)} ms`,
        `floor ${round(percentile(floorSteady.times, 0.99), 1)} ms, ${steady.count} requests`,
        '',
        '< 50 ms',
      ],
      ['  resident memory before and after', `${rssBefore} MiB, ${rssAfter} MiB`, `${failed} failed`, '', 'flat'],
    ],
  };
};

/** How long the workers may take for what the doors took. */
const EMPTY_WITHIN_MS = 5 * 60_000;

const measureWithAll = async ({ servers, workers, own, floor, names, roundMs }: Running): Promise<Measuring> => {
  await pushHard(floor, roundMs / 2);
  await pushHard(own, roundMs / 2);
  const idle = await pushCosted(floor, roundMs, names);
  const hard = await pushCosted(own, roundMs, names);
  const afterRateMs = await waitUntilEmpty(servers);
  const steady = await pushSteadily(own, hard.perSecond / 2, roundMs * 2);
  const emptyAfterMs = await waitUntilEmpty(servers);
  const p99 = percentile(steady.times, 0.99);
  const ratio = round(hard.perSecond / idle.perSecond, 3);
  const cpu = costOf([hard]);
  const failed = hard.failed + steady.failed;
  return {
    result: {
      ratio,
      p99Ms: round(p99, 1),
      perSecond: round(hard.perSecond, 0),
      floorPerSecond: round(idle.perSecond, 0),
      cpuMs: cpu,
      failed,
      messages: await countRows(servers, 'Message'),
      emptyAfterRateMs: afterRateMs,
      emptyAfterHalfMs: emptyAfterMs,
      rssMb: await rssOf(workers),
    },
    rows: [
      ['  with all workers running', `${round(hard.perSecond, 0)}/s`, `floor ${round(idle.perSecond, 0)}/s`, ratio, ''],
      ['    CPU of a webhook meanwhile', showCost(cpu), '', '', ''],
      ['    99th percentile at half that rate', `${round(p99, 1)} ms`, `${steady.count} requests, ${failed} failed`, '', ''],
      ['    until all of them are messages', `${afterRateMs} ms`, `after the full rate; ${emptyAfterMs} ms after the half`, '', ''],
    ],
  };
};

const rssOf = async (workers: WorkerProcess[]): Promise<number> =>
  (await Promise.all(workers.map(({ pid }) => readRssMb(pid)))).reduce((sum, mb) => sum + mb, 0);

const countRows = async ({ db }: BenchServers, table: 'Message' | 'MetaDelivery'): Promise<number> => {
  const { rows } = await db.query<{ count: string }>(`SELECT count(*) FROM "${table}"`);
  return Number(rows[0]?.count);
};

/** How long it takes until nothing that the doors took waits to become messages. */
const waitUntilEmpty = async (servers: BenchServers): Promise<number> => {
  const startedAt = performance.now();
  while ((await countRows(servers, 'MetaDelivery')) > 0) {
    if (performance.now() - startedAt > EMPTY_WITHIN_MS) throw new Error('what the doors took was not taken apart in time');
    await sleep(20);
  }
  return round(performance.now() - startedAt, 0);
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
      // Each about a contract of their own: otherwise all would wait for one ticket.
      `No tengo internet desde ayer, contrato ${70_000_000 + count}`,
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
