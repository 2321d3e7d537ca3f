-- The whole domain at its beginning: raw mails, messages, readings, pending matters, tickets, answers, directory, agents.
-- CreateEnum
CREATE TYPE "Channel" AS ENUM ('email', 'whatsapp', 'messenger', 'web', 'call', 'desk');

-- CreateEnum
CREATE TYPE "Category" AS ENUM ('falla', 'queja', 'aclaracion', 'saldo', 'contratacion', 'cancelacion', 'suspension', 'duda', 'sugerencia', 'datos', 'otro');

-- CreateEnum
CREATE TYPE "Area" AS ENUM ('reparaciones', 'aclaraciones', 'conciliacion', 'ventas', 'bajas', 'atencion');

-- CreateEnum
CREATE TYPE "Disposition" AS ENUM ('ticket', 'appended', 'pending', 'review', 'ignored', 'quarantined');

-- CreateEnum
CREATE TYPE "IgnoredReason" AS ENUM ('duplicate', 'own', 'bounce', 'list', 'auto_reply');

-- CreateEnum
CREATE TYPE "TicketStatus" AS ENUM ('open', 'resolved');

-- CreateEnum
CREATE TYPE "Priority" AS ENUM ('normal', 'preferente');

-- CreateEnum
CREATE TYPE "ReplyKind" AS ENUM ('folio', 'data_request', 'appended', 'reopened', 'resolved', 'more_time', 'agent');

-- CreateEnum
CREATE TYPE "ReplyState" AS ENUM ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'refused', 'withheld', 'task');

-- CreateEnum
CREATE TYPE "MessageState" AS ENUM ('stored', 'settled');

-- CreateEnum
CREATE TYPE "AttachmentState" AS ENUM ('in_raw', 'pending', 'stored', 'missing');

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('agent', 'supervisor', 'admin');

-- CreateTable
CREATE TABLE "RawMessage" (
    "hash" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "truncated" BOOLEAN NOT NULL DEFAULT false,
    "storedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RawMessage_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Mailbox" (
    "address" TEXT NOT NULL,
    "company" TEXT NOT NULL,
    "uidValidity" BIGINT,
    "lastUid" BIGINT,
    "since" TIMESTAMPTZ(3),
    "watcher" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'stopped',
    "lastError" TEXT,
    "lastErrorAt" TIMESTAMPTZ(3),
    "nextTryAt" TIMESTAMPTZ(3),
    "lastMailAt" TIMESTAMPTZ(3),
    "lastSeenAt" TIMESTAMPTZ(3),

    CONSTRAINT "Mailbox_pkey" PRIMARY KEY ("address")
);

-- CreateTable
CREATE TABLE "MailboxEntry" (
    "mailboxAddress" TEXT NOT NULL,
    "uidValidity" BIGINT NOT NULL,
    "uid" BIGINT NOT NULL,
    "messageId" UUID NOT NULL,

    CONSTRAINT "MailboxEntry_pkey" PRIMARY KEY ("mailboxAddress", "uidValidity", "uid")
);

-- CreateTable
CREATE TABLE "Message" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "mailbox" TEXT,
    "kind" TEXT NOT NULL,
    "identity" TEXT,
    "externalId" TEXT,
    "conversation" TEXT,
    "senderName" TEXT,
    "senderAddress" TEXT,
    "senderPhone" TEXT,
    "senderUserId" TEXT,
    "replyTo" TEXT,
    "subject" TEXT,
    "text" TEXT,
    "inReplyTo" TEXT,
    "references" TEXT[],
    "form" JSONB,
    "authentication" TEXT,
    "state" "MessageState" NOT NULL DEFAULT 'stored',
    "disposition" "Disposition",
    "ignoredReason" "IgnoredReason",
    "reason" TEXT,
    "decision" JSONB,
    "sentAt" TIMESTAMPTZ(3),
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "storedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dueAt" TIMESTAMPTZ(3),
    "settledAt" TIMESTAMPTZ(3),
    "rawHash" TEXT,
    "ticketId" UUID,
    "matterId" UUID,
    "duplicateOfId" UUID,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Attachment" (
    "id" UUID NOT NULL,
    "messageId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT,
    "mimeType" TEXT,
    "sizeBytes" INTEGER,
    "state" "AttachmentState" NOT NULL,
    "mediaId" TEXT,
    "url" TEXT,
    "rawHash" TEXT,
    "latitude" DOUBLE PRECISION,
    "longitude" DOUBLE PRECISION,
    "place" TEXT,
    "error" TEXT,

    CONSTRAINT "Attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChannelEvent" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "kind" TEXT NOT NULL,
    "identity" TEXT,
    "externalId" TEXT,
    "data" JSONB NOT NULL,
    "verdict" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "rawHash" TEXT,

    CONSTRAINT "ChannelEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Reading" (
    "messageId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "contract" TEXT,
    "holder" TEXT,
    "contact" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "city" TEXT,
    "category" "Category" NOT NULL,
    "folio" TEXT,
    "accessibility" BOOLEAN NOT NULL DEFAULT false,
    "onlyThanks" BOOLEAN NOT NULL DEFAULT false,
    "evidence" JSONB NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "Reading_pkey" PRIMARY KEY ("messageId")
);

-- CreateTable
CREATE TABLE "PendingMatter" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "category" "Category" NOT NULL,
    "description" TEXT NOT NULL,
    "asks" INTEGER NOT NULL,
    "unknownContract" TEXT,
    "known" JSONB NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "settledAt" TIMESTAMPTZ(3),
    "ticketId" UUID,

    CONSTRAINT "PendingMatter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Ticket" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "folio" TEXT NOT NULL,
    "category" "Category" NOT NULL,
    "area" "Area" NOT NULL,
    "city" TEXT,
    "status" "TicketStatus" NOT NULL DEFAULT 'open',
    "priority" "Priority" NOT NULL DEFAULT 'normal',
    "contract" TEXT,
    "contractKey" TEXT,
    "holder" TEXT,
    "contact" TEXT,
    "phone" TEXT,
    "email" TEXT,
    "description" TEXT NOT NULL,
    "unidentified" BOOLEAN NOT NULL DEFAULT false,
    "unverified" BOOLEAN NOT NULL DEFAULT false,
    "escalated" BOOLEAN NOT NULL DEFAULT false,
    "answersWithheld" BOOLEAN NOT NULL DEFAULT false,
    "writtenOnly" BOOLEAN NOT NULL DEFAULT false,
    "warnings" TEXT[],
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "termAt" TIMESTAMPTZ(3) NOT NULL,
    "dueAt" TIMESTAMPTZ(3) NOT NULL,
    "termPassedAt" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,
    "agentId" UUID,
    "relatedId" UUID,

    CONSTRAINT "Ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TicketEvent" (
    "id" UUID NOT NULL,
    "ticketId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "TicketEvent_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "FolioSequence" (
    "company" TEXT NOT NULL,
    "series" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,

    CONSTRAINT "FolioSequence_pkey" PRIMARY KEY ("company", "series", "year")
);

-- CreateTable
CREATE TABLE "Reply" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "kind" "ReplyKind" NOT NULL,
    "channel" "Channel" NOT NULL,
    "state" "ReplyState" NOT NULL DEFAULT 'queued',
    "recipient" TEXT,
    "mailbox" TEXT,
    "template" BOOLEAN NOT NULL DEFAULT false,
    "accessible" BOOLEAN NOT NULL DEFAULT false,
    "facts" JSONB NOT NULL,
    "subject" TEXT,
    "text" TEXT,
    "html" TEXT,
    "emailMessageId" TEXT,
    "inReplyTo" TEXT,
    "references" TEXT[],
    "providerId" TEXT,
    "because" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "nextTryAt" TIMESTAMPTZ(3),
    "sentAt" TIMESTAMPTZ(3),
    "deliveredAt" TIMESTAMPTZ(3),
    "readAt" TIMESTAMPTZ(3),
    "ticketId" UUID,
    "messageId" UUID,
    "matterId" UUID,

    CONSTRAINT "Reply_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Subscriber" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "contract" TEXT NOT NULL,
    "contractKey" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "holderKey" TEXT NOT NULL,
    "phone" TEXT,
    "email" TEXT,
    "city" TEXT,
    "importedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Subscriber_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ChannelIdentity" (
    "company" TEXT NOT NULL,
    "channel" "Channel" NOT NULL,
    "userId" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ChannelIdentity_pkey" PRIMARY KEY ("company", "channel", "userId")
);

-- CreateTable
CREATE TABLE "Agent" (
    "id" UUID NOT NULL,
    "company" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "area" "Area",
    "city" TEXT,
    "absent" BOOLEAN NOT NULL DEFAULT false,
    "passwordHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Agent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "MailboxEntry_messageId_key" ON "MailboxEntry"("messageId");

-- CreateIndex
CREATE UNIQUE INDEX "Message_company_identity_key" ON "Message"("company", "identity");

-- CreateIndex
CREATE INDEX "Message_company_conversation_receivedAt_idx" ON "Message"("company", "conversation", "receivedAt");

-- CreateIndex
CREATE INDEX "Message_company_externalId_idx" ON "Message"("company", "externalId");

-- CreateIndex
CREATE INDEX "Message_ticketId_receivedAt_idx" ON "Message"("ticketId", "receivedAt");

-- CreateIndex
CREATE INDEX "Message_matterId_idx" ON "Message"("matterId");

-- CreateIndex
CREATE INDEX "Message_company_disposition_receivedAt_idx" ON "Message"("company", "disposition", "receivedAt");

-- CreateIndex
CREATE INDEX "Message_rawHash_idx" ON "Message"("rawHash");

-- CreateIndex
CREATE UNIQUE INDEX "Attachment_messageId_position_key" ON "Attachment"("messageId", "position");

-- CreateIndex
CREATE INDEX "Attachment_rawHash_idx" ON "Attachment"("rawHash");

-- CreateIndex
CREATE UNIQUE INDEX "ChannelEvent_company_identity_key" ON "ChannelEvent"("company", "identity");

-- CreateIndex
CREATE INDEX "ChannelEvent_company_externalId_idx" ON "ChannelEvent"("company", "externalId");

-- CreateIndex
CREATE INDEX "ChannelEvent_rawHash_idx" ON "ChannelEvent"("rawHash");

-- CreateIndex
CREATE INDEX "PendingMatter_company_conversation_settledAt_idx" ON "PendingMatter"("company", "conversation", "settledAt");

-- CreateIndex
CREATE INDEX "PendingMatter_ticketId_idx" ON "PendingMatter"("ticketId");

-- CreateIndex
CREATE UNIQUE INDEX "Ticket_folio_key" ON "Ticket"("folio");

-- CreateIndex
CREATE INDEX "Ticket_company_contractKey_status_idx" ON "Ticket"("company", "contractKey", "status");

-- CreateIndex
CREATE INDEX "Ticket_company_status_area_city_dueAt_idx" ON "Ticket"("company", "status", "area", "city", "dueAt");

-- CreateIndex
CREATE INDEX "Ticket_status_termPassedAt_dueAt_idx" ON "Ticket"("status", "termPassedAt", "dueAt");

-- CreateIndex
CREATE INDEX "Ticket_agentId_status_idx" ON "Ticket"("agentId", "status");

-- CreateIndex
CREATE INDEX "Ticket_relatedId_idx" ON "Ticket"("relatedId");

-- CreateIndex
CREATE INDEX "TicketEvent_ticketId_at_idx" ON "TicketEvent"("ticketId", "at");

-- CreateIndex
CREATE UNIQUE INDEX "Reply_key_key" ON "Reply"("key");

-- CreateIndex
CREATE UNIQUE INDEX "Reply_emailMessageId_key" ON "Reply"("emailMessageId");

-- CreateIndex
CREATE INDEX "Reply_ticketId_createdAt_idx" ON "Reply"("ticketId", "createdAt");

-- CreateIndex
CREATE INDEX "Reply_company_recipient_createdAt_idx" ON "Reply"("company", "recipient", "createdAt");

-- CreateIndex
CREATE INDEX "Reply_company_providerId_idx" ON "Reply"("company", "providerId");

-- CreateIndex
CREATE INDEX "Reply_messageId_idx" ON "Reply"("messageId");

-- CreateIndex
CREATE INDEX "Reply_matterId_idx" ON "Reply"("matterId");

-- CreateIndex
CREATE UNIQUE INDEX "Subscriber_company_contract_key" ON "Subscriber"("company", "contract");

-- CreateIndex
CREATE INDEX "Subscriber_company_contractKey_idx" ON "Subscriber"("company", "contractKey");

-- CreateIndex
CREATE INDEX "Subscriber_company_holderKey_idx" ON "Subscriber"("company", "holderKey");

-- CreateIndex
CREATE INDEX "Subscriber_company_phone_idx" ON "Subscriber"("company", "phone");

-- CreateIndex
CREATE INDEX "Subscriber_company_email_idx" ON "Subscriber"("company", "email");

-- CreateIndex
CREATE INDEX "ChannelIdentity_company_channel_phone_idx" ON "ChannelIdentity"("company", "channel", "phone");

-- CreateIndex
CREATE UNIQUE INDEX "Agent_email_key" ON "Agent"("email");

-- CreateIndex
CREATE INDEX "Agent_company_area_city_idx" ON "Agent"("company", "area", "city");

-- AddForeignKey
ALTER TABLE "MailboxEntry" ADD CONSTRAINT "MailboxEntry_mailboxAddress_fkey" FOREIGN KEY ("mailboxAddress") REFERENCES "Mailbox"("address") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MailboxEntry" ADD CONSTRAINT "MailboxEntry_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_rawHash_fkey" FOREIGN KEY ("rawHash") REFERENCES "RawMessage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "PendingMatter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_duplicateOfId_fkey" FOREIGN KEY ("duplicateOfId") REFERENCES "Message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Attachment" ADD CONSTRAINT "Attachment_rawHash_fkey" FOREIGN KEY ("rawHash") REFERENCES "RawMessage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ChannelEvent" ADD CONSTRAINT "ChannelEvent_rawHash_fkey" FOREIGN KEY ("rawHash") REFERENCES "RawMessage"("hash") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reading" ADD CONSTRAINT "Reading_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "PendingMatter" ADD CONSTRAINT "PendingMatter_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_agentId_fkey" FOREIGN KEY ("agentId") REFERENCES "Agent"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Ticket" ADD CONSTRAINT "Ticket_relatedId_fkey" FOREIGN KEY ("relatedId") REFERENCES "Ticket"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TicketEvent" ADD CONSTRAINT "TicketEvent_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reply" ADD CONSTRAINT "Reply_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reply" ADD CONSTRAINT "Reply_messageId_fkey" FOREIGN KEY ("messageId") REFERENCES "Message"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Reply" ADD CONSTRAINT "Reply_matterId_fkey" FOREIGN KEY ("matterId") REFERENCES "PendingMatter"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What the sweep and the reminders look for: partial, so that they touch only what is due, however large the tables grow.
CREATE INDEX "Message_due" ON "Message"("dueAt") WHERE "dueAt" IS NOT NULL;
CREATE INDEX "Reply_due" ON "Reply"("nextTryAt") WHERE "nextTryAt" IS NOT NULL;
CREATE INDEX "Ticket_term" ON "Ticket"("dueAt") WHERE "status" = 'open' AND "termPassedAt" IS NULL;
CREATE INDEX "ChannelEvent_unsettled" ON "ChannelEvent"("receivedAt") WHERE "settledAt" IS NULL;
CREATE INDEX "PendingMatter_waiting" ON "PendingMatter"("company", "conversation") WHERE "settledAt" IS NULL;
