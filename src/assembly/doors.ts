import Fastify, { type FastifyInstance } from 'fastify';
import { metaWebhook } from '../channels/meta/webhook.ts';
import { contactRoutes } from '../channels/web/contact.ts';
import { openLimiter } from '../queues/limiter.ts';
import { QUEUE_NAMES } from '../queues/queues.ts';
import { drainRefused } from '../runtime/drain-refused.ts';
import { healthRoutes } from '../runtime/health.ts';
import {
  channelOpen,
  mailboxAge,
  metaDeliveriesAge,
  metaDeliveriesWaiting,
  queueJobs,
  tokenDaysLeft,
  webhooksStopped,
  webhooksWaiting,
} from '../runtime/metrics.ts';
import { deliver } from '../steps/deliver.ts';
import { openGathering } from '../steps/gather.ts';
import { daysUntil } from '../steps/inspect.ts';
import { receiveForm } from '../steps/receive.ts';
import { openTurns } from '../steps/turns.ts';
import type { NewDelivery } from '../store/meta-deliveries.ts';
import { metaKeysOf } from './meta-bodies.ts';
import type { Runtime } from './runtime.ts';

/** A person sends a form again when it was wrong; a machine sends hundreds. */
const FORM_LIMIT = { name: 'form', count: 10, windowMs: 10 * 60_000 };

/** While one commit waits for the disk, another gathers: with a third the longest waits were longer again (docs/performance.md). */
const GOES = 2;

/** Webhooks, forms, health and metrics on one server. */
export const openDoors = (app: FastifyInstance, runtime: Runtime): void => {
  const { config, tools } = runtime;
  drainRefused(app);
  const limiter = openLimiter(runtime.redisUrl, FORM_LIMIT);
  runtime.closing(limiter);
  // One job stands for all that was committed before it was added.
  const inTurn = openTurns(1);
  const unpack = (id: string) => inTurn(() => tools.enqueue.unpack(id));
  const taking = { ...tools, enqueue: { ...tools.enqueue, unpack } };
  const together = openGathering<NewDelivery>((deliveries) => deliver(taking, deliveries), GOES);
  metaWebhook(app, {
    companies: metaKeysOf(config.companies),
    onDelivery: together,
  });
  contactRoutes(app, {
    companies: new Map(
      config.companies.flatMap(({ form, profile }) => (form ? [[profile.company, { ...profile, origins: form.origins }] as const] : [])),
    ),
    onForm: async ({ message, rawBody, isSuspect }) => receiveForm(tools, { message, rawBody, isSuspect }),
    limiter: limiter.allow,
  });
  healthDoors(app, runtime);
};

/** Health and metrics alone, for a process that has no doors. */
export const healthDoors = (app: FastifyInstance, { store, queues }: Runtime): void =>
  healthRoutes(app, { postgres: store.ping, redis: queues.ping }, async () => {
    const counts = await queues.counts().catch(() => null);
    for (const name of QUEUE_NAMES)
      for (const [state, count] of Object.entries(counts?.[name] ?? {})) queueJobs.set({ queue: name, state }, count);
    for (const { address, lastSeenAt } of await store.mailboxes.list()) {
      if (lastSeenAt) mailboxAge.set({ mailbox: address }, (Date.now() - lastSeenAt.getTime()) / 1000);
    }
    webhooksStopped.reset();
    webhooksWaiting.reset();
    for (const { company, stopped, waiting } of await store.webhooks.stand()) {
      webhooksStopped.set({ company }, stopped);
      webhooksWaiting.set({ company }, waiting);
    }
    metaDeliveriesWaiting.reset();
    metaDeliveriesAge.reset();
    for (const { company, waiting, oldestAt } of await store.metaDeliveries.stand()) {
      metaDeliveriesWaiting.set({ company }, waiting);
      if (oldestAt) metaDeliveriesAge.set({ company }, Math.max(0, Date.now() - oldestAt.getTime()) / 1000);
    }
    tokenDaysLeft.reset();
    for (const { company, channel, state, tokenExpiresAt } of await store.channelStates.list()) {
      channelOpen.set({ company, channel }, state === 'open' ? 1 : 0);
      if (tokenExpiresAt) tokenDaysLeft.set({ company, channel }, daysUntil(tokenExpiresAt, new Date()));
    }
  });

/** Health and metrics on a port of their own where one is set: each process of a machine can be looked at. */
export const openHealthPort = async (runtime: Runtime): Promise<void> => {
  const { healthPort, host } = runtime.environment;
  if (healthPort === null) return;
  const app = Fastify({ logger: false });
  healthDoors(app, runtime);
  await app.listen({ host, port: healthPort });
  runtime.closing(app);
};
