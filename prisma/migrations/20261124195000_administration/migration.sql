-- What administrators look at and look after.
-- AlterEnum
ALTER TYPE "ReplyKind" ADD VALUE 'assigned';

-- AlterTable
ALTER TABLE "Agent" ADD COLUMN     "mailNotices" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "passwordTemporary" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "WorkerProcess" (
    "instance" TEXT NOT NULL,
    "workers" TEXT[],
    "version" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "WorkerProcess_pkey" PRIMARY KEY ("instance")
);

-- CreateIndex
CREATE INDEX "AuditEntry_company_agentId_at_idx" ON "AuditEntry"("company", "agentId", "at");

-- What went out in the last hours.
-- CreateIndex
CREATE INDEX "Reply_company_sentAt_idx" ON "Reply"("company", "sentAt");

-- What did not arrive: few rows, looked at by day.
-- CreateIndex
CREATE INDEX "Reply_undelivered" ON "Reply"("company", "createdAt") WHERE "state" IN ('failed', 'refused');
