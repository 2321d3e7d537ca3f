import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { CompiledMjml } from './mjml-worker.ts';

export type MjmlCompiler = {
  /** One source at a time. Rejects where the thread dies. */
  compile: (source: string) => Promise<CompiledMjml>;
  close: () => Promise<void>;
};

/**
 * Compiles MJML in a thread of its own, started with the first source: the package holds some 100 MiB that a process which
 * runs for months needs in its first second only, and loading it takes longer than all else of a start.
 */
export const openMjml = (): MjmlCompiler => {
  let worker: Worker | null = null;
  return {
    compile: async (source) => {
      worker ??= new Worker(new URL('./mjml-worker.ts', import.meta.url));
      const answered = once(worker, 'message') as Promise<[CompiledMjml]>;
      worker.postMessage(source);
      const [compiled] = await answered;
      return compiled;
    },
    close: async () => {
      await worker?.terminate();
    },
  };
};
