// Parsing bounded in time and memory. In: raw mails. Out: parsed ones. On failure: a thread that overruns is killed, its mail is malformed (timeout, memory, crash), the next mail goes on.
import { Worker } from 'node:worker_threads';
import { codeOf } from '../../runtime/errors.ts';
import { type MalformedMail, malformed } from './limits.ts';
import type { ParsedMail, ParseOptions } from './parse.ts';

export type ParserSettings = {
  /** Threads; each parses one mail at a time. */
  size?: number;
  /** For one mail, counted from when a thread takes it. */
  timeoutMs?: number;
  /** Heap of one thread; the bytes of the mail itself lie outside of it. */
  memoryMb?: number;
  /** The thread's program, for tests. */
  program?: URL;
};

export type MailParser = {
  /** Rejects only where no thread can be started, never for what a mail holds. */
  parse: (raw: Uint8Array, options: ParseOptions) => Promise<ParsedMail>;
  /** Lets what was begun end, then stops the threads. */
  close: () => Promise<void>;
};

type Task = { raw: Uint8Array; options: ParseOptions; resolve: (parsed: ParsedMail) => void; reject: (error: Error) => void };
type Thread = { worker: Worker; isReady: boolean; task: Task | null; timer: NodeJS.Timeout | null };

const PROGRAM = new URL('./parse-worker.ts', import.meta.url);

/** Opens a pool of parsing threads; they are started as mails come. */
export const openParser = ({ size = 2, timeoutMs = 20_000, memoryMb = 512, program = PROGRAM }: ParserSettings = {}): MailParser => {
  const threads = new Set<Thread>();
  const waiting: Task[] = [];
  const running = new Set<Promise<ParsedMail>>();

  const next = (): void => {
    const [task] = waiting;
    if (!task) return;
    const idle = [...threads].find((thread) => thread.isReady && !thread.task);
    if (idle) {
      waiting.shift();
      give(idle, task);
    } else if (threads.size < size && [...threads].every((thread) => thread.isReady)) {
      start();
    }
  };

  const give = (thread: Thread, task: Task): void => {
    const raw = new Uint8Array(task.raw); // a copy of its own: it is handed over, and the caller keeps the mail
    thread.task = task;
    thread.timer = setTimeout(() => drop(thread, malformed('timeout', `not parsed within ${timeoutMs} ms`)), timeoutMs);
    thread.worker.postMessage({ raw, options: task.options }, [raw.buffer]);
  };

  const settle = (thread: Thread, parsed: ParsedMail): void => {
    if (thread.timer) clearTimeout(thread.timer);
    const { task } = thread;
    thread.task = null;
    task?.resolve(parsed);
  };

  const drop = (thread: Thread, because: MalformedMail): void => {
    if (!threads.delete(thread)) return;
    void thread.worker.terminate();
    // A thread that never came up says nothing of the mail that waits for it: that one is to be tried again later.
    if (!thread.isReady) waiting.shift()?.reject(new Error(`mail parser thread did not start: ${because.because}`));
    settle(thread, because);
    next();
  };

  const start = (): void => {
    const worker = new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    const thread: Thread = { worker, isReady: false, task: null, timer: null };
    threads.add(thread);
    worker.on('message', (said: ParsedMail | 'ready') => {
      if (said === 'ready') thread.isReady = true;
      else settle(thread, said);
      next();
    });
    worker.on('error', (error) => drop(thread, causeOf(error)));
    worker.on('exit', (status) => drop(thread, malformed('crash', `thread ended with status ${status}`)));
  };

  return {
    parse: (raw, options) => {
      const parsed = new Promise<ParsedMail>((resolve, reject) => waiting.push({ raw, options, resolve, reject }));
      running.add(parsed);
      void parsed.catch(() => null).then(() => running.delete(parsed));
      next();
      return parsed;
    },
    close: async () => {
      await Promise.allSettled(running);
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
      threads.clear();
    },
  };
};

const causeOf = (error: unknown): MalformedMail =>
  codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? malformed('memory', 'more memory than a thread has') : malformed('crash', codeOf(error));
