-- What is due is taken in turns: the first of each channel and company is found at once, however much of another lies before it.
DROP INDEX "Message_due";
DROP INDEX "Reply_due";
CREATE INDEX "Message_due" ON "Message"("channel", "company", "dueAt") WHERE "dueAt" IS NOT NULL;
CREATE INDEX "Reply_due" ON "Reply"("channel", "company", "nextTryAt") WHERE "nextTryAt" IS NOT NULL;
