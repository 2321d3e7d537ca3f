import { codeOf } from './errors.ts';
import { log } from './log.ts';

/** Does something again and again, the next time so long after the last ended; a failure is logged and the next time comes. */
export const startTicking = (name: string, everyMs: number, tick: () => Promise<unknown>): { close: () => Promise<void> } => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    try {
      await tick();
    } catch (error) {
      log.warn({ tick: name, code: codeOf(error) }, 'tick failed');
    }
    if (!stopped) timer = setTimeout(start, everyMs);
  };
  const start = () => {
    running = run();
  };
  start();
  return {
    close: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
};
