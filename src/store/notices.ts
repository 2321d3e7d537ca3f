import type { Sql } from './database.ts';

/** A ticket that was given to an agent, who has not been told of it yet. */
export type AgentNoticeRow = { key: string; agentId: string; ticketId: string; givenAt: Date };
export type DueNotices = { company: string; agentId: string; ticketIds: string[] };

/** What agents are still to be told of. */
export const noticesOf = (sql: Sql) => ({
  /** Notes that an agent is to be told of a ticket; `key` makes it once. */
  give: (notice: AgentNoticeRow): Promise<void> => giveAll(sql, [notice]),

  giveAll: (notices: AgentNoticeRow[]): Promise<void> => giveAll(sql, notices),

  /** Takes away what is to be told to agents who were last told before a moment, oldest first; from now on they have been told. */
  takeDue: async (now: Date, toldBefore: Date): Promise<DueNotices[]> => {
    // Tickets that are opened at the same time hold their agent's key, which this leaves alone.
    const due = await sql<{ id: string; company: string }>(
      `SELECT a."id", a."company" FROM "Agent" a
       WHERE (a."noticedAt" IS NULL OR a."noticedAt" <= $1) AND EXISTS (SELECT 1 FROM "AgentNotice" n WHERE n."agentId" = a."id")
       ORDER BY a."id" FOR NO KEY UPDATE SKIP LOCKED`,
      [toldBefore],
    );
    if (due.length === 0) return [];
    const ids = due.map(({ id }) => id);
    await sql('UPDATE "Agent" SET "noticedAt" = $2 WHERE "id" = ANY($1::uuid[])', [ids, now]);
    const taken = await sql<AgentNoticeRow>(
      'DELETE FROM "AgentNotice" WHERE "agentId" = ANY($1::uuid[]) RETURNING "key", "agentId", "ticketId", "givenAt"',
      [ids],
    );
    const byAgent = Map.groupBy(
      taken.toSorted((one, other) => +one.givenAt - +other.givenAt),
      ({ agentId }) => agentId,
    );
    return due.map(({ id, company }) => ({
      company,
      agentId: id,
      ticketIds: [...new Set((byAgent.get(id) ?? []).map(({ ticketId }) => ticketId))],
    }));
  },
});

const giveAll = async (sql: Sql, notices: AgentNoticeRow[]): Promise<void> => {
  await sql(
    `INSERT INTO "AgentNotice" ("key", "agentId", "ticketId", "givenAt")
     SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[]) ON CONFLICT DO NOTHING`,
    [
      notices.map(({ key }) => key),
      notices.map(({ agentId }) => agentId),
      notices.map(({ ticketId }) => ticketId),
      notices.map(({ givenAt }) => givenAt),
    ],
  );
};
