import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';

type Waiting = { at: number; ring: () => void };

const require = createRequire(import.meta.url);
const RealDate = globalThis.Date;
const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;
const realSetInterval = globalThis.setInterval;
const realClearInterval = globalThis.clearInterval;
const waiting = new Map<NodeJS.Timeout, Waiting>();
const repeating = new Map<NodeJS.Timeout, () => void>();
let shift = 0;

/** Puts this process on a clock of its own, `shiftMs` from the machine's. What sockets and AbortSignal.timeout wait for stays real time. */
export const takeClock = (shiftMs: number): void => {
  shift = shiftMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [RealDate.now() + shift] : args, made),
    get: (target, key) => (key === 'now' ? () => RealDate.now() + shift : Reflect.get(target, key)),
  });
  const timers = { setTimeout: start, clearTimeout: stop, setInterval: startRepeating, clearInterval: stopRepeating };
  Object.assign(globalThis, timers);
  Object.assign(require('node:timers'), timers);
  require('node:timers/promises').setTimeout = pause;
  syncBuiltinESMExports();
};

/** Lets time pass at once: the clock jumps, and what was to ring until then rings now. */
export const advance = (ms: number): void => {
  shift += ms;
  const now = Date.now();
  const due = [...waiting].filter(([, { at }]) => at <= now).sort(([, one], [, other]) => one.at - other.at);
  for (const [timer, { ring }] of due) {
    if (!waiting.delete(timer)) continue;
    realClearTimeout(timer);
    ring();
  }
  for (const ring of [...repeating.values()]) ring();
};

const start = (ring: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout => {
  const once = () => {
    waiting.delete(timer);
    ring(...args);
  };
  const timer = realSetTimeout(once, ms);
  waiting.set(timer, { at: Date.now() + Number(ms), ring: () => ring(...args) });
  return timer;
};
Object.assign(start, { [promisify.custom]: (ms: number, value: unknown) => pause(ms, value) });

// What is given back by number or by another handle is cleared as ever.
const stop = (timer?: NodeJS.Timeout): void => {
  if (timer) waiting.delete(timer);
  realClearTimeout(timer);
};

const startRepeating = (ring: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): NodeJS.Timeout => {
  const timer = realSetInterval(ring, ms, ...args);
  repeating.set(timer, () => ring(...args));
  return timer;
};

const stopRepeating = (timer?: NodeJS.Timeout): void => {
  if (timer) repeating.delete(timer);
  realClearInterval(timer);
};

const pause = <T>(ms?: number, value?: T, options: { signal?: AbortSignal; ref?: boolean } = {}): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const { signal } = options;
    const abort = () => {
      stop(timer);
      reject(Object.assign(new Error('The operation was aborted'), { name: 'AbortError', code: 'ABORT_ERR', cause: signal?.reason }));
    };
    const timer = start(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, ms);
    if (options.ref === false) timer.unref();
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
