import fastify from 'fastify';
import { afterAll, beforeEach } from 'vitest';
import type { GraphSettings } from '../../src/channels/meta/graph.ts';
import { type GraphStandInOptions, startGraphStandIn } from '../../src/runtime/services/graph-stand-in.ts';

export const GRAPH_KEYS = {
  token: 'token-de-prueba',
  appSecret: 'secreto-de-prueba',
  phoneNumberId: '600700',
  wabaId: '100200',
  pageId: '10900222',
};

/** A stand-in of the Graph API for one test file, with a clock to turn, and the settings that reach it. */
export const openTestGraph = async (more: Partial<GraphStandInOptions> = {}) => {
  const clock = { now: Date.UTC(2026, 10, 24, 12) };
  const graph = await startGraphStandIn({ ...GRAPH_KEYS, now: () => clock.now, ...more });
  const settings: GraphSettings = {
    baseUrl: graph.url,
    version: 'v26.0',
    token: GRAPH_KEYS.token,
    appSecret: GRAPH_KEYS.appSecret,
    timeoutMs: 5_000,
  };
  beforeEach(() => {
    graph.sent.length = 0;
    graph.requests.length = 0;
    // A day later: paces are full again and windows of other tests are closed.
    clock.now += 48 * 3_600_000;
  });
  afterAll(() => graph.close());
  return { graph, clock, settings };
};

/** A place on this machine where nobody listens. */
export const closedUrl = async (): Promise<string> => {
  const app = fastify();
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await app.close();
  return url;
};
