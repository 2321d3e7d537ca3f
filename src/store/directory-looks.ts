import type { SubscriberView } from '../core/policy/context.ts';
import { nameKey } from '../core/policy/names.ts';
import type { Sql } from './database.ts';

/** What a decision asks the directory: of a telephone (E.164) or address (lower case) that a sender has, of contracts, of holders. */
export type DirectoryAsked = {
  company: string;
  sender: { phone: string | null; address: string | null };
  contractKeys: string[];
  holders: string[];
};
/** The contracts found each way, in their order. */
export type DirectoryFound = { ofSender: SubscriberView[]; ofContract: SubscriberView[]; ofHolder: SubscriberView[] };

type Row = SubscriberView & { place: number; way: keyof DirectoryFound };

/** Asks for several decisions in one statement; the answers stand in the order asked. */
export const lookUp = async (sql: Sql, asked: DirectoryAsked[]): Promise<DirectoryFound[]> => {
  const found = asked.map((): DirectoryFound => ({ ofSender: [], ofContract: [], ofHolder: [] }));
  if (asked.every(asksNothing)) return found;
  const places = asked.map(({ company, sender, contractKeys, holders }, place) => ({
    ...{ place, company, contractKeys, phone: sender.phone, address: sender.address },
    holderKeys: holders.map(nameKey),
  }));
  for (const { place, way, ...subscriber } of await sql<Row>(LOOK_UP, [JSON.stringify(places)])) found[place]?.[way].push(subscriber);
  return found;
};

const asksNothing = ({ sender, contractKeys, holders }: DirectoryAsked): boolean =>
  sender.phone === null && sender.address === null && contractKeys.length === 0 && holders.length === 0;

/** Each way by its own index; `OFFSET 0` keeps the planner from reading the company's whole directory for all of them at once. */
const by = (way: keyof DirectoryFound, condition: string): string => `
  SELECT asked."place", '${way}' AS "way", s.* FROM asked CROSS JOIN LATERAL (
    SELECT "contract", "holder", "phone", "email", "city" FROM "Subscriber"
    WHERE "company" = asked."company" AND ${condition} AND "goneAt" IS NULL OFFSET 0) AS s`;

/** For the test that asks PostgreSQL how it finds them. */
export const LOOK_UP = `
  WITH asked AS MATERIALIZED (
    SELECT * FROM json_to_recordset($1::json)
      AS a("place" integer, "company" text, "phone" text, "address" text, "contractKeys" text[], "holderKeys" text[]))
  SELECT * FROM (
    (${by('ofSender', '"phone" = asked."phone"')} UNION ${by('ofSender', '"email" = asked."address"')})
    UNION ALL ${by('ofContract', '"contractKey" = ANY(asked."contractKeys")')}
    UNION ALL ${by('ofHolder', '"holderKey" = ANY(asked."holderKeys")')}) AS found
  ORDER BY "place", "contract"`;
