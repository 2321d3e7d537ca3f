import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetaItem } from '../../../src/channels/meta/items.ts';
import { parseWhatsApp } from '../../../src/channels/whatsapp/parse.ts';
import { anyJson } from '../../support/any-json.ts';

const WA_ID = '5216865550142';
const USER_ID = 'MX.40000000000000000001';
const ROSA = { phone: '+526865550142', userId: USER_ID };
const SENT_AT = new Date(1795312800_000);
const CONTACT = { profile: { name: 'Rosa Ibarra' }, wa_id: WA_ID, user_id: USER_ID };

const bodyOf = (value: object, field = 'messages') => ({
  object: 'whatsapp_business_account',
  entry: [{ id: '100200', changes: [{ field, value: { metadata: { phone_number_id: '600700' }, ...value } }] }],
});
const parse = (body: unknown) => parseWhatsApp(body, { company: 'konecta' });
const parseOne = (message: object, contacts: unknown = [CONTACT]): MetaItem => {
  const items = parse(
    bodyOf({ contacts, messages: [{ from: WA_ID, from_user_id: USER_ID, id: 'wamid.1', timestamp: '1795312800', ...message }] }),
  );
  expect(items).toHaveLength(1);
  return items[0] as MetaItem;
};
const messageOf = (item: MetaItem) => {
  if (item.kind !== 'message') throw new Error(`expected a message, got ${item.kind}`);
  return item;
};

test('a text is a message of the person who sent it', () => {
  expect(parseOne({ type: 'text', text: { body: 'Buenas, no tengo internet' } })).toMatchObject({
    kind: 'message',
    channel: 'whatsapp',
    accountId: '600700',
    externalId: 'wamid.1',
    forwarded: false,
    standby: false,
    message: {
      company: 'konecta',
      channel: 'whatsapp',
      kind: 'text',
      externalId: 'wamid.1',
      sender: { name: 'Rosa Ibarra', address: null, ...ROSA },
      text: 'Buenas, no tengo internet',
      sentAt: SENT_AT,
      inReplyTo: null,
      attachments: [],
    },
  });
});

test.each([
  ['521 and 52 are one', { from: '526865550142', from_user_id: undefined }, [CONTACT], ROSA],
  [
    'a sender without a number is known by the user id',
    { from: undefined },
    [{ ...CONTACT, wa_id: undefined }],
    { phone: null, userId: USER_ID },
  ],
  ['a sender without a user id is known by the number', { from_user_id: undefined }, [], { phone: '+526865550142', userId: null }],
  ['a user id in the place of the number is one', { from: USER_ID, from_user_id: undefined }, [], { phone: null, userId: USER_ID }],
  [
    'a contact of another is not the sender',
    { from_user_id: undefined },
    [{ wa_id: '5216860000000', user_id: 'MX.9' }],
    { phone: '+526865550142', userId: null },
  ],
  ['contacts that are no list hurt nobody', {}, 'nada', ROSA],
])('%s', (_, message, contacts, sender) => {
  expect(messageOf(parseOne({ type: 'text', text: { body: 'x' }, ...message }, contacts)).message.sender).toMatchObject(sender);
});

test('each of several contacts names its own message', () => {
  const other = { profile: { name: 'Luis' }, wa_id: '5216865550199', user_id: 'MX.2' };
  const items = parse(
    bodyOf({
      contacts: [other, CONTACT],
      messages: [
        { from: WA_ID, id: 'a', timestamp: '1', type: 'text', text: { body: 'x' } },
        { from: '5216865550199', id: 'b', timestamp: '1', type: 'text', text: { body: 'x' } },
      ],
    }),
  );
  expect(items.map((item) => messageOf(item).message.sender.name)).toEqual(['Rosa Ibarra', 'Luis']);
});

test.each([
  [
    'image',
    { type: 'image', image: { id: '7001', mime_type: 'image/jpeg', caption: 'asi esta el modem', url: 'https://lookaside.fbsbx.com/x' } },
    'image',
    'asi esta el modem',
    { type: 'image', mediaId: '7001', mimeType: 'image/jpeg', url: 'https://lookaside.fbsbx.com/x' },
  ],
  [
    'voice note',
    { type: 'audio', audio: { id: '7002', mime_type: 'audio/ogg; codecs=opus', voice: true } },
    'voice',
    '',
    { type: 'audio', mediaId: '7002', url: null },
  ],
  ['audio file', { type: 'audio', audio: { id: '7002' } }, 'audio', '', { type: 'audio' }],
  ['video', { type: 'video', video: { id: '7004', caption: 'vea' } }, 'video', 'vea', { type: 'video', mediaId: '7004' }],
  [
    'document',
    { type: 'document', document: { id: '7003', filename: 'recibo.pdf', caption: 'mi recibo' } },
    'document',
    'mi recibo',
    { type: 'document', name: 'recibo.pdf' },
  ],
  ['sticker', { type: 'sticker', sticker: { id: '7005' } }, 'sticker', '', { type: 'sticker', mediaId: '7005' }],
  [
    'location',
    { type: 'location', location: { latitude: 32.6245, longitude: -115.4523, name: 'Casa', address: 'Calle Once 100' } },
    'location',
    '',
    { type: 'location', location: { latitude: 32.6245, longitude: -115.4523, name: 'Casa', address: 'Calle Once 100' } },
  ],
  [
    'contact card',
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Luis Ibarra' }, phones: [{ phone: '+52 686 555 0177' }] }] },
    'contacts',
    'Contacto: Luis Ibarra, +52 686 555 0177',
    { type: 'contacts', name: 'Luis Ibarra' },
  ],
])('a %s keeps its words and what came with it', (_, message, kind, text, attachment) => {
  expect(messageOf(parseOne(message)).message).toMatchObject({ kind, text, attachments: [attachment] });
});

test.each([
  ['button of a template', { type: 'button', button: { payload: 'SI', text: 'Ya quedo' } }, 'button', 'Ya quedo', 'SI'],
  [
    'reply button',
    { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'falla', title: 'Reportar falla' } } },
    'button',
    'Reportar falla',
    'falla',
  ],
  [
    'list row',
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'tv', title: 'Television', description: 'Sin canales' } } },
    'list',
    'Television',
    'tv',
  ],
])('the title of a %s counts as the words of the customer', (_, message, kind, text, choiceId) => {
  const item = messageOf(parseOne({ ...message, context: { id: 'wamid.NUESTRA1' } }));
  expect(item).toMatchObject({ choiceId, message: { kind, text, inReplyTo: 'wamid.NUESTRA1' } });
});

test.each([
  ['a poll', { type: 'unsupported', unsupported: { type: 'poll_creation' }, errors: [{ code: 131051 }] }],
  ['a kind that does not exist yet', { type: 'hologram', hologram: { id: '1' } }],
  ['an answer to a flow', { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{}' } } }],
  ['a message without type', {}],
  ['a type that only objects know', { type: 'constructor' }],
])('%s is kept as unsupported, for a person to look at', (_, message) => {
  expect(messageOf(parseOne(message)).message).toMatchObject({ kind: 'unsupported', text: '', attachments: [] });
});

test('a forwarded text is marked: it need not be the matter of the sender', () => {
  expect(parseOne({ type: 'text', text: { body: 'x' }, context: { forwarded: true } })).toMatchObject({ forwarded: true });
});

test.each([
  ['given', { emoji: '👍' }, '👍'],
  ['taken back', {}, null],
  ['taken back as older versions say it', { emoji: '' }, null],
])('a reaction that is %s', (_, reaction, emoji) => {
  expect(parseOne({ type: 'reaction', reaction: { message_id: 'wamid.N', ...reaction } })).toMatchObject({
    kind: 'reaction',
    targetId: 'wamid.N',
    sender: ROSA,
    emoji,
  });
});

test('an edit names what it changes and how it reads now', () => {
  const edit = { original_message_id: 'wamid.0', message: { type: 'text', text: { body: 'corrijo: desde antier' } } };
  expect(parseOne({ type: 'edit', edit })).toMatchObject({
    kind: 'edit',
    targetId: 'wamid.0',
    message: { kind: 'edit', text: 'corrijo: desde antier', sender: ROSA },
  });
});

test('a withdrawn message is named', () => {
  expect(parseOne({ type: 'revoke', revoke: { original_message_id: 'wamid.0' } })).toMatchObject({
    kind: 'revoke',
    targetId: 'wamid.0',
    sender: ROSA,
  });
});

test.each([
  [
    'number',
    { type: 'user_changed_number', wa_id: '5216865550199', user_id: 'MX.2', previous_user_id: USER_ID },
    ROSA,
    { phone: '+526865550199', userId: 'MX.2' },
  ],
  ['user id', { type: 'user_changed_user_id', user_id: 'MX.2', previous_user_id: USER_ID }, ROSA, { phone: null, userId: 'MX.2' }],
])('a changed %s moves the contact and says nothing', (_, system, before, after) => {
  expect(parseOne({ type: 'system', system }, [])).toMatchObject({ kind: 'system', before, after });
});

test('a change told in the field of its own is the same change', () => {
  const value = { user_id_update: [{ wa_id: WA_ID, user_id: { previous: USER_ID, current: 'MX.2' }, timestamp: '1795312800' }] };
  expect(parse(bodyOf(value, 'user_id_update'))).toMatchObject([
    { kind: 'system', change: 'user-id', before: ROSA, after: { userId: 'MX.2' }, at: SENT_AT },
  ]);
});

test.each([
  ['sent', {}, 'sent', null],
  ['delivered', {}, 'delivered', null],
  ['read', {}, 'read', null],
  ['played', {}, 'read', null],
  ['failed', { errors: [{ code: 131047, title: 'Re-engagement message' }] }, 'failed', 131047],
])('the status %s says how far a reply got', (status, more, state, errorCode) => {
  const statuses = [
    { id: 'wamid.N', status, timestamp: '1795312800', recipient_id: WA_ID, biz_opaque_callback_data: 'salida-881', ...more },
  ];
  expect(parse(bodyOf({ statuses }))).toMatchObject([
    {
      kind: 'status',
      providerId: 'wamid.N',
      state,
      at: SENT_AT,
      errorCode,
      callbackData: 'salida-881',
      recipient: { phone: '+526865550142' },
    },
  ]);
});

test.each([
  ['a new status', { statuses: [{ id: 'w', status: 'warning' }] }, 'messages', { because: 'status:warning', alert: false }],
  ['a message to a group', { messages: [{ id: 'w', from: WA_ID, group_id: 'g', type: 'text' }] }, 'messages', { because: 'group' }],
  ['a message without id', { messages: [{ from: WA_ID, type: 'text' }] }, 'messages', { because: 'no-id' }],
  [
    'a message whose id no index could hold',
    { messages: [{ id: 'w'.repeat(513), from: WA_ID, type: 'text' }] },
    'messages',
    { because: 'no-id' },
  ],
  ['a message of nobody', { messages: [{ id: 'w', type: 'text' }] }, 'messages', { because: 'no-sender' }],
  ['an error of the account', { errors: [{ code: 130429 }] }, 'messages', { because: 'account-error', alert: true, errorCode: 130429 }],
  ['a restriction', { event: 'ACCOUNT_RESTRICTION' }, 'account_update', { because: 'field:account_update', alert: true }],
  ['a history', { history: [{}] }, 'history', { because: 'field:history', alert: false }],
])('%s is kept and nothing else', (_, value, field, expected) => {
  expect(parse(bodyOf(value, field))).toMatchObject([{ kind: 'other', ...expected }]);
});

test('what an agent wrote in the Business app is an echo to the customer', () => {
  const message_echoes = [
    { from: '526862210284', to: WA_ID, id: 'wamid.E', timestamp: '1795312800', type: 'text', text: { body: 'ya va el tecnico' } },
  ];
  expect(parse(bodyOf({ message_echoes }, 'smb_message_echoes'))).toMatchObject([
    { kind: 'echo', externalId: 'wamid.E', byPerson: true, text: 'ya va el tecnico', recipient: { phone: '+526865550142' }, at: SENT_AT },
  ]);
});

test('one bad item does not spoil the batch', () => {
  const good = (id: string) => ({ from: WA_ID, id, timestamp: '1795312800', type: 'text', text: { body: id } });
  const body = bodyOf({ messages: [good('a'), null, 'x', [], { id: 7 }, good('b')], statuses: [null, { id: 'w', status: 'sent' }] });
  const entry = [null, ...body.entry, { changes: [null, { field: 'messages', value: null }] }, ...body.entry];
  const kinds = parse({ ...body, entry }).map(({ kind }) => kind);
  const batch = ['message', 'other', 'other', 'other', 'other', 'message', 'other', 'status'];
  expect(kinds).toEqual(['other', ...batch, 'other', 'other', ...batch]);
});

test.each([
  ['1795312800', SENT_AT],
  [1795312800, SENT_AT],
  ['mañana', null],
  ['', null],
  ['-5', null],
  ['99999999999999999999', null],
  [null, null],
])('the time %o is read in seconds', (timestamp, sentAt) => {
  expect(messageOf(parseOne({ type: 'text', text: { body: 'x' }, timestamp })).message.sentAt).toEqual(sentAt);
});

test('a text that PostgreSQL could not keep is made one that it can', () => {
  expect(messageOf(parseOne({ type: 'text', text: { body: 'a\u0000b\uD800c' } })).message.text).toBe('a\uFFFDb\uFFFDc');
});

const KEYS = [
  'entry',
  'changes',
  'value',
  'messages',
  'statuses',
  'message_echoes',
  'contacts',
  'metadata',
  'from',
  'id',
  'type',
  'text',
  'body',
  'field',
  'errors',
  'system',
  'edit',
  'reaction',
  'interactive',
  'user_id_update',
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

test('every message of a batch gets exactly one verdict, in its order', () => {
  const message = fc.record(
    {
      id: fc.string(),
      from: fc.constantFrom(WA_ID, USER_ID, ''),
      timestamp: fc.anything(),
      type: fc.constantFrom('text', 'image', 'reaction', 'edit', 'system', 'location', 'contacts', 'nuevo'),
      text: fc.anything(),
      image: fc.anything(),
      location: fc.anything(),
      contacts: fc.anything(),
      reaction: fc.anything(),
      edit: fc.anything(),
      system: fc.anything(),
    },
    { requiredKeys: ['id'] },
  );
  fc.assert(
    fc.property(fc.array(message, { minLength: 1 }), (messages) => {
      expect(parse(bodyOf({ messages })).map(({ raw }) => raw)).toEqual(messages);
    }),
  );
});
