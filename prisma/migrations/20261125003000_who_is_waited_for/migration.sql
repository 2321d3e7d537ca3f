-- Agents see whom we wait for: those within their term are found at once, however many have let it pass.
CREATE INDEX "PendingMatter_term" ON "PendingMatter"("company", "expiresAt") WHERE "settledAt" IS NULL;
