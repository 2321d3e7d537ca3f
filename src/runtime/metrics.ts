import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const LAG_BUCKETS_S = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1_800, 7_200, 86_400];

/** What Prometheus reads at /metrics; a dashboard and alerts rest on these names (docs/operating). */
export const registry = new Registry();
collectDefaultMetrics({ register: registry, prefix: 'ventanilla_' });

/** Seconds from the server's or Meta's receipt to a stage: stored, settled, answered. */
export const intakeLag = new Histogram({
  name: 'ventanilla_intake_lag_seconds',
  help: 'Seconds from server receipt to a stage of the intake.',
  labelNames: ['company', 'channel', 'stage'] as const,
  buckets: LAG_BUCKETS_S,
  registers: [registry],
});

export const messagesSettled = new Counter({
  name: 'ventanilla_messages_total',
  help: 'Messages settled, by disposition.',
  labelNames: ['company', 'channel', 'disposition'] as const,
  registers: [registry],
});

export const repliesSent = new Counter({
  name: 'ventanilla_replies_total',
  help: 'Answers that reached an end, by kind and state.',
  labelNames: ['company', 'channel', 'kind', 'state'] as const,
  registers: [registry],
});

export const queueJobs = new Gauge({
  name: 'ventanilla_queue_jobs',
  help: 'Jobs in the queues, by state.',
  labelNames: ['queue', 'state'] as const,
  registers: [registry],
});

/** Seconds since the mailbox's server last answered us; grows while it cannot be read. */
export const mailboxAge = new Gauge({
  name: 'ventanilla_mailbox_age_seconds',
  help: 'Seconds since the mailbox last answered.',
  labelNames: ['mailbox'] as const,
  registers: [registry],
});

/** 1 while a channel to Meta sends; 0 while Meta has stopped it and answers wait. */
export const channelOpen = new Gauge({
  name: 'ventanilla_channel_open',
  help: 'Whether a channel sends: 0 while Meta has stopped it.',
  labelNames: ['company', 'channel'] as const,
  registers: [registry],
});

/** Days until a channel's token ends, as of the daily look; no value where it never does. */
export const tokenDaysLeft = new Gauge({
  name: 'ventanilla_token_days_left',
  help: 'Days until the token of a channel ends.',
  labelNames: ['company', 'channel'] as const,
  registers: [registry],
});

/** Endpoints of other programs that we stopped, because they failed for days or said that they are gone. */
export const webhooksStopped = new Gauge({
  name: 'ventanilla_webhooks_stopped',
  help: 'Webhook endpoints that were stopped.',
  labelNames: ['company'] as const,
  registers: [registry],
});

export const webhooksWaiting = new Gauge({
  name: 'ventanilla_webhooks_waiting',
  help: 'Webhook deliveries that wait for a try.',
  labelNames: ['company'] as const,
  registers: [registry],
});

/** Webhooks of Meta that were answered 200 and are not taken apart yet: for moments only, while all is well. */
export const metaDeliveriesWaiting = new Gauge({
  name: 'ventanilla_meta_deliveries_waiting',
  help: 'Webhooks of Meta that were taken and wait to be taken apart.',
  labelNames: ['company'] as const,
  registers: [registry],
});

export const metaDeliveriesAge = new Gauge({
  name: 'ventanilla_meta_deliveries_age_seconds',
  help: 'Seconds since the oldest of the waiting webhooks of Meta came.',
  labelNames: ['company'] as const,
  registers: [registry],
});
