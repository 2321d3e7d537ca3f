// The clock. Takes nothing; every few seconds it enqueues again what was stored and never finished, acts on terms that have ended, tells agents of their tickets, loads directory files that changed, counts what reports add up and lets go of data past their days; a failed tick is followed by the next.
import { loadDueDirectories } from '../src/assembly/directories.ts';
import { openLooks } from '../src/assembly/looks.ts';
import { countReports } from '../src/assembly/reports.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { startTicking } from '../src/runtime/ticking.ts';
import { inspectAgain } from '../src/steps/inspect.ts';
import { remind } from '../src/steps/remind.ts';
import { retainAll } from '../src/steps/retain.ts';
import { sweep } from '../src/steps/sweep.ts';
import { tellAgents } from '../src/steps/tell-agents.ts';

const TICK_MS = 5_000;
/** What a queue got in the moment of its commit is not enqueued again at once. */
const GRACE_MS = 10_000;
/** How often it is looked whether a directory file is due (each company says how often it is), and reports are counted anew. */
const SLOW_TICK_MS = 60_000;
/** How often it is seen whether a channel's daily look is due; a stopped one is looked at each time. */
const LOOK_MS = 15 * 60_000;
/** How often data past their days are looked for. */
const RETAIN_MS = 6 * 3_600_000;

export const openClock: OpenWorker = async (runtime) => {
  const directories = runtime.config.companies.flatMap(({ directory }) => directory ?? []);
  const looks = openLooks(runtime.config, runtime.environment.metaGraphUrl);
  runtime.closing(
    startTicking('meta', LOOK_MS, inspectAgain(runtime.tools, looks)),
    startTicking('sweep', TICK_MS, () => sweep(runtime.tools, GRACE_MS)),
    startTicking('statistics', TICK_MS, runtime.store.analyzeGrown),
    startTicking('remind', TICK_MS, () => remind(runtime.tools)),
    startTicking('notices', TICK_MS, () => tellAgents(runtime.tools)),
    startTicking('retain', RETAIN_MS, () => retainAll(runtime.tools)),
    startTicking('reports', SLOW_TICK_MS, () => countReports(runtime.tools)),
    startTicking('directory', SLOW_TICK_MS, () => loadDueDirectories(runtime.tools, directories, runtime.profiles)),
  );
};
