-- When a Messenger user last wrote opens Meta's window: asked for each answer, and for each page of a ticket. Mails get no entry.
CREATE INDEX "Message_senderUserId" ON "Message"("company", "senderUserId", "receivedAt") WHERE "senderUserId" IS NOT NULL;
