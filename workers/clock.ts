// The clock. Takes nothing; every few seconds it enqueues again what was stored and never finished, and acts on terms that have ended; a failed tick is followed by the next.
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { startTicking } from '../src/runtime/ticking.ts';
import { remind } from '../src/steps/remind.ts';
import { sweep } from '../src/steps/sweep.ts';

const TICK_MS = 5_000;
/** What a queue got in the moment of its commit is not enqueued again at once. */
const GRACE_MS = 10_000;

export const openClock: OpenWorker = async (runtime) => {
  runtime.closing(
    startTicking('sweep', TICK_MS, () => sweep(runtime.tools, GRACE_MS)),
    startTicking('remind', TICK_MS, () => remind(runtime.tools)),
  );
};
