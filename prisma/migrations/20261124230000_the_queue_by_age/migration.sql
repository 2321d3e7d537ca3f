-- The queue can be gone through by age: the open ticket that has waited longest first.
CREATE INDEX "Ticket_queue_age" ON "Ticket"("company", "openedAt", "id") WHERE "status" = 'open';
