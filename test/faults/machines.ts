import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from '../../src/runtime/services/program.ts';
import { type Message, type Orders, VARIABLE } from './inside/orders.ts';

export const PROJECT = join(import.meta.dirname, '../..');
const PRELOAD = join(import.meta.dirname, 'inside/preload.ts');
/** All but the console, which only a machine has whose people work at it. */
export const WORKERS = ['webhooks', 'understand', 'answer', 'media', 'clock', 'mailboxes'];
const RESTART_AFTER_MS = 100;

export type MachineOptions = {
  workers?: string[];
  /** How far its clock is from the others'. */
  skewMs?: number;
  plants?: string[];
  /** Folder of another version of the project. */
  project?: string;
};

/** A process of workers that is started again whenever it dies, as a service manager would. */
export type Machine = {
  name: string;
  url: string;
  consoleUrl: string;
  options: MachineOptions;
  /** How often it was killed or ended by itself. */
  deaths: () => number;
  pid: () => number | null;
  kill: (signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT') => void;
  send: (message: Message) => void;
  isReady: () => Promise<boolean>;
  /** Ends it in good order, for good. */
  stop: () => Promise<void>;
};

type Surroundings = { environment: Record<string, string>; logFile: string; shiftMs: () => number };

export const startMachine = async (name: string, options: MachineOptions, around: Surroundings): Promise<Machine> => {
  const [port, consolePort] = [await findFreePort(), await findFreePort()];
  let child: ChildProcess | null = null;
  let wanted = true;
  let deaths = 0;
  const run = () => {
    const shiftMs = around.shiftMs() + (options.skewMs ?? 0);
    const orders: Orders = { shiftMs, ...(options.plants && { plants: options.plants }) };
    const started = spawnWorkers(
      options,
      { ...around.environment, PORT: String(port), CONSOLE_PORT: String(consolePort), [VARIABLE]: JSON.stringify(orders) },
      around.logFile,
    );
    child = started;
    started.once('exit', async () => {
      if (child === started) child = null;
      if (!wanted) return;
      deaths += 1;
      await sleep(RESTART_AFTER_MS);
      if (wanted) run();
    });
  };
  run();
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    options,
    deaths: () => deaths,
    pid: () => child?.pid ?? null,
    kill: (signal) => void child?.kill(signal),
    send: (message) => {
      if (child?.connected) child.send(message, () => undefined);
    },
    isReady: () => isReady(port),
    stop: async () => {
      wanted = false;
      const running = child;
      if (!running || running.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGCONT');
      running.kill('SIGTERM');
      await ended;
    },
  };
};

const spawnWorkers = ({ workers, project }: MachineOptions, environment: Record<string, string>, logFile: string): ChildProcess => {
  const folder = project ?? PROJECT;
  const log = openSync(logFile, 'a', 0o600);
  const args = ['--import', PRELOAD, 'workers/all.ts', ...(workers ?? WORKERS)];
  const child = spawn(join(PROJECT, 'node_modules/.bin/node'), args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  child.on('error', () => undefined);
  return child;
};

const isReady = async (port: number): Promise<boolean> => {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
};
