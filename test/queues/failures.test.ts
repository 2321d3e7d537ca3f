import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, inject, test } from 'vitest';
import { openQueues, type Queues, type RunningWorker, startWorker } from '../../src/queues/open.ts';
import { freshRedisPrefix } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';
import { startWire } from '../support/wire.ts';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0).reverse()) await thing.close();
});
const keep = <T extends { close: () => Promise<void> }>(thing: T): T => {
  open.push(thing);
  return thing;
};
const openWire = async (target: { host: string; port: number }) => {
  const wire = await startWire(target);
  return { ...wire, close: wire.stop };
};
const openBoth = (
  work: (id: string) => Promise<void>,
  onGivenUp?: (id: string, code: string) => Promise<void>,
): { queues: Queues; worker: RunningWorker } => {
  const prefix = freshRedisPrefix();
  const queues = keep(openQueues(inject('redisUrl'), prefix));
  const worker = keep(startWorker(inject('redisUrl'), 'answer', work, { prefix, ...(onGivenUp && { onGivenUp }) }));
  return { queues, worker };
};

test('a job that failed its last try is told to its row and does not keep it from being enqueued again', async () => {
  const runs: string[] = [];
  const givenUp: string[] = [];
  let isBroken = true;
  const { queues } = openBoth(
    async (id) => {
      runs.push(id);
      if (isBroken) throw new TypeError('a fault of ours');
    },
    async (id, code) => void givenUp.push(`${id} ${code}`),
  );
  await queues.add('answer', 'one');
  // The waits between tries are cut short: it is the end that is looked at, not the way there.
  await waitFor('the last try', async () => {
    for (const job of (await queues.all.find(({ name }) => name === 'answer')?.getDelayed()) ?? [])
      await job.promote().catch(() => undefined);
    return givenUp.length > 0;
  });
  expect(givenUp).toEqual(['one TypeError']);
  expect(runs).toHaveLength(5);
  isBroken = false;
  await queues.add('answer', 'one');
  await waitFor('another run', () => runs.length === 6);
});

test('a queue that Redis left without an answer when it was opened takes jobs all the same', async () => {
  const { hostname: host, port, username, password } = new URL(inject('redisUrl'));
  const wire = keep(await openWire({ host, port: Number(port) }));
  // Redis is asked for INFO by the connection when it is made, then by the queues: these wait too long for it.
  const late = Promise.withResolvers<void>();
  let asked = 0;
  wire.intercept({
    toServer: async (bytes) => {
      if (!/\r\ninfo\r\n/i.test(bytes.toString('latin1'))) return bytes;
      asked += 1;
      if (asked === 2) await late.promise;
      return bytes;
    },
  });
  const login = password === '' ? '' : `${username}:${password}@`;
  const queues = keep(openQueues(`redis://${login}127.0.0.1:${wire.port}`, freshRedisPrefix()));
  expect(await queues.add('answer', 'one')).toBe(false);
  late.resolve();
  await waitFor('a job to be taken', () => queues.add('answer', 'one'));
  await waitFor('a job of each other queue', async () => (await queues.add('understand', 'one')) && queues.add('media', 'one'));
});

test('a worker that is closed finishes what it has begun and begins nothing more', async () => {
  const begun: string[] = [];
  const finished: string[] = [];
  let letGo: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const prefix = freshRedisPrefix();
  const queues = keep(openQueues(inject('redisUrl'), prefix));
  const worker = startWorker(
    inject('redisUrl'),
    'answer',
    async (id) => {
      begun.push(id);
      await held;
      finished.push(id);
    },
    { prefix, concurrency: 1 },
  );
  await queues.add('answer', 'one');
  await waitFor('the first', () => begun.length === 1);
  await queues.add('answer', 'two');
  const closed = worker.close();
  letGo();
  await closed;
  expect([begun, finished]).toEqual([['one'], ['one']]);
  expect((await queues.counts()).answer.waiting).toBe(1);
});

/** The common Redis behind a door that the test shuts and opens. */
const openDoor = async () => {
  const target = new URL(inject('redisUrl'));
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(Number(target.port), target.hostname);
    for (const one of [socket, onward]) {
      sockets.add(one);
      one.on('error', () => undefined).on('close', () => sockets.delete(one));
    }
    socket.pipe(onward).pipe(socket);
  });
  const open = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(target);
  url.port = String(port);
  return { url: url.href, shut, reopen: () => open(port), close: async () => (server.listening ? shut() : undefined) };
};

test('while Redis is away adding neither throws nor waits, and goes on by itself when it is back', async () => {
  const door = keep(await openDoor());
  const queues = keep(openQueues(door.url, freshRedisPrefix()));
  expect(await queues.add('understand', 'one')).toBe(true);
  await door.shut();
  expect([await queues.add('understand', 'two'), await queues.add('understand', 'three')]).toEqual([false, false]);
  await expect(queues.ping()).rejects.toThrow();
  await door.reopen();
  await waitFor('Redis', () => queues.add('understand', 'two'));
  expect((await queues.counts()).understand.waiting).toBe(2);
});

test('queues are opened before Redis is there, and used once it is', async () => {
  const door = keep(await openDoor());
  await door.shut();
  const queues = keep(openQueues(door.url, freshRedisPrefix()));
  expect(await queues.add('understand', 'one')).toBe(false);
  await door.reopen();
  await waitFor('Redis', () => queues.add('understand', 'one'));
});

test('queues of a Redis that never came are closed without an error', async () => {
  const door = await openDoor();
  await door.shut();
  const queues = openQueues(door.url, freshRedisPrefix());
  expect(await queues.add('understand', 'one')).toBe(false);
  await queues.close();
});
