import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import { connectForAdding, connectForWorking } from './connection.ts';
import { QUEUE_NAMES, QUEUES, type QueueName } from './queues.ts';
import { placesOf, type Sharing } from './shares.ts';

type Work = { id: string; more?: string[] };
/**
 * `bulk`: whoever sent it looks at no screen while it waits (a mail); it goes after all that is not. `company`: in whose share
 * it is worked on, in turns with the others'. `more`: further ids that are worked on together with the first.
 */
export type NewJob = Sharing & { id: string; delayMs: number };

/** How a queue stands. `oldestAt` is when the job that has waited longest was added, `lastFailure` the newest job that used up its tries. */
export type QueueStand = {
  name: QueueName;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  oldestAt: Date | null;
  lastFailure: { at: Date } | null;
};

export type Queues = {
  /** Adds a job unless one about the same id waits or runs. Never throws: while Redis is away the sweep makes up for it. */
  add: (name: QueueName, id: string, delayMs?: number) => Promise<boolean>;
  /** Adds jobs about many ids in one go, as `add` would one by one. */
  addAll: (name: QueueName, jobs: NewJob[]) => Promise<boolean>;
  counts: () => Promise<Record<QueueName, Record<string, number>>>;
  /** For administrators; rejects at once while Redis is away. */
  stand: () => Promise<QueueStand[]>;
  /** For the console's board. */
  all: Queue[];
  ping: () => Promise<void>;
  close: () => Promise<void>;
};

const ONE_DAY_S = 86_400;
const KEEP_FAILED = { age: 7 * ONE_DAY_S, count: 1_000 };

/** Opens every queue for adding; `prefix` keeps tests and installations on one Redis apart. */
export const openQueues = (redisUrl: string, prefix = 'ventanilla'): Queues => {
  const connection = connectForAdding(redisUrl);
  const open = (name: QueueName) => new Queue<Work>(name, { connection, prefix }).on('error', () => undefined);
  const queues = Object.fromEntries(QUEUE_NAMES.map((name) => [name, open(name)])) as Record<QueueName, Queue<Work>>;
  // A queue asks Redis for its version once, when it is opened; where that fails it would refuse every job for good.
  const revive = async (name: QueueName): Promise<void> => {
    const isDead = await queues[name].waitUntilReady().then(
      () => false,
      () => true,
    );
    if (isDead) queues[name] = open(name);
  };
  const add = async (name: QueueName, jobs: NewJob[]): Promise<boolean> => {
    const isAdded = await addJobs(connection, queues[name], name, jobs);
    if (!isAdded) await revive(name);
    return isAdded;
  };
  const opened = firstReady(connection);
  return {
    add: async (name, id, delayMs = 0) => {
      await opened;
      // BullMQ would wait for a Redis that is away as long as it takes, and whoever stores a message with it.
      return connection.status === 'ready' ? add(name, [{ id, delayMs }]) : false;
    },
    addAll: async (name, jobs) => {
      await opened;
      return jobs.length > 0 && connection.status === 'ready' ? add(name, jobs) : false;
    },
    counts: async () =>
      Object.fromEntries(await Promise.all(QUEUE_NAMES.map(async (name) => [name, await queues[name].getJobCounts()]))) as Awaited<
        ReturnType<Queues['counts']>
      >,
    stand: async () => {
      await connection.ping();
      return Promise.all(QUEUE_NAMES.map((name) => standOf(name, queues[name])));
    },
    all: Object.values(queues),
    ping: async () => {
      await connection.ping();
    },
    close: async () => {
      if (connection.status !== 'ready') connection.disconnect();
      await Promise.all(Object.values(queues).map((queue) => queue.close().catch(() => undefined)));
      connection.disconnect();
    },
  };
};

const standOf = async (name: QueueName, queue: Queue<Work>): Promise<QueueStand> => {
  const { wait = 0, prioritized = 0, ...counted } = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
  const { active = 0, delayed = 0, failed = 0 } = counted;
  // Of each company's jobs the first is the oldest, and it stands near the head of the line.
  const next = [...(await queue.getJobs(['wait'], 0, 0, true)), ...(await queue.getJobs(['prioritized'], 0, 24, true))];
  const [newest] = await queue.getFailed(0, 0);
  return {
    name,
    waiting: wait + prioritized,
    active,
    delayed,
    failed,
    oldestAt: next.length > 0 ? new Date(Math.min(...next.map(({ timestamp }) => timestamp))) : null,
    lastFailure: newest?.finishedOn ? { at: new Date(newest.finishedOn) } : null,
  };
};

/** A connection that has just been opened is given a moment. */
const OPENED_WITHIN_MS = 3_000;
const firstReady = (connection: Redis): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, OPENED_WITHIN_MS);
    connection.once('ready', () => {
      clearTimeout(timer);
      resolve();
    });
    connection.once('end', resolve);
  });

const addJobs = async (connection: Redis, queue: Queue<Work>, name: QueueName, jobs: NewJob[]): Promise<boolean> => {
  const [first] = jobs;
  try {
    const places = await placesOf(connection, queue, jobs);
    if (first && jobs.length === 1) await queue.add(name, dataOf(first), optionsOf(name, first, places[0]));
    else await queue.addBulk(jobs.map((job, at) => ({ name, data: dataOf(job), opts: optionsOf(name, job, places[at]) })));
    return true;
  } catch (error) {
    log.warn({ queue: name, code: codeOf(error) }, 'job not added; the sweep will');
    return false;
  }
};

const dataOf = ({ id, more }: NewJob): Work => (more && more.length > 0 ? { id, more } : { id });

const optionsOf = (name: QueueName, { id, delayMs }: NewJob, priority: number | undefined) => ({
  ...(priority !== undefined && { priority }),
  attempts: QUEUES[name].attempts,
  backoff: { type: 'exponential', delay: QUEUES[name].backoffMs, jitter: 0.5 },
  delay: Math.max(0, Math.ceil(delayMs)),
  // Not the job's id: a failed job stays for the administrator to see, and must not keep the sweep from trying again.
  // What is added while it runs (a next try, a burst that grew) runs afterwards, with its own delay.
  deduplication: { id, keepLastIfActive: true },
  removeOnComplete: true,
  removeOnFail: KEEP_FAILED,
});

/** Told of a job that failed its last try: the row's id and the failure's code. */
export type OnGivenUp = (id: string, code: string) => Promise<void>;
/** Further ids of a job, to be worked on together with the first; `again`: a try before this one failed, or ended its process. */
export type Together = { more: string[]; again: boolean };
export type RunningWorker = { close: () => Promise<void> };

/** Starts working on a queue. A job that fails its last try stays in the failed set, and `onGivenUp` may take note of it on its row. */
export const startWorker = (
  redisUrl: string,
  name: QueueName,
  work: (id: string, together: Together) => Promise<void>,
  options: { prefix?: string; onGivenUp?: OnGivenUp; concurrency?: number } = {},
): RunningWorker => {
  const connection = connectForWorking(redisUrl);
  const worker = new Worker<Work>(name, (job) => work(job.data.id, togetherOf(job)), {
    connection,
    prefix: options.prefix ?? 'ventanilla',
    concurrency: options.concurrency ?? QUEUES[name].concurrency,
    stalledInterval: 15_000,
    maxStalledCount: 10,
  });
  worker.on('failed', (job, error) => reportFailure(name, job, error, options.onGivenUp));
  worker.on('error', (error) => log.warn({ queue: name, code: codeOf(error) }, 'worker error'));
  return {
    close: async () => {
      await worker.close();
      connection.disconnect();
    },
  };
};

const togetherOf = ({ data, attemptsMade, stalledCounter }: Job<Work>): Together => ({
  more: data.more ?? [],
  again: attemptsMade > 0 || stalledCounter > 0,
});

const reportFailure = (name: QueueName, job: Job<Work> | undefined, error: Error, onGivenUp?: OnGivenUp): void => {
  // Also a job that stalled too often (it ended its process each time) is finished before its tries are used up.
  const last = job !== undefined && (Boolean(job.finishedOn) || job.attemptsMade >= (job.opts.attempts ?? 1));
  log[last ? 'error' : 'warn'](
    { queue: name, id: job?.data.id, attempt: job?.attemptsMade, code: codeOf(error), stack: stackOf(error) },
    'job failed',
  );
  if (last && onGivenUp)
    onGivenUp(job.data.id, codeOf(error)).catch((cause) => log.error({ queue: name, code: codeOf(cause) }, 'a given-up job was not noted'));
};

/** Where it failed, without the message: messages of libraries may quote customers. */
const stackOf = (error: Error): string | undefined =>
  error.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
    .join(' < ');
