import { createHash } from 'node:crypto';
import type { Store } from '../../store/store.ts';

const FREE_TRIES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 15 * 60_000;
const FORGET_AFTER_MS = 24 * 3_600_000;

/** How long an address is locked after so many failures: nothing for the first, then 30 s, doubled each time, at most 15 min. */
export const lockMsAfter = (failures: number): number =>
  failures < FREE_TRIES ? 0 : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** (failures - FREE_TRIES));

/** Until when no password of an address is tried; null where it may be. Addresses without an account are locked alike. */
export const findLock = async (store: Store, email: string, now: Date): Promise<Date | null> => {
  const failure = await store.sessions.findFailure(keyOf(email));
  return failure?.lockedUntil && failure.lockedUntil > now ? failure.lockedUntil : null;
};

export const countFailure = async (store: Store, email: string, now: Date): Promise<void> => {
  const key = keyOf(email);
  const count = await store.sessions.countFailure(key, now, new Date(now.getTime() - FORGET_AFTER_MS));
  const lockMs = lockMsAfter(count);
  if (lockMs > 0) await store.sessions.lock(key, new Date(now.getTime() + lockMs));
};

export const forgetFailures = (store: Store, email: string): Promise<void> => store.sessions.forgetFailures(keyOf(email));

const keyOf = (email: string) => createHash('sha256').update(email).digest('hex');
