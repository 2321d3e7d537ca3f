import type { SubscriberView } from '../core/policy/context.ts';
import { nameKey } from '../core/policy/names.ts';
import type { Connection, Sql } from './database.ts';
import { type DirectoryAsked, type DirectoryFound, lookUp } from './directory-looks.ts';

export type SubscriberRow = SubscriberView & { contractKey: string; monthlyPriceCents?: number | null };

const VIEW = { contract: true, holder: true, phone: true, email: true, city: true } as const;

/** The directory of subscribers; contracts that the company's file no longer names are not in it. */
export const subscribersOf = (connection: Connection, sql: Sql) => ({
  isLoaded: async (company: string): Promise<boolean> => {
    const rows = await sql<{ loaded: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM "Subscriber" WHERE "company" = $1 AND "goneAt" IS NULL)
         OR EXISTS (SELECT 1 FROM "DirectoryLoad" WHERE "company" = $1 AND "loadedAt" IS NOT NULL) AS "loaded"`,
      [company],
    );
    return rows[0]?.loaded === true;
  },

  findByContractKeys: (company: string, contractKeys: string[]): Promise<SubscriberView[]> =>
    connection.subscriber.findMany({
      where: { company, goneAt: null, contractKey: { in: contractKeys } },
      select: VIEW,
      orderBy: { contract: 'asc' },
    }),

  /** What fits while somebody types: a contract or a holder that begins so, or a telephone; every way by an index. */
  suggest: (
    company: string,
    typed: { contractKey: string; holder: string; phone: string | null },
    limit: number,
  ): Promise<SubscriberView[]> => {
    const holderKey = nameKey(typed.holder);
    const ways = [
      ...(typed.contractKey.length >= 3 ? [{ contractKey: { gte: typed.contractKey, lt: `${typed.contractKey}~` } }] : []),
      ...(holderKey.length >= 3 ? [{ holderKey: { gte: holderKey, lt: `${holderKey}~` } }] : []),
      ...(typed.phone ? [{ phone: typed.phone }] : []),
    ];
    if (ways.length === 0) return Promise.resolve([]);
    return connection.subscriber.findMany({
      where: { company, goneAt: null, OR: ways },
      select: VIEW,
      orderBy: { contract: 'asc' },
      take: limit,
    });
  },

  /** What a decision asks, all of it in one statement. */
  lookUp: async (asked: DirectoryAsked): Promise<DirectoryFound> => firstOf(await lookUp(sql, [asked])),

  lookUpAll: (asked: DirectoryAsked[]): Promise<DirectoryFound[]> => lookUp(sql, asked),

  /** What a contract costs a month, in cents; null where the directory does not say, or does not have it. */
  findPrice: async (company: string, contract: string): Promise<number | null> =>
    (await connection.subscriber.findFirst({ where: { company, contract, goneAt: null }, select: { monthlyPriceCents: true } }))
      ?.monthlyPriceCents ?? null,

  /** How many contracts the directory has. */
  count: (company: string): Promise<number> => connection.subscriber.count({ where: { company, goneAt: null } }),

  /** How many contracts of the directory are none of these. */
  countMissing: async (company: string, contracts: string[]): Promise<number> => {
    const rows = await connection.$queryRaw<{ missing: bigint }[]>`
      SELECT count(*) AS missing FROM "Subscriber" s
      WHERE s."company" = ${company} AND s."goneAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM unnest(${contracts}::text[]) AS named(contract) WHERE named.contract = s."contract")`;
    return Number(rows[0]?.missing ?? 0);
  },

  /** Marks as gone the contracts that are none of these; their rows stay. */
  markGone: async (company: string, contracts: string[], at: Date): Promise<void> => {
    await connection.$executeRaw`
      UPDATE "Subscriber" s SET "goneAt" = ${at}
      WHERE s."company" = ${company} AND s."goneAt" IS NULL
        AND NOT EXISTS (SELECT 1 FROM unnest(${contracts}::text[]) AS named(contract) WHERE named.contract = s."contract")`;
  },

  /** Marks one contract as gone: the company's own system does not know it. */
  remove: async (company: string, contract: string, at: Date): Promise<void> => {
    await connection.subscriber.updateMany({ where: { company, contract, goneAt: null }, data: { goneAt: at } });
  },

  /** Replaces what is known of these contracts; the rest of the directory stays. */
  save: async (company: string, rows: SubscriberRow[], importedAt: Date): Promise<void> => {
    const column = <K extends keyof SubscriberRow>(key: K) => rows.map((row) => row[key]);
    await connection.$executeRaw`
      INSERT INTO "Subscriber" ("id", "company", "contract", "contractKey", "holder", "holderKey", "phone", "email", "city", "monthlyPriceCents", "importedAt")
      SELECT gen_random_uuid(), ${company}, row.contract, row.key, row.holder, row.holderkey, row.phone, row.email, row.city, row.price, ${importedAt}
      FROM unnest(${column('contract')}::text[], ${column('contractKey')}::text[], ${column('holder')}::text[],
        ${rows.map((row) => nameKey(row.holder))}::text[], ${column('phone')}::text[], ${column('email')}::text[], ${column('city')}::text[],
        ${rows.map((row) => row.monthlyPriceCents ?? null)}::int[]) AS row(contract, key, holder, holderkey, phone, email, city, price)
      ON CONFLICT ("company", "contract") DO UPDATE SET
        "contractKey" = EXCLUDED."contractKey", "holder" = EXCLUDED."holder", "holderKey" = EXCLUDED."holderKey", "phone" = EXCLUDED."phone",
        "email" = EXCLUDED."email", "city" = EXCLUDED."city", "monthlyPriceCents" = EXCLUDED."monthlyPriceCents", "importedAt" = EXCLUDED."importedAt", "goneAt" = NULL`;
  },
});

const firstOf = ([first]: DirectoryFound[]): DirectoryFound => first ?? { ofSender: [], ofContract: [], ofHolder: [] };
