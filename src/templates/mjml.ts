import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CompiledMjml } from './mjml-worker.ts';

export type MjmlCompiler = {
  /** One source after the other. Rejects where the thread dies. */
  compile: (source: string) => Promise<CompiledMjml>;
  close: () => void;
};

/** So long after its last use the thread ends; who loads templates again at once (an administrator's page, tests) finds it. */
const KEPT_MS = 3_000;
type Thread = { worker: Worker; users: number; last: Promise<unknown>; ending: NodeJS.Timeout | null };
let shared: Thread | null = null;

/**
 * Compiles MJML in a thread of its own, started with the first source: the package holds some 100 MiB that a process which
 * runs for months needs in its first second only, and loading it takes longer than all else of a start.
 */
export const openMjml = (): MjmlCompiler => {
  let mine: Thread | null = null;
  return {
    compile: (source) => {
      mine ??= useThread();
      const { worker } = mine;
      const compiled = mine.last.then(() => ask(worker, source));
      mine.last = compiled.catch(() => null);
      return compiled;
    },
    close: () => {
      if (mine) leaveThread(mine);
      mine = null;
    },
  };
};

const ask = async (worker: Worker, source: string): Promise<CompiledMjml> => {
  const answered = once(worker, 'message') as Promise<[CompiledMjml]>;
  worker.postMessage(source);
  const [compiled] = await answered;
  return compiled;
};

const useThread = (): Thread => {
  shared ??= startThread();
  if (shared.ending) clearTimeout(shared.ending);
  shared.ending = null;
  shared.users += 1;
  shared.worker.ref();
  return shared;
};

const startThread = (): Thread => {
  const worker = new Worker(new URL('./mjml-worker.ts', import.meta.url));
  const thread: Thread = { worker, users: 0, last: Promise.resolve(), ending: null };
  const forget = () => {
    if (shared === thread) shared = null;
  };
  // Who waits for an answer is told by `once`; here it is only forgotten.
  worker.on('error', forget).on('exit', forget);
  return thread;
};

const leaveThread = (thread: Thread): void => {
  thread.users -= 1;
  if (thread.users > 0) return;
  thread.worker.unref();
  thread.ending = setTimeout(() => {
    if (shared === thread) shared = null;
    void thread.worker.terminate();
  }, KEPT_MS).unref();
};
