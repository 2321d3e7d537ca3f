-- Raw bytes are kept for a time and then let go of; the hash stays as proof of what came.
-- AlterTable
ALTER TABLE "RawMessage" ADD COLUMN     "clearedAt" TIMESTAMPTZ(3);

-- What still holds bytes, by age: the daily look at what is over its time.
CREATE INDEX "RawMessage_kept" ON "RawMessage"("storedAt") WHERE "clearedAt" IS NULL;
