import type { NewJob } from './open.ts';

/** Mails are understood so many at a time: most of what one costs in PostgreSQL and Redis is then shared. */
const AT_A_TIME = 25;

/** Jobs as they go into the queue: bulk ones that may run now share a job, the others stay alone. Order is kept among each. */
export const inGoes = (jobs: NewJob[]): NewJob[] => {
  const shared = jobs.filter(({ bulk, delayMs }) => bulk && delayMs === 0);
  const goes = Array.from({ length: Math.ceil(shared.length / AT_A_TIME) }, (_, n) => shared.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME));
  return [
    ...jobs.filter((job) => !shared.includes(job)),
    ...goes.flatMap(([first, ...others]) => (first ? [{ ...first, more: others.map(({ id }) => id) }] : [])),
  ];
};
