import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type DirectoryLoadRow = Prisma.DirectoryLoadGetPayload<object>;
export type DirectoryOutcome = Omit<DirectoryLoadRow, 'company' | 'loadedAt'> & { loadedAt?: Date };

/** How the loads of the companies' directory files ended. */
export const directoriesOf = (connection: Connection) => ({
  find: (company: string): Promise<DirectoryLoadRow | null> => connection.directoryLoad.findUnique({ where: { company } }),

  save: async (company: string, outcome: DirectoryOutcome): Promise<void> => {
    await connection.directoryLoad.upsert({ where: { company }, create: { company, ...outcome }, update: outcome });
  },

  /** Notes that the company's own system answers: the company has a directory, even without a file. */
  noteAnswer: async (company: string, at: Date): Promise<void> => {
    await connection.$executeRaw`
      INSERT INTO "DirectoryLoad" ("company", "fileHash", "checkedAt", "loadedAt", "rows", "refusedRows", "goneRows")
      VALUES (${company}, '', to_timestamp(0), ${at}, 0, 0, 0)
      ON CONFLICT ("company") DO UPDATE SET "loadedAt" = COALESCE("DirectoryLoad"."loadedAt", EXCLUDED."loadedAt")`;
  },

  /** Notes that the file was looked at and is the same as before. */
  touch: async (company: string, checkedAt: Date): Promise<void> => {
    await connection.directoryLoad.updateMany({ where: { company }, data: { checkedAt } });
  },
});
