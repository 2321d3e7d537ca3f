import type { Area } from '../core/words.ts';
import type { Connection } from './database.ts';

export type ForSupervisors = { company: string; area: Area; city: string | null; ticketId: string; kind: string; key: string; at: Date };

/** What people of ours must see. */
export const notificationsOf = (connection: Connection) => ({
  /**
   * Tells the supervisors of a ticket's area and city; where there is none, the administrators. Once per person and key.
   * Returns how many were told.
   */
  tellSupervisors: async (told: ForSupervisors): Promise<number> =>
    connection.$executeRaw`
      WITH "Supervisor" AS (
        SELECT "id" FROM "Agent"
        WHERE "company" = ${told.company} AND "role" = 'supervisor'
          AND ("area" = ${told.area}::"Area" OR "area" IS NULL) AND ("city" = ${told.city} OR "city" IS NULL))
      INSERT INTO "Notification" ("id", "agentId", "ticketId", "kind", "key", "at")
      SELECT gen_random_uuid(), a."id", ${told.ticketId}::uuid, ${told.kind}, ${told.key}, ${told.at} FROM "Agent" a
      WHERE a."company" = ${told.company} AND (a."id" IN (SELECT "id" FROM "Supervisor")
        OR (a."role" = 'admin' AND NOT EXISTS (SELECT 1 FROM "Supervisor")))
      ON CONFLICT ("agentId", "key") DO NOTHING`,

  /** What a person has not seen yet, the newest first. */
  findUnseen: (agentId: string) =>
    connection.notification.findMany({
      where: { agentId, seenAt: null },
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      take: 100,
      select: { id: true, kind: true, at: true, ticket: { select: { id: true, folio: true, area: true, city: true, dueAt: true } } },
    }),

  markSeen: async (agentId: string, ids: string[], at: Date): Promise<void> => {
    await connection.notification.updateMany({ where: { agentId, id: { in: ids }, seenAt: null }, data: { seenAt: at } });
  },
});
