/** How a queue's jobs are tried and how they wait. */
export type QueueDefinition = {
  /** Tries before a job counts as failed; the rows stay due, so the sweep brings it back later. */
  attempts: number;
  /** Wait before the second try; it doubles with each. */
  backoffMs: number;
  /** How many jobs one worker works on at once. */
  concurrency: number;
  /** What the job is about: its id is the job's whole content and its deduplication key. */
  about: 'message' | 'reply' | 'attachment' | 'delivery' | 'webhook';
};

/** Every queue on one screen: queue, step and worker have one name. Jobs carry an id only (house, truth 3). */
export const QUEUES = {
  unpack: { attempts: 8, backoffMs: 2_000, concurrency: 1, about: 'webhook' },
  understand: { attempts: 8, backoffMs: 2_000, concurrency: 8, about: 'message' },
  answer: { attempts: 5, backoffMs: 5_000, concurrency: 8, about: 'reply' },
  media: { attempts: 6, backoffMs: 5_000, concurrency: 4, about: 'attachment' },
  announce: { attempts: 3, backoffMs: 10_000, concurrency: 8, about: 'delivery' },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
