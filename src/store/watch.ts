import type { Area, Channel, City } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type ChannelStateRow, channelStatesOf } from './channel-states.ts';
import type { Connection, Database } from './database.ts';
import { type WorkerProcessRow, workerProcessesOf } from './worker-processes.ts';

export type MailboxRow = Prisma.MailboxGetPayload<object>;
/** `isWatched`: its lease holds, or ended so lately that another process may be about to take it; by the database's clock, as leases are. How long the last mail of a mailbox took from its server to our database; only mails of the last day are looked at. */
export type WatchedMailbox = MailboxRow & { lagMs: number | null; isWatched: boolean };
/** `hoursAgo` 0 is the present hour of the clock. */
export type HourCount = { hoursAgo: number; channel: Channel; count: number };
export type Traffic = { messages: HourCount[]; answers: HourCount[] };
export type RiskyTicket = { folio: string; area: Area; city: City | null; dueAt: Date; agentName: string | null };
export type Terms = { late: number; soon: number; unassigned: number; next: RiskyTicket[] };
/** What should have been done by now and was not; `oldestAt` is since when. */
export type Backlog = { deliveries: Waiting; messages: Waiting; replies: Waiting; quarantined: number };
export type Waiting = { count: number; oldestAt: Date | null };
/** Of a channel in the last day: answers that did not arrive; and those that wait until the channel works again. */
export type ChannelTrouble = { channel: Channel; undelivered: number; held: number; oldestAt: Date | null };

export const HOUR_MS = 3_600_000;
export const HOURS_SHOWN = 24;
/** Counts go no further: what is above it is "more than". */
export const MOST_COUNTED = 1_000;
export const SOON_MS = 6 * HOUR_MS;
/** What is due for less than this is on its way. */
const GRACE_MS = 60_000;
const LIMIT_MS = 2_000;
/** A watcher whose lease ended so long ago is dead; another should have taken over by now. */
const LEASE_OVER_MS = 45_000;
const NEXT_SHOWN = 6;

/** What an administrator watches. Each question has a time of its own, after which PostgreSQL gives it up. */
export const openWatch = (db: Database) => {
  const ask = <T>(question: (connection: Connection) => Promise<T>): Promise<T> =>
    db.$transaction(
      async (connection) => {
        await connection.$queryRaw`SELECT set_config('statement_timeout', ${String(LIMIT_MS)}, true)`;
        return question(connection);
      },
      { maxWait: LIMIT_MS, timeout: 2 * LIMIT_MS },
    );
  return {
    mailboxes: (company: string, now: Date): Promise<WatchedMailbox[]> => ask((connection) => mailboxesOf(connection, company, now)),
    channels: (company: string, now: Date) => ask((connection) => channelsOf(connection, company, now)),
    traffic: (company: string, now: Date): Promise<Traffic> => ask((connection) => trafficOf(connection, company, now)),
    terms: (company: string, now: Date): Promise<Terms> => ask((connection) => termsOf(connection, company, now)),
    backlog: (company: string, now: Date): Promise<Backlog> => ask((connection) => backlogOf(connection, company, now)),
    processes: (): Promise<WorkerProcessRow[]> => ask((connection) => workerProcessesOf(connection).list()),
  };
};
export type Watch = ReturnType<typeof openWatch>;

const mailboxesOf = (connection: Connection, company: string, now: Date): Promise<WatchedMailbox[]> => {
  const since = new Date(now.getTime() - HOURS_SHOWN * HOUR_MS);
  return connection.$queryRaw<WatchedMailbox[]>`
    SELECT b.*, COALESCE(b."leaseUntil" > now() - ${LEASE_OVER_MS} * interval '1 millisecond', false) AS "isWatched", (SELECT (extract(epoch FROM m."storedAt" - m."receivedAt") * 1000)::float8 FROM "Message" m
      WHERE m."company" = ${company} AND m."receivedAt" > ${since} AND m."mailbox" = b."address"
      ORDER BY m."receivedAt" DESC LIMIT 1) AS "lagMs"
    FROM "Mailbox" b WHERE b."company" = ${company} ORDER BY b."address"`;
};

const channelsOf = async (
  connection: Connection,
  company: string,
  now: Date,
): Promise<{ states: ChannelStateRow[]; troubles: ChannelTrouble[] }> => {
  const since = new Date(now.getTime() - HOURS_SHOWN * HOUR_MS);
  const states = await channelStatesOf(connection).list();
  const undelivered = await connection.$queryRaw<{ channel: Channel; count: number }[]>`
    SELECT "channel"::text, count(*)::int AS "count" FROM "Reply"
    WHERE "company" = ${company} AND "createdAt" > ${since} AND "state" IN ('failed', 'refused') GROUP BY 1`;
  const held = await connection.$queryRaw<{ channel: Channel; count: number; oldestAt: Date }[]>`
    SELECT "channel"::text, count(*)::int AS "count", min("createdAt") AS "oldestAt" FROM (SELECT "channel", "createdAt" FROM "Reply"
      WHERE "nextTryAt" IS NOT NULL AND "company" = ${company} AND "because" IS NOT NULL LIMIT ${MOST_COUNTED + 1}) AS waiting
    GROUP BY 1`;
  const of = <Row extends { channel: Channel }>(rows: Row[], channel: Channel) => rows.find((row) => row.channel === channel);
  const channels = [...new Set([...undelivered, ...held].map(({ channel }) => channel))];
  return {
    states: states.filter((state) => state.company === company),
    troubles: channels.map((channel) => ({
      channel,
      undelivered: of(undelivered, channel)?.count ?? 0,
      held: of(held, channel)?.count ?? 0,
      oldestAt: of(held, channel)?.oldestAt ?? null,
    })),
  };
};

const trafficOf = async (connection: Connection, company: string, now: Date): Promise<Traffic> => {
  const hour = Math.floor(now.getTime() / HOUR_MS);
  const since = new Date((hour - HOURS_SHOWN + 1) * HOUR_MS);
  const ago = (column: Prisma.Sql) => Prisma.sql`(${hour}::int - floor(extract(epoch FROM ${column}) / 3600)::int)`;
  const messages = await connection.$queryRaw<HourCount[]>`
    SELECT ${ago(Prisma.sql`"receivedAt"`)} AS "hoursAgo", "channel"::text, count(*)::int AS "count" FROM "Message"
    WHERE "company" = ${company} AND "receivedAt" >= ${since} AND "receivedAt" <= ${now} AND "ignoredReason" IS DISTINCT FROM 'duplicate'
    GROUP BY 1, 2`;
  const answers = await connection.$queryRaw<HourCount[]>`
    SELECT ${ago(Prisma.sql`"sentAt"`)} AS "hoursAgo", "channel"::text, count(*)::int AS "count" FROM "Reply"
    WHERE "company" = ${company} AND "sentAt" >= ${since} AND "sentAt" <= ${now} AND "kind" <> 'assigned' GROUP BY 1, 2`;
  return { messages, answers };
};

const termsOf = async (connection: Connection, company: string, now: Date): Promise<Terms> => {
  const soonAt = new Date(now.getTime() + SOON_MS);
  const running = Prisma.sql`FROM "Ticket" t WHERE t."company" = ${company} AND t."status" = 'open'`;
  const count = async (where: Prisma.Sql) => {
    const [row] = await connection.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS "count" FROM (SELECT 1 ${running} AND ${where} LIMIT ${MOST_COUNTED + 1}) AS found`;
    return row?.count ?? 0;
  };
  const late = await count(Prisma.sql`t."pausedAt" IS NULL AND t."dueAt" <= ${now}`);
  const soon = await count(Prisma.sql`t."pausedAt" IS NULL AND t."dueAt" > ${now} AND t."dueAt" <= ${soonAt}`);
  const unassigned = await count(Prisma.sql`t."agentId" IS NULL`);
  const next = await connection.$queryRaw<RiskyTicket[]>`
    SELECT t."folio", t."area"::text, t."city", t."dueAt", a."name" AS "agentName"
    FROM "Ticket" t LEFT JOIN "Agent" a ON a."id" = t."agentId"
    WHERE t."company" = ${company} AND t."status" = 'open' AND t."pausedAt" IS NULL AND t."dueAt" > ${now} AND t."dueAt" <= ${soonAt}
    ORDER BY t."dueAt", t."id" LIMIT ${NEXT_SHOWN}`;
  return { late, soon, unassigned, next };
};

const backlogOf = async (connection: Connection, company: string, now: Date): Promise<Backlog> => {
  const before = new Date(now.getTime() - GRACE_MS);
  const waiting = async (rows: Prisma.Sql): Promise<Waiting> => {
    const [row] = await connection.$queryRaw<Waiting[]>`
      SELECT count(*)::int AS "count", min("at") AS "oldestAt" FROM (${rows} ORDER BY 1 LIMIT ${MOST_COUNTED + 1}) AS found`;
    return row ?? { count: 0, oldestAt: null };
  };
  const deliveries = await waiting(
    Prisma.sql`SELECT "receivedAt" AS "at" FROM "MetaDelivery" WHERE "dueAt" IS NOT NULL AND "receivedAt" <= ${before} AND "company" = ${company}`,
  );
  const messages = await waiting(
    Prisma.sql`SELECT "dueAt" AS "at" FROM "Message" WHERE "dueAt" IS NOT NULL AND "dueAt" <= ${before} AND "company" = ${company}`,
  );
  const replies = await waiting(
    Prisma.sql`SELECT "nextTryAt" AS "at" FROM "Reply" WHERE "nextTryAt" IS NOT NULL AND "nextTryAt" <= ${before} AND "company" = ${company}`,
  );
  const quarantined = await connection.message.count({ where: { company, disposition: 'quarantined', reviewedAt: null } });
  return { deliveries, messages, replies, quarantined };
};
