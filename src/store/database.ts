import { PrismaPg } from '@prisma/adapter-pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts';

export type Database = PrismaClient;
/** The client, or one transaction of it: what every function of the store works on. */
export type Connection = Prisma.TransactionClient;

/** Opens a pool of connections to PostgreSQL; nothing is sent before the first query. */
export const openDatabase = (url: string, options: { connections?: number } = {}): Database =>
  new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: options.connections ?? 10, connectionTimeoutMillis: 20_000 }),
    transactionOptions: { maxWait: 20_000, timeout: 30_000 },
  });
