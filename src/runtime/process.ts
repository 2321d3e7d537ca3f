import { codeOf, PermanentError } from './errors.ts';
import { log } from './log.ts';

export type Closable = { close: () => Promise<void> };
/** What is to be closed at the end, the last first. */
export type Closing = (...things: Closable[]) => void;

/** A stop may take so long; what still runs then is cut, and made up for by the rows. */
const STOP_WITHIN_MS = 10_000;

/**
 * Opens a process, waits for SIGTERM or SIGINT, closes in reverse order. Ends with status 1 and one clear line on standard
 * error where opening fails; a second signal ends it at once.
 */
export const runProcess = async (open: (closing: Closing) => Promise<void>): Promise<void> => {
  const opened: Closable[] = [];
  try {
    await open((...things) => opened.push(...things));
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    await closeAll(opened);
    process.exit(1);
  }
  const signal = await nextSignal();
  log.info({ signal }, 'stopping');
  nextSignal().then(() => process.exit(1));
  await closeAll(opened);
  process.exit(0);
};

/** A PermanentError says what was expected, what came and where; of anything else the code and its words are told. */
const describe = (error: unknown): string => {
  if (error instanceof PermanentError) return error.message;
  return `start failed (${codeOf(error)}): ${error instanceof Error ? error.message : String(error)}`;
};

const nextSignal = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });

const closeAll = async (opened: Closable[]): Promise<void> => {
  const limit = setTimeout(() => {
    log.warn({ afterMs: STOP_WITHIN_MS }, 'not everything closed in time');
    process.exit(0);
  }, STOP_WITHIN_MS);
  for (const thing of opened.reverse()) await thing.close().catch((error: unknown) => log.warn({ code: codeOf(error) }, 'closing failed'));
  clearTimeout(limit);
};
