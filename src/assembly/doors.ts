import Fastify, { type FastifyInstance } from 'fastify';
import { parseMessenger } from '../channels/messenger/parse.ts';
import type { MetaItem } from '../channels/meta/items.ts';
import { metaWebhook } from '../channels/meta/webhook.ts';
import { contactRoutes } from '../channels/web/contact.ts';
import { parseWhatsApp } from '../channels/whatsapp/parse.ts';
import { openLimiter } from '../queues/limiter.ts';
import { QUEUE_NAMES } from '../queues/queues.ts';
import { drainRefused } from '../runtime/drain-refused.ts';
import { healthRoutes } from '../runtime/health.ts';
import { log } from '../runtime/log.ts';
import { channelOpen, mailboxAge, queueJobs, tokenDaysLeft, webhooksStopped, webhooksWaiting } from '../runtime/metrics.ts';
import { type Delivery, deliverTogether } from '../steps/deliver.ts';
import { openGathering } from '../steps/gather.ts';
import { daysUntil } from '../steps/inspect.ts';
import { receiveForm } from '../steps/receive.ts';
import type { Runtime } from './runtime.ts';

/** A person sends a form again when it was wrong; a machine sends hundreds. */
const FORM_LIMIT = { name: 'form', count: 10, windowMs: 10 * 60_000 };

/** Webhooks, forms, health and metrics on one server. */
export const openDoors = (app: FastifyInstance, runtime: Runtime): void => {
  const { config, tools } = runtime;
  drainRefused(app);
  const limiter = openLimiter(runtime.redisUrl, FORM_LIMIT);
  runtime.closing(limiter);
  const together = openGathering<Delivery>((deliveries) => deliverTogether(tools, deliveries));
  metaWebhook(app, {
    companies: new Map(config.companies.flatMap((company) => keysOf(company))),
    parsers: { whatsapp_business_account: parseWhatsApp, page: parseMessenger },
    onDelivery: async (company, { rawBody, items }) => {
      for (const alert of alertsIn(items)) log.error({ company, ...alert }, 'Meta reports');
      await together(company, { company, rawBody, items });
    },
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

/** What an administrator must hear of, with how often the body says it: a batch of 1000 to a wrong number is one line. */
const alertsIn = (items: MetaItem[]): { because: string; code: number | null; times: number }[] => {
  const alerts = new Map<string, { because: string; code: number | null; times: number }>();
  for (const item of items) {
    if (item.kind !== 'other' || !item.alert) continue;
    const key = `${item.because} ${item.errorCode}`;
    const alert = alerts.get(key) ?? { because: item.because, code: item.errorCode, times: 0 };
    alerts.set(key, { ...alert, times: alert.times + 1 });
  }
  return [...alerts.values()];
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

/** Both Meta channels of a company share one address; each brings its secrets. */
const keysOf = ({ profile, whatsapp, messenger }: Runtime['config']['companies'][number]) => {
  const channels = [whatsapp, messenger].filter((channel) => channel !== null);
  if (channels.length === 0) return [];
  const unique = (values: string[]) => [...new Set(values)];
  return [
    [
      profile.company,
      {
        verifyTokens: unique(channels.flatMap((c) => c.verifyTokens)),
        appSecrets: unique(channels.flatMap((c) => c.appSecrets)),
        accounts: { whatsapp: whatsapp?.phoneNumberId ?? null, messenger: messenger?.pageId ?? null },
      },
    ] as const,
  ];
};
