import { hash } from 'node:crypto';
import type { Sql } from './database.ts';

/** Bytes as they came from a source; `truncated`: only their beginning was fetched. */
export type Raw = { bytes: Buffer; truncated: boolean };
export type RawRow = { hash: string; raw: Buffer; sizeBytes: number; truncated: boolean };

/** SHA-256 in hex: of raw bytes for keeping them once, of a canonical text for knowing it again. */
export const hashOf = (content: Buffer | string): string => hash('sha256', content, 'hex');

/** In one order for everybody: two that store the same never wait for each other. */
export const compareText = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The bytes of a hash; null where there are none, or their time is over. */
export const findRaw = async (sql: Sql, hash: string): Promise<Raw | null> => {
  const [first] = await sql<{ slice: Buffer; length: number; truncated: boolean }>(
    `SELECT substring("bytes" FROM 1 FOR ${SLICE_BYTES}) AS "slice", length("bytes") AS "length", "truncated"
     FROM "RawMessage" WHERE "hash" = $1 AND "clearedAt" IS NULL`,
    [hash],
  );
  if (!first || first.length <= SLICE_BYTES) return first ? { bytes: first.slice, truncated: first.truncated } : null;
  return { bytes: await readSlices(sql, hash, first), truncated: first.truncated };
};

/** The same for several small ones at once, by hash. */
export const findRaws = async (sql: Sql, hashes: string[]): Promise<Map<string, Buffer>> => {
  const rows = await sql<{ hash: string; bytes: Buffer }>(
    `SELECT "hash", "bytes" FROM "RawMessage" WHERE "hash" = ANY($1::text[]) AND "clearedAt" IS NULL`,
    [hashes],
  );
  return new Map(rows.map(({ hash, bytes }) => [hash, bytes]));
};

/** The same, held in everybody's order until the transaction ends: what is stored on them finds them kept. */
export const holdRaws = async (sql: Sql, hashes: string[]): Promise<Map<string, Buffer>> => {
  const rows = await sql<{ hash: string; bytes: Buffer }>(
    `SELECT "hash", "bytes" FROM "RawMessage" WHERE "hash" = ANY($1::text[]) AND "clearedAt" IS NULL ORDER BY "hash" COLLATE "C" FOR KEY SHARE`,
    [[...new Set(hashes)]],
  );
  return new Map(rows.map(({ hash, bytes }) => [hash, bytes]));
};

/** Raw bytes, each content once: in one order for everybody, and sent off together. */
export const insertRaws = async (sql: Sql, rows: RawRow[]): Promise<void> => {
  const unique = [...new Map(rows.map((row) => [row.hash, row])).values()];
  const packets = packetsOf(unique.toSorted((one, other) => compareText(one.hash, other.hash)));
  await Promise.all(packets.map((packet) => insertPacket(sql, packet)));
};

const insertPacket = (sql: Sql, packet: RawRow[]): Promise<unknown> => {
  const [first] = packet;
  if (first && packet.length === 1) return sql(INSERT_RAW, [first.hash, first.raw, first.sizeBytes, first.truncated]);
  return sql(INSERT_RAWS, [
    packet.map(({ hash }) => hash),
    packet.map(({ raw }) => raw),
    packet.map(({ sizeBytes }) => sizeBytes),
    packet.map(({ truncated }) => truncated),
  ]);
};

/** Bytes in an array go as letters, in twice their size: larger ones go alone, as they are. */
const SMALL_BYTES = 16 * 1024;
const PACKET_ROWS = 50;

/** Neighbours in the order of hashes that are small, together; any other alone. */
const packetsOf = (rows: RawRow[]): RawRow[][] => {
  const packets: RawRow[][] = [];
  for (const row of rows) {
    const last = packets.at(-1);
    const joins = row.raw.length <= SMALL_BYTES && last !== undefined && last.length < PACKET_ROWS;
    if (joins && (last[0]?.raw.length ?? 0) <= SMALL_BYTES) last.push(row);
    else packets.push([row]);
  }
  return packets;
};

// Bytes that come again are kept anew, and their row is held until the message on them stands: they are not let go of meanwhile.
export const KEEP_ANEW = `
  ON CONFLICT ("hash") DO UPDATE SET "storedAt" = now(), "clearedAt" = NULL,
    "bytes" = CASE WHEN "RawMessage"."clearedAt" IS NULL THEN "RawMessage"."bytes" ELSE EXCLUDED."bytes" END`;
const INSERT_RAW = `INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes", "truncated") VALUES ($1, $2, $3, $4) ${KEEP_ANEW}`;
const INSERT_RAWS = `
  INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes", "truncated")
  SELECT * FROM unnest($1::text[], $2::bytea[], $3::int[], $4::boolean[]) ${KEEP_ANEW}`;

/** The driver holds what it reads of bytes several times over, in twice their size: large ones are read piece by piece. */
const SLICE_BYTES = 1024 * 1024;

const readSlices = async (sql: Sql, hash: string, { slice, length }: { slice: Buffer; length: number }): Promise<Buffer> => {
  const bytes = Buffer.alloc(length);
  slice.copy(bytes);
  for (let at = SLICE_BYTES; at < length; at += SLICE_BYTES) {
    const [next] = await sql<{ slice: Buffer }>(
      `SELECT substring("bytes" FROM $2::int FOR ${SLICE_BYTES}) AS "slice" FROM "RawMessage" WHERE "hash" = $1`,
      [hash, at + 1],
    );
    // Its time was over in the middle of it: nothing is better than half.
    if (!next || next.slice.length === 0) throw new Error('the raw bytes were let go of while they were read');
    next.slice.copy(bytes, at);
  }
  return bytes;
};
