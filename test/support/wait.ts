import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until a condition holds and gives its value; after the limit it fails with what was waited for. */
export const waitFor = async <T>(what: string, look: () => T | Promise<T>, limitMs = 30_000): Promise<NonNullable<T>> => {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const value = await look();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for ${what}`);
    await sleep(20);
  }
};
