import { v7 as newId } from 'uuid';
import type { IncomingMessage } from '../core/message.ts';
import { conversationKey } from '../core/policy/conversation.ts';
import type { Why } from '../core/policy/outcome.ts';
import type { Reading } from '../core/reading.ts';
import { storable } from '../core/text/storable.ts';
import type { Channel, Disposition, IgnoredReason } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { PermanentError } from '../runtime/errors.ts';
import { attachmentRow } from './attachments.ts';
import type { Connection, Sql } from './database.ts';
import type { MailboxPosition } from './mailboxes.ts';
import { overdueQuery } from './overdue.ts';
import { compareText, findRaw, findRaws, hashOf, insertRaws, type Raw } from './raw-messages.ts';

export type StoredMail = {
  uid: number;
  uidValidity: bigint;
  internalDate: Date;
  raw: Buffer;
  sizeBytes: number;
  truncated: boolean;
  conversation: string | null;
};
export type MailBatch = { company: string; address: string; watcher: string; mails: StoredMail[]; position: MailboxPosition };
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
export type Settlement = {
  disposition: Disposition;
  ignoredReason?: IgnoredReason;
  reason?: string;
  why?: Why;
  ticketId?: string | null;
  matterId?: string | null;
  duplicateOfId?: string | null;
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
/** What parsing found in a stored mail. */
export type Parsed = { message: IncomingMessage; conversation: string; authentication: string | null; identity: string | null };

/** Whether a message still waits, and which other one has the identity that it claims (rule 1). */
export type Claim = { state: MessageRow['state']; firstId: string | null };
export type ClaimAsked = { id: string; company: string; identity: string | null };
export type SettledMail = { id: string; settledAt: Date; settlement: Settlement; parsed: Parsed };
export type NewReading = { messageId: string; text: string; reading: Reading; version: number };

const KEPT_TEXT = 500_000;

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
  storeMails: async (batch: MailBatch, dueAt: Date): Promise<string[]> => {
    await holdLease(connection, batch);
    const fresh = await notInLedger(connection, batch);
    const rows = fresh.map((mail) => ({ ...mail, id: newId(), hash: hashOf(mail.raw) }));
    await insertRaws(sql, rows);
    await insertMails(sql, batch, rows, dueAt);
    await movePosition(connection, batch);
    return rows.map((row) => row.id);
  },

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
    const ways = [...(sender.phone ? [{ senderPhone: sender.phone }] : []), ...(sender.userId ? [{ senderUserId: sender.userId }] : [])];
    if (ways.length === 0) return null;
    const row = await connection.message.findFirst({
      where: { company, channel, OR: ways },
      orderBy: { receivedAt: 'desc' },
      select: { receivedAt: true },
    });
    return row?.receivedAt ?? null;
  },
});

const columnsOf = (message: IncomingMessage) => ({
  company: message.company,
  channel: message.channel,
  mailbox: message.mailbox,
  kind: message.kind,
  externalId: idOf(message.externalId),
  senderName: textOf(message.sender.name),
  senderAddress: textOf(message.sender.address),
  senderPhone: textOf(message.sender.phone),
  senderUserId: textOf(message.sender.userId),
  replyTo: textOf(message.replyTo),
  subject: textOf(message.subject),
  text: storable(message.text.slice(0, KEPT_TEXT)),
  inReplyTo: idOf(message.inReplyTo),
  references: message.references.flatMap((id) => idOf(id) ?? []),
  sentAt: message.sentAt,
  form: message.form && { name: textOf(message.form.name), contract: textOf(message.form.contract), city: textOf(message.form.city) },
});

const parsedColumns = ({ message, conversation, authentication, identity }: Parsed) => ({
  ...columnsOf(message),
  conversation,
  authentication,
  identity: identity && identityHash(identity),
});

/** For Prisma, which tells a null of JSON from a null of the database. */
const prismaColumnsOf = (message: IncomingMessage) => {
  const columns = columnsOf(message);
  return { ...columns, form: columns.form ?? Prisma.DbNull };
};

/** An identity may hold a whole mail (rule 1). */
const identityHash = (identity: string): string => `sha256:${hashOf(identity)}`;

const findClaims = async (sql: Sql, asked: ClaimAsked[]): Promise<(Claim | null)[]> => {
  const rows = await sql<Claim & { id: string }>(CLAIMS, [
    asked.map(({ id }) => id),
    asked.map(({ company }) => company),
    asked.map(({ identity }) => identity && identityHash(identity)),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return asked.map(({ id }) => byId.get(id) ?? null);
};

export const CLAIMS = `
  SELECT m."id", m."state",
    (SELECT f."id" FROM "Message" f WHERE f."company" = asked.company AND f."identity" = asked.identity AND f."id" <> m."id") AS "firstId"
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS asked(id, company, identity) JOIN "Message" m ON m."id" = asked.id`;

/** Both statements are begun before this returns: they go out behind whatever was begun before. */
const settleMails = async (sql: Sql, mails: SettledMail[]): Promise<void> => {
  const rows = mails.map(({ id, settledAt, settlement, parsed }) => {
    const { why, ...ended } = settlement;
    return { id, ...parsedColumns(parsed), ...ended, decision: why ?? null, settledAt };
  });
  const files = mails.flatMap(({ id: messageId, parsed }) =>
    parsed.message.attachments.map((attachment, position) => ({ id: newId(), messageId, ...attachmentRow(attachment, position, null) })),
  );
  const settling = sql(SETTLE_MAILS, [JSON.stringify(rows), rows.map(({ id }) => id)]);
  const adding = files.length === 0 ? null : sql(INSERT_FILES, [JSON.stringify(files)]);
  await Promise.all([settling, adding]);
};

// The ids once more: PostgreSQL cannot tell how many rows JSON holds, and would read all messages for them.
export const SETTLE_MAILS = `
  UPDATE "Message" m SET "kind" = n."kind", "externalId" = n."externalId", "senderName" = n."senderName",
    "senderAddress" = n."senderAddress", "senderPhone" = n."senderPhone", "senderUserId" = n."senderUserId", "replyTo" = n."replyTo",
    "subject" = n."subject", "text" = n."text", "inReplyTo" = n."inReplyTo", "references" = n."references", "sentAt" = n."sentAt",
    "form" = n."form", "conversation" = n."conversation", "authentication" = n."authentication", "identity" = n."identity",
    "disposition" = n."disposition", "ignoredReason" = n."ignoredReason", "reason" = n."reason", "decision" = n."decision",
    "ticketId" = n."ticketId", "matterId" = n."matterId", "duplicateOfId" = n."duplicateOfId", "settledAt" = n."settledAt",
    "state" = 'settled', "dueAt" = NULL
  FROM json_to_recordset($1::json) AS n("id" uuid, "kind" text, "externalId" text, "senderName" text, "senderAddress" text,
    "senderPhone" text, "senderUserId" text, "replyTo" text, "subject" text, "text" text, "inReplyTo" text, "references" text[],
    "sentAt" timestamptz, "form" jsonb, "conversation" text, "authentication" text, "identity" text, "disposition" "Disposition",
    "ignoredReason" "IgnoredReason", "reason" text, "decision" jsonb, "ticketId" uuid, "matterId" uuid, "duplicateOfId" uuid,
    "settledAt" timestamptz)
  WHERE m."id" = n."id" AND m."id" = ANY($2::uuid[])`;

const INSERT_FILES = `
  INSERT INTO "Attachment" ("id", "messageId", "position", "type", "name", "mimeType", "sizeBytes", "state", "mediaId", "url", "rawHash",
    "latitude", "longitude", "place", "nextTryAt")
  SELECT "id", "messageId", "position", "type", "name", "mimeType", "sizeBytes", "state", "mediaId", "url", "rawHash",
    "latitude", "longitude", "place", "nextTryAt"
  FROM json_to_recordset($1::json) AS file("id" uuid, "messageId" uuid, "position" integer, "type" text, "name" text, "mimeType" text,
    "sizeBytes" integer, "state" "AttachmentState", "mediaId" text, "url" text, "rawHash" text, "latitude" float8, "longitude" float8,
    "place" text, "nextTryAt" timestamptz)`;

const textOf = (text: string | null): string | null => text && storable(text.slice(0, KEPT_TEXT));

/** An id that an index can hold; a longer one names nothing (RFC 5322 allows a line of 998 characters). */
const MAX_ID_BYTES = 2_000;
const idOf = (id: string | null): string | null => (id === null || Buffer.byteLength(id) > MAX_ID_BYTES ? null : storable(id));

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

const evidenceOf = (reading: Reading): Prisma.InputJsonObject =>
  Object.fromEntries(
    Object.entries(reading).flatMap(([field, found]) =>
      typeof found === 'object' && found !== null ? [[field, { evidence: found.evidence, confidence: found.confidence }]] : [],
    ),
  );

const holdLease = async (connection: Connection, { address, watcher }: MailBatch): Promise<void> => {
  const rows = await connection.$queryRaw<unknown[]>`
    SELECT 1 FROM "Mailbox" WHERE "address" = ${address} AND "watcher" = ${watcher} FOR UPDATE`;
  if (rows.length === 0) throw new PermanentError('lease-lost', 'another process watches this mailbox now');
};

const notInLedger = async (connection: Connection, { address, mails }: MailBatch): Promise<StoredMail[]> => {
  const known = await connection.mailboxEntry.findMany({
    where: { mailboxAddress: address, OR: mails.map((mail) => ({ uidValidity: mail.uidValidity, uid: BigInt(mail.uid) })) },
    select: { uidValidity: true, uid: true },
  });
  const have = new Set(known.map((entry) => `${entry.uidValidity}:${entry.uid}`));
  const fresh = new Map(mails.map((mail) => [`${mail.uidValidity}:${mail.uid}`, mail]));
  return [...fresh].flatMap(([key, mail]) => (have.has(key) ? [] : [mail]));
};

const movePosition = async (connection: Connection, { address, mails, position }: MailBatch): Promise<void> => {
  const newest = mails.reduce<Date | null>(
    (latest, mail) => (latest === null || mail.internalDate > latest ? mail.internalDate : latest),
    null,
  );
  await connection.mailbox.update({
    where: { address },
    data: {
      uidValidity: position.uidValidity,
      lastUid: BigInt(position.lastUid),
      since: position.since,
      ...(newest && { lastMailAt: newest }),
    },
    select: { address: true },
  });
};

const ROWS = `
  SELECT m."id", m."company", m."channel", m."mailbox", m."kind", m."identity", m."externalId", m."conversation", m."senderName", 
    m."senderAddress", m."senderPhone", m."senderUserId", m."replyTo", m."subject", m."text", m."inReplyTo", m."references", 
    m."form", m."standby", m."authentication", m."state", m."disposition", m."ignoredReason", m."reason", m."sentAt", 
    m."receivedAt", m."dueAt", m."rawHash", m."ticketId", m."matterId", m."duplicateOfId",
    ARRAY(SELECT a."name" FROM "Attachment" a WHERE a."messageId" = m."id" ORDER BY a."position") AS "attachmentNames",
    (SELECT r."sizeBytes" FROM "RawMessage" r WHERE r."hash" = m."rawHash") AS "rawBytes"
  FROM "Message" m`;

const saveReadings = async (sql: Sql, readings: NewReading[]): Promise<void> => {
  const rows = readings.map(({ messageId, text, reading, version }) => {
    const { onlyThanks, category, accessibility, contract, holder, contact, phone, email, city, folio } = reading;
    return {
      messageId,
      text: text.slice(0, KEPT_TEXT),
      category: category.value,
      accessibility: accessibility !== null,
      onlyThanks,
      version,
      contract: contract?.value,
      holder: holder?.value,
      contact: contact?.value,
      phone: phone?.value,
      email: email?.value,
      city: city?.value,
      folio: folio?.value,
      evidence: evidenceOf(reading),
    };
  });
  await sql(SAVE_READINGS, [JSON.stringify(rows)]);
};

const SAVE_READINGS = `
  INSERT INTO "Reading" ("messageId", "text", "category", "accessibility", "onlyThanks", "version",
    "contract", "holder", "contact", "phone", "email", "city", "folio", "evidence")
  SELECT "messageId", "text", "category", "accessibility", "onlyThanks", "version",
    "contract", "holder", "contact", "phone", "email", "city", "folio", "evidence"
  FROM json_to_recordset($1::json) AS reading("messageId" uuid, "text" text, "category" "Category", "accessibility" boolean,
    "onlyThanks" boolean, "version" integer, "contract" text, "holder" text, "contact" text, "phone" text, "email" text, "city" text,
    "folio" text, "evidence" jsonb)
  ON CONFLICT ("messageId") DO UPDATE SET "text" = EXCLUDED."text", "category" = EXCLUDED."category",
    "accessibility" = EXCLUDED."accessibility", "onlyThanks" = EXCLUDED."onlyThanks", "version" = EXCLUDED."version",
    "contract" = EXCLUDED."contract", "holder" = EXCLUDED."holder", "contact" = EXCLUDED."contact", "phone" = EXCLUDED."phone",
    "email" = EXCLUDED."email", "city" = EXCLUDED."city", "folio" = EXCLUDED."folio", "evidence" = EXCLUDED."evidence"`;

type MailRow = StoredMail & { id: string; hash: string };

const insertMails = async (sql: Sql, { company, address }: MailBatch, rows: MailRow[], dueAt: Date): Promise<void> => {
  const ids = rows.map((row) => row.id);
  await Promise.all([
    sql(
      `INSERT INTO "Message" ("id", "company", "channel", "mailbox", "kind", "conversation", "receivedAt", "dueAt", "rawHash", "references")
       SELECT mail.id, $1, 'email', $2, 'mail', mail.conversation, mail.received, $3, mail.hash, '{}'
       FROM unnest($4::uuid[], $5::text[], $6::timestamptz[], $7::text[]) AS mail(id, conversation, received, hash)`,
      [
        company,
        address,
        dueAt,
        ids,
        rows.map((row) => row.conversation && conversationKey(row.conversation)),
        rows.map((row) => row.internalDate),
        rows.map((row) => row.hash),
      ],
    ),
    sql(
      `INSERT INTO "MailboxEntry" ("mailboxAddress", "uidValidity", "uid", "messageId")
       SELECT $1, entry.validity, entry.uid, entry.id FROM unnest($2::bigint[], $3::bigint[], $4::uuid[]) AS entry(validity, uid, id)`,
      [address, rows.map((row) => row.uidValidity), rows.map((row) => row.uid), ids],
    ),
  ]);
};

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
