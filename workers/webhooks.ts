// The doors. Takes Meta's webhooks and the web form over HTTP; stores them before it answers and hands on by id; a failed commit is answered 503, so that the source repeats.
import Fastify from 'fastify';
import { openDoors } from '../src/assembly/doors.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { log } from '../src/runtime/log.ts';

export const openWebhooks: OpenWorker = async (runtime) => {
  const app = Fastify({ logger: false, trustProxy: runtime.environment.trustedProxies, requestTimeout: 30_000 });
  openDoors(app, runtime);
  const address = await app.listen({ host: runtime.environment.host, port: runtime.environment.port });
  runtime.closing(app);
  log.info({ url: address, companies: [...runtime.profiles.keys()] }, 'webhooks, forms, health and metrics');
};
