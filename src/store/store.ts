import { refuseBadData } from './bad-data.ts';
import { type Connection, type Database, openDatabase, type Sql } from './database.ts';
import { type Nouns, plainOf } from './nouns.ts';
import { analyzeGrown } from './statistics.ts';
import { openTogether } from './together.ts';

export type { Nouns } from './nouns.ts';

export const nounsOf = (connection: Connection, sql: Sql): Nouns => {
  const plain = plainOf(connection, sql);
  return { ...plain, together: (count) => openTogether(plain, sql, count) };
};

/** PostgreSQL as the rest of the system sees it. */
export type Store = Nouns & {
  db: Database;
  /** Runs work in one transaction: all of it is committed, or none. Throws PermanentError `bad-data` where PostgreSQL cannot keep a value. */
  transaction: <T>(work: (nouns: Nouns) => Promise<T>) => Promise<T>;
  /** Keeps the database's picture of itself fresh while it grows quickly; returns how many tables were looked at. */
  analyzeGrown: () => Promise<number>;
  ping: () => Promise<void>;
  /** What time it is by PostgreSQL. */
  clock: () => Promise<Date>;
  close: () => Promise<void>;
};

export const openStore = (databaseUrl: string, options: { connections?: number } = {}): Store => {
  const { prisma, sql, transaction, close } = openDatabase(databaseUrl, options);
  return {
    ...nounsOf(prisma, sql),
    db: prisma,
    transaction: (work) => transaction((connection, own) => work(nounsOf(connection, own))).catch(refuseBadData),
    analyzeGrown: () => analyzeGrown(sql),
    ping: async () => {
      await sql('SELECT 1', []);
    },
    clock: async () => {
      const [row] = await sql<{ now: Date }>('SELECT clock_timestamp() AS "now"', []);
      if (!row) throw new Error('PostgreSQL told no time');
      return row.now;
    },
    close,
  };
};
