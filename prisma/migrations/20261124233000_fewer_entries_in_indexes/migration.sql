-- An index entry costs each new version of a row, whatever it points to. A null that nobody looks for gets none, and an index
-- that another one serves is dropped (docs/performance.md).

-- Nulls: a mail has none of these before it is decided, and most never get a matter.
DROP INDEX "Message_company_identity_key";
DROP INDEX "Message_company_externalId_idx";
DROP INDEX "Message_ticketId_receivedAt_idx";
DROP INDEX "Message_matterId_idx";
DROP INDEX "Message_company_disposition_receivedAt_idx";
CREATE UNIQUE INDEX "Message_identity" ON "Message"("company", "identity") WHERE "identity" IS NOT NULL;
CREATE INDEX "Message_externalId" ON "Message"("company", "externalId") WHERE "externalId" IS NOT NULL;
CREATE INDEX "Message_ticket" ON "Message"("ticketId", "receivedAt") WHERE "ticketId" IS NOT NULL;
CREATE INDEX "Message_matter" ON "Message"("matterId") WHERE "matterId" IS NOT NULL;
-- What has a ticket is found by it: only the rest is looked for by what became of it.
CREATE INDEX "Message_disposition" ON "Message"("company", "disposition", "receivedAt") WHERE "disposition" IN ('pending', 'review', 'ignored', 'quarantined');

-- Those of the queue serve the first two, "Ticket_queue_agent" the third, "Ticket_report" the fourth.
DROP INDEX "Ticket_company_status_area_city_dueAt_idx";
DROP INDEX "Ticket_status_termPassedAt_dueAt_idx";
DROP INDEX "Ticket_agentId_status_idx";
DROP INDEX "Ticket_company_openedAt_idx";
DROP INDEX "Ticket_company_contractKey_status_idx";
DROP INDEX "Ticket_relatedId_idx";
DROP INDEX "Ticket_joinedIntoId_idx";
CREATE INDEX "Ticket_contract" ON "Ticket"("company", "contractKey", "status") WHERE "contractKey" IS NOT NULL;
CREATE INDEX "Ticket_related" ON "Ticket"("relatedId") WHERE "relatedId" IS NOT NULL;
CREATE INDEX "Ticket_joined" ON "Ticket"("joinedIntoId") WHERE "joinedIntoId" IS NOT NULL;

DROP INDEX "Reply_company_providerId_idx";
DROP INDEX "Reply_company_sentAt_idx";
DROP INDEX "Reply_messageId_idx";
DROP INDEX "Reply_matterId_idx";
CREATE INDEX "Reply_provider" ON "Reply"("company", "providerId") WHERE "providerId" IS NOT NULL;
CREATE INDEX "Reply_sent" ON "Reply"("company", "sentAt") WHERE "sentAt" IS NOT NULL;
CREATE INDEX "Reply_message" ON "Reply"("messageId") WHERE "messageId" IS NOT NULL;
CREATE INDEX "Reply_matter" ON "Reply"("matterId") WHERE "matterId" IS NOT NULL;

-- Raw bytes are read whole or in slices, and what is large in them hardly shrinks: kept as they are, a slice is read without the
-- rest. HTML is written once and seldom read: by the quick method where this PostgreSQL has it, as it is where not.
ALTER TABLE "RawMessage" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;
DO $$ BEGIN
  ALTER TABLE "Reply" ALTER COLUMN "html" SET COMPRESSION lz4;
  ALTER TABLE "Message" ALTER COLUMN "text" SET COMPRESSION lz4;
  ALTER TABLE "Message" ALTER COLUMN "search" SET COMPRESSION lz4;
  ALTER TABLE "Reading" ALTER COLUMN "text" SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  ALTER TABLE "Reply" ALTER COLUMN "html" SET STORAGE EXTERNAL;
END $$;
