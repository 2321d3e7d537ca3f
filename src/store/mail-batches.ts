import { v7 as newId } from 'uuid';
import { conversationKey } from '../core/policy/conversation.ts';
import { PermanentError } from '../runtime/errors.ts';
import type { Connection, Sql } from './database.ts';
import type { MailboxPosition } from './mailboxes.ts';
import { hashOf, insertRaws } from './raw-messages.ts';

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
/** Stores a batch of raw mails and moves the mailbox's position with them; returns the ids of those the ledger did not have. */
export const storeMails = async (connection: Connection, sql: Sql, batch: MailBatch, dueAt: Date): Promise<string[]> => {
  await holdLease(connection, batch);
  const fresh = await notInLedger(connection, batch);
  const rows = fresh.map((mail) => ({ ...mail, id: newId(), hash: hashOf(mail.raw) }));
  await insertRaws(sql, rows);
  await insertMails(sql, batch, rows, dueAt);
  await movePosition(connection, batch);
  return rows.map((row) => row.id);
};

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
