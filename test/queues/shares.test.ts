import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type NewJob, openQueues, type Queues, startWorker } from '../../src/queues/open.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

const redisUrl = inject('redisUrl');
const redis = new Redis(redisUrl);
let prefix: string;
let queues: Queues;
beforeEach(() => {
  prefix = freshRedisPrefix();
  queues = openQueues(redisUrl, prefix);
});
afterEach(() => queues.close());
afterAll(() => redis.disconnect());

const named = (name: string, count: number, more: Partial<NewJob> = {}): NewJob[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${name}${n}`, company: name, delayMs: 0, ...more }));
const mails = (company: string, count: number): NewJob[] => named(company, count, { bulk: true });
const add = (jobs: NewJob[]) => queues.addAll('understand', jobs);

/** Works off the queue, one at a time; what is taken may add more. */
const workOff = async (count: number, onTaken: (id: string) => unknown = () => undefined): Promise<string[]> => {
  const taken: string[] = [];
  const work = async (id: string) => {
    taken.push(id);
    await onTaken(id);
  };
  const worker = startWorker(redisUrl, 'understand', work, { prefix, concurrency: 1 });
  await waitFor(`${count} jobs`, () => taken.length >= count);
  await worker.close();
  return taken;
};
const keysOf = (pattern: string) => redis.keys(`${prefix}:understand:${pattern}`);

test('what another company adds to a pile is taken next but one, and each keeps its order', async () => {
  await add(mails('konecta', 200));
  const taken = await workOff(203, (id) => id === 'konecta9' && add(mails('monet', 3)));
  expect(taken.slice(10, 17)).toEqual(['konecta10', 'monet0', 'konecta11', 'monet1', 'konecta12', 'monet2', 'konecta13']);
  expect(taken.filter((id) => id.startsWith('k'))).toEqual(mails('konecta', 200).map(({ id }) => id));
});

test('a company has no credit for the time in which it added nothing', async () => {
  await add(mails('monet', 1));
  await add(mails('konecta', 30));
  const late = named('late', 30, { company: 'monet', bulk: true });
  const taken = await workOff(61, (id) => id === 'konecta9' && add(late));
  const next = taken.slice(11, 31);
  expect(next.filter((id) => id.startsWith('late'))).toHaveLength(10);
});

test('a go of many mails takes the share of as many', async () => {
  await add(mails('konecta', 4).map((job) => ({ ...job, more: Array.from({ length: 9 }, (_, n) => `${job.id}-${n}`) })));
  await add(mails('monet', 20));
  const taken = await workOff(24);
  // Ten of one company for one go of ten of the other.
  const between = taken.indexOf('konecta2') - taken.indexOf('konecta1') - 1;
  expect(between).toBe(10);
});

test('chats go before mails, in turns of their own', async () => {
  await add([...mails('konecta', 40), ...named('chat', 3)]);
  const taken = await workOff(44, (id) => id === 'konecta5' && add(named('other', 1)));
  expect(taken.slice(0, 3)).toEqual(['chat0', 'chat1', 'chat2']);
  expect(taken[9]).toBe('other0');
});

test('chats that wait for their burst are taken in turns when they fall due', async () => {
  await add(named('konecta', 40, { delayMs: 300 }));
  await add(named('monet', 2, { delayMs: 300 }));
  const dueAt = Date.now() + 300;
  await waitFor('all of them to be due', () => Date.now() > dueAt);
  const taken = await workOff(42);
  expect(Math.max(taken.indexOf('monet0'), taken.indexOf('monet1'))).toBeLessThan(40);
  expect(taken.filter((id) => id.startsWith('k'))).toEqual(named('konecta', 40).map(({ id }) => id));
});

test('what belongs to no company goes before all', async () => {
  await add(named('chat', 2));
  await queues.add('understand', 'asked-for-by-a-person');
  expect((await workOff(3))[0]).toBe('asked-for-by-a-person');
});

test('a Redis that forgot all begins again, and what is added is done', async () => {
  await add(mails('konecta', 50));
  await redis.del(await keysOf('*'));
  await add([...mails('konecta', 5), ...mails('monet', 5)]);
  expect((await workOff(10)).toSorted()).toEqual([...mails('konecta', 5), ...mails('monet', 5)].map(({ id }) => id));
});

test('a Redis that forgot the shares alone goes on from the head of the line', async () => {
  await add(mails('konecta', 50));
  await redis.del(await keysOf('shares:*'));
  await add(mails('monet', 2));
  const taken = await workOff(52);
  expect(taken.slice(0, 2)).toEqual(['konecta0', 'monet0']);
});

test.each([
  ['shares past the end of the band', { '': '1048576', 'of:konecta': '999999999', 'of:monet': '2097151' }],
  ['shares before its beginning', { '': '-5', 'of:konecta': '-7' }],
])('%s keep no job from being done', async (_what, shares) => {
  await add(mails('first', 1));
  await redis.hset(`${prefix}:understand:shares:bulk`, shares);
  await add([...mails('konecta', 3), ...mails('monet', 3)]);
  expect(await workOff(7)).toHaveLength(7);
});

test('shares that cannot be read keep no job from being done', async () => {
  await redis.set(`${prefix}:understand:shares:bulk`, 'no hash');
  await add(mails('first', 1));
  await redis.set(`${prefix}:understand:shares:bulk`, 'no hash');
  expect(await add(mails('konecta', 3))).toBe(true);
  expect(await workOff(4)).toHaveLength(4);
});

test('shares begin again once nothing waits', async () => {
  await add(mails('konecta', 50));
  await workOff(50);
  await add(mails('konecta', 1));
  expect(await redis.hgetall(`${prefix}:understand:shares:bulk`)).toEqual({ '': '1048576', 'of:konecta': '1048577' });
});

test('the board shows what waits in turns, and since when', async () => {
  const before = Date.now();
  await add([...mails('konecta', 3), ...named('chat', 2)]);
  await queues.add('understand', 'one');
  const stand = (await queues.stand()).find(({ name }) => name === 'understand');
  expect(stand).toMatchObject({ waiting: 6, active: 0, delayed: 0 });
  expect(stand?.oldestAt?.getTime()).toBeGreaterThanOrEqual(before);
  await workOff(6);
});
