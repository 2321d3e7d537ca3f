/** What the lab tells a worker's process: in its environment at the start, by IPC later. Nothing of the product reads it. */
export type Orders = {
  /** Ends the process at the n-th passing of a point (points.ts). */
  kill?: { point: string; nth: number };
  /** Deliberate bugs (plants.ts). */
  plants?: string[];
  /** How far this process's clock is from this machine's. */
  shiftMs?: number;
};

/** Sent while the process runs. */
export type Message = { kill: Orders['kill'] | null } | { advanceMs: number };

export const VARIABLE = 'FAULTS_ORDERS';

export const readOrders = (): Orders => JSON.parse(process.env[VARIABLE] ?? '{}');
