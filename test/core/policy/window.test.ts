import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/core/company.ts';
import { chooseWay, isWindowOpen, type Ways } from '../../../src/core/policy/window.ts';
import { ago, DAY, NOW } from '../../support/contexts.ts';

const ways: Ways = {
  kind: 'resolved',
  channel: 'messenger',
  recipient: '77',
  lastFromCustomerAt: ago(DAY + 1),
  email: null,
  whatsapp: null,
  now: NOW,
};
const way = (more: Partial<Ways>) => chooseWay({ ...ways, ...more }, DEFAULT_LIMITS);
const send = (channel: string, recipient: string, template = false) => ({ kind: 'send', channel, recipient, template });

test('the window is open for 24 hours to the millisecond, and never where nobody wrote', () => {
  expect([ago(DAY), ago(DAY + 1), null].map((last) => isWindowOpen(last, NOW, DEFAULT_LIMITS))).toEqual([true, false, false]);
});

test('WhatsApp takes free text in the window and only a template past it', () => {
  expect(way({ channel: 'whatsapp', recipient: '+52686', lastFromCustomerAt: ago(DAY) })).toEqual(send('whatsapp', '+52686'));
  expect(way({ channel: 'whatsapp', recipient: '+52686' })).toEqual(send('whatsapp', '+52686', true));
});

test.each([
  ['in the window they go out on Messenger', { lastFromCustomerAt: ago(DAY), email: 'ana@example.mx' }, send('messenger', '77')],
  ['past it by mail', { email: 'ana@example.mx', whatsapp: '+52686' }, send('email', 'ana@example.mx')],
  ['else by WhatsApp template', { whatsapp: '+52686' }, send('whatsapp', '+52686', true)],
  ['else an agent telephones', {}, { kind: 'call' }],
])('notices to Messenger: %s', (_rule, more, chosen) => {
  expect(way(more)).toEqual(chosen);
  expect(way({ ...more, kind: 'more_time' })).toEqual(chosen);
});

test('past the window no other answer leaves Messenger, whatever addresses are known', () => {
  expect(way({ kind: 'folio', email: 'ana@example.mx' })).toEqual({ kind: 'closed', reason: 'window-closed' });
});

test('a mail knows no window', () => {
  expect(way({ channel: 'email', recipient: 'ana@example.mx', lastFromCustomerAt: null })).toEqual(send('email', 'ana@example.mx'));
});
