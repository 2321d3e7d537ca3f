import type { FastifyInstance } from 'fastify';
import type { openDoors } from '../../../src/assembly/doors.ts';
import type { openSenders } from '../../../src/assembly/senders.ts';
import type { openQueues, startWorker } from '../../../src/queues/open.ts';
import type { openStore, Store } from '../../../src/store/store.ts';
import { around, passPoint } from './points.ts';

/** Which exported functions of the product are wrapped in points, by file. The product's own code is run as it is. */
export const WRAPPED: Record<string, string[]> = {
  'src/store/store.ts': ['openStore'],
  'src/queues/open.ts': ['openQueues', 'startWorker'],
  'src/assembly/senders.ts': ['openSenders'],
  'src/assembly/doors.ts': ['openDoors'],
};

export const wrap = {
  openStore:
    (real: typeof openStore): typeof openStore =>
    (...args) => {
      const store = real(...args);
      return {
        ...store,
        transaction: transactionOf(store),
        // The door's commit is one statement.
        metaDeliveries: {
          ...store.metaDeliveries,
          addAll: (...given) => around('commit:deliver', () => store.metaDeliveries.addAll(...given)),
        },
        replies: {
          ...store.replies,
          claim: (...claim) => around('claim:answer', () => store.replies.claim(...claim)),
          markAllSent: (...sent) => around('record:answer', () => store.replies.markAllSent(...sent)),
          updateClaimed: (...update) => around('record:answer', () => store.replies.updateClaimed(...update)),
        },
      };
    },
  openQueues:
    (real: typeof openQueues): typeof openQueues =>
    (...args) => {
      const queues = real(...args);
      return {
        ...queues,
        add: (name, ...rest) => around(`enqueue:${name}`, () => queues.add(name, ...rest)),
        addAll: (name, ...rest) => around(`enqueue:${name}`, () => queues.addAll(name, ...rest)),
      };
    },
  startWorker:
    (real: typeof startWorker): typeof startWorker =>
    (redisUrl, name, work, options) =>
      real(
        redisUrl,
        name,
        async (id, together) => {
          await work(id, together);
          passPoint(`job:${name}:done`);
        },
        options,
      ),
  openSenders:
    (real: typeof openSenders): typeof openSenders =>
    (...args) => {
      const senders = real(...args);
      return { ...senders, send: (channel, outgoing) => around(`send:${channel}`, () => senders.send(channel, outgoing)) };
    },
  openDoors:
    (real: typeof openDoors): typeof openDoors =>
    (app: FastifyInstance, runtime) => {
      app.addHook('onSend', async (request) => {
        if (isWebhook(request)) passPoint('ack:webhook:before');
      });
      app.addHook('onResponse', async (request) => {
        if (isWebhook(request)) passPoint('ack:webhook:after');
      });
      real(app, runtime);
    },
};

const isWebhook = ({ method, url }: { method: string; url: string }) => method === 'POST' && url.startsWith('/webhooks/');

/** Names the commit for the step that asked for it: `commit:understand:before` is passed inside the transaction, at its end. */
const transactionOf =
  (store: Store): Store['transaction'] =>
  async (work) => {
    const step = stepOf(new Error().stack ?? '');
    const name = MANY[step] ?? `commit:${step}`;
    const value = await store.transaction(async (nouns) => {
      const done = await work(nouns);
      passPoint(`${name}:before`);
      return done;
    });
    passPoint(`${name}:after`);
    return value;
  };

/** What is done for many mails at once, in one transaction, passes the points of what is done for one. */
const MANY: Record<string, string> = { 'understand-many': 'commit:understand', 'answer-mails': 'claim:answer' };

// `at receiveMails (file:///…/src/steps/receive.ts:15:42)`
const stepOf = (stack: string): string => /\/src\/steps\/([a-z-]+)\.ts/.exec(stack)?.[1] ?? 'other';
