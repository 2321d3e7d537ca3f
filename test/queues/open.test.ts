import { afterAll, expect, inject, test } from 'vitest';
import { openQueues, startWorker } from '../../src/queues/open.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

const redisUrl = inject('redisUrl');
const prefix = freshRedisPrefix();
const queues = openQueues(redisUrl, prefix);
afterAll(() => queues.close());

test('what is added about an id while its job runs, runs afterwards; what waits already is added once', async () => {
  const ran: string[] = [];
  const worker = startWorker(
    redisUrl,
    'answer',
    async (id) => {
      ran.push(id);
      if (ran.length === 1) for (let time = 0; time < 3; time += 1) await queues.add('answer', id, 50);
    },
    { prefix },
  );
  await Promise.all([1, 2, 3].map(() => queues.add('answer', 'one', 20)));
  await waitFor('the second run', () => ran.length === 2);
  await queues.add('answer', 'two');
  await waitFor('another id', () => ran.includes('two'));
  await waitFor('an empty queue', async () => {
    const { answer } = await queues.counts();
    return Object.values(answer).every((count) => count === 0);
  });
  expect(ran).toEqual(['one', 'one', 'two']);
  await worker.close();
});

test('an id whose job is done can be added again', async () => {
  let runs = 0;
  await queues.add('media', 'three');
  const worker = startWorker(
    redisUrl,
    'media',
    async () => {
      runs += 1;
    },
    { prefix },
  );
  await waitFor('the first run', () => runs === 1);
  await waitFor('the second run', async () => {
    await queues.add('media', 'three');
    return runs >= 2;
  });
  await worker.close();
});
