import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MALLOC_SETTINGS, NODE_FLAGS } from '../../runtime/memory-settings.ts';
import { PROJECT } from '../demo/servers.ts';
import type { SinkWord, Taken } from './sink.ts';

const READY_WITHIN_MS = 90_000;
const CLOCK_TICKS_A_SECOND = 100;

/** A process of workers as `npm start -- NAME...` makes it. */
export type WorkerProcess = { name: string; pid: number; port: number; stop: () => Promise<void> };

/** Starts workers by name and waits until their health port answers; with `profileFolder` Node writes a CPU profile there at the end. */
export const startWorkers = async (
  workers: string[],
  env: Record<string, string>,
  profileFolder: string | null,
): Promise<WorkerProcess> => {
  const port = await findQuietPort();
  const profiling = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, '--cpu-prof-interval=500'] : [];
  const child = spawn(process.execPath, [...NODE_FLAGS, ...profiling, join(PROJECT, 'workers/all.ts'), ...workers], {
    cwd: PROJECT,
    env: { ...process.env, ...MALLOC_SETTINGS, ...env, HEALTH_PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  await waitForHealth(child, port);
  return { name: workers.join('+'), pid: child.pid ?? 0, port, stop: () => stopChild(child) };
};

let nextPort = 20_000 + (process.pid % 1_000) * 10;

/** A free port below those that the kernel gives to connections: nobody takes it before its process listens. */
export const findQuietPort = async (): Promise<number> => {
  for (;;) {
    nextPort = nextPort >= 31_000 ? 20_000 : nextPort + 1;
    // Its own: others look for one at the same time.
    const port = nextPort;
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await Promise.race([once(server, 'listening').then(() => true), once(server, 'error').then(() => false)]);
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
};

const waitForHealth = async (child: ChildProcess, port: number): Promise<void> => {
  const until = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (await answers(port)) return;
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL');
      throw new Error('a process of workers did not start; what it said stands above');
    }
    await sleep(25);
  }
};

const answers = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
};

export type Sink = { port: number; pid: number; count: () => Promise<number>; take: () => Promise<Taken[]>; stop: () => Promise<void> };

/** Starts the SMTP sink as a process of its own. */
export const startSink = async (): Promise<Sink> => {
  const child = fork(join(import.meta.dirname, 'sink.ts'));
  const [first] = (await once(child, 'message')) as [SinkWord];
  // One question at a time: answers come in the order of the questions.
  let asking: Promise<unknown> = Promise.resolve();
  const ask = (what: 'count' | 'take'): Promise<SinkWord> => {
    const answer = asking.then(async () => {
      const answered = once(child, 'message') as Promise<[SinkWord]>;
      child.send(what);
      return (await answered)[0];
    });
    asking = answer.catch(() => undefined);
    return answer;
  };
  return {
    port: 'port' in first ? first.port : 0,
    pid: child.pid ?? 0,
    count: async () => {
      const word = await ask('count');
      return 'count' in word ? word.count : 0;
    },
    take: async () => {
      const word = await ask('take');
      return 'taken' in word ? word.taken : [];
    },
    stop: () => stopChild(child),
  };
};

type Process = { pid: number; parent: number; command: string; seconds: number };

/** CPU seconds used so far below this process, by what they were used for; `names` tells our own processes apart. */
export const readCpuSeconds = async (names: ReadonlyMap<number, string>): Promise<Map<string, number>> => {
  const processes = await listProcesses();
  const ours = descendantsOf(process.pid, processes);
  const spent = new Map<string, number>();
  for (const { pid, command, seconds } of ours) {
    const name = names.get(pid) ?? (pid === process.pid ? 'bench' : labelOf(command));
    spent.set(name, (spent.get(name) ?? 0) + seconds);
  }
  return spent;
};

export const subtract = (after: Map<string, number>, before: Map<string, number>): Record<string, number> =>
  Object.fromEntries([...after].map(([name, seconds]) => [name, Math.round((seconds - (before.get(name) ?? 0)) * 100) / 100]));

/** Resident memory of a process in MiB; 0 where it is gone. */
export const readRssMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
};

const labelOf = (command: string): string =>
  command === 'postgres' || command === 'redis-server'
    ? command
    : /^(?:dovecot|imap|auth|anvil|log|config|stats)/.test(command)
      ? 'dovecot'
      : 'other';

const descendantsOf = (root: number, processes: Process[]): Process[] => {
  const byParent = Map.groupBy(processes, ({ parent }) => parent);
  const below = (pid: number): Process[] => (byParent.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return [...processes.filter(({ pid }) => pid === root), ...below(root)];
};

// A process that has ended counts in its parent's `cutime`: so nothing is lost and nothing is counted twice.
const listProcesses = async (): Promise<Process[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)));
  return stats.flatMap((stat) => (stat === null ? [] : [processOf(stat)]));
};

/** proc(5): `pid (command) state ppid …`, with utime, stime, cutime and cstime as fields 14 to 17. */
const processOf = (stat: string): Process => {
  const [open, close] = [stat.indexOf('('), stat.lastIndexOf(')')];
  const rest = stat.slice(close + 2).split(' ');
  const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(rest[at]), 0);
  return {
    pid: Number.parseInt(stat, 10),
    parent: Number(rest[1]),
    command: stat.slice(open + 1, close),
    seconds: ticks / CLOCK_TICKS_A_SECOND,
  };
};
