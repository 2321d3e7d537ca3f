-- What agents are still to be told of. One mail tells of all that were given within a minute.
CREATE TABLE "AgentNotice" (
    "key" TEXT NOT NULL,
    "agentId" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AgentNotice_pkey" PRIMARY KEY ("key")
);
ALTER TABLE "AgentNotice" ADD CONSTRAINT "AgentNotice_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- When an agent was last told.
ALTER TABLE "Agent" ADD COLUMN "noticedAt" TIMESTAMPTZ(3);
