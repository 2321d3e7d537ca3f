-- The console's search. PostgreSQL's own Spanish stemmer over text without accents; `unaccent` is an extension that not every
-- managed server has, so the letters of Spanish and of its neighbours are folded by hand. Combining accents are dropped.
CREATE FUNCTION "unaccented"(written TEXT) RETURNS TEXT LANGUAGE SQL IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT lower(translate(written,
    'áàâäãåéèêëíìîïóòôöõúùûüñçÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇ' || U&'\0300\0301\0302\0303\0308',
    'aaaaaaeeeeiiiiooooouuuuncAAAAAAEEEEIIIIOOOOOUUUUNC'))
$$;

-- AlterTable. A tsvector may hold a megabyte: the first 50,000 characters are enough to find a message by.
ALTER TABLE "Message" ADD COLUMN     "search" tsvector GENERATED ALWAYS AS (
  to_tsvector('pg_catalog.spanish', "unaccented"(coalesce("subject", '') || ' ' || coalesce("senderName", '') || ' ' || left(coalesce("text", ''), 50000)))
) STORED;

-- AlterTable
ALTER TABLE "Ticket" ADD COLUMN     "search" tsvector GENERATED ALWAYS AS (
  to_tsvector('pg_catalog.spanish', "unaccented"(coalesce("holder", '') || ' ' || coalesce("contact", '')))
) STORED;

-- CreateIndex
CREATE INDEX "Message_search_idx" ON "Message" USING GIN ("search");
CREATE INDEX "Ticket_search_idx" ON "Ticket" USING GIN ("search");
CREATE INDEX "Message_company_receivedAt_idx" ON "Message"("company", "receivedAt");
CREATE INDEX "Message_senderPhone" ON "Message"("company", "senderPhone", "receivedAt") WHERE "senderPhone" IS NOT NULL;
CREATE INDEX "Message_senderAddress" ON "Message"("company", "senderAddress", "receivedAt") WHERE "senderAddress" IS NOT NULL;
CREATE INDEX "Ticket_company_openedAt_idx" ON "Ticket"("company", "openedAt");
CREATE INDEX "Ticket_phone" ON "Ticket"("company", "phone") WHERE "phone" IS NOT NULL;
CREATE INDEX "Ticket_email" ON "Ticket"("company", "email") WHERE "email" IS NOT NULL;

-- The queue of agents, page by page in the order of terms, whatever the filter: each index holds open tickets only.
CREATE INDEX "Ticket_queue" ON "Ticket"("company", "dueAt", "id") WHERE "status" = 'open';
CREATE INDEX "Ticket_queue_area" ON "Ticket"("company", "area", "dueAt", "id") WHERE "status" = 'open';
CREATE INDEX "Ticket_queue_city" ON "Ticket"("company", "city", "dueAt", "id") WHERE "status" = 'open';
CREATE INDEX "Ticket_queue_category" ON "Ticket"("company", "category", "dueAt", "id") WHERE "status" = 'open';
CREATE INDEX "Ticket_queue_agent" ON "Ticket"("agentId", "dueAt", "id") WHERE "status" = 'open';
CREATE INDEX "Ticket_queue_unidentified" ON "Ticket"("company", "dueAt", "id") WHERE "status" = 'open' AND "unidentified";
CREATE INDEX "Ticket_queue_escalated" ON "Ticket"("company", "dueAt", "id") WHERE "status" = 'open' AND "escalated";
CREATE INDEX "Ticket_resolved" ON "Ticket"("company", "resolvedAt", "id") WHERE "status" = 'resolved';
CREATE INDEX "Message_review" ON "Message"("company", "receivedAt", "id") WHERE "disposition" = 'review' AND "reviewedAt" IS NULL;
