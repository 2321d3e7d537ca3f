-- The directory knows what a service costs, which contracts its file no longer names, and how the last load ended.
-- AlterTable
ALTER TABLE "Subscriber" ADD COLUMN     "goneAt" TIMESTAMPTZ(3),
ADD COLUMN     "monthlyPriceCents" INTEGER;

-- CreateTable
CREATE TABLE "DirectoryLoad" (
    "company" TEXT NOT NULL,
    "fileHash" TEXT NOT NULL,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,
    "loadedAt" TIMESTAMPTZ(3),
    "refused" TEXT,
    "rows" INTEGER NOT NULL,
    "refusedRows" INTEGER NOT NULL,
    "goneRows" INTEGER NOT NULL,

    CONSTRAINT "DirectoryLoad_pkey" PRIMARY KEY ("company")
);
