import { expect, test } from 'vitest';
import { conversationKey, conversationOf } from '../../../src/core/policy/conversation.ts';

const NOBODY = { name: 'Ana', address: null, phone: null, userId: null };

test.each([
  ['a mail belongs to its address, in lower case', 'email', { address: 'Ana@Example.MX' }, 'email:ana@example.mx'],
  ['a form shares it', 'web', { address: 'ana@example.mx', phone: '+526861234567' }, 'email:ana@example.mx'],
  ['a form without an address belongs to its telephone', 'web', { phone: '+526861234567' }, 'phone:+526861234567'],
  ['so does one whose address was left empty', 'web', { address: '', phone: '+526861234567' }, 'phone:+526861234567'],
  ['WhatsApp belongs to the number', 'whatsapp', { phone: '+526861234567', userId: 'MX.1' }, 'phone:+526861234567'],
  ['without a number to the user id', 'whatsapp', { userId: 'MX.1' }, 'wa:MX.1'],
  ['Messenger belongs to the page-scoped id', 'messenger', { userId: '77', phone: '+526861234567' }, 'messenger:77'],
  ['who shows nothing has none', 'email', {}, null],
  ['nor has Messenger without an id', 'messenger', { phone: '+526861234567' }, null],
] as const)('%s', (_rule, channel, sender, conversation) => {
  expect(conversationOf(channel, { ...NOBODY, ...sender })).toBe(conversation);
});

test('a key holds no more than an index takes, and nothing that PostgreSQL refuses', () => {
  expect(conversationKey(`email:${'a'.repeat(5000)}`)).toHaveLength(330);
  expect(conversationKey('email:a\0b\ud83d@example.mx')).toBe('email:a\uFFFDb\uFFFD@example.mx');
});
