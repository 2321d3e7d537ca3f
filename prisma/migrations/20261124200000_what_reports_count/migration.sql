-- What reports count of a ticket is kept on it, from its log: a report over a year then reads one index.
ALTER TABLE "Ticket" ADD COLUMN "firstAnswerAt" TIMESTAMPTZ(3),
ADD COLUMN "reopenings" INTEGER NOT NULL DEFAULT 0;

UPDATE "Ticket" t SET "firstAnswerAt" = said."firstAnswerAt", "reopenings" = said."reopenings"
FROM (
  SELECT "ticketId",
    min("at") FILTER (WHERE "kind" IN ('answered', 'answered-elsewhere', 'resolved')) AS "firstAnswerAt",
    (count(*) FILTER (WHERE "kind" = 'reopened'))::int AS "reopenings"
  FROM "TicketEvent" GROUP BY "ticketId"
) AS said
WHERE said."ticketId" = t."id";

CREATE INDEX "Ticket_report" ON "Ticket"("company", "openedAt") INCLUDE ("area", "city", "category", "status", "escalated", "dueAt", "resolvedAt", "firstAnswerAt", "reopenings", "compensationCents");

-- What reports add up, counted anew for the months whose tickets have changed.
CREATE TABLE "TicketCount" (
    "company" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "area" "Area" NOT NULL,
    "category" "Category" NOT NULL,
    "city" TEXT NOT NULL,
    "measure" TEXT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "amount" BIGINT NOT NULL,

    CONSTRAINT "TicketCount_pkey" PRIMARY KEY ("company", "month", "area", "category", "city", "measure", "bucket")
);

CREATE TABLE "ReportMark" (
    "company" TEXT NOT NULL,
    "countedAt" TIMESTAMPTZ(3) NOT NULL,
    "recountedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReportMark_pkey" PRIMARY KEY ("company")
);
