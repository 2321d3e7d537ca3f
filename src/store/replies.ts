import { v7 as newId } from 'uuid';
import type { Channel, ReplyKind, ReplyState } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';
import { overdueQuery } from './overdue.ts';

export type NewReply = {
  company: string;
  /** One effect, once: `folio:<ticket>` … */
  key: string;
  kind: ReplyKind;
  channel: Channel;
  state: Extract<ReplyState, 'queued' | 'withheld' | 'task'>;
  recipient: string | null;
  mailbox: string | null;
  template: boolean;
  accessible: boolean;
  facts: Prisma.InputJsonObject;
  emailMessageId: string | null;
  inReplyTo: string | null;
  references: string[];
  because: string | null;
  createdAt: Date;
  ticketId: string | null;
  messageId: string | null;
  matterId: string | null;
};
export type ReplyRow = Prisma.ReplyGetPayload<object>;
/** How many automatic answers an address may have been given since a moment (rule 17). */
export type AnswerLimit = { after: Date; most: number };
export type Added = { id: string; state: ReplyState };
export type ReplyAsked = { reply: NewReply; limit: AnswerLimit | null };
export type ReplyWords = Pick<ReplyRow, 'channel' | 'recipient' | 'template' | 'subject' | 'text' | 'html' | 'inReplyTo' | 'references'>;

/** A mail that is due; `askedAt` is when the message that it answers was received. */
export type DueMail = ReplyRow & { askedAt: Date | null };
export type WrittenWords = Pick<ReplyRow, 'subject' | 'text' | 'html'>;
export type SentMail = Pick<ReplyRow, 'id' | 'attempts' | 'providerId'> & { at: Date };

/** An answer that a provider speaks of, as it stands; its row is locked until the transaction ends. */
export type ReportedReply = Pick<ReplyRow, 'id' | 'state' | 'providerId' | 'channel' | 'template' | 'kind' | 'ticketId'>;
/** What a provider said of an answer; the moments are null where it said nothing of them. */
export type Report = {
  id: string;
  state: ReplyState;
  because: string | null;
  providerId: string | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
};
/** A mail to one of our own people. */
export type AgentNotice = {
  id: string;
  company: string;
  key: string;
  agentId: string;
  mailbox: string;
  /** Addresses that are ours: mail to them would come back in. */
  neverTo: string[];
  facts: Prisma.InputJsonObject;
  emailMessageId: string;
  at: Date;
};
export type PersonsAnswer = {
  company: string;
  channel: Channel;
  externalId: string;
  recipient: string | null;
  text: string;
  at: Date;
  ticketId: string | null;
};

// "0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11"; not "salida-881".
const IS_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Why an answer waits for its channel (`steps/record-outcome.ts` adds what stopped it). */
export const HELD = 'channel-stopped';
const REPORTED = Prisma.sql`"id", "state"::text, "providerId", "channel"::text, "template", "kind"::text, "ticketId"`;

/** The outbox. */
export const repliesOf = (connection: Connection, sql: Sql) => ({
  find: async (id: string): Promise<ReplyRow | null> =>
    (await sql<ReplyRow>(`SELECT ${COLUMNS} FROM "Reply" WHERE "id" = $1`, [id]))[0] ?? null,

  /** Puts notices to agents into the outbox, but for those who wish none or are locked out; gives the ids of those that are there. */
  tellAgents: async (notices: AgentNotice[]): Promise<string[]> =>
    (await sql<{ id: string }>(TELL_AGENTS, [JSON.stringify(notices)])).map(({ id }) => id),

  /** Where a reply stands, and when the message that it answers was received. */
  findState: async (id: string): Promise<{ state: ReplyState; askedAt: Date | null } | null> => {
    const rows = await sql<{ state: ReplyState; askedAt: Date | null }>(
      `SELECT r."state", m."receivedAt" AS "askedAt" FROM "Reply" r LEFT JOIN "Message" m ON m."id" = r."messageId" WHERE r."id" = $1`,
      [id],
    );
    return rows[0] ?? null;
  },

  /**
   * Adds an answer to the outbox; null where its key is there already: one effect, once. Where its address was given
   * `limit.most` automatic answers after `limit.after`, withheld ones not counted, it is withheld (rule 17); whoever asks for
   * that holds the recipient's lock.
   */
  add: async (reply: NewReply, limit: AnswerLimit | null = null): Promise<Added | null> =>
    (await addAll(sql, [{ reply, limit }]))[0] ?? null,

  /** The same for many with recipients of their own: an answer for each. */
  addAll: (asked: ReplyAsked[]): Promise<(Added | null)[]> => addAll(sql, asked),

  /** Claims a reply for one try: its attempts go up and a crash is tried again after `leaseMs`. Null where it is not due or at an end. */
  claim: async (id: string, now: Date, leaseMs: number): Promise<ReplyRow | null> => {
    const rows = await sql<ReplyRow>(
      `UPDATE "Reply" SET "state" = 'sending', "attempts" = "attempts" + 1, "nextTryAt" = $3
       WHERE "id" = $1 AND "nextTryAt" <= $2 AND "state" IN ('queued', 'sending') RETURNING ${COLUMNS}`,
      [id, now, new Date(now.getTime() + leaseMs)],
    );
    return rows[0] ?? null;
  },

  /** The channel that a reply is to go out on; null where it is not there. */
  findChannel: async (id: string): Promise<Channel | null> =>
    (await sql<{ channel: Channel }>('SELECT "channel" FROM "Reply" WHERE "id" = $1', [id]))[0]?.channel ?? null,

  /**
   * Mails that are due, in turns between companies, those of each that have waited longest first; locked, and none that another
   * has locked, nor of companies that are left out.
   */
  lockDueMails: (now: Date, most: number, without: string[] = []): Promise<DueMail[]> => sql<DueMail>(DUE_MAILS, [now, most, without]),

  /** Claims locked replies for one try each, as `claim` does, and keeps the words of those that were written just now. */
  claimAll: async (claims: { id: string; words: WrittenWords | null }[], until: Date): Promise<void> => {
    await sql(
      `UPDATE "Reply" r SET "state" = 'sending', "attempts" = r."attempts" + 1, "nextTryAt" = $1,
         "subject" = COALESCE(said.subject, r."subject"), "text" = COALESCE(said.text, r."text"), "html" = COALESCE(said.html, r."html")
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS said(id, subject, text, html) WHERE r."id" = said.id`,
      [
        until,
        claims.map(({ id }) => id),
        claims.map(({ words }) => words?.subject ?? null),
        claims.map(({ words }) => words?.text ?? null),
        claims.map(({ words }) => words?.html ?? null),
      ],
    );
  },

  /** Keeps what an answer says and how it goes, before it goes for the first time. */
  keepWords: async (id: string, words: ReplyWords): Promise<void> => {
    await sql(
      `UPDATE "Reply" SET "channel" = $2, "recipient" = $3, "template" = $4, "subject" = $5, "text" = $6, "html" = $7,
         "inReplyTo" = $8, "references" = $9 WHERE "id" = $1`,
      [id, words.channel, words.recipient, words.template, words.subject, words.text, words.html, words.inReplyTo, words.references],
    );
  },

  /** Notes that the channel took a claimed reply, as long as nobody else has spoken of it (see `updateClaimed`). */
  markSent: async ({ id, attempts }: Pick<ReplyRow, 'id' | 'attempts'>, sentAt: Date, providerId: string | null): Promise<boolean> => {
    const rows = await sql(
      `UPDATE "Reply" SET "state" = 'sent', "sentAt" = $3, "providerId" = $4, "because" = NULL, "nextTryAt" = NULL, "handedAt" = NULL
       WHERE "id" = $1 AND "attempts" = $2 AND "state" = 'sending' RETURNING 1`,
      [id, attempts, sentAt, providerId],
    );
    return rows.length === 1;
  },

  /** The same as `markSent` for many; returns the ids of those that nobody else has spoken of. */
  markAllSent: async (sent: SentMail[]): Promise<string[]> => {
    const sorted = sent.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    const rows = await sql<{ id: string }>(
      `UPDATE "Reply" r SET "state" = 'sent', "sentAt" = said.at, "providerId" = said.provider, "because" = NULL, "nextTryAt" = NULL, "handedAt" = NULL
       FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[]) AS said(id, attempts, at, provider)
       WHERE r."id" = said.id AND r."attempts" = said.attempts AND r."state" = 'sending' RETURNING r."id"`,
      [
        sorted.map(({ id }) => id),
        sorted.map(({ attempts }) => attempts),
        sorted.map(({ at }) => at),
        sorted.map(({ providerId }) => providerId),
      ],
    );
    return rows.map(({ id }) => id);
  },

  update: async (id: string, data: Prisma.ReplyUncheckedUpdateInput): Promise<void> => {
    await connection.reply.update({ where: { id }, data, select: { id: true } });
  },

  /** Changes a claimed reply as long as nobody else has spoken of it: a status or an echo may have come before the answer to the send. */
  updateClaimed: async ({ id, attempts }: Pick<ReplyRow, 'id' | 'attempts'>, data: Prisma.ReplyUncheckedUpdateInput): Promise<boolean> => {
    const { count } = await connection.reply.updateMany({ where: { id, attempts, state: 'sending' }, data });
    return count === 1;
  },

  /** What the provider calls a reply of ours, where it is not known yet. */
  name: async (id: string, providerId: string): Promise<void> => {
    await connection.reply.updateMany({ where: { id, providerId: null }, data: { providerId } });
  },

  /** The tickets of answers, by what providers or mails call them: held before the answers are, as whoever acts on a ticket does. */
  findTickets: async (
    company: string,
    named: { providerIds?: string[]; callbacks?: string[]; messageIds?: string[] },
  ): Promise<string[]> => {
    const { providerIds = [], callbacks = [], messageIds = [] } = named;
    const rows = await sql<{ ticketId: string }>(
      `SELECT DISTINCT "ticketId" FROM "Reply" WHERE "company" = $1 AND "ticketId" IS NOT NULL
         AND ("providerId" = ANY($2::text[]) OR "id" = ANY($3::uuid[]) OR "emailMessageId" = ANY($4::text[]))`,
      [company, providerIds, callbacks.filter((id) => IS_UUID.test(id)), messageIds],
    );
    return rows.map(({ ticketId }) => ticketId);
  },

  /** The answers that statuses name, by the provider's id or ours; locked, in one order for everybody. */
  lockNamed: (company: string, providerIds: string[], callbacks: string[]): Promise<ReportedReply[]> =>
    connection.$queryRaw<ReportedReply[]>`
      SELECT ${REPORTED} FROM "Reply"
      WHERE "company" = ${company}
        AND ("providerId" = ANY(${providerIds}::text[]) OR "id" = ANY(${callbacks.filter((id) => IS_UUID.test(id))}::uuid[]))
      ORDER BY "id" FOR UPDATE`,

  /** All that went to a person up to a moment and may have got further; locked, in one order for everybody. */
  lockSentTo: (company: string, channel: Channel, recipient: string, upTo: Date): Promise<ReportedReply[]> =>
    connection.$queryRaw<ReportedReply[]>`
      SELECT ${REPORTED} FROM "Reply"
      WHERE "company" = ${company} AND "channel" = ${channel}::"Channel" AND "recipient" = ${recipient}
        AND "state" IN ('sent', 'delivered') AND "sentAt" <= ${upTo}
      ORDER BY "id" FOR UPDATE`,

  /** Notes what providers said, all in one statement; a moment that is known stays the first. */
  reportAll: async (reports: Report[]): Promise<void> => {
    if (reports.length === 0) return;
    const rows = reports.map(
      ({ id, state, because, providerId, sentAt, deliveredAt, readAt }) => Prisma.sql`
        (${id}::uuid, ${state}::"ReplyState", ${because}::text, ${providerId}::text, ${sentAt}::timestamptz, ${deliveredAt}::timestamptz, ${readAt}::timestamptz)`,
    );
    await connection.$executeRaw`
      UPDATE "Reply" SET "state" = said.state, "because" = said.because, "nextTryAt" = NULL, "handedAt" = NULL,
        "providerId" = COALESCE("Reply"."providerId", said."providerId"), "sentAt" = COALESCE("Reply"."sentAt", said."sentAt"),
        "deliveredAt" = COALESCE("Reply"."deliveredAt", said."deliveredAt"), "readAt" = COALESCE("Reply"."readAt", said."readAt")
      FROM (VALUES ${Prisma.join(rows)}) AS said(id, state, because, "providerId", "sentAt", "deliveredAt", "readAt")
      WHERE "Reply"."id" = said.id`;
  },

  /** Mails that a delivery report says were not delivered, by their Message-IDs; returns those that had counted as sent until now. */
  bounce: (company: string, messageIds: string[], because: string): Promise<{ id: string; ticketId: string | null }[]> =>
    connection.reply.updateManyAndReturn({
      where: { company, channel: 'email', emailMessageId: { in: messageIds }, state: { in: ['sending', 'sent'] } },
      data: { state: 'failed', because, nextTryAt: null, handedAt: null },
      select: { id: true, ticketId: true },
    }),

  /** Takes a channel's waiting answers out of their wait: it is open again. */
  release: async (company: string, channel: Channel, now: Date): Promise<number> => {
    const { count } = await connection.reply.updateMany({
      where: { company, channel, state: 'queued', nextTryAt: { gt: now }, because: { startsWith: HELD } },
      data: { nextTryAt: now },
    });
    return count;
  },

  /** Our own send come back in an echo: it did go out, whatever became of the request. */
  confirmSent: async (company: string, id: string, providerId: string, at: Date): Promise<void> => {
    if (!IS_UUID.test(id)) return;
    await connection.reply.updateMany({
      where: { id, company, state: { in: ['queued', 'sending'] } },
      data: { state: 'sent', providerId, sentAt: at, nextTryAt: null, handedAt: null, because: null },
    });
  },

  /** An answer that a person gave outside, kept once under the provider's id. */
  addPersons: async (answer: PersonsAnswer): Promise<void> => {
    await connection.reply.createMany({
      data: [
        {
          id: newId(),
          company: answer.company,
          key: `echo:${answer.company}:${answer.channel}:${answer.externalId}`,
          kind: 'agent',
          channel: answer.channel,
          state: 'sent',
          recipient: answer.recipient,
          facts: {},
          text: answer.text,
          references: [],
          providerId: answer.externalId,
          createdAt: answer.at,
          sentAt: answer.at,
          ticketId: answer.ticketId,
        },
      ],
      skipDuplicates: true,
    });
  },

  /** Ids of answers that are overdue: what the sweep enqueues again. */
  findOverdue: (now: Date, limit: number): Promise<{ id: string; channel: Channel }[]> => sql(OVERDUE_REPLIES, [now, limit]),
});

const COLUMNS = Object.keys(Prisma.ReplyScalarFieldEnum)
  .map((name) => `"${name}"`)
  .join(', ');

const addAll = async (sql: Sql, asked: ReplyAsked[]): Promise<(Added | null)[]> => {
  const rows = asked.map(({ reply, limit }) => ({ id: newId(), ...reply, ...limit }));
  const added = await sql<Added>(ADD, [JSON.stringify(rows)]);
  const byId = new Map(added.map((row) => [row.id, row]));
  return rows.map(({ id }) => byId.get(id) ?? null);
};

const ADD = `
  INSERT INTO "Reply" ("id", "company", "key", "kind", "channel", "state", "recipient", "mailbox", "template", "accessible", "facts",
    "emailMessageId", "inReplyTo", "references", "because", "createdAt", "nextTryAt", "ticketId", "messageId", "matterId")
  SELECT n."id", n."company", n."key", n."kind", n."channel", CASE WHEN limited.over THEN 'withheld' ELSE n."state" END, n."recipient",
    n."mailbox", n."template", n."accessible", n."facts", n."emailMessageId", n."inReplyTo", n."references",
    CASE WHEN limited.over THEN 'limit' ELSE n."because" END, n."createdAt",
    CASE WHEN NOT limited.over AND n."state" = 'queued' THEN n."createdAt" END, n."ticketId", n."messageId", n."matterId"
  FROM json_to_recordset($1::json) AS n("id" uuid, "company" text, "key" text, "kind" "ReplyKind", "channel" "Channel", "state" "ReplyState",
    "recipient" text, "mailbox" text, "template" boolean, "accessible" boolean, "facts" jsonb, "emailMessageId" text, "inReplyTo" text,
    "references" text[], "because" text, "createdAt" timestamptz, "ticketId" uuid, "messageId" uuid, "matterId" uuid,
    "after" timestamptz, "most" integer)
  CROSS JOIN LATERAL (SELECT n."most" IS NOT NULL AND n."most" <= (
    SELECT count(*) FROM "Reply" r WHERE r."company" = n."company" AND r."recipient" = n."recipient" AND r."createdAt" > n."after"
      AND r."kind" IN ('folio', 'data_request', 'appended', 'reopened') AND r."state" <> 'withheld') AS over) AS limited
  ON CONFLICT DO NOTHING RETURNING "id", "state"`;

/**
 * For whoever sends mails, and for the test that asks PostgreSQL how it would find them: companies are found by leaps through
 * the index, and of each so many are locked as might be claimed.
 */
export const DUE_MAILS = `
  WITH RECURSIVE line AS (
    (SELECT "company" FROM "Reply" WHERE "nextTryAt" IS NOT NULL AND "channel" = 'email' ORDER BY "company" LIMIT 1)
    UNION ALL
    SELECT next.* FROM line CROSS JOIN LATERAL (
      SELECT "company" FROM "Reply" WHERE "nextTryAt" IS NOT NULL AND "channel" = 'email' AND "company" > line."company"
      ORDER BY "company" LIMIT 1) AS next)
  SELECT ${COLUMNS}, (SELECT m."receivedAt" FROM "Message" m WHERE m."id" = placed."messageId") AS "askedAt" FROM (
    SELECT due.*, row_number() OVER (PARTITION BY line."company" ORDER BY due."nextTryAt") AS "place"
    FROM line CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM "Reply"
      WHERE "channel" = 'email' AND "company" = line."company" AND "nextTryAt" <= $1 AND "state" IN ('queued', 'sending')
      ORDER BY "nextTryAt" LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
    WHERE line."company" <> ALL($3::text[])) AS placed
  ORDER BY "place", "nextTryAt" LIMIT $2`;

const TELL_AGENTS = `
  INSERT INTO "Reply" ("id", "company", "key", "kind", "channel", "state", "recipient", "mailbox", "facts", "emailMessageId", "references", "createdAt", "nextTryAt")
  SELECT n."id", n."company", n."key", 'assigned', 'email', 'queued', a."email", n."mailbox", n."facts", n."emailMessageId", '{}', n."at", n."at"
  FROM json_to_recordset($1::json) AS n("id" uuid, "company" text, "key" text, "agentId" uuid, "mailbox" text, "neverTo" text[], "facts" jsonb,
    "emailMessageId" text, "at" timestamptz)
  JOIN "Agent" a ON a."id" = n."agentId" AND a."company" = n."company"
  WHERE a."mailNotices" AND a."disabledAt" IS NULL AND NOT a."email" = ANY(n."neverTo")
  ON CONFLICT ("key") DO NOTHING RETURNING "id"`;

/** For the sweep, and for the test that asks PostgreSQL how it would find them. */
export const OVERDUE_REPLIES = overdueQuery('Reply', 'nextTryAt');
