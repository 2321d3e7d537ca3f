import type { SubscriberView } from '../core/policy/context.ts';
import { nameKey } from '../core/policy/names.ts';
import type { Connection } from './database.ts';

export type SubscriberRow = SubscriberView & { contractKey: string };

const VIEW = { contract: true, holder: true, phone: true, email: true, city: true } as const;

/** The directory of subscribers. */
export const subscribersOf = (connection: Connection) => ({
  isLoaded: async (company: string): Promise<boolean> =>
    (await connection.subscriber.findFirst({ where: { company }, select: { id: true } })) !== null,

  findByContractKeys: (company: string, contractKeys: string[]): Promise<SubscriberView[]> =>
    connection.subscriber.findMany({ where: { company, contractKey: { in: contractKeys } }, select: VIEW, orderBy: { contract: 'asc' } }),

  findByHolders: (company: string, holders: string[]): Promise<SubscriberView[]> =>
    connection.subscriber.findMany({
      where: { company, holderKey: { in: holders.map(nameKey) } },
      select: VIEW,
      orderBy: { contract: 'asc' },
    }),

  /** By the telephone (E.164) or address (lower case) of a sender. */
  findBySender: (company: string, sender: { phone: string | null; address: string | null }): Promise<SubscriberView[]> => {
    const ways = [...(sender.phone ? [{ phone: sender.phone }] : []), ...(sender.address ? [{ email: sender.address }] : [])];
    if (ways.length === 0) return Promise.resolve([]);
    return connection.subscriber.findMany({ where: { company, OR: ways }, select: VIEW, orderBy: { contract: 'asc' } });
  },

  /** Replaces what is known of these contracts; the rest of the directory stays. */
  save: async (company: string, rows: SubscriberRow[], importedAt: Date): Promise<void> => {
    const column = <K extends keyof SubscriberRow>(key: K) => rows.map((row) => row[key]);
    await connection.$executeRaw`
      INSERT INTO "Subscriber" ("id", "company", "contract", "contractKey", "holder", "holderKey", "phone", "email", "city", "importedAt")
      SELECT gen_random_uuid(), ${company}, row.contract, row.key, row.holder, row.holderkey, row.phone, row.email, row.city, ${importedAt}
      FROM unnest(${column('contract')}::text[], ${column('contractKey')}::text[], ${column('holder')}::text[],
        ${rows.map((row) => nameKey(row.holder))}::text[], ${column('phone')}::text[], ${column('email')}::text[], ${column('city')}::text[])
        AS row(contract, key, holder, holderkey, phone, email, city)
      ON CONFLICT ("company", "contract") DO UPDATE SET
        "contractKey" = EXCLUDED."contractKey", "holder" = EXCLUDED."holder", "holderKey" = EXCLUDED."holderKey", "phone" = EXCLUDED."phone",
        "email" = EXCLUDED."email", "city" = EXCLUDED."city", "importedAt" = EXCLUDED."importedAt"`;
  },
});
