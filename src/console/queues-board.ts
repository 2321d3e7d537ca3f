import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queue } from 'bullmq';
import type { FastifyInstance } from 'fastify';
import type { Access } from './access/guard.ts';

const URL = '/admin/queues';
const ACCESS: Access = { who: ['admin'], csrf: 'origin' };
// The board brings a little style of its own with its script; all else is as on our pages.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'";

/** Bull Board behind the console's login, for administrators, to look at: jobs carry ids only, and what to do with one is the sweep's. */
export const addQueuesBoard = (app: FastifyInstance, queues: Queue[]): void => {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(URL);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Ventanilla: colas' } },
  });
  app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      Object.assign(route, { config: { ...route.config, ...ACCESS } });
    });
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
    });
    await scope.register(adapter.registerPlugin(), { prefix: URL });
  });
};
