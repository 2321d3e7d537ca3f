import pg from 'pg';
import { afterAll } from 'vitest';
import { parseMessenger } from '../../src/channels/messenger/parse.ts';
import { readBody } from '../../src/channels/meta/body.ts';
import { parseWhatsApp } from '../../src/channels/whatsapp/parse.ts';
import type { CompanyProfile } from '../../src/core/company.ts';
import {
  encodeAsMeta,
  messengerBody,
  type WhatsAppCustomer,
  type WhatsAppPiece,
  whatsAppBody,
} from '../../src/runtime/services/meta-webhooks.ts';
import { deliver } from '../../src/steps/deliver.ts';
import type { Tools } from '../../src/steps/tools.ts';
import { understand } from '../../src/steps/understand.ts';
import { type UnpackTools, unpack } from '../../src/steps/unpack.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/store.ts';
import { freshDatabase } from './databases.ts';
import { konecta, monet } from './profiles.ts';

export const ROSA: WhatsAppCustomer = { waId: '5216865550142', userId: 'MX.40000000000000000001', name: 'Rosa Ibarra' };
export const ACCOUNT = { wabaId: '100200', phoneNumberId: '600700', displayPhone: '526862210284' };
export const PAGE = '10900222';
export const PSID = '24000111';
/** A Tuesday at noon, by UTC. */
export const NOON = new Date('2026-11-24T12:00:00Z');
const SMALL_LIMITS = { burstGapMs: 15_000, burstMaxMs: 60_000 };

/** Real steps on a real database under a clock to turn; what is enqueued is only listed. */
export const openChat = async (more: Partial<CompanyProfile['limits']> = {}) => {
  const databaseUrl = await freshDatabase();
  await migrate(databaseUrl);
  const store = openStore(databaseUrl, { connections: 6 });
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  afterAll(async () => {
    await db.end();
    await store.close();
  });
  const profiles = [konecta(), monet()].map((profile) => ({ ...profile, limits: { ...profile.limits, ...SMALL_LIMITS, ...more } }));
  const clock = { now: NOON.getTime() };
  const jobs: { queue: 'unpack' | 'understand' | 'answer' | 'media'; id: string; delayMs: number }[] = [];
  const put =
    (queue: (typeof jobs)[number]['queue']) =>
    async (id: string, delayMs = 0) => {
      jobs.push({ queue, id, delayMs });
    };
  const accounts = new Map(profiles.map(({ company }) => [company, { whatsapp: ACCOUNT.phoneNumberId, messenger: PAGE }] as const));
  const parsers = { whatsapp_business_account: parseWhatsApp, page: parseMessenger };
  const tools: Tools & UnpackTools = {
    store,
    readDelivery: (owner, rawBody) => readBody({ accounts, parsers }, owner, rawBody),
    profiles: new Map(profiles.map((profile) => [profile.company, profile])),
    now: () => new Date(clock.now),
    enqueue: {
      understand: put('understand'),
      understandAll: async (jobs) => void (await Promise.all(jobs.map(({ id, delayMs }) => put('understand')(id, delayMs)))),
      answer: put('answer'),
      answerAll: async (ids) => void (await Promise.all(ids.map((id) => put('answer')(id)))),
      media: put('media'),
      unpack: put('unpack'),
    },
  };
  const at = (seconds = 0) => new Date(clock.now + seconds * 1000);
  /** As the door takes it; whoever is told of it takes it apart. */
  const take = (company: string, rawBody: Buffer, channel: 'whatsapp' | 'messenger') =>
    deliver(tools, [{ rawBody, owners: [{ company, channel, route: company, proven: [] }] }]);
  const body = async (company: string, json: Record<string, unknown>, channel: 'whatsapp' | 'messenger') => {
    await take(company, encodeAsMeta(json), channel);
    await unpack(tools, '');
  };
  return {
    tools,
    store,
    clock,
    jobs,
    at,
    take,
    databaseUrl,
    /** All rows of a query. */
    rows: async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => (await db.query(sql, values)).rows,
    count: async (table: string): Promise<number> => Number((await db.query(`SELECT count(*) FROM "${table}"`)).rows[0]?.count),
    whatsApp: (pieces: readonly WhatsAppPiece[], company = 'konecta') => body(company, whatsAppBody(ACCOUNT, pieces), 'whatsapp'),
    messenger: (events: readonly Record<string, unknown>[], company = 'monet') =>
      body(company, messengerBody(PAGE, events, new Date(clock.now)), 'messenger'),
    /** A quarter of a minute later every burst that is open now is closed: all that waits is understood. */
    settle: async () => {
      clock.now += 60_000;
      const waiting = (await store.messages.findOverdue(new Date(clock.now), 1000)).map(({ id }) => id);
      const parseMail = async () => ({ kind: 'malformed', code: 'not_a_mail', because: 'chat only' }) as const;
      for (const id of waiting) await understand({ ...tools, parseMail }, id);
      return store.messages.findMany(waiting);
    },
  };
};

/** Everything that the tables hold, to compare before and after a second run. */
export const dump = async (chat: Awaited<ReturnType<typeof openChat>>) => {
  const tables = [
    'Message',
    'Attachment',
    'ChannelEvent',
    'Reply',
    'Ticket',
    'TicketEvent',
    'PendingMatter',
    'ChannelIdentity',
    'ChannelState',
  ];
  const rows = await Promise.all(
    tables.map(async (table) => [table, await chat.rows(`SELECT * FROM "${table}" ORDER BY 1, 2, 3`)] as const),
  );
  return Object.fromEntries(rows);
};
