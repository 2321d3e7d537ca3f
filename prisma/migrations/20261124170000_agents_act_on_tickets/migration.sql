-- Agents join tickets, pause their terms, resolve them with a cause, and see what authority a representative has.
-- AlterEnum
ALTER TYPE "TicketStatus" ADD VALUE 'joined';

-- CreateEnum
CREATE TYPE "Authority" AS ENUM ('carta_poder', 'poder_notarial', 'identificacion');

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "attributable" BOOLEAN,
ADD COLUMN     "authority" "Authority"[],
ADD COLUMN     "cause" TEXT,
ADD COLUMN     "compensationCents" INTEGER,
ADD COLUMN     "joinedIntoId" UUID,
ADD COLUMN     "pauseReason" TEXT,
ADD COLUMN     "pausedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "TicketPause" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "reason" TEXT NOT NULL,
    "attributable" BOOLEAN NOT NULL,

    CONSTRAINT "TicketPause_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "TicketPause_ticketId_startedAt_idx" ON "TicketPause"("ticketId", "startedAt");

-- CreateIndex
CREATE INDEX "Ticket_joinedIntoId_idx" ON "Ticket"("joinedIntoId");

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_joinedIntoId_fkey" FOREIGN KEY ("joinedIntoId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketPause" ADD CONSTRAINT "TicketPause_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;
