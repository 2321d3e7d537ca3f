import type { AgentRow } from './agents.ts';
import type { Connection } from './database.ts';

/** `code`: the one-time code is still to come; `enrol`: codes must first be set up; `full`: signed in. */
export type SessionStage = 'code' | 'enrol' | 'full';
export type SessionRow = { id: string; stage: SessionStage; createdAt: Date; seenAt: Date; expiresAt: Date; agent: AgentRow };

/** The signed-in browsers, and the failed tries of those who are not. */
export const sessionsOf = (connection: Connection) => ({
  /** The session of a cookie, unless it has expired, was idle for longer than `idleMs` or its account is disabled. */
  find: async (id: string, now: Date, idleMs: number): Promise<SessionRow | null> => {
    const row = await connection.session.findFirst({
      where: { id, expiresAt: { gt: now }, seenAt: { gt: new Date(now.getTime() - idleMs) }, agent: { disabledAt: null } },
      include: { agent: true },
    });
    return row && { ...row, stage: row.stage as SessionStage };
  },

  open: async (session: { id: string; agentId: string; stage: SessionStage; now: Date; expiresAt: Date }): Promise<void> => {
    const { now, ...rest } = session;
    await connection.session.deleteMany({ where: { expiresAt: { lt: now } } });
    await connection.session.create({ data: { ...rest, createdAt: now, seenAt: now }, select: { id: true } });
  },

  touch: async (id: string, now: Date): Promise<void> => {
    await connection.session.updateMany({ where: { id }, data: { seenAt: now } });
  },

  close: async (id: string): Promise<void> => {
    await connection.session.deleteMany({ where: { id } });
  },

  /** Signs an account out everywhere, but for the browser that asked. */
  closeAll: async (agentId: string, but: string | null = null): Promise<number> => {
    const { count } = await connection.session.deleteMany({ where: { agentId, ...(but !== null && { id: { not: but } }) } });
    return count;
  },

  findFailure: (key: string) => connection.loginFailure.findUnique({ where: { key } }),

  /** Counts one more failure; what was forgotten by `forgetBefore` counts no more. Returns the count. */
  countFailure: async (key: string, now: Date, forgetBefore: Date): Promise<number> => {
    const rows = await connection.$queryRaw<{ count: number }[]>`
      INSERT INTO "LoginFailure" ("key", "count", "lastAt") VALUES (${key}, 1, ${now})
      ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN "LoginFailure"."lastAt" < ${forgetBefore} THEN 1 ELSE "LoginFailure"."count" + 1 END, "lastAt" = ${now}
      RETURNING "count"`;
    return rows[0]?.count ?? 1;
  },

  lock: async (key: string, until: Date): Promise<void> => {
    await connection.loginFailure.updateMany({ where: { key }, data: { lockedUntil: until } });
  },

  forgetFailures: async (key: string): Promise<void> => {
    await connection.loginFailure.deleteMany({ where: { key } });
  },
});
