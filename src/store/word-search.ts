import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Database } from './database.ts';

/** `beginnings`: "hort" is Hortensia. */
export type Match = 'whole' | 'beginnings';
/** Words are looked for in the names that tickets have, and in what messages say. */
export type Source = 'tickets' | 'messages';

/** Of each source so many, the newest: more are shown nowhere. */
export const FOUND_AT_MOST = 100;
/** The newest rows tell how common the words are, and hold a page of those that are common. */
const NEAR_ROWS = 2_500;
/** Found in fewer than so many of those, words are found quicker by their index; in more, by walking on. */
const FEW_NEAR = 3;
const FAR_ROWS = 60_000;
const LONGEST_MS = 5_000;

/** The tickets in which the words stand, or in whose messages they stand together: the newest of both, in no order. */
export const findByWords = async (db: Database, company: string, words: string, match: Match): Promise<string[]> => {
  const find = (source: Source) => findIn(db, { source, company, words, match });
  const [tickets, messages] = await Promise.all([find('tickets'), find('messages')]);
  return [...new Set([...tickets, ...messages])];
};

type Asked = { source: Source; company: string; words: string; match: Match };

/**
 * Words that many rows have are found quickest by walking back in time, rare ones by their index, and what is rare is not what
 * PostgreSQL's statistics say: they take words for independent, and "San Luis" is not. The newest rows know better.
 */
const findIn = (db: Database, asked: Asked): Promise<string[]> =>
  db.$transaction(async (connection) => {
    // By their index, beginnings make large bitmaps; and a statement that took its plan for any words would work them out for each row.
    await connection.$queryRaw`SELECT set_config('statement_timeout', ${String(LONGEST_MS)}, true), set_config('jit', 'off', true),
      set_config('work_mem', '32MB', true), set_config('plan_cache_mode', 'force_custom_plan', true)`;
    const walk = async (rows: number) => idsOf(await connection.$queryRaw<Found[]>(walkQuery(asked, rows)));
    const near = await walk(NEAR_ROWS);
    if (near.length === FOUND_AT_MOST) return near;
    const { isCommon, driving } =
      asked.match === 'whole' ? await expectWords(connection, asked) : await expectBeginnings(connection, asked);
    if (near.length >= FEW_NEAR || isCommon) {
      const far = await walk(FAR_ROWS);
      if (far.length === FOUND_AT_MOST) return far;
    }
    return idsOf(await connection.$queryRaw<Found[]>(indexQuery(asked, driving)));
  });

/**
 * Whether words may be common though few of the newest rows have them, as while everybody writes of one breakdown; and what of
 * beginnings the index is asked for.
 */
type Expectation = { isCommon: boolean; driving: string | null };

/** Above what PostgreSQL takes for granted of a word that it does not know. */
const COMMON_SHARE = 0.0055;

const expectWords = async (connection: Connection, { source, company, words, match }: Asked): Promise<Expectation> => {
  const { rows, counts } = SOURCES[source];
  const all = Prisma.sql`SELECT 1 FROM ${rows} WHERE s."company" = ${company} AND ${counts}`;
  const plans = await connection.$queryRaw<Expected[]>(
    Prisma.sql`EXPLAIN (FORMAT JSON) ${all} UNION ALL ${all} AND s."search" @@ ${matchOf(words, match)}`,
  );
  const [whole = 0, fitting = 0] = (plans[0]?.['QUERY PLAN'][0].Plan.Plans ?? []).map((plan) => plan['Plan Rows']);
  return { isCommon: fitting > COMMON_SHARE * whole, driving: null };
};

type Expected = { 'QUERY PLAN': [{ Plan: { Plans?: { 'Plan Rows': number }[] } }] };

type Found = { id: string };
const idsOf = (rows: Found[]): string[] => rows.map(({ id }) => id);

const SOURCES = {
  tickets: {
    table: 'Ticket',
    rows: Prisma.sql`"Ticket" s`,
    id: Prisma.sql`s."id"`,
    at: Prisma.sql`s."openedAt"`,
    counts: Prisma.sql`TRUE`,
  },
  messages: {
    table: 'Message',
    rows: Prisma.sql`"Message" s`,
    id: Prisma.sql`s."ticketId"`,
    at: Prisma.sql`s."receivedAt"`,
    counts: Prisma.sql`s."ticketId" IS NOT NULL`,
  },
} as const satisfies Record<Source, { table: string } & Record<'rows' | 'id' | 'at' | 'counts', Prisma.Sql>>;

const newest = (source: Source, company: string, rows: number): Prisma.Sql => {
  const { rows: from, id, at, counts } = SOURCES[source];
  return Prisma.sql`(SELECT ${id} AS "id", s."search" FROM ${from}
    WHERE s."company" = ${company} AND ${counts} ORDER BY ${at} DESC LIMIT ${rows}) AS n`;
};

/** The first that fit among the newest rows; it reads no further than it must. */
export const walkQuery = ({ source, company, words, match }: Asked, rows: number): Prisma.Sql => Prisma.sql`
  SELECT n."id" FROM ${newest(source, company, rows)} WHERE n."search" @@ ${matchOf(words, match)} LIMIT ${FOUND_AT_MOST}`;

/** All that fit by the index of words, sorted; an order that no index has leaves no other way. `driving`: what of beginnings the index is asked for. */
export const indexQuery = ({ source, company, words, match }: Asked, driving: string | null): Prisma.Sql => {
  const { rows, id, at, counts } = SOURCES[source];
  const all = matchOf(words, match);
  const search =
    driving === null ? Prisma.sql`s."search" @@ ${all}` : Prisma.sql`s."search" @@ ${tsquery(driving)} AND (s."search" @@ ${all}) IS TRUE`;
  return Prisma.sql`SELECT ${id} AS "id" FROM ${rows} WHERE s."company" = ${company} AND ${counts} AND ${search}
    ORDER BY ${at} + interval '0' DESC LIMIT ${FOUND_AT_MOST}`;
};

/** Further words of a search are only looked for in what the first ones found. */
const DRIVING_AT_MOST = 8;

/** Of beginnings shares are counted, so that less is certain. */
const COMMON_BEGINNINGS = 0.0015;

const expectBeginnings = async (connection: Connection, { source, company, words }: Asked): Promise<Expectation> => {
  const beginnings = beginningsOf(words).slice(0, DRIVING_AT_MOST);
  if (beginnings.length === 0) return { isCommon: false, driving: '' };
  const [row] = await connection.$queryRaw<SharesRow[]>(sharesQuery(source, company, beginnings));
  const known = beginnings.flatMap((beginning, place) => {
    const [near, common] = [row?.near[place] ?? null, row?.common[place] ?? 0];
    return near === null ? [] : [{ beginning, share: Math.max((near + 0.5) / NEAR_ROWS, common) }];
  });
  const together = known.reduce((product, { share }) => product * share, 1);
  return { isCommon: known.length > 0 && together > COMMON_BEGINNINGS, driving: cheapest(known).join(' & ') };
};

type SharesRow = { near: (number | null)[]; common: (number | null)[] };

/**
 * In how many of the company's newest rows each beginning stands (null: it is no word), and in what share of all companies' rows
 * the words that PostgreSQL knows as common: the index holds those of the others, too.
 */
const sharesQuery = (source: Source, company: string, beginnings: string[]): Prisma.Sql => {
  const each = (sql: (query: Prisma.Sql) => Prisma.Sql) => Prisma.join(beginnings.map((one) => sql(tsquery(one))));
  return Prisma.sql`
    WITH known AS MATERIALIZED (
      SELECT array_to_tsvector(ARRAY[c."word"]) AS "word", c."share" FROM pg_stats s,
        LATERAL unnest(s."most_common_elems"::text::text[], s."most_common_elem_freqs") AS c("word", "share")
      WHERE s."schemaname" = current_schema() AND s."tablename" = ${SOURCES[source].table} AND s."attname" = 'search' AND c."word" IS NOT NULL)
    SELECT
      ARRAY[${each((query) => Prisma.sql`CASE WHEN numnode(${query}) > 0 THEN count(*) FILTER (WHERE n."search" @@ ${query}) END`)}]::int[] AS "near",
      ARRAY[${each((query) => Prisma.sql`(SELECT sum(k."share") FROM known k WHERE k."word" @@ ${query})`)}]::float8[] AS "common"
    FROM ${newest(source, company, NEAR_ROWS)}`;
};

/** Fetching a row that does not fit costs as much as so many entries of the index. */
const ROW_COST = 40;

/**
 * Which beginnings the index is asked for: it gathers all entries of each, and every row that has them all is fetched. The rarest
 * first, and others as long as gathering them costs less than the rows that they spare.
 */
export const cheapest = (known: { beginning: string; share: number }[]): string[] => {
  const sorted = known.toSorted((one, other) => one.share - other.share);
  const costs = sorted.map((_, last) => {
    const asked = sorted.slice(0, last + 1);
    return asked.reduce((sum, { share }) => sum + share, 0) + ROW_COST * asked.reduce((rows, { share }) => rows * share, 1);
  });
  return sorted.slice(0, costs.indexOf(Math.min(...costs)) + 1).map(({ beginning }) => beginning);
};

/** The words as a query of PostgreSQL's Spanish index. */
export const matchOf = (words: string, match: Match): Prisma.Sql =>
  match === 'whole'
    ? Prisma.sql`websearch_to_tsquery('pg_catalog.spanish', "unaccented"(${words}))`
    : tsquery(beginningsOf(words).join(' & '));

const tsquery = (text: string): Prisma.Sql => Prisma.sql`to_tsquery('pg_catalog.spanish', "unaccented"(${text}))`;

// "Hort" and "Núñez", not "'" or ":*".
const WORD = /[\p{L}\p{N}]+/gu;
const SHORTEST_BEGINNING = 3;

/** The words as PostgreSQL's query of beginnings; letters and digits alone, so that nothing of it is an operator. */
const beginningsOf = (words: string): string[] =>
  (words.match(WORD) ?? []).map((word) => (word.length < SHORTEST_BEGINNING ? word : `${word}:*`));
