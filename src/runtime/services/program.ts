import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PermanentError } from '../errors.ts';
import { findServiceUser } from './folders.ts';

export type Program = {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Working folder; the caller's own may be one that `nobody` cannot enter. */
  folder: string;
  logFile: string;
  /** A temporary folder to delete once it has been stopped, also when we died without a word; null: keep it. */
  temporary: string | null;
  /** Signal that ends it in good order. */
  stopSignal: 'INT' | 'TERM';
  /** Resolves once it answers; throws while it does not. */
  ready: () => Promise<void>;
  /** Called once its process runs. */
  onLaunch?: () => void;
};

export type RunningProgram = { stop: () => Promise<void> };

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const LOG_TAIL_BYTES = 3_000;

// The shell waits on its standard input, which is our pipe: when we close it, or die in whatever way, it ends the program.
const WATCHDOG = `exec 3<&0
"$@" </dev/null 3<&- &
program=$!
(cat <&3 >/dev/null; touch .stopping; kill -s "$STOP_SIGNAL" $program; sleep 8; kill -s KILL $program) 2>/dev/null &
watcher=$!
wait $program
status=$?
kill $watcher 2>/dev/null
if [ -e .stopping ]; then rm -f .stopping; cd /; [ -z "$REMOVE_FOLDER" ] || rm -rf "$REMOVE_FOLDER"; fi
exit $status`;

/** Starts a server that dies with us, and waits until it answers. When it does not, the error holds the end of its log. */
export const startProgram = async (program: Program): Promise<RunningProgram> => {
  const child = await spawnWatched(program);
  program.onLaunch?.();
  const exited = once(child, 'exit').then(([status]) => status);
  const stop = () => stopChild(child);
  let status: unknown = null;
  exited.then((code) => {
    status = code ?? 'signal';
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (status !== null) throw await startFailed(program, `ended with status ${status}`);
    try {
      await program.ready();
      // Something else may answer on that port: it is ours only if ours still lives a moment later.
      if (status === null) return { stop };
    } catch (error) {
      if (Date.now() < deadline) {
        await sleep(40);
        continue;
      }
      await stop();
      throw await startFailed(program, `did not answer within ${START_TIMEOUT_MS / 1_000} s`, error);
    }
  }
};

/** Starts on the port given, or on a free one; when that was taken in the meantime, on another. */
export const startOnPort = async <T>(given: number | undefined, start: (port: number) => Promise<T>): Promise<T> => {
  if (given !== undefined) return start(given);
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await findFreePort());
    } catch (error) {
      const clash = error instanceof PermanentError && /address already in use/i.test(error.message);
      if (!clash || attempt === 5) throw error;
    }
  }
};

/** A TCP port of 127.0.0.1 that was free a moment ago. */
export const findFreePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('the kernel gave no port');
  return address.port;
};

/** Deletes the temporary folder of a server that did not start; the error has quoted its log. */
export const removeIfFailed = async <T>(temporary: string | null, starting: Promise<T>): Promise<T> => {
  try {
    return await starting;
  } catch (error) {
    if (temporary) await removeFolder(temporary);
    throw error;
  }
};

/** Runs a command to its end as the servers' user; a status other than 0 is an error with the end of its output. */
export const runCommand = async (
  command: string,
  args: string[],
  options: { folder: string; env?: Record<string, string>; asOurselves?: boolean },
): Promise<string> => {
  const user = options.asOurselves ? null : await findServiceUser();
  const child = spawn(command, args, {
    cwd: options.folder,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const [status] = await once(child, 'close');
  const text = Buffer.concat(output).toString('utf8');
  if (status !== 0) throw new Error(`${command} ended with status ${status}: ${text.slice(-LOG_TAIL_BYTES).trim()}`);
  return text;
};

/** Deletes a temporary folder, also while a server that has just ended is writing its last file. */
export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

const spawnWatched = async (program: Program): Promise<ChildProcess> => {
  const user = await findServiceUser();
  const log = openSync(program.logFile, 'a', 0o600);
  const child = spawn('/bin/sh', ['-c', WATCHDOG, program.name, program.command, ...program.args], {
    cwd: program.folder,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      LC_ALL: 'C',
      HOME: program.folder,
      ...program.env,
      STOP_SIGNAL: program.stopSignal,
      REMOVE_FOLDER: program.temporary ?? '',
    },
    stdio: ['pipe', log, log],
    // A process group of its own: Ctrl-C goes to us, and we end our workers before the servers that they need.
    detached: true,
    ...user,
  });
  closeSync(log);
  await once(child, 'spawn');
  // The program does not keep us alive; when we end, the pipe closes and so does it.
  child.unref();
  (child.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  child.stdin?.on('error', () => {});
  return child;
};

const stopChild = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  const exited = once(child, 'exit');
  child.stdin?.destroy();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
};

const startFailed = async (program: Program, what: string, cause?: unknown): Promise<PermanentError> =>
  new PermanentError('service_failed', `${program.name} ${what}. The end of ${program.logFile}:\n${await readTail(program.logFile)}`, {
    cause,
  });

const readTail = async (path: string): Promise<string> => {
  const file = await open(path, 'r').catch(() => null);
  if (!file) return '(no log)';
  try {
    const { size } = await file.stat();
    const length = Math.min(size, LOG_TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8').trim();
  } finally {
    await file.close();
  }
};
