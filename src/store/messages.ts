import { v7 as newId } from 'uuid';
import type { IncomingMessage } from '../core/message.ts';
import type { Why } from '../core/policy/outcome.ts';
import type { Reading } from '../core/reading.ts';
import type { Channel } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import { attachmentRow } from './attachments.ts';
import type { Connection, Sql } from './database.ts';
import { type MailBatch, storeMails } from './mail-batches.ts';
import { type Claim, type ClaimAsked, findClaims, type NewReading, type SettledMail, saveReadings, settleMails } from './mail-goes.ts';
import { columnsOf, KEPT_TEXT, type Parsed, parsedColumns, prismaColumnsOf, type Settlement } from './message-columns.ts';
import { overdueQuery } from './overdue.ts';
import { compareText, findRaw, findRaws, hashOf, insertRaws, type Raw } from './raw-messages.ts';

export type NewMessage = {
  message: IncomingMessage;
  conversation: string;
  /** What makes it one delivery (policy, rule 1), or null where the channel gives nothing. */
  identity: string | null;
  receivedAt: Date;
  dueAt: Date;
  rawHash: string | null;
  /** Another app or a person owns the thread: read, never answered. */
  standby: boolean;
};
/** A message as it was stored; `mediaIds` are the attachments to fetch. */
export type Stored = {
  id: string;
  company: string;
  channel: Channel;
  receivedAt: Date;
  duplicate: boolean;
  dueAt: Date;
  mediaIds: string[];
};
const FIELDS = {
  id: true,
  company: true,
  channel: true,
  mailbox: true,
  kind: true,
  identity: true,
  externalId: true,
  conversation: true,
  senderName: true,
  senderAddress: true,
  senderPhone: true,
  senderUserId: true,
  replyTo: true,
  subject: true,
  text: true,
  inReplyTo: true,
  references: true,
  form: true,
  standby: true,
  authentication: true,
  state: true,
  disposition: true,
  ignoredReason: true,
  reason: true,
  sentAt: true,
  receivedAt: true,
  dueAt: true,
  rawHash: true,
  ticketId: true,
  matterId: true,
  duplicateOfId: true,
} as const satisfies Prisma.MessageSelect;

/** A message as the steps work on it. */
export type MessageRow = Prisma.MessageGetPayload<{ select: typeof FIELDS }> & {
  attachmentNames: (string | null)[];
  /** Bytes of the raw mail or webhook; null where there is none. */
  rawBytes: number | null;
};
/** The messages and the raw bytes behind them. */
export const messagesOf = (connection: Connection, sql: Sql) => ({
  find: async (id: string): Promise<MessageRow | null> => (await sql<MessageRow>(`${ROWS} WHERE m."id" = $1`, [id]))[0] ?? null,

  findMany: (ids: string[]): Promise<MessageRow[]> =>
    sql<MessageRow>(`${ROWS} WHERE m."id" = ANY($1::uuid[]) ORDER BY m."receivedAt", m."id"`, [ids]),

  /** How messages ended, for those who count. */
  findSettlements: (ids: string[]): Promise<Pick<MessageRow, 'company' | 'channel' | 'receivedAt' | 'disposition' | 'ignoredReason'>[]> =>
    sql(`SELECT "company", "channel", "receivedAt", "disposition", "ignoredReason" FROM "Message" WHERE "id" = ANY($1::uuid[])`, [ids]),

  /** The unsettled messages of a conversation, oldest first. */
  findUnsettled: (company: string, conversation: string): Promise<MessageRow[]> =>
    sql<MessageRow>(`${ROWS} WHERE m."company" = $1 AND m."conversation" = $2 AND m."state" = 'stored' ORDER BY m."receivedAt", m."id"`, [
      company,
      conversation,
    ]),

  /** What waits on conversations besides, in the order in which it came. */
  findWaiting: (
    company: string,
    conversations: string[],
  ): Promise<(Pick<MessageRow, 'id' | 'channel' | 'receivedAt'> & { conversation: string })[]> =>
    sql(
      `SELECT "id", "channel", "receivedAt", "conversation" FROM "Message"
       WHERE "company" = $1 AND "conversation" = ANY($2::text[]) AND "state" = 'stored' ORDER BY "receivedAt", "id"`,
      [company, conversations],
    ),

  /** Whether a message still waits, and which other one has the identity that it claims (rule 1); null where there is no such message. */
  findClaim: async (id: string, company: string, identity: string | null): Promise<Claim | null> =>
    (await findClaims(sql, [{ id, company, identity }]))[0] ?? null,

  findClaims: (asked: ClaimAsked[]): Promise<(Claim | null)[]> => findClaims(sql, asked),

  findRaw: (hash: string): Promise<Raw | null> => findRaw(sql, hash),

  /** The bytes of small mails, by hash; what is not kept any more is missing. */
  findRaws: (hashes: string[]): Promise<Map<string, Buffer>> => findRaws(sql, hashes),

  saveRaw: async (bytes: Buffer, truncated = false): Promise<string> => {
    const hash = hashOf(bytes);
    await insertRaws(sql, [{ hash, raw: bytes, sizeBytes: bytes.length, truncated }]);
    return hash;
  },

  /** The same for many at once; gives their hashes in the order given. */
  saveRaws: async (all: Buffer[]): Promise<string[]> => {
    const rows = all.map((raw) => ({ hash: hashOf(raw), raw, sizeBytes: raw.length, truncated: false }));
    await insertRaws(sql, rows);
    return rows.map(({ hash }) => hash);
  },

  /** Stores a batch of raw mails and moves the mailbox's position with them; returns the ids of those the ledger did not have. */
  storeMails: (batch: MailBatch, dueAt: Date): Promise<string[]> => storeMails(connection, sql, batch, dueAt),

  /**
   * Stores chat or form messages in a fixed number of statements, however many they are; one whose identity is there already
   * (also from a webhook that runs at the same time) is stored as its settled duplicate. In the order given.
   */
  storeAll: async (messages: NewMessage[]): Promise<Stored[]> => {
    const rows = messages.map((message) => ({ ...message, id: newId() }));
    const fresh = await insertFresh(sql, rows);
    await insertDuplicates(
      connection,
      rows.filter((row) => !fresh.has(row.id)),
    );
    const attachments = rows
      .filter((row) => fresh.has(row.id))
      .flatMap(({ id, message, receivedAt }) =>
        message.attachments.map((attachment, position) => ({
          id: newId(),
          messageId: id,
          ...attachmentRow(attachment, position, receivedAt),
        })),
      );
    if (attachments.length > 0) await connection.attachment.createMany({ data: attachments });
    const toFetch = Map.groupBy(
      attachments.filter((attachment) => attachment.nextTryAt !== null),
      ({ messageId }) => messageId,
    );
    return rows.map(({ id, dueAt, receivedAt, message }) => ({
      id,
      company: message.company,
      channel: message.channel,
      receivedAt,
      dueAt,
      duplicate: !fresh.has(id),
      mediaIds: (toFetch.get(id) ?? []).map((attachment) => attachment.id),
    }));
  },

  /** A stored mail as it will stand once it is settled with what parsing found. */
  asParsed: (stored: MessageRow, parsed: Parsed): MessageRow => ({
    ...stored,
    ...parsedColumns(parsed),
    attachmentNames: parsed.message.attachments.map((attachment, position) => attachmentRow(attachment, position, null).name),
  }),

  /** Settles messages; a mail with what parsing found in it. */
  settle: async (ids: string[], settledAt: Date, settlement: Settlement, parsed: Parsed | null = null): Promise<void> => {
    const [id] = ids;
    if (parsed && id !== undefined) return settleMails(sql, [{ id, settledAt, settlement, parsed }]);
    const { why, ...ended } = settlement;
    const set = Object.entries({ ...ended, ...(why && { decision: why }), settledAt }).filter(([, value]) => value !== undefined);
    const columns = set.map(([name], index) => `"${name}" = $${index + 2}`).join(', ');
    await sql(`UPDATE "Message" SET ${columns}, "state" = 'settled', "dueAt" = NULL WHERE "id" = ANY($1::uuid[])`, [
      ids,
      ...set.map(([, value]) => value),
    ]);
  },

  /** Settles mails that were stored raw until now, with what parsing found in them, in two statements. */
  settleMails: (mails: SettledMail[]): Promise<void> => settleMails(sql, mails),

  /** Ends what cannot be read or decided, unless somebody else settled it meanwhile; returns how many it ended. */
  quarantine: async (ids: string[], settledAt: Date, reason: string, why?: Why): Promise<number> => {
    const { count } = await connection.message.updateMany({
      where: { id: { in: ids }, state: 'stored' },
      data: { disposition: 'quarantined', reason, ...(why && { decision: why }), state: 'settled', settledAt, dueAt: null },
    });
    return count;
  },

  /** Counts that understanding was given up once more and puts the next round off; returns how often it was. */
  countGivenUp: async (ids: string[], dueAt: Date): Promise<number> => {
    const rows = await connection.message.updateManyAndReturn({
      where: { id: { in: ids }, state: 'stored' },
      data: { givenUp: { increment: 1 }, dueAt },
      select: { givenUp: true },
    });
    return Math.max(0, ...rows.map((row) => row.givenUp));
  },

  /** Puts the start of understanding off, as after a failure. */
  postpone: async (id: string, dueAt: Date): Promise<void> => {
    await connection.message.updateMany({ where: { id, state: 'stored' }, data: { dueAt } });
  },

  /** What the messages of a conversation have said, the newest first: at most so many of them. */
  findSaid: (company: string, conversation: string, limit = 50) =>
    connection.reading.findMany({
      where: { message: { company, conversation } },
      orderBy: { message: { receivedAt: 'desc' } },
      select: { contract: true, holder: true, contact: true, phone: true, email: true },
      take: limit,
    }),

  saveReading: (messageId: string, text: string, reading: Reading, version: number): Promise<void> =>
    saveReadings(sql, [{ messageId, text, reading, version }]),

  saveReadings: (readings: NewReading[]): Promise<void> => saveReadings(sql, readings),

  /** Messages whose understanding is overdue: what the sweep enqueues again. */
  findOverdue: (now: Date, limit: number): Promise<{ id: string; company: string; channel: Channel }[]> =>
    sql(OVERDUE_MESSAGES, [now, limit]),

  /** What its sender made of a message before it was read: the corrected text (the first stays in the raw body). */
  correct: async (id: string, text: string): Promise<void> => {
    await connection.message.updateMany({ where: { id, state: 'stored' }, data: { text: text.slice(0, KEPT_TEXT) } });
  },

  /** A settled message of a channel by the id that the channel gave it; its duplicates are not meant. */
  findSettled: (company: string, channel: Channel, externalId: string): Promise<{ id: string; ticketId: string | null } | null> =>
    connection.message.findFirst({
      where: { company, channel, externalId, state: 'settled', duplicateOfId: null },
      select: { id: true, ticketId: true },
    }),

  /** When a customer last wrote on a channel, by telephone or user id: Meta's window counts from there (rule 16). */
  findLastFrom: async (
    company: string,
    channel: Channel,
    sender: { phone?: string | null; userId?: string | null },
  ): Promise<Date | null> => {
    if (!sender.phone && !sender.userId) return null;
    const [row] = await sql<{ at: Date | null }>(LAST_FROM, [company, channel, sender.phone || null, sender.userId || null]);
    return row?.at ?? null;
  },
});

/** Inserts those whose identity is new, in the order of the identities: two webhooks with the same messages never wait for each other. */
const insertFresh = async (sql: Sql, rows: (NewMessage & { id: string })[]): Promise<Set<string>> => {
  if (rows.length === 0) return new Set();
  const sorted = rows.toSorted((one, other) => compareText(one.identity ?? '', other.identity ?? ''));
  const columns = sorted.map(({ id, message, conversation, identity, receivedAt, dueAt, rawHash, standby }) => ({
    id,
    ...columnsOf(message),
    conversation,
    identity,
    receivedAt,
    dueAt,
    rawHash,
    standby,
  }));
  const inserted = await sql<{ id: string }>(INSERT_FRESH, [JSON.stringify(columns)]);
  return new Set(inserted.map((row) => row.id));
};

const insertDuplicates = async (connection: Connection, rows: (NewMessage & { id: string })[]): Promise<void> => {
  if (rows.length === 0) return;
  const firsts = await connection.message.findMany({
    where: { company: rows[0]?.message.company ?? '', identity: { in: rows.flatMap((row) => row.identity ?? []) } },
    select: { id: true, identity: true },
  });
  const firstOf = new Map(firsts.map((first) => [first.identity, first.id]));
  await connection.message.createMany({
    data: rows.map(({ id, message, conversation, identity, receivedAt, rawHash, standby }) => ({
      id,
      ...prismaColumnsOf(message),
      conversation,
      receivedAt,
      rawHash,
      standby,
      state: 'settled',
      disposition: 'ignored',
      ignoredReason: 'duplicate',
      duplicateOfId: firstOf.get(identity) ?? null,
      settledAt: receivedAt,
    })),
  });
};

const lastBy = (column: string, place: string): string => `(SELECT m."receivedAt" FROM "Message" m
    WHERE m."company" = $1 AND m."channel" = $2::"Channel" AND m."${column}" = ${place} ORDER BY m."receivedAt" DESC LIMIT 1)`;

/** Each way by its own index: for both at once PostgreSQL would walk back in time through everybody's messages. */
export const LAST_FROM = `SELECT greatest(${lastBy('senderPhone', '$3')}, ${lastBy('senderUserId', '$4')}) AS "at"`;

const ROWS = `
  SELECT m."id", m."company", m."channel", m."mailbox", m."kind", m."identity", m."externalId", m."conversation", m."senderName", 
    m."senderAddress", m."senderPhone", m."senderUserId", m."replyTo", m."subject", m."text", m."inReplyTo", m."references", 
    m."form", m."standby", m."authentication", m."state", m."disposition", m."ignoredReason", m."reason", m."sentAt", 
    m."receivedAt", m."dueAt", m."rawHash", m."ticketId", m."matterId", m."duplicateOfId",
    ARRAY(SELECT a."name" FROM "Attachment" a WHERE a."messageId" = m."id" ORDER BY a."position") AS "attachmentNames",
    (SELECT r."sizeBytes" FROM "RawMessage" r WHERE r."hash" = m."rawHash") AS "rawBytes"
  FROM "Message" m`;

const INSERT_FRESH = `
  INSERT INTO "Message" ("id", "company", "channel", "mailbox", "kind", "externalId", "senderName", "senderAddress", "senderPhone",
    "senderUserId", "replyTo", "subject", "text", "inReplyTo", "references", "sentAt", "form", "conversation", "identity", "receivedAt",
    "dueAt", "rawHash", "standby")
  SELECT "id", "company", "channel", "mailbox", "kind", "externalId", "senderName", "senderAddress", "senderPhone",
    "senderUserId", "replyTo", "subject", "text", "inReplyTo", "references", "sentAt", "form", "conversation", "identity", "receivedAt",
    "dueAt", "rawHash", "standby"
  FROM jsonb_to_recordset($1::jsonb) AS message("id" uuid, "company" text, "channel" "Channel", "mailbox" text, "kind" text,
    "externalId" text, "senderName" text, "senderAddress" text, "senderPhone" text, "senderUserId" text, "replyTo" text, "subject" text,
    "text" text, "inReplyTo" text, "references" text[], "sentAt" timestamptz, "form" jsonb, "conversation" text, "identity" text,
    "receivedAt" timestamptz, "dueAt" timestamptz, "rawHash" text, "standby" boolean)
  ON CONFLICT DO NOTHING RETURNING "id"`;

/** For the sweep, and for the test that asks PostgreSQL how it would find them. */
export const OVERDUE_MESSAGES = overdueQuery('Message', 'dueAt');
