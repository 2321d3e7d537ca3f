import { expect, test } from 'vitest';
import { openLooks } from '../../src/assembly/looks.ts';
import { loadConfig } from '../../src/runtime/config.ts';
import { inspect } from '../../src/steps/inspect.ts';
import { openChat } from '../support/chat.ts';
import { GRAPH_KEYS, openTestGraph } from '../support/graph.ts';
import { chatVariables } from '../support/variables.ts';

const chat = await openChat();
const config = loadConfig('config', chatVariables());
const { graph } = await openTestGraph({
  now: () => chat.clock.now,
  templates: config.companies.flatMap(({ profile }) =>
    Object.values(profile.approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
  ),
});
const looks = openLooks(config, graph.url);
const look = (force = false) => inspect(chat.tools, looks, force);
const find = (company = 'konecta', channel: 'whatsapp' | 'messenger' = 'whatsapp') => chat.store.channelStates.find(company, channel);
const DAY = 86_400_000;

test('each channel is looked at once a day: token, scopes, templates, subscription, quality', async () => {
  graph.tokenData.expires_at = Math.floor((chat.clock.now + 10 * DAY) / 1000);
  await look();
  expect(await find()).toMatchObject({
    state: 'open',
    checkedAt: chat.at(),
    tokenExpiresAt: chat.at(10 * 86_400),
    faults: [],
    quality: 'GREEN',
  });
  expect(await find('monet', 'messenger')).toMatchObject({ state: 'open', faults: [], quality: null });
  const asked = graph.requests.length;
  chat.clock.now += DAY - 1000;
  await look();
  expect(graph.requests).toHaveLength(asked);
  chat.clock.now += 1000;
  await look();
  expect(graph.requests).toHaveLength(2 * asked);
});

test('a template that Meta has paused or does not list, a scope that is gone and a page that is not subscribed are faults', async () => {
  const [first, ...rest] = graph.state.templates;
  const paused = rest.map((template, place) => (place === 0 ? { ...template, status: 'PAUSED' } : template));
  graph.state.templates = paused;
  graph.state.subscribedFields = ['feed'];
  graph.tokenData.scopes = ['whatsapp_business_messaging', 'pages_messaging', 'pages_manage_metadata'];
  await look(true);
  expect((await find())?.faults).toEqual([
    'scope whatsapp_business_management: not granted',
    `template ${first?.name}: none at Meta`,
    `template ${rest[0]?.name}: PAUSED`,
  ]);
  expect((await find('monet', 'messenger'))?.faults).toEqual(['page not subscribed to messages']);
});

test('a dead token stops the channel, and one that lives again opens it and releases what waited', async () => {
  const waiting = await chat.store.replies.add({
    company: 'konecta',
    key: 'folio:wartet',
    kind: 'folio',
    channel: 'whatsapp',
    state: 'queued',
    recipient: '+526865550142',
    mailbox: null,
    template: false,
    accessible: false,
    facts: {},
    emailMessageId: null,
    inReplyTo: null,
    references: [],
    because: 'channel-stopped:token:190',
    createdAt: chat.at(3600),
    ticketId: null,
    messageId: null,
    matterId: null,
  });
  graph.state.token = 'otro';
  await look(true);
  expect(await find()).toMatchObject({ state: 'stopped', lastError: 'token:dead', since: chat.at() });
  graph.state.token = GRAPH_KEYS.token;
  chat.clock.now += 60_000;
  await look();
  expect(await find()).toMatchObject({ state: 'open', lastError: null, since: chat.at() });
  expect((await chat.store.replies.find(String(waiting?.id)))?.nextTryAt).toEqual(chat.at());
});

test('a restriction stays until a send goes through', async () => {
  await chat.store.channelStates.stop('konecta', 'whatsapp', 'restricted:368', chat.at(), chat.at(900));
  await look(true);
  expect(await find()).toMatchObject({ state: 'stopped', lastError: 'restricted:368' });
});
