import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { startUnpacking, unpackToolsOf } from '../../src/assembly/meta-bodies.ts';
import { type OpenWorker, openRuntime, type Runtime } from '../../src/assembly/runtime.ts';
import type { Closable } from '../../src/runtime/process.ts';
import { type GraphStandIn, startGraphStandIn } from '../../src/runtime/services/graph-stand-in.ts';
import { messengerBody, messengerEcho, postWebhook, whatsAppBody, whatsAppStatus } from '../../src/runtime/services/meta-webhooks.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openAnswer } from '../../workers/answer.ts';
import { openMediaWorker } from '../../workers/media.ts';
import { openUnderstand } from '../../workers/understand.ts';
import { openWebhooks } from '../../workers/webhooks.ts';
import { ACCOUNT, PAGE } from './chat.ts';
import { closedPort } from './closed-port.ts';
import { freshDatabase } from './databases.ts';
import { GRAPH_KEYS } from './graph.ts';
import { chatVariables } from './variables.ts';
import { waitFor } from './wait.ts';

const closing: Closable[] = [];
let db: pg.Pool;
export let graph: GraphStandIn;
export let runtime: Runtime;
export let doors: string;
export let doorsWithoutRedis: string;
export const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
export const person = (n: number) => ({ waId: `521686556${1000 + n}`, userId: `MX.7000000000000000${1000 + n}`, name: `Persona ${n}` });
// Longer than WhatsApp's whole seconds are apart.
const soon = { burstGapMs: 1_500, burstMaxMs: 4_000 };

/** A process of ours, in this one: configuration from the environment, bursts that close soon. */
const openProcess = async (environment: Record<string, string>): Promise<Runtime> => {
  Object.assign(process.env, chatVariables(), environment);
  const opened = await openRuntime((...things) => closing.push(...things));
  const quick = ([company, profile]: [string, Runtime['profiles'] extends ReadonlyMap<string, infer P> ? P : never]) =>
    [company, { ...profile, limits: { ...profile.limits, ...soon } }] as const;
  const profiles = new Map([...opened.profiles].map(quick));
  return { ...opened, profiles, tools: { ...opened.tools, profiles } };
};

/** Real doors and workers on a database and a Redis of their own for one test file; a second door has no Redis. */
export const openChatProcesses = (redisNumber: number, workers: OpenWorker[] = [openUnderstand, openAnswer, openMediaWorker]): void => {
  beforeAll(async () => {
    const databaseUrl = await freshDatabase();
    await migrate(databaseUrl);
    db = new pg.Pool({ connectionString: databaseUrl, max: 3 });
    graph = await startGraphStandIn({
      ...GRAPH_KEYS,
      // As Meta does: what was taken is told of, on Messenger by an echo.
      onSent: ({ product, to, providerId, body }) => {
        const { metadata } = (body.message ?? {}) as { metadata?: string };
        const at = new Date();
        if (product === 'messenger')
          void post('monet', messengerBody(PAGE, [messengerEcho(PAGE, to, at, { mid: providerId, app_id: 777, metadata })], at));
        else
          for (const word of ['delivered', 'sent'])
            void post(
              'konecta',
              whatsAppBody(ACCOUNT, [
                whatsAppStatus(providerId, word, at, to, { biz_opaque_callback_data: body.biz_opaque_callback_data }),
              ]),
            );
      },
    });
    const [port, otherPort, nobody] = [await closedPort(), await closedPort(), await closedPort()];
    const common = { DATABASE_URL: databaseUrl, META_GRAPH_URL: graph.url };
    runtime = await openProcess({ ...common, REDIS_URL: `${inject('redisUrl')}/${redisNumber}`, PORT: String(port) });
    for (const open of [openWebhooks, ...workers]) await open(runtime);
    // What the doors take is taken apart also where nothing is to be understood.
    if (!workers.includes(openUnderstand)) runtime.closing(startUnpacking(runtime, unpackToolsOf(runtime)));
    const lonely = await openProcess({ ...common, REDIS_URL: `redis://127.0.0.1:${nobody}`, PORT: String(otherPort) });
    await openWebhooks(lonely);
    doors = `http://127.0.0.1:${port}`;
    doorsWithoutRedis = `http://127.0.0.1:${otherPort}`;
  });
  afterAll(async () => {
    for (const thing of closing.reverse()) await thing.close();
    await graph.close();
    await db.end();
  });
};

export const post = (company: string, body: Record<string, unknown>, base = doors) =>
  postWebhook(`${base}/webhooks/meta/${company}`, body, GRAPH_KEYS.appSecret);
export const rows = async (sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => (await db.query(sql, values)).rows;
export const replyTo = (recipient: string, kind: string) =>
  rows(`SELECT "id", "state"::text, "text", "ticketId" FROM "Reply" WHERE "recipient" = $1 AND "kind"::text = $2`, [recipient, kind]);
/** Nothing that the doors took waits to be taken apart. */
export const unpackedAll = () =>
  waitFor('all webhooks to be taken apart', async () => (await rows(`SELECT 1 FROM "MetaDelivery" LIMIT 1`)).length === 0);
export const settledAll = (like: string) =>
  waitFor(`all of ${like} to be settled`, async () => {
    const [row] = await rows(
      `SELECT count(*) FILTER (WHERE "state" = 'stored')::int AS open, count(*)::int AS all FROM "Message" WHERE "externalId" LIKE $1`,
      [like],
    );
    return row?.all !== 0 && row?.open === 0;
  });
