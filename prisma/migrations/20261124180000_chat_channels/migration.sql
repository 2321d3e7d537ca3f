-- What the chat channels need: media that are fetched, threads that others own, sends whose end is unknown, channels that Meta stops.
-- AlterTable
ALTER TABLE "Attachment" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "nextTryAt" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "Message" ADD COLUMN     "standby" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "Reply" ADD COLUMN     "handedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ChannelState" (
    "company" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "lastError" TEXT,
    "nextTryAt" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3),
    "tokenExpiresAt" TIMESTAMPTZ(3),
    "faults" TEXT[],
    "quality" TEXT,

    CONSTRAINT "ChannelState_pkey" PRIMARY KEY ("company", "channel")
);

-- CreateIndex
CREATE INDEX "ChannelEvent_company_channel_settledAt_idx" ON "ChannelEvent"("company", "channel", "settledAt");

-- What the sweep looks for; Prisma does not know partial indexes.
CREATE INDEX "Attachment_due" ON "Attachment"("nextTryAt") WHERE "nextTryAt" IS NOT NULL;

-- What waits since before this change is fetched at once.
UPDATE "Attachment" SET "nextTryAt" = now() WHERE "state" = 'pending';
