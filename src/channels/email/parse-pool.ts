// Parsing bounded in time and memory. In: raw mails. Out: parsed ones. On failure: a thread that overruns is killed, its mail is malformed (timeout, memory, crash), the next mail goes on.
import { Worker } from 'node:worker_threads';
import { codeOf } from '../../runtime/errors.ts';
import { isLarge } from './large-bytes.ts';
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

export type RawMail = { raw: Uint8Array; options: ParseOptions };
export type MailParser = {
  /** Rejects only where no thread can be started, never for what a mail holds. The bytes of a large mail are handed over: the caller's are empty afterwards. */
  parse: (raw: Uint8Array, options: ParseOptions) => Promise<ParsedMail>;
  /** Many small mails, in their order: a thread gets several at a time, for waking it costs more than parsing one. */
  parseAll: (mails: RawMail[]) => Promise<ParsedMail[]>;
  /** Lets what was begun end, then stops the threads. */
  close: () => Promise<void>;
};

/** What a thread made of its mails, or why it died over them. */
type Made = ParsedMail[] | MalformedMail;
type Task = { mails: RawMail[]; resolve: (made: Made) => void; reject: (error: Error) => void };
type Thread = { worker: Worker; isReady: boolean; task: Task | null; since: number; timer: NodeJS.Timeout | null };

/** So many go to a thread at a time. */
const AT_A_TIME = 8;
/** A thread that has been at the same few mails for so long is kept busy. */
const BUSY_MS = 200;
const PROGRAM = new URL('./parse-worker.ts', import.meta.url);

/** Opens a pool of parsing threads; they are started as mails come. */
export const openParser = ({ size = 2, timeoutMs = 20_000, memoryMb = 512, program = PROGRAM }: ParserSettings = {}): MailParser => {
  const threads = new Set<Thread>();
  const waiting: Task[] = [];
  const running = new Set<Promise<Made>>();
  let later: NodeJS.Timeout | null = null;

  const next = (): void => {
    const [task] = waiting;
    if (!task) return;
    const idle = [...threads].find((thread) => thread.isReady && !thread.task);
    if (idle) {
      waiting.shift();
      give(idle, task);
    } else if (threads.size === 0) {
      start();
    } else if (threads.size < size) {
      startLater();
    }
  };

  /** One thread parses many hundred mails a second: another, with its memory, comes where each is kept busy for long. */
  const startLater = (): void => {
    later ??= setTimeout(() => {
      later = null;
      const areStuck = [...threads].every(({ isReady, task, since }) => isReady && task && performance.now() - since >= BUSY_MS);
      if (waiting.length > 0 && areStuck) start();
      else next();
    }, BUSY_MS);
  };

  const give = (thread: Thread, task: Task): void => {
    // Small ones are copied and the caller keeps them; a large one is not held twice.
    const mails = task.mails.map(({ raw, options }) => ({ raw: isLarge(raw) ? raw : new Uint8Array(raw), options }));
    thread.task = task;
    thread.since = performance.now();
    thread.timer = setTimeout(() => drop(thread, malformed('timeout', `not parsed within ${timeoutMs} ms`)), timeoutMs);
    thread.worker.postMessage(
      mails,
      mails.flatMap(({ raw: { buffer } }) => (buffer instanceof ArrayBuffer ? [buffer] : [])),
    );
  };

  const settle = (thread: Thread, made: Made): void => {
    if (thread.timer) clearTimeout(thread.timer);
    const { task } = thread;
    thread.task = null;
    task?.resolve(made);
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
    const thread: Thread = { worker, isReady: false, task: null, since: 0, timer: null };
    threads.add(thread);
    worker.on('message', (said: ParsedMail[] | 'ready') => {
      if (said === 'ready') thread.isReady = true;
      else settle(thread, said);
      next();
    });
    worker.on('error', (error) => drop(thread, causeOf(error)));
    worker.on('exit', (status) => drop(thread, malformed('crash', `thread ended with status ${status}`)));
  };

  const run = (mails: RawMail[]): Promise<Made> => {
    const made = new Promise<Made>((resolve, reject) => waiting.push({ mails, resolve, reject }));
    running.add(made);
    void made.catch(() => null).then(() => running.delete(made));
    next();
    return made;
  };

  const parse = async (raw: Uint8Array, options: ParseOptions): Promise<ParsedMail> => {
    const made = await run([{ raw, options }]);
    return Array.isArray(made) ? (made[0] ?? malformed('crash', 'a thread that gave nothing back')) : made;
  };

  // Where a thread died over several mails, each is tried alone: only one of them killed it.
  const parseSome = async (mails: RawMail[]): Promise<ParsedMail[]> => {
    const made = await run(mails);
    return Array.isArray(made) ? made : Promise.all(mails.map(({ raw, options }) => parse(raw, options)));
  };

  return {
    parse,
    parseAll: async (mails) => {
      const groups = Array.from({ length: Math.ceil(mails.length / AT_A_TIME) }, (_, n) => mails.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME));
      return (await Promise.all(groups.map(parseSome))).flat();
    },
    close: async () => {
      await Promise.allSettled(running);
      if (later) clearTimeout(later);
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
      threads.clear();
    },
  };
};

const causeOf = (error: unknown): MalformedMail =>
  codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY' ? malformed('memory', 'more memory than a thread has') : malformed('crash', codeOf(error));
