import type { Connection } from './database.ts';

export type WorkerProcessRow = { instance: string; workers: string[]; version: string; startedAt: Date; silentMs: number };

/** The processes that run workers. All of it by the database's clock: machines may differ. */
export const workerProcessesOf = (connection: Connection) => ({
  /** Says that a process lives, and forgets those that have said nothing for a day. */
  beat: async ({ instance, workers, version }: { instance: string; workers: string[]; version: string }): Promise<void> => {
    await connection.$executeRaw`
      INSERT INTO "WorkerProcess" ("instance", "workers", "version", "startedAt", "seenAt")
      VALUES (${instance}, ${workers}::text[], ${version}, now(), now())
      ON CONFLICT ("instance") DO UPDATE SET "seenAt" = now()`;
    await connection.$executeRaw`DELETE FROM "WorkerProcess" WHERE "seenAt" < now() - interval '1 day'`;
  },

  /** A process that ends as it should is no longer looked for. */
  leave: async (instance: string): Promise<void> => {
    await connection.workerProcess.deleteMany({ where: { instance } });
  },

  list: (): Promise<WorkerProcessRow[]> =>
    connection.$queryRaw<WorkerProcessRow[]>`
      SELECT "instance", "workers", "version", "startedAt", (extract(epoch FROM now() - "seenAt") * 1000)::float8 AS "silentMs"
      FROM "WorkerProcess" ORDER BY "instance"`,
});
