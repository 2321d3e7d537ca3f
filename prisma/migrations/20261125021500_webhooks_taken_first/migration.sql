-- A webhook is taken as it is and answered, and what is in it is stored afterwards (docs/performance.md).
CREATE TABLE "MetaDelivery" (
  "id" UUID NOT NULL,
  "company" TEXT NOT NULL,
  "channel" "Channel" NOT NULL,
  "route" TEXT NOT NULL,
  "proven" TEXT[],
  "rawHash" TEXT NOT NULL,
  "receivedAt" TIMESTAMPTZ(3) NOT NULL,
  "dueAt" TIMESTAMPTZ(3),
  "failures" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "MetaDelivery_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "MetaDelivery_rawHash_fkey" FOREIGN KEY ("rawHash") REFERENCES "RawMessage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "MetaDelivery_due" ON "MetaDelivery"("company", "dueAt") WHERE "dueAt" IS NOT NULL;
