import { AsyncLocalStorage } from 'node:async_hooks';
import type { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '../generated/prisma/client.ts';

/** The client, or one transaction of it: what every function of the store works on. */
export type Connection = Prisma.TransactionClient;

/**
 * One statement on the same connection, past Prisma: what every message goes through is written by hand, because building and
 * reading a statement costs Prisma more than the statement costs PostgreSQL (docs/performance.md). Texts must be constants, or
 * few: each is prepared once a connection. Statements that are begun together go out together, in their order.
 */
export type Sql = <Row extends object>(text: string, values: unknown[]) => Promise<Row[]>;

export type Database = PrismaClient;
/** Both ways to one pool. */
export type OpenedDatabase = {
  prisma: Database;
  sql: Sql;
  transaction: <T>(work: (connection: Connection, sql: Sql) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

/** Whose connection a transaction of Prisma has taken out of the pool; null once it ends. */
type Held = { client: pg.PoolClient | null };

/** Opens a pool of connections to PostgreSQL; nothing is sent before the first query. */
export const openDatabase = (url: string, options: { connections?: number } = {}): OpenedDatabase => {
  const pool = new pg.Pool({ connectionString: url, max: options.connections ?? 10, connectionTimeoutMillis: 20_000, pipeline: true });
  // A connection that the server ends while nobody uses it: the pool opens another. Without a listener it would end the process.
  pool.on('error', () => undefined);
  const holding = new AsyncLocalStorage<Held>();
  tellHolders(pool, holding);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: ({ sql }) => nameOf(sql) ?? '' }),
    transactionOptions: { maxWait: 20_000, timeout: 30_000 },
  });
  return {
    prisma,
    sql: async <Row extends object>(text: string, values: unknown[]) => (await pool.query<Row>({ name: nameOf(text), text, values })).rows,
    transaction: (work) => {
      const held: Held = { client: null };
      const sql: Sql = async <Row extends object>(text: string, values: unknown[]) => {
        // After Prisma's time limit the connection is somebody else's.
        if (held.client === null) throw new Error('the transaction has ended');
        gather(held.client);
        return (await held.client.query<Row>({ name: nameOf(text), text, values })).rows;
      };
      return holding.run(held, () => prisma.$transaction((connection) => work(connection, sql)));
    },
    close: () => prisma.$disconnect(),
  };
};

/** Lets each transaction know the connection that Prisma takes for it: both then speak on one. */
const tellHolders = (pool: pg.Pool, holding: AsyncLocalStorage<Held>): void => {
  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
  const told = async (): Promise<pg.PoolClient> => {
    const client = await connect();
    const held = holding.getStore();
    if (held === undefined) return client;
    held.client = client;
    const { query } = client;
    const release = client.release.bind(client);
    // Prisma gives the connection back only once its COMMIT or ROLLBACK is answered: what is said behind it would stand alone.
    client.query = ((...said: unknown[]) => {
      if (endsTransaction(said[0])) held.client = null;
      return Reflect.apply(query, client, said);
    }) as typeof query;
    client.release = (broken) => {
      held.client = null;
      client.query = query;
      release(broken);
    };
    return client;
  };
  // With a callback it is the pool's own `query`, which holds no connection.
  pool.connect = ((callback?: Parameters<pg.Pool['connect']>[0]) =>
    callback ? pg.Pool.prototype.connect.call(pool, callback) : told()) as pg.Pool['connect'];
};

const endsTransaction = (statement: unknown): boolean => {
  const text = (statement as { text?: unknown } | null)?.text;
  return text === 'COMMIT' || text === 'ROLLBACK';
};

/** What is said to a connection in one go leaves in one packet; each packet costs two processes a wake-up. */
const gather = (client: pg.PoolClient): void => {
  const { stream } = (client as { connection?: { stream?: Partial<Pick<Socket, 'cork' | 'uncork'>> } }).connection ?? {};
  if (!stream?.cork) return;
  stream.cork();
  process.nextTick(() => stream.uncork?.());
};

/** Statements that differ in how many values they hold are many: past so many of them, further ones are not kept prepared. */
const MOST_PREPARED = 500;
const names = new Map<string, string>();

const nameOf = (text: string): string | undefined => {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_PREPARED) return known;
  const name = `v${names.size}`;
  names.set(text, name);
  return name;
};
