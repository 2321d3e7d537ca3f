import { v7 as newId } from 'uuid';
import type { Known, MatterView } from '../core/policy/context.ts';
import type { MatterChange } from '../core/policy/outcome.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Sql } from './database.ts';

/** A matter whether it waits or not. */
export type MatterRow = Prisma.PendingMatterGetPayload<{ select: typeof VIEW }>;
export type WaitingAsked = { company: string; conversation: string; now: Date };

const VIEW = { id: true, category: true, description: true, asks: true, unknownContract: true, known: true, expiresAt: true } as const;

/** The matters that wait for data (policy, rules 6 and 7). */
export const mattersOf = (connection: Connection, sql: Sql) => ({
  /** The matter that waits on a conversation and has not expired; the newest, should there be several. */
  findWaiting: async (company: string, conversation: string, now: Date): Promise<MatterView | null> => {
    const rows = await sql<MatterView>(
      `SELECT "id", "category", "description", "asks", "unknownContract", "known", "expiresAt" FROM "PendingMatter"
       WHERE "company" = $1 AND "conversation" = $2 AND "settledAt" IS NULL AND "expiresAt" >= $3 ORDER BY "openedAt" DESC LIMIT 1`,
      [company, conversation, now],
    );
    return rows[0] ?? null;
  },

  /** The same for many conversations at once: an answer for each that was asked. */
  findAllWaiting: async (asked: WaitingAsked[]): Promise<(MatterView | null)[]> => {
    const rows = await sql<MatterView & { place: number }>(ALL_WAITING, [JSON.stringify(asked.map((one, place) => ({ place, ...one })))]);
    const found = new Map(rows.map(({ place, ...matter }) => [place, matter]));
    return asked.map((_, place) => found.get(place) ?? null);
  },

  /** A matter by its id, as long as it waits and has not expired. */
  findWaitingById: async (id: string, now: Date): Promise<MatterView | null> => {
    const row = await connection.pendingMatter.findFirst({ where: { id, settledAt: null, expiresAt: { gte: now } }, select: VIEW });
    return row && { ...row, known: row.known as Known };
  },

  find: (id: string) => connection.pendingMatter.findUnique({ where: { id }, select: VIEW }),

  findMany: (ids: string[]): Promise<MatterRow[]> =>
    ids.length === 0 ? Promise.resolve([]) : connection.pendingMatter.findMany({ where: { id: { in: ids } }, select: VIEW }),

  open: async (company: string, conversation: string, matter: MatterChange, openedAt: Date, expiresAt: Date): Promise<string> => {
    const id = newId();
    await connection.pendingMatter.create({ data: { id, company, conversation, ...matter, openedAt, expiresAt }, select: { id: true } });
    return id;
  },

  update: async (id: string, matter: MatterChange, expiresAt: Date): Promise<void> => {
    await connection.pendingMatter.update({ where: { id }, data: { ...matter, expiresAt }, select: { id: true } });
  },

  /** Ends the wait: its messages and answers belong to the ticket from now on. Returns the ids of the messages. */
  settle: async (id: string, ticketId: string, settledAt: Date): Promise<string[]> => {
    const messages = await connection.message.findMany({ where: { matterId: id }, select: { id: true }, orderBy: { receivedAt: 'asc' } });
    await connection.reply.updateMany({ where: { matterId: id }, data: { ticketId } });
    await connection.pendingMatter.update({ where: { id }, data: { settledAt, ticketId }, select: { id: true } });
    return messages.map((message) => message.id);
  },
});

export const ALL_WAITING = `
  SELECT asked."place", found.*
  FROM json_to_recordset($1::json) AS asked("place" integer, "company" text, "conversation" text, "now" timestamptz)
  CROSS JOIN LATERAL (
    SELECT p."id", p."category", p."description", p."asks", p."unknownContract", p."known", p."expiresAt" FROM "PendingMatter" p
    WHERE p."company" = asked."company" AND p."conversation" = asked."conversation" AND p."settledAt" IS NULL AND p."expiresAt" >= asked."now"
    ORDER BY p."openedAt" DESC LIMIT 1) AS found`;
