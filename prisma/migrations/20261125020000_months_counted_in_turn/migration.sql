-- Each month is counted anew once a day, in turn, and not all of them at one moment.
CREATE TABLE "ReportMonth" (
    "company" TEXT NOT NULL,
    "month" TEXT NOT NULL,
    "countedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ReportMonth_pkey" PRIMARY KEY ("company", "month")
);

INSERT INTO "ReportMonth" ("company", "month", "countedAt")
SELECT DISTINCT c."company", c."month", m."recountedAt" FROM "TicketCount" c JOIN "ReportMark" m ON m."company" = c."company";

ALTER TABLE "ReportMark" DROP COLUMN "recountedAt";
