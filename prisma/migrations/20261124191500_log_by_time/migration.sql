-- Live pages look at what happened in the last seconds, whatever the ticket.
-- CreateIndex
CREATE INDEX "TicketEvent_at_idx" ON "TicketEvent"("at");
