import { v7 as newId } from 'uuid';
import type { Reading } from '../core/reading.ts';
import type { MessageState, Prisma } from '../generated/prisma/client.ts';
import { attachmentRow } from './attachments.ts';
import type { Sql } from './database.ts';
import { identityHash, KEPT_TEXT, type Parsed, parsedColumns, type Settlement } from './message-columns.ts';

/** Whether a message still waits, and which other one has the identity that it claims (rule 1). */
export type Claim = { state: MessageState; firstId: string | null };
export type ClaimAsked = { id: string; company: string; identity: string | null };
export type SettledMail = { id: string; settledAt: Date; settlement: Settlement; parsed: Parsed };
export type NewReading = { messageId: string; text: string; reading: Reading; version: number };

/** The claims of many mails in one statement, in the order asked. */
export const findClaims = async (sql: Sql, asked: ClaimAsked[]): Promise<(Claim | null)[]> => {
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

/** Settles many mails with what parsing found in them. Both statements are begun before this returns: they go out behind whatever was begun before. */
export const settleMails = async (sql: Sql, mails: SettledMail[]): Promise<void> => {
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

/** What was read in many messages, in one statement. */
export const saveReadings = async (sql: Sql, readings: NewReading[]): Promise<void> => {
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

const evidenceOf = (reading: Reading): Prisma.InputJsonObject =>
  Object.fromEntries(
    Object.entries(reading).flatMap(([field, found]) =>
      typeof found === 'object' && found !== null ? [[field, { evidence: found.evidence, confidence: found.confidence }]] : [],
    ),
  );
