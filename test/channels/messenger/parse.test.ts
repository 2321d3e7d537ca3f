import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessenger } from '../../../src/channels/messenger/parse.ts';
import type { MetaItem } from '../../../src/channels/meta/items.ts';
import { anyJson } from '../../support/any-json.ts';

const PERSON = '24000111';
const PAGE = '10900222';
const SENT_AT = new Date(1795312800123);
const SENDER = { phone: null, userId: PERSON };

const parse = (body: unknown) => parseMessenger(body, { company: 'monet' });
const bodyOf = (events: unknown[], place = 'messaging') => ({
  object: 'page',
  entry: [{ id: PAGE, time: 1795312800999, [place]: events }],
});
const eventOf = (more: object) => ({ sender: { id: PERSON }, recipient: { id: PAGE }, timestamp: 1795312800123, ...more });
const parseOne = (more: object, place = 'messaging'): MetaItem => {
  const items = parse(bodyOf([eventOf(more)], place));
  expect(items).toHaveLength(1);
  return items[0] as MetaItem;
};

test('a text is a message of the person who sent it', () => {
  expect(parseOne({ message: { mid: 'm1', text: 'No sirve mi cable', reply_to: { mid: 'm0' } } })).toMatchObject({
    kind: 'message',
    channel: 'messenger',
    accountId: PAGE,
    externalId: 'm1',
    standby: false,
    message: { company: 'monet', kind: 'text', text: 'No sirve mi cable', sender: SENDER, sentAt: SENT_AT, inReplyTo: 'm0' },
  });
});

test('a quick reply counts as the words of the customer', () => {
  const message = { mid: 'm2', text: 'Fallas', quick_reply: { payload: 'FALLA' } };
  expect(parseOne({ message })).toMatchObject({ choiceId: 'FALLA', message: { kind: 'button', text: 'Fallas' } });
});

test.each([
  ['with a mid', { mid: 'm5' }, 'm5'],
  ['without a mid', {}, `postback:${PERSON}:1795312800123:GET_STARTED`],
])('a postback %s counts as the words of the customer, once', (_, more, externalId) => {
  expect(parseOne({ postback: { title: 'Empezar', payload: 'GET_STARTED', ...more } })).toMatchObject({
    kind: 'message',
    externalId,
    choiceId: 'GET_STARTED',
    message: { kind: 'postback', text: 'Empezar', externalId },
  });
});

test('each of several attachments is kept', () => {
  const attachments = ['a', 'b'].map((name) => ({ type: 'image', payload: { url: `https://scontent.xx.fbcdn.net/${name}.jpg` } }));
  const expected = attachments.map(({ payload }) => ({ type: 'image', url: payload.url }));
  expect(parseOne({ message: { mid: 'm3', attachments } })).toMatchObject({ message: { kind: 'image', text: '', attachments: expected } });
});

test.each([
  ['the thumb is a 👍', { type: 'sticker', payload: { url: 'https://x', sticker_id: 369239263222822 } }, 'sticker', '👍', 'sticker'],
  [
    'the thumb as older webhooks tell it is a 👍',
    { type: 'image', payload: { url: 'https://x', sticker_id: 369239263222822 } },
    'sticker',
    '👍',
    'sticker',
  ],
  ['another sticker says nothing', { type: 'sticker', payload: { url: 'https://x', sticker_id: 5 } }, 'sticker', '', 'sticker'],
  ['a file is a document', { type: 'file', payload: { url: 'https://x/r.pdf' } }, 'document', '', 'document'],
  ['a voice note is an audio', { type: 'audio', payload: { url: 'https://x' } }, 'audio', '', 'audio'],
  ['a shared link is no file', { type: 'fallback', title: 'Nota', url: 'https://ejemplo.mx' }, 'link', '', 'link'],
  ['a reel is no file', { type: 'reel', payload: { url: 'https://x' } }, 'link', '', 'link'],
  ['a link without payload is kept', { type: 'fallback' }, 'link', '', 'link'],
  ['a place has its coordinates', { type: 'location', payload: { coordinates: { lat: 32.6, long: -115.4 } } }, 'location', '', 'location'],
])('%s', (_, attachment, kind, text, type) => {
  expect(parseOne({ message: { mid: 'm4', attachments: [attachment] } })).toMatchObject({
    message: { kind, text, attachments: [{ type }] },
  });
});

test('a message of which nothing is known is for a person to look at', () => {
  expect(parseOne({ message: { mid: 'm4', is_unsupported: true } })).toMatchObject({
    kind: 'message',
    message: { kind: 'unsupported', text: '' },
  });
});

test.each([
  ['by a person in the inbox', { app_id: 26390203743090 }, true, '26390203743090', null],
  ['by us', { app_id: 777000, metadata: 'salida-882' }, false, '777000', 'salida-882'],
  ['by another app', { app_id: 5 }, false, '5', null],
])('an echo of what was sent %s is never a customer', (_, more, byPerson, appId, metadata) => {
  const message = { mid: 'm_N', is_echo: true, text: 'Su folio es…', ...more };
  const items = parse(bodyOf([{ sender: { id: PAGE }, recipient: { id: PERSON }, timestamp: 1795312800123, message }]));
  expect(items).toMatchObject([
    { kind: 'echo', externalId: 'm_N', recipient: SENDER, text: 'Su folio es…', byPerson, appId, metadata, at: SENT_AT },
  ]);
});

test('what comes in standby is read and marked', () => {
  expect(parseOne({ message: { mid: 'm1', text: 'hola' } }, 'standby')).toMatchObject({ kind: 'message', standby: true });
});

test('a delivery names messages and a time up to which all have arrived', () => {
  const delivery = { mids: ['m_1', 'm_2'], watermark: 1795312800123 };
  const shared = { kind: 'status', state: 'delivered', recipient: SENDER };
  expect(parse(bodyOf([eventOf({ delivery })]))).toMatchObject([
    { ...shared, providerId: 'm_1', upTo: null },
    { ...shared, providerId: 'm_2', upTo: null },
    { ...shared, providerId: null, upTo: SENT_AT },
  ]);
});

test('a reading has only the time', () => {
  expect(parseOne({ read: { watermark: 1795312800123 } })).toMatchObject({
    kind: 'status',
    state: 'read',
    providerId: null,
    upTo: SENT_AT,
  });
});

test.each([
  ['react', '👍'],
  ['unreact', null],
])('a reaction (%s)', (action, emoji) => {
  expect(parseOne({ reaction: { mid: 'm_N', action, reaction: 'like', emoji: '👍' } })).toMatchObject({
    kind: 'reaction',
    targetId: 'm_N',
    sender: SENDER,
    emoji,
  });
});

test('an edit names what it changes and how it reads now', () => {
  expect(parseOne({ message_edit: { mid: 'm1', text: 'mejor mañana', num_edit: 1 } })).toMatchObject({
    kind: 'edit',
    targetId: 'm1',
    message: { text: 'mejor mañana' },
  });
});

test('a withdrawn message is named', () => {
  expect(parseOne({ message: { mid: 'm1', is_deleted: true } })).toMatchObject({ kind: 'revoke', targetId: 'm1' });
});

test.each([
  ['a handover', eventOf({ pass_thread_control: { new_owner_app_id: '1' } }), 'event:pass_thread_control'],
  ['an event of nobody', { timestamp: 1, message: { mid: 'm', text: 'x' } }, 'no-sender'],
  ['a message without id', eventOf({ message: { text: 'x' } }), 'no-id'],
  ['nothing', null, 'no-object'],
])('%s is kept and nothing else', (_, event, because) => {
  expect(parse(bodyOf([event]))).toMatchObject([{ kind: 'other', because }]);
});

test('one bad item does not spoil the batch', () => {
  const good = eventOf({ message: { mid: 'm1', text: 'x' } });
  const kinds = parse({ object: 'page', entry: [null, { id: PAGE, messaging: [good, null, 7, good], changes: [{ field: 'feed' }] }] }).map(
    ({ kind }) => kind,
  );
  expect(kinds).toEqual(['other', 'message', 'other', 'other', 'message', 'other']);
});

const KEYS = [
  'entry',
  'messaging',
  'standby',
  'changes',
  'sender',
  'recipient',
  'id',
  'mid',
  'message',
  'postback',
  'text',
  'attachments',
  'payload',
  'delivery',
  'mids',
  'watermark',
  'read',
  'reaction',
  'message_edit',
  'is_echo',
  '__proto__',
];

test('any JSON at all gives at least one verdict and no exception', () => {
  fc.assert(
    fc.property(anyJson(KEYS), (body) => {
      const items = parse(body);
      expect(items.length).toBeGreaterThan(0);
      // 'unreadable' is what a reader that threw leaves behind.
      expect(items).not.toContainEqual(expect.objectContaining({ because: 'unreadable' }));
    }),
  );
});

test('every event of a batch gets a verdict, in its order', () => {
  const event = fc.record({
    sender: fc.constant({ id: PERSON }),
    message: fc.record(
      { mid: fc.string(), text: fc.anything(), attachments: fc.anything(), quick_reply: fc.anything() },
      { requiredKeys: [] },
    ),
  });
  fc.assert(
    fc.property(fc.array(event, { minLength: 1 }), (events) => {
      expect(parse(bodyOf(events)).map(({ raw }) => raw)).toEqual(events);
    }),
  );
});
