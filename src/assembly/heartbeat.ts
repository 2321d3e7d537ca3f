import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { Closable } from '../runtime/process.ts';
import { startTicking } from '../runtime/ticking.ts';
import type { Store } from '../store/store.ts';

const BEAT_EVERY_MS = 15_000;

/** The version in package.json: which of several processes were not restarted after an upgrade. */
export const VERSION: string = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')).version;

/** Says every few seconds that this process lives and what it runs; a process that ends as it should says so too. */
export const openHeartbeat = (store: Store, instance: string, workers: string[]): Closable => {
  const ticking = startTicking('heartbeat', BEAT_EVERY_MS, () => store.workerProcesses.beat({ instance, workers, version: VERSION }));
  return {
    close: async () => {
      await ticking.close();
      await store.workerProcesses.leave(instance).catch((error: unknown) => log.warn({ code: codeOf(error) }, 'heartbeat not taken back'));
    },
  };
};
