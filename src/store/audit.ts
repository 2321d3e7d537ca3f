import { v7 as newId } from 'uuid';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type AuditInput = {
  company: string;
  at: Date;
  agentId: string | null;
  /** A code: login, login-failed, totp-on … */
  action: string;
  subject?: string | null;
  data?: Prisma.InputJsonObject;
};

export type AuditRow = Prisma.AuditEntryGetPayload<object>;
/** Null: all. `until` is not part of the span. */
export type AuditFilter = { agentId: string | null; action: string | null; from: Date | null; until: Date | null };

/** What people did in the console beyond a ticket's log. */
export const auditOf = (connection: Connection) => ({
  add: async (entry: AuditInput): Promise<void> => {
    await connection.auditEntry.create({
      data: { id: newId(), ...entry, subject: entry.subject ?? null, data: entry.data ?? {} },
      select: { id: true },
    });
  },

  /** The newest first, filtered; `after` is the last entry of the page before. */
  search: (company: string, filter: AuditFilter, after: { at: Date; id: string } | null, limit: number): Promise<AuditRow[]> =>
    connection.auditEntry.findMany({
      where: {
        company,
        ...(filter.agentId !== null && { agentId: filter.agentId }),
        ...(filter.action !== null && { action: filter.action }),
        AND: [
          ...(filter.from && filter.until ? [{ at: { gte: filter.from, lt: filter.until } }] : []),
          ...(after ? [{ OR: [{ at: { lt: after.at } }, { at: after.at, id: { lt: after.id } }] }] : []),
        ],
      },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: limit,
    }),

  /** The newest first; `before` is the id of the last entry of the page before. */
  list: (company: string, limit: number, before: string | null = null) =>
    connection.auditEntry.findMany({
      where: { company, ...(before !== null && { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: limit,
    }),
});
