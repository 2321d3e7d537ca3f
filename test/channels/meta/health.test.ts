import { expect, test } from 'vitest';
import { openGraph } from '../../../src/channels/meta/graph.ts';
import { daysLeft, inspectToken, isSubscribed, listTemplates, type TokenHealth } from '../../../src/channels/meta/health.ts';
import { closedUrl, GRAPH_KEYS, openTestGraph } from '../../support/graph.ts';

const templates = Array.from({ length: 250 }, (_, n) => ({
  name: `t${n}`,
  language: 'es_MX',
  status: 'APPROVED',
  body: 'Folio {{1}} de {{2}}, {{1}}',
}));
const { graph, settings } = await openTestGraph({ templates });
const client = openGraph(settings);
const nowhere = openGraph({ ...settings, baseUrl: await closedUrl() });

test('a token without an end never expires', async () => {
  expect(await inspectToken(client, settings.token)).toMatchObject({ isValid: true, expiresAt: null, dataAccessExpiresAt: null });
});

test('a token tells its end, its scopes and whose they are', async () => {
  graph.tokenData.expires_at = 1795312800;
  graph.tokenData.granular_scopes = [{ scope: 'whatsapp_business_management', target_ids: ['100200'] }];
  expect(await inspectToken(client, settings.token)).toMatchObject({
    expiresAt: new Date(1795312800_000),
    scopes: expect.arrayContaining(['pages_messaging']),
    accountsOf: { whatsapp_business_management: ['100200'] },
  });
});

test('a dead token is an answer, an unreachable Meta is none', async () => {
  expect(await inspectToken(openGraph({ ...settings, token: 'otro' }), 'otro')).toMatchObject({ isValid: false });
  expect(await inspectToken(client, 'otro')).toMatchObject({ isValid: false });
  expect(await inspectToken(nowhere, settings.token)).toBeNull();
});

const NOW = new Date('2026-11-24T12:00:00Z');
const health = (more: Partial<TokenHealth>): TokenHealth => ({
  isValid: true,
  expiresAt: null,
  dataAccessExpiresAt: null,
  scopes: [],
  accountsOf: {},
  ...more,
});
const inDays = (days: number) => new Date(NOW.getTime() + days * 24 * 3_600_000);

test.each([
  ['that never ends', health({}), null],
  ['that ends in 14 days', health({ expiresAt: inDays(14) }), 14],
  ['whose data access ends before', health({ expiresAt: inDays(14), dataAccessExpiresAt: inDays(3.9) }), 3],
  ['that has ended', health({ expiresAt: inDays(-1) }), 0],
  ['that is dead', health({ isValid: false }), 0],
])('the days left of a token %s', (_, given, days) => {
  expect(daysLeft(given, NOW)).toBe(days);
});

test('templates are listed page after page, with their parameters', async () => {
  const found = await listTemplates(client, GRAPH_KEYS.wabaId);
  expect(found).toHaveLength(250);
  expect(found?.[249]).toEqual({ name: 't249', language: 'es_MX', status: 'APPROVED', parameters: ['1', '2'] });
  expect(await listTemplates(client, 'otra')).toBeNull();
  expect(await listTemplates(nowhere, GRAPH_KEYS.wabaId)).toBeNull();
});

test('a page that Meta unsubscribed is noticed', async () => {
  expect(await isSubscribed(client, GRAPH_KEYS.pageId)).toBe(true);
  graph.state.subscribedFields = [];
  expect(await isSubscribed(client, GRAPH_KEYS.pageId)).toBe(false);
  expect(await isSubscribed(nowhere, GRAPH_KEYS.pageId)).toBeNull();
});
