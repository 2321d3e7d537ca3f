// When to try a mail server again. In: how often it failed, and at what. Out: milliseconds to wait.

export type Backoff = { firstMs: number; maxMs: number };

/** Doubles from the first wait to the greatest, and spreads each by half either way, so that mailboxes do not come back together. */
export const chooseWaitMs = (failures: number, { firstMs, maxMs }: Backoff, random: number): number =>
  Math.round(Math.min(firstMs * 2 ** Math.max(0, failures - 1), maxMs) * (0.5 + random));
