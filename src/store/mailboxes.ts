import { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

/** How far a mailbox was read; `lastMailAt` is when the newest mail stored was received, kept by the store itself. */
export type MailboxPosition = { uidValidity: bigint; lastUid: number; since: Date | null; lastMailAt: Date | null };
export type MailboxState = {
  state: string;
  lastError: string | null;
  nextTryAt: Date | null;
  lastMailAt: Date | null;
  lastSeenAt: Date | null;
};

/** The mailboxes: position, lease and state. */
export const mailboxesOf = (connection: Connection) => ({
  /** Makes the row of a configured mailbox, once. */
  ensure: async (address: string, company: string): Promise<void> => {
    await connection.$executeRaw`
      INSERT INTO "Mailbox" ("address", "company") VALUES (${address}, ${company})
      ON CONFLICT ("address") DO UPDATE SET "company" = EXCLUDED."company" WHERE "Mailbox"."company" <> EXCLUDED."company"`;
  },

  /** Takes or renews the right to watch a mailbox for so long; false while another process has it. */
  lease: async (address: string, watcher: string, leaseMs: number): Promise<boolean> => {
    const rows = await connection.$queryRaw<unknown[]>`
      UPDATE "Mailbox" SET "watcher" = ${watcher}, "leaseUntil" = now() + ${leaseMs} * interval '1 millisecond'
      WHERE "address" = ${address} AND ("watcher" = ${watcher} OR "watcher" IS NULL OR "leaseUntil" IS NULL OR "leaseUntil" < now())
      RETURNING 1`;
    return rows.length > 0;
  },

  /** Gives the right back at once, so that another process need not wait for its end. */
  release: async (address: string, watcher: string): Promise<void> => {
    await connection.mailbox.updateMany({ where: { address, watcher }, data: { watcher: null, leaseUntil: null, state: 'stopped' } });
  },

  findPosition: async (address: string): Promise<MailboxPosition | null> => {
    const select = { uidValidity: true, lastUid: true, since: true, lastMailAt: true } as const;
    const row = await connection.mailbox.findUnique({ where: { address }, select });
    if (row?.uidValidity == null || row.lastUid == null) return null;
    return { uidValidity: row.uidValidity, lastUid: Number(row.lastUid), since: row.since, lastMailAt: row.lastMailAt };
  },

  /** Which of these UIDs the ledger does not have. */
  findMissing: async (address: string, uidValidity: bigint, uids: number[]): Promise<number[]> => {
    const rows = await connection.$queryRaw<{ uid: bigint }[]>(Prisma.sql`
      SELECT asked.uid FROM unnest(${uids}::bigint[]) AS asked(uid)
      WHERE NOT EXISTS (
        SELECT 1 FROM "MailboxEntry" e
        WHERE e."mailboxAddress" = ${address} AND e."uidValidity" = ${uidValidity} AND e."uid" = asked.uid)`);
    return rows.map((row) => Number(row.uid)).sort((a, b) => a - b);
  },

  /** The message that a mail of the ledger became. */
  findMessageId: async (mailboxAddress: string, uidValidity: bigint, uid: number): Promise<string | null> => {
    const where = { mailboxAddress_uidValidity_uid: { mailboxAddress, uidValidity, uid: BigInt(uid) } };
    return (await connection.mailboxEntry.findUnique({ where, select: { messageId: true } }))?.messageId ?? null;
  },

  saveState: async (address: string, watcher: string, state: MailboxState): Promise<void> => {
    const { lastMailAt, lastSeenAt, ...rest } = state;
    await connection.mailbox.updateMany({
      where: { address, watcher },
      data: {
        ...rest,
        ...(state.lastError && { lastErrorAt: new Date() }),
        ...(lastMailAt && { lastMailAt }),
        ...(lastSeenAt && { lastSeenAt }),
      },
    });
  },

  list: () => connection.mailbox.findMany({ orderBy: { address: 'asc' } }),
});
