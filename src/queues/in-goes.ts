import type { NewJob } from './open.ts';

/** Mails are understood so many at a time: most of what one costs in PostgreSQL and Redis is then shared. */
const AT_A_TIME = 25;

/** Jobs as they go into the queue: a company's bulk ones that may run now share a job, the others stay alone. Order is kept among each. */
export const inGoes = (jobs: NewJob[]): NewJob[] => {
  const shared = jobs.filter(({ bulk, delayMs }) => bulk && delayMs === 0);
  const goes = [...Map.groupBy(shared, ({ company }) => company).values()].flatMap(cut);
  return [
    ...jobs.filter(({ bulk, delayMs }) => !(bulk && delayMs === 0)),
    ...goes.flatMap(([first, ...others]) => (first ? [{ ...first, more: others.map(({ id }) => id) }] : [])),
  ];
};

const cut = (jobs: NewJob[]): NewJob[][] =>
  Array.from({ length: Math.ceil(jobs.length / AT_A_TIME) }, (_, n) => jobs.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME));
