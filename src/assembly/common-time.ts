import { log } from '../runtime/log.ts';
import type { Closable } from '../runtime/process.ts';
import { startTicking } from '../runtime/ticking.ts';
import type { Store } from '../store/store.ts';

const ASK_EVERY_MS = 30_000;
/** Clocks that are kept differ by less; what answers so late tells nothing. */
const TOLERATED_MS = 1_000;

/**
 * The time by which everything is decided: this machine's, set right by PostgreSQL's where the two differ. Two machines that
 * disagree by minutes would close each other's bursts too soon, and claim answers that the other is sending.
 */
export const openCommonTime = async (store: Pick<Store, 'clock'>): Promise<Closable & { now: () => Date }> => {
  let offsetMs = 0;
  const ask = async (): Promise<void> => {
    const asked = Date.now();
    const theirs = (await store.clock()).getTime();
    const answered = Date.now();
    const measuredMs = theirs - (asked + answered) / 2;
    if (answered - asked > TOLERATED_MS || Math.abs(measuredMs - offsetMs) < TOLERATED_MS) return;
    offsetMs = Math.abs(measuredMs) < TOLERATED_MS ? 0 : Math.round(measuredMs);
    log.warn({ offsetMs }, "this machine's clock is not PostgreSQL's, which counts");
  };
  await ask();
  const asking = startTicking('time', ASK_EVERY_MS, ask);
  return { now: () => new Date(Date.now() + offsetMs), close: asking.close };
};
