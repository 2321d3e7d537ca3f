import { waitFor } from '../support/wait.ts';
import type { World } from './world.ts';

const EVERY_MS = 2_000;
const LIMIT_MS = 180_000;

/** Waits for a condition while time passes by so much again and again; between two steps everybody has a moment to act. */
export const passTimeUntil = async (world: World, what: string, stepMs: number, look: () => boolean | Promise<boolean>): Promise<void> => {
  let passedAt = 0;
  await waitFor(
    what,
    async () => {
      if (await look()) return true;
      if (Date.now() - passedAt > EVERY_MS) {
        await world.advance(stepMs);
        passedAt = Date.now();
      }
      return false;
    },
    LIMIT_MS,
  );
};
