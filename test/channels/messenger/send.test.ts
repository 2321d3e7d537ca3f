import { expect, test } from 'vitest';
import { judgeMessenger } from '../../../src/channels/messenger/errors.ts';
import { findFault, type MessengerMessage, openMessengerSender } from '../../../src/channels/messenger/send.ts';
import { GRAPH_KEYS, openTestGraph } from '../../support/graph.ts';

const { graph, clock, settings } = await openTestGraph();
const sender = openMessengerSender({ ...settings, pageId: GRAPH_KEYS.pageId });

const PERSON = '24000111';
const messageOf = (more: Partial<MessengerMessage> = {}): MessengerMessage => ({
  to: PERSON,
  replyId: 'salida-882',
  inReplyTo: null,
  text: 'Su folio es MON-26-000123-4',
  quickReplies: [],
  type: 'response',
  ...more,
});

test('inside the window a text is taken, with our reply id to come back in the echo', async () => {
  graph.customerWrote('messenger', PERSON);
  const result = await sender.send(messageOf({ inReplyTo: 'm_1', quickReplies: [{ id: 'falla', title: 'Reportar falla' }] }));
  expect(result).toEqual({ kind: 'sent', providerId: graph.sent[0]?.providerId });
  expect(graph.sent[0]?.body).toMatchObject({
    recipient: { id: PERSON },
    messaging_type: 'RESPONSE',
    reply_to: { mid: 'm_1' },
    message: { metadata: 'salida-882', quick_replies: [{ content_type: 'text', title: 'Reportar falla', payload: 'falla' }] },
  });
});

const DAY_MS = 24 * 3_600_000;

test.each([
  ['response', DAY_MS, 'sent'],
  ['response', DAY_MS + 1, 'window-closed'],
  ['human-agent', 7 * DAY_MS, 'sent'],
  ['human-agent', 7 * DAY_MS + 1, 'window-closed'],
] as const)('a %s %i ms after the last message of the customer is %s', async (type, elapsedMs, kind) => {
  graph.customerWrote('messenger', PERSON);
  clock.now += elapsedMs;
  expect(await sender.send(messageOf({ type }))).toMatchObject({ kind });
});

test('a person who never wrote cannot be reached', async () => {
  expect(await sender.send(messageOf({ to: '999' }))).toMatchObject({ kind: 'refused', because: 'undeliverable', code: '100/2018001' });
});

test.each([
  ['nobody', { to: '' }, 'bad-request'],
  ['an empty text', { text: ' ' }, 'bad-request'],
  ['2001 characters', { text: 'x'.repeat(2001) }, 'too-long'],
  ['a fourteenth button', { quickReplies: Array.from({ length: 14 }, (_, n) => ({ id: `${n}`, title: `${n}` })) }, 'bad-request'],
  ['a title of 21 characters', { quickReplies: [{ id: 'a', title: 'x'.repeat(21) }] }, 'bad-request'],
] as const)('%s is refused before anything leaves', async (_, more, because) => {
  expect(await sender.send(messageOf(more))).toMatchObject({ kind: 'refused', because });
  expect(graph.requests).toEqual([]);
});

test('2000 characters are taken', () => {
  expect(findFault(messageOf({ text: 'x'.repeat(2000) }))).toBeNull();
});

test.each([
  [10, 2018278, { kind: 'window-closed' }],
  [10, 2534022, { kind: 'window-closed' }],
  [10, 2018065, { kind: 'window-closed' }],
  [10, 2018108, { kind: 'refused', because: 'undeliverable' }],
  [551, 1545041, { kind: 'refused', because: 'undeliverable' }],
  [551, null, { kind: 'refused', because: 'undeliverable' }],
  [200, 1545041, { kind: 'refused', because: 'undeliverable' }],
  [10, 2018300, { kind: 'refused', because: 'thread-owner' }],
  [10, 2018321, { kind: 'refused', because: 'thread-owner' }],
  [10, 1893063, { kind: 'stop', because: 'restricted' }],
  [2022, null, { kind: 'stop', because: 'restricted' }],
  [613, 2018338, { kind: 'stop', because: 'restricted' }],
  [613, null, { kind: 'later', because: 'rate' }],
  [4, null, { kind: 'later', because: 'rate' }],
  [190, 460, { kind: 'stop', because: 'token' }],
  [1, null, { kind: 'later', because: 'temporary' }],
  [2, null, { kind: 'later', because: 'temporary' }],
  [100, 2018109, { kind: 'refused', because: 'bad-request' }],
  [100, 2018047, { kind: 'refused', because: 'bad-request' }],
  [100, null, { kind: 'refused', because: 'bad-request' }],
  [200, 2018028, { kind: 'refused', because: 'not-allowed', alert: true }],
  [10, null, { kind: 'refused', because: 'not-allowed', alert: true }],
])('code %i, subcode %s', (code, subcode, expected) => {
  expect(judgeMessenger({ status: 400, code, subcode })).toMatchObject(expected);
});

test('signals go out alone', async () => {
  graph.customerWrote('messenger', PERSON);
  expect(await sender.signal(PERSON, 'typing_on')).toBe(true);
  expect(graph.requests[0]?.body).toEqual({ recipient: { id: PERSON }, sender_action: 'typing_on' });
  expect(await sender.signal('999', 'mark_seen')).toBe(false);
});

test('a name is given where Meta has one', async () => {
  graph.setName(PERSON, { first_name: 'Rosa', last_name: 'Ibarra' });
  graph.setName('25', {});
  expect(await sender.findName(PERSON)).toBe('Rosa Ibarra');
  expect(await sender.findName('25')).toBeNull();
  expect(await sender.findName('26')).toBeNull();
});
