import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../support/databases.ts';
import { readDatamodel } from '../support/datamodel.ts';
import { findStrangers, type Structure, structureOfDatabase, structureOfDatamodel } from '../support/schema.ts';

const OPEN = `where (status = 'open'::"TicketStatus")`;

// What Prisma's language has no words for, and what it does not tell of types it does not know (`Unsupported`): written by hand
// in the migrations. A new one is added here in the commit of its migration.
const BY_HAND: Record<string, { columns?: Record<string, string>; indexes: Record<string, string> }> = {
  Message: {
    columns: {
      search: `tsvector generated as to_tsvector('spanish'::regconfig, unaccented(((((COALESCE(subject, ''::text) || ' '::text) || COALESCE("senderName", ''::text)) || ' '::text) || "left"(COALESCE(text, ''::text), 50000))))`,
    },
    indexes: {
      Message_disposition: `index (company, disposition, receivedAt) where (disposition = ANY (ARRAY['pending'::"Disposition", 'review'::"Disposition", 'ignored'::"Disposition", 'quarantined'::"Disposition"]))`,
      Message_due: 'index (channel, company, dueAt) where ("dueAt" IS NOT NULL)',
      Message_externalId: 'index (company, externalId) where ("externalId" IS NOT NULL)',
      Message_identity: 'unique (company, identity) where (identity IS NOT NULL)',
      Message_matter: 'index (matterId) where ("matterId" IS NOT NULL)',
      Message_review: `index (company, receivedAt, id) where ((disposition = 'review'::"Disposition") AND ("reviewedAt" IS NULL))`,
      Message_search_idx: 'index (search) using gin',
      Message_senderAddress: 'index (company, senderAddress, receivedAt) where ("senderAddress" IS NOT NULL)',
      Message_senderPhone: 'index (company, senderPhone, receivedAt) where ("senderPhone" IS NOT NULL)',
      Message_senderUserId: 'index (company, senderUserId, receivedAt) where ("senderUserId" IS NOT NULL)',
      Message_ticket: 'index (ticketId, receivedAt) where ("ticketId" IS NOT NULL)',
    },
  },
  RawMessage: { indexes: { RawMessage_kept: 'index (storedAt) where ("clearedAt" IS NULL)' } },
  MetaDelivery: { indexes: { MetaDelivery_due: 'index (company, dueAt) where ("dueAt" IS NOT NULL)' } },
  Reply: {
    indexes: {
      Reply_due: 'index (channel, company, nextTryAt) where ("nextTryAt" IS NOT NULL)',
      Reply_matter: 'index (matterId) where ("matterId" IS NOT NULL)',
      Reply_message: 'index (messageId) where ("messageId" IS NOT NULL)',
      Reply_provider: 'index (company, providerId) where ("providerId" IS NOT NULL)',
      Reply_sent: 'index (company, sentAt) where ("sentAt" IS NOT NULL)',
      Reply_undelivered: `index (company, createdAt) where (state = ANY (ARRAY['failed'::"ReplyState", 'refused'::"ReplyState"]))`,
    },
  },
  Attachment: { indexes: { Attachment_due: 'index (nextTryAt) where ("nextTryAt" IS NOT NULL)' } },
  Ticket: {
    columns: {
      search: `tsvector generated as to_tsvector('spanish'::regconfig, unaccented(((COALESCE(holder, ''::text) || ' '::text) || COALESCE(contact, ''::text))))`,
    },
    indexes: {
      Ticket_contract: 'index (company, contractKey, status) where ("contractKey" IS NOT NULL)',
      Ticket_email: 'index (company, email) where (email IS NOT NULL)',
      Ticket_joined: 'index (joinedIntoId) where ("joinedIntoId" IS NOT NULL)',
      Ticket_phone: 'index (company, phone) where (phone IS NOT NULL)',
      Ticket_queue: `index (company, dueAt, id) ${OPEN}`,
      Ticket_queue_age: `index (company, openedAt, id) ${OPEN}`,
      Ticket_queue_agent: `index (agentId, dueAt, id) ${OPEN}`,
      Ticket_queue_area: `index (company, area, dueAt, id) ${OPEN}`,
      Ticket_queue_category: `index (company, category, dueAt, id) ${OPEN}`,
      Ticket_queue_city: `index (company, city, dueAt, id) ${OPEN}`,
      Ticket_queue_escalated: `index (company, dueAt, id) where ((status = 'open'::"TicketStatus") AND escalated)`,
      Ticket_queue_unidentified: `index (company, dueAt, id) where ((status = 'open'::"TicketStatus") AND unidentified)`,
      Ticket_related: 'index (relatedId) where ("relatedId" IS NOT NULL)',
      // It includes what reports count, which these words do not tell.
      Ticket_report: 'index (company, openedAt)',
      Ticket_resolved: `index (company, resolvedAt, id) where (status = 'resolved'::"TicketStatus")`,
      Ticket_search_idx: 'index (search) using gin',
      Ticket_term: `index (dueAt) where ((status = 'open'::"TicketStatus") AND ("termPassedAt" IS NULL))`,
    },
  },
  WebhookDelivery: { indexes: { WebhookDelivery_due: 'index (nextTryAt) where ("nextTryAt" IS NOT NULL)' } },
  ChannelEvent: { indexes: { ChannelEvent_unsettled: 'index (receivedAt) where ("settledAt" IS NULL)' } },
  PendingMatter: {
    indexes: {
      PendingMatter_term: 'index (company, expiresAt) where ("settledAt" IS NULL)',
      PendingMatter_waiting: 'index (company, conversation) where ("settledAt" IS NULL)',
    },
  },
};
// Letters without accents, for the search.
const FUNCTIONS_BY_HAND = ['function unaccented', 'function folioOf'];

const ON_DELETE_CASCADE = `ALTER TABLE "Message" DROP CONSTRAINT "Message_ticketId_fkey",
  ADD CONSTRAINT "Message_ticketId_fkey" FOREIGN KEY ("ticketId") REFERENCES "Ticket"(id) ON DELETE CASCADE ON UPDATE CASCADE`;

let client: Client;
let asked: Structure;

beforeAll(async () => {
  client = new Client({ connectionString: await freshDatabase() });
  await client.connect();
  asked = withHandWritten(structureOfDatamodel(await readDatamodel()));
});
afterAll(() => client?.end());

test('the migrated database has the tables of the schema, no more and no fewer', async () => {
  const found = await structureOfDatabase(client);
  expect(Object.keys(asked.tables).length).toBeGreaterThan(10);
  expect(Object.keys(found.tables).sort()).toEqual(Object.keys(asked.tables).sort());
});

test('every column has the type, nullability and default of its field, and every field a column', async () => {
  const found = await structureOfDatabase(client);
  for (const [name, { columns }] of Object.entries(asked.tables)) expect(found.tables[name]?.columns, name).toEqual(columns);
});

test('every primary key, unique and index of the schema is there, and no other but those listed here', async () => {
  const found = await structureOfDatabase(client);
  for (const [name, { indexes }] of Object.entries(asked.tables)) expect(found.tables[name]?.indexes, name).toEqual(indexes);
});

test('every relation is a foreign key with its ON DELETE', async () => {
  const found = await structureOfDatabase(client);
  for (const [name, { foreignKeys }] of Object.entries(asked.tables)) expect(found.tables[name]?.foreignKeys, name).toEqual(foreignKeys);
  expect(Object.values(asked.tables).flatMap(({ foreignKeys }) => Object.keys(foreignKeys)).length).toBeGreaterThan(10);
});

test('every enum has its values in the order of the schema', async () => {
  expect((await structureOfDatabase(client)).enums).toEqual(asked.enums);
});

test('the database has no view, sequence, function, trigger or check but what is listed here', async () => {
  expect(await findStrangers(client)).toEqual(FUNCTIONS_BY_HAND);
});

test.each([
  ['a column more', 'ALTER TABLE "Ticket" ADD COLUMN extra TEXT'],
  ['a column that may be null', 'ALTER TABLE "Ticket" ALTER COLUMN description DROP NOT NULL'],
  ['another type', 'ALTER TABLE "Ticket" ALTER COLUMN "openedAt" TYPE TIMESTAMPTZ(6)'],
  ['another default', `ALTER TABLE "Ticket" ALTER COLUMN status SET DEFAULT 'resolved'`],
  ['an index less', 'DROP INDEX "Ticket_related"'],
  ['an index that is unique no more', 'DROP INDEX "Ticket_folio_key"; CREATE INDEX "Ticket_folio_key" ON "Ticket"(folio)'],
  ['another ON DELETE', ON_DELETE_CASCADE],
  ['a value more in an enum', `ALTER TYPE "Priority" ADD VALUE 'urgente'`],
  ['a table less', 'DROP TABLE "ChannelIdentity"'],
])('a database with %s is found out', async (_what, sql) => {
  const other = new Client({ connectionString: await freshDatabase() });
  await other.connect();
  try {
    expect(await structureOfDatabase(other)).toEqual(asked);
    await other.query(sql);
    expect(await structureOfDatabase(other)).not.toEqual(asked);
  } finally {
    await other.end();
  }
});

const withHandWritten = ({ tables, enums }: Structure): Structure => ({
  enums,
  tables: Object.fromEntries(
    Object.entries(tables).map(([name, table]) => {
      const { columns = {}, indexes = {} } = BY_HAND[name] ?? {};
      return [name, { ...table, columns: { ...table.columns, ...columns }, indexes: { ...table.indexes, ...indexes } }];
    }),
  ),
});
