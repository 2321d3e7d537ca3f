import { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

/** How a person is named: by exactly what the database keeps of them. */
export type PersonKey = { phone: string | null; address: string | null; userId: string | null; contractKey: string | null };

/** What belongs to one person. */
export type PersonRows = { messageIds: string[]; ticketIds: string[]; matterIds: string[] };

export type Erased = { messages: number; tickets: number; replies: number; matters: number; raws: number };

const NOTHING: Erased = { messages: 0, tickets: 0, replies: 0, matters: 0, raws: 0 };

/** Personal data as a whole: whose rows they are, what they hold, and how they are made to hold nothing. */
export const personalOf = (connection: Connection) => ({
  /** Messages of a sender, or of the tickets of a contract, with the tickets (those joined into them too) and pending matters that they belong to. */
  find: async (company: string, { phone, address, userId, contractKey }: PersonKey): Promise<PersonRows> => {
    const [row] = await connection.$queryRaw<PersonRows[]>`
      WITH RECURSIVE own AS (
        SELECT "id", "ticketId", "matterId" FROM "Message" WHERE "company" = ${company} AND (
          "senderPhone" = ${phone} OR "senderAddress" = ${address} OR "senderUserId" = ${userId}
          OR "conversation" IN (${`phone:${phone}`}, ${`email:${address}`}, ${`wa:${userId}`}, ${`messenger:${userId}`}))),
      tickets("id") AS (
        SELECT "id" FROM "Ticket" WHERE "company" = ${company}
          AND ("id" IN (SELECT "ticketId" FROM own) OR "contractKey" = ${contractKey} OR "phone" = ${phone} OR "email" = ${address})
        UNION SELECT t."id" FROM "Ticket" t JOIN tickets ON t."joinedIntoId" = tickets."id"),
      messages AS (
        SELECT "id", "matterId" FROM own
        UNION SELECT "id", "matterId" FROM "Message" WHERE "ticketId" IN (SELECT "id" FROM tickets))
      SELECT ARRAY(SELECT "id"::text FROM messages ORDER BY 1) AS "messageIds", ARRAY(SELECT "id"::text FROM tickets ORDER BY 1) AS "ticketIds",
        ARRAY(SELECT "matterId"::text FROM messages WHERE "matterId" IS NOT NULL
          UNION SELECT "id"::text FROM "PendingMatter" WHERE "ticketId" IN (SELECT "id" FROM tickets)
          UNION SELECT "id"::text FROM "PendingMatter" WHERE "company" = ${company}
            AND "conversation" IN (${`phone:${phone}`}, ${`email:${address}`}, ${`wa:${userId}`}, ${`messenger:${userId}`})) AS "matterIds"`;
    return row ?? { messageIds: [], ticketIds: [], matterIds: [] };
  },

  /** Everything that is kept of these rows, as it stands; raw bytes by their hash and size. */
  read: async ({ messageIds, ticketIds, matterIds }: PersonRows) => ({
    tickets: await connection.ticket.findMany({
      where: { id: { in: ticketIds } },
      omit: { agentId: true, version: true },
      include: { events: { orderBy: { at: 'asc' }, omit: { ticketId: true } }, corrections: { omit: { ticketId: true } } },
      orderBy: { openedAt: 'asc' },
    }),
    messages: await connection.message.findMany({
      where: { id: { in: messageIds } },
      include: {
        reading: { omit: { messageId: true } },
        attachments: { omit: { messageId: true } },
        raw: { select: { hash: true, sizeBytes: true, storedAt: true, clearedAt: true } },
        events: { omit: { messageId: true }, orderBy: { at: 'asc' } },
      },
      orderBy: { receivedAt: 'asc' },
    }),
    channelEvents: await connection.$queryRaw<object[]>`
      SELECT DISTINCT e."id", e."channel"::text, e."kind", e."externalId", e."receivedAt", e."data" FROM "ChannelEvent" e
      WHERE EXISTS (SELECT 1 FROM "Message" m WHERE m."id" = ANY(${messageIds}::uuid[]) AND m."company" = e."company" AND m."externalId" = e."externalId")
        OR EXISTS (SELECT 1 FROM "Reply" r WHERE ${ofPersonSql(messageIds, ticketIds, matterIds)} AND r."company" = e."company" AND r."providerId" = e."externalId")
      ORDER BY e."receivedAt"`,
    identities: await connection.$queryRaw<object[]>`
      SELECT DISTINCT i."channel"::text, i."userId", i."phone", i."seenAt" FROM "ChannelIdentity" i JOIN "Message" m
        ON m."company" = i."company" AND m."channel" = i."channel" AND (i."userId" = m."senderUserId" OR i."phone" = m."senderPhone")
      WHERE m."id" = ANY(${messageIds}::uuid[])`,
    pendingMatters: await connection.pendingMatter.findMany({ where: { id: { in: matterIds } }, orderBy: { openedAt: 'asc' } }),
    answers: await connection.reply.findMany({ where: ofPerson(messageIds, ticketIds, matterIds), orderBy: { createdAt: 'asc' } }),
  }),

  /** What is still to be done of these rows: nobody is erased in the middle of it. */
  findOpen: async ({ messageIds, ticketIds }: PersonRows): Promise<{ folios: string[]; unsettled: number }> => ({
    folios: (await connection.ticket.findMany({ where: { id: { in: ticketIds }, status: 'open' }, select: { folio: true } })).map(
      ({ folio }) => folio,
    ),
    unsettled: await connection.message.count({ where: { id: { in: messageIds }, state: 'stored' } }),
  }),

  /**
   * Blanks every personal value of these rows. What stays is what the company must account for: folio, times, category, area,
   * city, disposition and amounts. Raw bytes go where nothing else rests on them; their hash stays.
   */
  erase: async ({ messageIds, ticketIds, matterIds }: PersonRows, now: Date): Promise<Erased> => {
    if (messageIds.length + ticketIds.length + matterIds.length === 0) return NOTHING;
    const raws = await clearRaws(connection, { messageIds, ticketIds, matterIds }, now);
    await connection.metaDelivery.deleteMany({ where: { id: { in: messageIds } } });
    await connection.reading.deleteMany({ where: { messageId: { in: messageIds } } });
    await connection.correction.deleteMany({ where: { OR: [{ ticketId: { in: ticketIds } }, { messageId: { in: messageIds } }] } });
    await connection.webhookDelivery.deleteMany({ where: { ticketId: { in: ticketIds } } });
    await connection.messageEvent.updateMany({ where: { messageId: { in: messageIds } }, data: { data: {} } });
    await connection.attachment.updateMany({ where: { messageId: { in: messageIds } }, data: BLANK_ATTACHMENT });
    await connection.$executeRaw`
      DELETE FROM "ChannelEvent" e USING "Message" m
      WHERE m."id" = ANY(${messageIds}::uuid[]) AND e."company" = m."company" AND e."externalId" = m."externalId"`;
    // The provider's ids of our answers hold a telephone: in what it told of them, and in the key of an answer given elsewhere.
    await connection.$executeRaw`
      DELETE FROM "ChannelEvent" e USING "Reply" r
      WHERE ${ofPersonSql(messageIds, ticketIds, matterIds)} AND e."company" = r."company" AND e."externalId" = r."providerId"`;
    await connection.$executeRaw`
      UPDATE "Reply" r SET "key" = 'erased:' || r."id" WHERE ${ofPersonSql(messageIds, ticketIds, matterIds)} AND r."key" LIKE 'echo:%'`;
    await connection.$executeRaw`
      DELETE FROM "ChannelIdentity" i USING "Message" m
      WHERE m."id" = ANY(${messageIds}::uuid[]) AND i."company" = m."company" AND i."channel" = m."channel"
        AND (i."userId" = m."senderUserId" OR i."phone" = m."senderPhone")`;
    const replies = await connection.reply.updateMany({ where: ofPerson(messageIds, ticketIds, matterIds), data: BLANK_REPLY });
    const matters = await connection.$executeRaw`
      UPDATE "PendingMatter" SET "conversation" = 'erased:' || "id", "description" = '', "known" = '{}', "unknownContract" = NULL
      WHERE "id" = ANY(${matterIds}::uuid[])`;
    const messages = await connection.$executeRaw`
      UPDATE "Message" SET "conversation" = 'erased:' || "id", "identity" = NULL, "externalId" = NULL, "senderName" = NULL, "senderAddress" = NULL,
        "senderPhone" = NULL, "senderUserId" = NULL, "replyTo" = NULL, "subject" = NULL, "text" = NULL, "inReplyTo" = NULL, "references" = '{}',
        "form" = NULL, "decision" = CASE WHEN "decision" IS NULL THEN NULL
          ELSE jsonb_build_object('rule', "decision"->'rule', 'because', "decision"->'because', 'facts', '{}'::jsonb, 'candidates', '[]'::jsonb) END
      WHERE "id" = ANY(${messageIds}::uuid[])`;
    await connection.$executeRaw`
      UPDATE "TicketEvent" SET "data" = CASE WHEN "data" ? 'rule' THEN jsonb_build_object('rule', "data"->'rule') ELSE '{}'::jsonb END
      WHERE "ticketId" = ANY(${ticketIds}::uuid[])`;
    await connection.ticketPause.updateMany({ where: { ticketId: { in: ticketIds } }, data: { reason: '' } });
    const tickets = await connection.ticket.updateMany({ where: { id: { in: ticketIds } }, data: BLANK_TICKET });
    return { messages, tickets: tickets.count, replies: replies.count, matters, raws };
  },

  /** Rows whose time is over, at most so many of each, the oldest first: noise, and tickets that were resolved so long ago, or joined into such. */
  findOutdated: async (company: string, before: { ignored: Date; closed: Date }, limit: number): Promise<PersonRows> => {
    const [row] = await connection.$queryRaw<PersonRows[]>`
      WITH tickets AS (
        SELECT t."id" FROM "Ticket" t WHERE t."company" = ${company} AND t."status" <> 'open' AND t."openedAt" < ${before.closed}
          AND (t."description" <> '' OR t."holder" IS NOT NULL OR t."contract" IS NOT NULL) AND (
            t."resolvedAt" < ${before.closed} OR t."status" = 'joined' AND EXISTS (
              WITH RECURSIVE chain AS (
                SELECT g."status", g."resolvedAt", g."joinedIntoId" FROM "Ticket" g WHERE g."id" = t."joinedIntoId"
                UNION ALL
                SELECT n."status", n."resolvedAt", n."joinedIntoId" FROM "Ticket" n JOIN chain ON n."id" = chain."joinedIntoId")
              SELECT 1 FROM chain WHERE "status" = 'resolved' AND "resolvedAt" < ${before.closed}))
        ORDER BY t."openedAt" LIMIT ${limit}),
      messages AS (
        SELECT "id", "matterId" FROM "Message" WHERE "ticketId" IN (SELECT "id" FROM tickets)
        UNION ALL (SELECT "id", "matterId" FROM "Message" WHERE "company" = ${company} AND "disposition" = 'ignored'
          AND "receivedAt" < ${before.ignored} AND "conversation" IS DISTINCT FROM 'erased:' || "id" ORDER BY "receivedAt" LIMIT ${limit})
        UNION ALL (SELECT "id", "matterId" FROM "Message" WHERE "company" = ${company} AND "ticketId" IS NULL
          AND ("disposition" IN ('pending', 'review') OR "disposition" = 'quarantined' AND "reviewedAt" IS NOT NULL) AND "receivedAt" < ${before.closed} AND "conversation" IS DISTINCT FROM 'erased:' || "id" ORDER BY "receivedAt" LIMIT ${limit}))
      SELECT ARRAY(SELECT "id"::text FROM messages) AS "messageIds", ARRAY(SELECT "id"::text FROM tickets) AS "ticketIds",
        ARRAY(SELECT DISTINCT "matterId"::text FROM messages WHERE "matterId" IS NOT NULL) AS "matterIds"`;
    return row ?? { messageIds: [], ticketIds: [], matterIds: [] };
  },

  /**
   * Lets go of the bytes of a company's mails, webhooks and files stored before a moment, where every message on them is
   * settled, none of them waiting in review or quarantine or on an open ticket; at most so many. Needs a transaction.
   */
  clearRawsBefore: async (company: string, before: Date, now: Date, limit: number): Promise<number> => {
    const isOver = Prisma.sql`r."clearedAt" IS NULL AND r."storedAt" < ${before} AND ${nothingRestsOn(company)}`;
    const found = await connection.$queryRaw<{ hash: string }[]>`
      SELECT r."hash" FROM "RawMessage" r WHERE ${isOver} ORDER BY r."storedAt" LIMIT ${limit}`;
    return clear(connection, Prisma.sql`SELECT unnest(${found.map(({ hash }) => hash)}::text[])`, isOver, now);
  },

  /** Bookkeeping of the past: settled channel events, notices that were seen, the console's log. */
  forgetBookkeeping: async (company: string, before: { events: Date; audit: Date }): Promise<{ events: number; audit: number }> => {
    const events = await connection.channelEvent.deleteMany({ where: { company, settledAt: { lt: before.events } } });
    const audit = await connection.auditEntry.deleteMany({ where: { company, at: { lt: before.audit } } });
    await connection.webhookDelivery.deleteMany({ where: { endedAt: { lt: before.events }, endpoint: { company } } });
    await connection.notification.deleteMany({ where: { seenAt: { lt: before.events }, agent: { company } } });
    return { events: events.count, audit: audit.count };
  },
});

const ofPerson = (messageIds: string[], ticketIds: string[], matterIds: string[]) => ({
  OR: [{ messageId: { in: messageIds } }, { ticketId: { in: ticketIds } }, { matterId: { in: matterIds } }],
});

const ofPersonSql = (messageIds: string[], ticketIds: string[], matterIds: string[]): Prisma.Sql => Prisma.sql`
  (r."messageId" = ANY(${messageIds}::uuid[]) OR r."ticketId" = ANY(${ticketIds}::uuid[]) OR r."matterId" = ANY(${matterIds}::uuid[]))`;

const BLANK_ATTACHMENT = { name: null, mediaId: null, url: null, rawHash: null, latitude: null, longitude: null, place: null };
const BLANK_REPLY = {
  recipient: null,
  subject: null,
  text: null,
  html: null,
  facts: {},
  inReplyTo: null,
  references: [],
  providerId: null,
};
const BLANK_TICKET = {
  contract: null,
  contractKey: null,
  holder: null,
  contact: null,
  phone: null,
  email: null,
  authority: [],
  description: '',
  pauseReason: null,
};

/** A mail's bytes are its own; a webhook's (also one that told of an answer, or of a change to a message) may hold others too, whose messages are settled all the same: what they said is in their rows. */
const clearRaws = (connection: Connection, { messageIds, ticketIds, matterIds }: PersonRows, now: Date): Promise<number> =>
  clear(
    connection,
    Prisma.sql`
      SELECT "rawHash" FROM "Message" WHERE "id" = ANY(${messageIds}::uuid[]) AND "rawHash" IS NOT NULL
      UNION SELECT a."rawHash" FROM "Attachment" a WHERE a."messageId" = ANY(${messageIds}::uuid[]) AND a."rawHash" IS NOT NULL
      UNION SELECT e."rawHash" FROM "ChannelEvent" e JOIN "Message" m ON m."company" = e."company" AND m."externalId" = e."externalId"
        WHERE m."id" = ANY(${messageIds}::uuid[])
      UNION SELECT e."rawHash" FROM "ChannelEvent" e JOIN "Reply" r ON r."company" = e."company" AND r."providerId" = e."externalId"
        WHERE ${ofPersonSql(messageIds, ticketIds, matterIds)}`,
    Prisma.sql`r."clearedAt" IS NULL AND NOT EXISTS (SELECT 1 FROM "Message" m WHERE m."rawHash" = r."hash" AND m."state" = 'stored') AND ${NOT_WAITED_FOR}`,
    now,
  );

/**
 * Clears those of the hashes that still may be. Their rows are held first, in the order in which everybody takes them: whoever is
 * storing the same bytes anew is waited for, and the message on them is then seen.
 */
const clear = async (connection: Connection, hashes: Prisma.Sql, mayGo: Prisma.Sql, now: Date): Promise<number> => {
  const held = await connection.$queryRaw<{ hash: string }[]>`
    SELECT "hash" FROM "RawMessage" WHERE "hash" IN (${hashes}) ORDER BY "hash" COLLATE "C" FOR UPDATE`;
  return connection.$executeRaw`
    UPDATE "RawMessage" r SET "bytes" = ''::bytea, "clearedAt" = ${now}
    WHERE r."hash" = ANY(${held.map(({ hash }) => hash)}::text[]) AND ${mayGo}`;
};

/** A webhook that is not taken apart yet needs its bytes. */
const NOT_WAITED_FOR = Prisma.sql`
  NOT EXISTS (SELECT 1 FROM "MetaDelivery" d WHERE d."rawHash" = r."hash" AND d."dueAt" IS NOT NULL)`;

const nothingRestsOn = (company: string): Prisma.Sql => Prisma.sql`
  ${NOT_WAITED_FOR} AND NOT EXISTS (SELECT 1 FROM "Message" m LEFT JOIN "Ticket" t ON t."id" = m."ticketId" WHERE m."rawHash" = r."hash"
    AND (m."company" <> ${company} OR m."state" = 'stored' OR t."status" = 'open'
      OR (m."disposition" IN ('review', 'quarantined') AND m."reviewedAt" IS NULL)))
  AND NOT EXISTS (SELECT 1 FROM "Attachment" a JOIN "Message" m ON m."id" = a."messageId" LEFT JOIN "Ticket" t ON t."id" = m."ticketId"
    WHERE a."rawHash" = r."hash" AND (m."company" <> ${company} OR m."state" = 'stored' OR t."status" = 'open'))
  AND NOT EXISTS (SELECT 1 FROM "ChannelEvent" e WHERE e."rawHash" = r."hash" AND (e."company" <> ${company} OR e."settledAt" IS NULL))`;
