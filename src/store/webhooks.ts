import { v7 as newId } from 'uuid';
import { TRIAL_TYPE } from '../core/webhooks.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type EndpointRow = Prisma.WebhookEndpointGetPayload<object>;
export type DeliveryRow = Prisma.WebhookDeliveryGetPayload<object>;
const WITH_ENDPOINT = {
  endpoint: true,
  ticket: { include: { joinedInto: { select: { folio: true } } } },
} as const satisfies Prisma.WebhookDeliveryInclude;
/** A delivery with all that a try needs. */
export type ClaimedDelivery = Prisma.WebhookDeliveryGetPayload<{ include: typeof WITH_ENDPOINT }>;
export type NewEndpoint = { company: string; url: string; events: string[]; secrets: string[]; createdBy: string; createdAt: Date };

/** Where events of tickets are told to other programs, and the outbox of what is told. */
export const webhooksOf = (connection: Connection) => ({
  add: async (endpoint: NewEndpoint): Promise<string> => {
    const id = newId();
    await connection.webhookEndpoint.create({ data: { id, ...endpoint }, select: { id: true } });
    return id;
  },

  list: (company: string): Promise<EndpointRow[]> =>
    connection.webhookEndpoint.findMany({ where: { company }, orderBy: { createdAt: 'asc' }, take: 100 }),

  find: (company: string, id: string): Promise<EndpointRow | null> => connection.webhookEndpoint.findFirst({ where: { company, id } }),

  change: async (id: string, data: Prisma.WebhookEndpointUpdateInput): Promise<void> => {
    await connection.webhookEndpoint.update({ where: { id }, data, select: { id: true } });
  },

  remove: async (company: string, id: string): Promise<boolean> =>
    (await connection.webhookEndpoint.deleteMany({ where: { company, id } })).count === 1,

  addTrial: async (endpointId: string, now: Date): Promise<string> => {
    const id = newId();
    await connection.webhookDelivery.create({
      data: { id, endpointId, type: TRIAL_TYPE, occurredAt: now, nextTryAt: now, createdAt: now },
      select: { id: true },
    });
    return id;
  },

  /** The newest first. */
  deliveries: (endpointId: string, limit: number) =>
    connection.webhookDelivery.findMany({
      where: { endpointId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      include: { ticket: { select: { folio: true } } },
      take: limit,
    }),

  /** Failed deliveries are tried anew from the start; returns how many. */
  retryFailed: async (endpointId: string, now: Date): Promise<number> => {
    const { count } = await connection.webhookDelivery.updateMany({
      where: { endpointId, state: 'failed' },
      data: { state: 'queued', attempts: 0, nextTryAt: now, endedAt: null },
    });
    return count;
  },

  /** Claims a delivery for one try: a crash is tried again after `leaseMs`. Null where it is not due or at an end. */
  claim: async (id: string, now: Date, leaseMs: number): Promise<ClaimedDelivery | null> => {
    const { count } = await connection.webhookDelivery.updateMany({
      where: { id, state: 'queued', nextTryAt: { lte: now } },
      data: { attempts: { increment: 1 }, nextTryAt: new Date(now.getTime() + leaseMs) },
    });
    return count === 0 ? null : connection.webhookDelivery.findUnique({ where: { id }, include: WITH_ENDPOINT });
  },

  /** What became of a try, as long as no later one has begun. */
  record: async (
    { id, attempts }: Pick<DeliveryRow, 'id' | 'attempts'>,
    data: Prisma.WebhookDeliveryUncheckedUpdateInput,
  ): Promise<void> => {
    await connection.webhookDelivery.updateMany({ where: { id, attempts, state: 'queued' }, data });
  },

  /** Notes that an endpoint takes what it is sent, or since when it does not; an active one that failed too long is stopped. */
  noteSuccess: async (id: string, now: Date): Promise<void> => {
    await connection.webhookEndpoint.updateMany({ where: { id }, data: { failingSince: null, lastSuccessAt: now } });
  },
  noteFailure: async (id: string, now: Date): Promise<void> => {
    await connection.webhookEndpoint.updateMany({ where: { id, failingSince: null }, data: { failingSince: now } });
  },
  /** True where it was active until now. */
  stop: async (id: string, because: string): Promise<boolean> =>
    (await connection.webhookEndpoint.updateMany({ where: { id, state: 'active' }, data: { state: 'stopped', because } })).count === 1,

  findDue: async (now: Date, limit: number): Promise<string[]> => {
    const rows = await connection.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "WebhookDelivery" WHERE "nextTryAt" IS NOT NULL AND "nextTryAt" <= ${now} ORDER BY "nextTryAt" LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },

  /** What ended long ago is forgotten. */
  forget: async (before: Date): Promise<number> =>
    (await connection.webhookDelivery.deleteMany({ where: { endedAt: { lt: before } } })).count,

  /** Of each company: endpoints that are stopped because they failed, and deliveries that wait. */
  stand: () =>
    connection.$queryRaw<{ company: string; stopped: number; waiting: number }[]>`
      SELECT w."company", (count(DISTINCT w."id") FILTER (WHERE w."because" IN ('failing', 'gone')))::int AS "stopped",
        count(d."id")::int AS "waiting"
      FROM "WebhookEndpoint" w LEFT JOIN "WebhookDelivery" d ON d."endpointId" = w."id" AND d."nextTryAt" IS NOT NULL
      GROUP BY w."company"`,
});
