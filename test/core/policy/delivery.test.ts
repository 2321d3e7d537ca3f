import { expect, test } from 'vitest';
import type { IncomingMessage } from '../../../src/core/message.ts';
import { identityOf } from '../../../src/core/policy/delivery.ts';
import { messageOf } from '../../support/message.ts';

const MAIL: IncomingMessage = messageOf({
  channel: 'email',
  text: 'No tengo internet',
  externalId: '<1@example.mx>',
  subject: 'Falla',
  sentAt: new Date('2026-11-24T10:00:00Z'),
  sender: { name: 'Ana', address: 'ana@example.mx', phone: null, userId: null },
});
const isOneDelivery = (one: Partial<IncomingMessage>, other: Partial<IncomingMessage>) =>
  identityOf({ ...MAIL, ...one }) === identityOf({ ...MAIL, ...other });

test.each([
  ['the same mail in the other mailbox', {}, { mailbox: 'soportetj@konecta.mx' }, true],
  ['the same words with other white space', {}, { text: ' No  tengo\r\ninternet ' }, true],
  ['the Message-ID again with another text', {}, { text: 'Otra cosa' }, false],
  ['the Message-ID again with another subject', {}, { subject: 'Otra' }, false],
  ['the Message-ID again from another sender', {}, { sender: { ...MAIL.sender, address: 'beto@example.mx' } }, false],
  ['another Message-ID with the same words', {}, { externalId: '<2@example.mx>' }, false],
  ['no Message-ID, all else the same', { externalId: null }, { externalId: null }, true],
  ['no Message-ID and another date', { externalId: null }, { externalId: null, sentAt: new Date(0) }, false],
])('whether it is one delivery: %s', (_case, one, other, same) => {
  expect(isOneDelivery(one, other)).toBe(same);
});

test('a chat message is known by its channel and id, whatever it says; a form by nothing', () => {
  const chat = (channel: 'whatsapp' | 'messenger', text: string) => identityOf(messageOf({ channel, text, externalId: 'x.1' }));
  expect(chat('whatsapp', 'Hola')).toBe(chat('whatsapp', 'Adiós'));
  expect(chat('whatsapp', 'Hola')).not.toBe(chat('messenger', 'Hola'));
  expect(identityOf(messageOf({ channel: 'web', text: 'Hola' }))).toBeNull();
});
