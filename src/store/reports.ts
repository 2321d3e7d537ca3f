import { medianOf, STEPS_PER_DOUBLING } from '../core/report-times.ts';
import type { Area, Category, City } from '../core/words.ts';
import { Prisma } from '../generated/prisma/client.ts';
import type { Connection, Database } from './database.ts';

export const REPORT_GROUPS = ['month', 'city', 'area', 'category'] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export type ReportQuery = {
  company: string;
  group: ReportGroup;
  /** Months as the company's calendar has them, both counted: `2026-01`. */
  from: string;
  to: string;
  area: Area | null;
  city: City | null;
  category: Category | null;
};

/** What became of the tickets that were received in one group. */
export type ReportRow = {
  /** A month, city, area or category; '' where the tickets have no city, and for the whole. */
  key: string;
  received: number;
  resolved: number;
  /** Resolved, and no term ever passed. */
  inTerm: number;
  /** A term passed, resolved or not. */
  late: number;
  reopened: number;
  /** Medians, to about one per cent; null where nothing was answered or resolved. */
  firstAnswerMs: number | null;
  resolutionMs: number | null;
  compensationCents: number;
};
export type Report = { rows: ReportRow[]; total: ReportRow };

type Counted = { key: string; measure: string; bucket: number; amount: bigint };

/** Reports over the tickets that were received in a period; one that was joined into another is counted as that one. */
export const reportsOf = (connection: Connection) => ({
  summary: async (query: ReportQuery): Promise<Report> => {
    const counted = await connection.$queryRaw<Counted[]>(summaryQuery(query));
    const keys = [...new Set(counted.map(({ key }) => key))].sort();
    const rows = keys.map((key) =>
      rowOf(
        key,
        counted.filter((one) => one.key === key),
      ),
    );
    return { rows, total: rowOf('', counted) };
  },

  /** The months that have tickets, the earliest first. */
  months: async (company: string): Promise<string[]> => {
    const rows = await connection.$queryRaw<{ month: string }[]>`
      SELECT DISTINCT "month" FROM "TicketCount" WHERE "company" = ${company} ORDER BY "month"`;
    return rows.map(({ month }) => month);
  },

  /** The tickets that a report counts, one by one, the earliest first, a page at a time. */
  tickets: (query: ReportQuery & { timeZone: string }, after: ListedPlace | null, limit: number): Promise<ListedTicket[]> =>
    connection.$queryRaw<ListedTicket[]>(listedQuery(query, after, limit)),

  findMark: (company: string) => connection.reportMark.findUnique({ where: { company } }),
});

const COLUMNS = {
  month: Prisma.sql`"month"`,
  city: Prisma.sql`"city"`,
  area: Prisma.sql`"area"::text`,
  category: Prisma.sql`"category"::text`,
} as const satisfies Record<ReportGroup, Prisma.Sql>;

const summaryQuery = ({ company, group, from, to, area, city, category }: ReportQuery): Prisma.Sql => Prisma.sql`
  SELECT ${COLUMNS[group]} AS "key", "measure", "bucket", sum("amount")::bigint AS "amount" FROM "TicketCount"
  WHERE "company" = ${company} AND "month" BETWEEN ${from} AND ${to}
    ${area === null ? Prisma.empty : Prisma.sql`AND "area" = ${area}::"Area"`}
    ${city === null ? Prisma.empty : Prisma.sql`AND "city" = ${city}`}
    ${category === null ? Prisma.empty : Prisma.sql`AND "category" = ${category}::"Category"`}
  GROUP BY 1, 2, 3`;

const rowOf = (key: string, counted: Counted[]): ReportRow => {
  const sum = (measure: string) =>
    counted.filter((one) => one.measure === measure).reduce((total, { amount }) => total + Number(amount), 0);
  const median = (measure: string) => {
    const times = new Map<number, number>();
    for (const one of counted) if (one.measure === measure) times.set(one.bucket, (times.get(one.bucket) ?? 0) + Number(one.amount));
    return medianOf(times);
  };
  return {
    key,
    received: sum('received'),
    resolved: sum('resolved'),
    inTerm: sum('inTerm'),
    late: sum('late'),
    reopened: sum('reopened'),
    firstAnswerMs: median('firstAnswer'),
    resolutionMs: median('resolution'),
    compensationCents: sum('compensation'),
  };
};

/** One ticket of a report. */
export type ListedTicket = {
  id: string;
  folio: string;
  openedAt: Date;
  status: string;
  category: Category;
  area: Area;
  city: City | null;
  priority: string;
  contract: string | null;
  holder: string | null;
  contact: string | null;
  phone: string | null;
  email: string | null;
  agentName: string | null;
  dueAt: Date;
  firstAnswerAt: Date | null;
  resolvedAt: Date | null;
  escalated: boolean;
  reopenings: number;
  cause: string | null;
  compensationCents: number | null;
};
export type ListedPlace = { openedAt: Date; id: string };

/** The same tickets that `countMonth` counts. */
const listedQuery = (
  { company, from, to, area, city, category, timeZone }: ReportQuery & { timeZone: string },
  after: ListedPlace | null,
  limit: number,
): Prisma.Sql => Prisma.sql`
  SELECT t."id", t."folio", t."openedAt", t."status"::text, t."category"::text, t."area"::text, t."city", t."priority"::text, t."contract", t."holder",
    t."contact", t."phone", t."email", a."name" AS "agentName", t."dueAt", t."firstAnswerAt", t."resolvedAt", t."escalated", t."reopenings", t."cause",
    t."compensationCents"
  FROM "Ticket" t LEFT JOIN "Agent" a ON a."id" = t."agentId"
  WHERE t."company" = ${company} AND t."status" <> 'joined'
    AND t."openedAt" >= ${`${from}-01`}::text::timestamp AT TIME ZONE ${timeZone}::text
    AND t."openedAt" < (${`${to}-01`}::text::timestamp + interval '1 month') AT TIME ZONE ${timeZone}::text
    ${area === null ? Prisma.empty : Prisma.sql`AND t."area" = ${area}::"Area"`}
    ${city === null ? Prisma.empty : Prisma.sql`AND t."city" = ${city}`}
    ${category === null ? Prisma.empty : Prisma.sql`AND t."category" = ${category}::"Category"`}
    ${after === null ? Prisma.empty : Prisma.sql`AND (t."openedAt", t."id") > (${after.openedAt}, ${after.id}::uuid)`}
  ORDER BY t."openedAt", t."id" LIMIT ${limit}`;

const MINUTE_MS = 60_000;
/** Who looks again so soon sees what was counted a moment ago. */
const FRESH_MS = MINUTE_MS;
/** Who asks for it sees what is so now; who presses again and again costs nothing. */
const ASKED_FRESH_MS = 2_000;
/** Entries of the log are dated before they are committed. */
const OVERLAP_MS = 5 * MINUTE_MS;
/** Whatever a dated entry hid from the counting is found at the latest then. */
const RECOUNT_MS = 24 * 60 * MINUTE_MS;

export type Counting = {
  company: string;
  /** Says where a month begins. */
  timeZone: string;
  now: Date;
  /** A person wants it as it is now. */
  isAsked?: boolean;
  /** Nobody waits for it: of the months that are due only the first, so that the count of years is spread over many minutes. */
  isInTurn?: boolean;
};

/**
 * Counts anew the months of a company in which tickets have changed since the last time, those that were never counted, and
 * each once a day. One process at a time; who comes second reads what is there.
 */
export const countTickets = (db: Database, { company, timeZone, now, isAsked = false, isInTurn = false }: Counting): Promise<void> =>
  db.$transaction(
    async (connection) => {
      const [lock] = await connection.$queryRaw<{ mine: boolean }[]>`
        SELECT pg_try_advisory_xact_lock(hashtextextended(${`reports:${company}`}, 0)) AS "mine"`;
      if (!lock?.mine) return;
      const mark = await connection.reportMark.findUnique({ where: { company } });
      const due = await dueMonths(connection, company, timeZone, now);
      const isFresh = mark && Math.abs(now.getTime() - mark.countedAt.getTime()) < (isAsked ? ASKED_FRESH_MS : FRESH_MS);
      const isWhole = due.every(({ countedAt }) => countedAt !== null);
      if (isFresh && (isInTurn || isWhole)) return;
      const since = mark && new Date(mark.countedAt.getTime() - OVERLAP_MS);
      const changed = since === null ? [] : await changedMonths(connection, company, timeZone, since);
      const months = new Set([...changed, ...(isInTurn ? due.slice(0, 1) : due).map(({ month }) => month)]);
      for (const month of months) await countMonth(connection, { company, timeZone, month });
      await noteCounted(connection, company, [...months], now);
    },
    { timeout: 10 * MINUTE_MS },
  );

/** Months since the first ticket that were never counted, the newest first, then those whose day is over. */
const dueMonths = (
  connection: Connection,
  company: string,
  timeZone: string,
  now: Date,
): Promise<{ month: string; countedAt: Date | null }[]> =>
  connection.$queryRaw`
    WITH "Span" AS (
      SELECT min(t."openedAt") AT TIME ZONE ${timeZone}::text AS "from", max(t."openedAt") AT TIME ZONE ${timeZone}::text AS "to"
      FROM "Ticket" t WHERE t."company" = ${company})
    SELECT m."month", c."countedAt" FROM "Span",
      LATERAL (SELECT to_char(g, 'YYYY-MM') AS "month" FROM generate_series(date_trunc('month', "from"), "to", interval '1 month') AS g) AS m
      LEFT JOIN "ReportMonth" c ON c."company" = ${company} AND c."month" = m."month"
    WHERE c."countedAt" IS NULL OR c."countedAt" <= ${new Date(now.getTime() - RECOUNT_MS)}
    ORDER BY c."countedAt" NULLS FIRST, m."month" DESC`;

const changedMonths = async (connection: Connection, company: string, timeZone: string, since: Date): Promise<string[]> => {
  const rows = await connection.$queryRaw<{ month: string }[]>`
    SELECT DISTINCT to_char(date_trunc('month', t."openedAt" AT TIME ZONE ${timeZone}::text), 'YYYY-MM') AS "month"
    FROM "Ticket" t WHERE t."company" = ${company}
      AND t."id" IN (SELECT e."ticketId" FROM "TicketEvent" e WHERE e."at" >= ${since})`;
  return rows.map(({ month }) => month);
};

const noteCounted = async (connection: Connection, company: string, months: string[], countedAt: Date): Promise<void> => {
  await connection.$executeRaw`
    INSERT INTO "ReportMonth" ("company", "month", "countedAt") SELECT ${company}, m, ${countedAt} FROM unnest(${months}::text[]) AS m
    ON CONFLICT ("company", "month") DO UPDATE SET "countedAt" = EXCLUDED."countedAt"`;
  await connection.reportMark.upsert({ where: { company }, create: { company, countedAt }, update: { countedAt } });
};

/** One month in one statement: a walk over the index `Ticket_report`. */
const countMonth = async (connection: Connection, { company, timeZone, month }: { company: string; timeZone: string; month: string }) => {
  const start = `${month}-01`;
  const step = (from: Prisma.Sql, to: Prisma.Sql) =>
    Prisma.sql`CASE WHEN ${to} IS NOT NULL THEN round(${STEPS_PER_DOUBLING} * ln(greatest(extract(epoch FROM ${to} - ${from}), 0)::float8 / 60 + 1) / ln(2))::int END`;
  const measure = (name: string, where: Prisma.Sql, bucket = Prisma.sql`0`, amount = Prisma.sql`count(*)`) => Prisma.sql`
    SELECT "area", "category", "city", ${name} AS "measure", ${bucket} AS "bucket", ${amount} AS "amount" FROM "Counted" WHERE ${where} GROUP BY 1, 2, 3, 5`;
  await connection.$executeRaw`DELETE FROM "TicketCount" WHERE "company" = ${company} AND "month" = ${month}`;
  await connection.$executeRaw`
    WITH "Counted" AS MATERIALIZED (
      SELECT "area", "category", coalesce("city", '') AS "city", "status" = 'resolved' AS "isResolved", "reopenings", "compensationCents",
        "escalated" OR coalesce("resolvedAt" > "dueAt", FALSE) AS "isLate",
        ${step(Prisma.sql`"openedAt"`, Prisma.sql`"firstAnswerAt"`)} AS "firstAnswer",
        ${step(Prisma.sql`"openedAt"`, Prisma.sql`"resolvedAt"`)} AS "resolution"
      FROM "Ticket"
      WHERE "company" = ${company} AND "status" <> 'joined'
        AND "openedAt" >= ${start}::text::timestamp AT TIME ZONE ${timeZone}::text
        AND "openedAt" < (${start}::text::timestamp + interval '1 month') AT TIME ZONE ${timeZone}::text)
    INSERT INTO "TicketCount" ("company", "month", "area", "category", "city", "measure", "bucket", "amount")
    SELECT ${company}, ${month}, m."area", m."category", m."city", m."measure", m."bucket", m."amount" FROM (
      ${Prisma.join(
        [
          measure('received', Prisma.sql`TRUE`),
          measure('resolved', Prisma.sql`"isResolved"`),
          measure('inTerm', Prisma.sql`"isResolved" AND NOT "isLate"`),
          measure('late', Prisma.sql`"isLate"`),
          measure('reopened', Prisma.sql`"reopenings" > 0`),
          measure('compensation', Prisma.sql`"compensationCents" IS NOT NULL`, Prisma.sql`0`, Prisma.sql`sum("compensationCents")`),
          measure('firstAnswer', Prisma.sql`"firstAnswer" IS NOT NULL`, Prisma.sql`"firstAnswer"`),
          measure('resolution', Prisma.sql`"isResolved"`, Prisma.sql`"resolution"`),
        ],
        ' UNION ALL ',
      )}) AS m`;
};
