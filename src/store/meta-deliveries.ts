import { v7 as newId } from 'uuid';
import type { Connection, Sql } from './database.ts';
import { compareText, hashOf, holdRaws, KEEP_ANEW } from './raw-messages.ts';

/** Whose things a body holds, as the door found them: each company gets a row of its own. */
export type DeliveryOwner = { company: string; channel: 'whatsapp' | 'messenger'; route: string; proven: string[] };
/** A webhook as it came: its bytes, once, and whose things are in them. */
export type NewDelivery = { rawBody: Buffer; owners: DeliveryOwner[] };
/** A webhook that waits to be taken apart. */
export type WaitingDelivery = DeliveryOwner & { id: string; receivedAt: Date; rawHash: string; sizeBytes: number; failures: number };
export type DeliveriesStand = { company: string; waiting: number; oldestAt: Date | null };

/** Webhooks of Meta between the door and their messages. */
export const metaDeliveriesOf = (connection: Connection, sql: Sql) => ({
  /** Keeps webhooks with their bytes in one statement each packet, which is committed by itself outside of a transaction; returns the ids. */
  addAll: async (deliveries: NewDelivery[], receivedAt: Date): Promise<string[]> => {
    const ids = await Promise.all(packetsOf(deliveries).map((packet) => addPacket(sql, packet, receivedAt)));
    return ids.flat();
  },

  /** The first of each company that has something to take apart now. */
  findDue: (now: Date): Promise<{ company: string; id: string }[]> => sql(DUE_DELIVERIES, [now]),

  /** Holds the first that are due of a company, in the order in which they came, until the transaction ends; what another holds is left to it. */
  take: (company: string, now: Date, limit: number): Promise<WaitingDelivery[]> => sql(TAKE_DUE, [company, now, limit]),

  /** The same with one by its id, due or not; null where it is gone, or another holds it. */
  takeOne: async (id: string): Promise<WaitingDelivery | null> => (await sql<WaitingDelivery>(TAKE_ONE, [id]))[0] ?? null,

  /** The bytes, by hash, held as they are until the transaction ends. */
  holdRaws: (hashes: string[]): Promise<Map<string, Buffer>> => holdRaws(sql, hashes),

  remove: async (ids: string[]): Promise<void> => void (await sql(`DELETE FROM "MetaDelivery" WHERE "id" = ANY($1::uuid[])`, [ids])),

  /** Counts a failure and puts the next try off; null: there is none but by hand. */
  postpone: async (id: string, failures: number, dueAt: Date | null): Promise<void> =>
    void (await sql(`UPDATE "MetaDelivery" SET "failures" = $2, "dueAt" = $3 WHERE "id" = $1`, [id, failures, dueAt])),

  /** Whether something waits that came to the company between two moments. */
  hasBetween: async (company: string, from: Date, to: Date): Promise<boolean> => {
    const found = await connection.metaDelivery.findFirst({ where: { company, receivedAt: { gte: from, lt: to } }, select: { id: true } });
    return found !== null;
  },

  /** How much waits of each company, and since when. */
  stand: (): Promise<DeliveriesStand[]> =>
    sql(
      `SELECT "company", count(*)::int AS "waiting", min("receivedAt") AS "oldestAt" FROM "MetaDelivery" WHERE "dueAt" IS NOT NULL GROUP BY 1`,
      [],
    ),
});

/** Bytes that go in one statement, unless one webhook alone has more. */
const PACKET_BYTES = 1024 * 1024;

const packetsOf = (deliveries: NewDelivery[]): NewDelivery[][] => {
  const packets: NewDelivery[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const delivery of deliveries) {
    bytes += delivery.rawBody.length;
    if (bytes > PACKET_BYTES) {
      packets.push([]);
      bytes = delivery.rawBody.length;
    }
    packets.at(-1)?.push(delivery);
  }
  return packets;
};

/** Bytes go one behind the other: in an array they would go as letters, in twice their size. */
const addPacket = async (sql: Sql, packet: NewDelivery[], receivedAt: Date): Promise<string[]> => {
  const hashed = packet.map(({ rawBody, owners }) => ({ hash: hashOf(rawBody), rawBody, owners }));
  const rows = hashed.flatMap(({ hash, owners }) => owners.map((owner) => ({ ...owner, id: newId(), hash })));
  const raws = [...new Map(hashed.map((one) => [one.hash, one])).values()].sort((one, other) => compareText(one.hash, other.hash));
  const [only] = raws;
  let end = 1;
  const starts = raws.map(({ rawBody }) => {
    end += rawBody.length;
    return end - rawBody.length;
  });
  await sql(ADD_DELIVERIES, [
    receivedAt,
    only && raws.length === 1 ? only.rawBody : Buffer.concat(raws.map(({ rawBody }) => rawBody)),
    raws.map(({ hash }) => hash),
    starts,
    raws.map(({ rawBody }) => rawBody.length),
    rows.map(({ id }) => id),
    rows.map(({ company }) => company),
    rows.map(({ channel }) => channel),
    rows.map(({ route }) => route),
    rows.map(({ proven }) => proven.join()),
    rows.map(({ hash }) => hash),
  ]);
  return rows.map(({ id }) => id);
};

const ADD_DELIVERIES = `
  WITH raws AS (
    INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes", "truncated")
    SELECT "hash", substring($2::bytea FROM "start" FOR "size"), "size", false FROM unnest($3::text[], $4::int[], $5::int[]) AS given("hash", "start", "size")
    ${KEEP_ANEW})
  INSERT INTO "MetaDelivery" ("id", "company", "channel", "route", "proven", "rawHash", "receivedAt", "dueAt")
  SELECT "id", "company", "channel"::"Channel", "route", string_to_array("proven", ','), "hash", $1::timestamptz, $1::timestamptz
  FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]) AS given("id", "company", "channel", "route", "proven", "hash")`;

const TAKE = (where: string, more: string): string => `
  SELECT d."id", d."company", d."channel", d."route", d."proven", d."receivedAt", d."rawHash", d."failures", r."sizeBytes"
  FROM "MetaDelivery" d JOIN "RawMessage" r ON r."hash" = d."rawHash" WHERE ${where} ${more} FOR UPDATE OF d SKIP LOCKED`;

/** For the steps, and for the test that asks PostgreSQL how it would find them. */
export const TAKE_DUE = TAKE(`d."company" = $1 AND d."dueAt" <= $2`, 'ORDER BY d."dueAt", d."id" LIMIT $3');
const TAKE_ONE = TAKE(`d."id" = $1`, '');
export const DUE_DELIVERIES = `
  WITH RECURSIVE line AS (
    (SELECT "company" FROM "MetaDelivery" WHERE "dueAt" IS NOT NULL ORDER BY "company" LIMIT 1)
    UNION ALL
    SELECT next."company" FROM line CROSS JOIN LATERAL (
      SELECT "company" FROM "MetaDelivery" WHERE "dueAt" IS NOT NULL AND "company" > line."company" ORDER BY "company" LIMIT 1) AS next)
  SELECT line."company", due."id" FROM line CROSS JOIN LATERAL (
    SELECT "id" FROM "MetaDelivery" WHERE "company" = line."company" AND "dueAt" <= $1 ORDER BY "dueAt" LIMIT 1) AS due`;
