import { expect, test } from 'vitest';
import { chooseRecipient } from '../../../src/core/policy/recipient.ts';
import { konecta } from '../../support/profiles.ts';

const NOBODY = { name: null, address: null, phone: null, userId: null };
const OURS = 'soportemxl@konecta.mx';
const mail = (address: string | null, replyTo: string | null = null) => ({
  channel: 'email' as const,
  sender: { ...NOBODY, address },
  replyTo,
});
const form = (sender: object) => ({ channel: 'web' as const, sender: { ...NOBODY, ...sender }, replyTo: null });
const to = (channel: 'email' | 'whatsapp' | 'messenger', recipient: string) => ({ channel, recipient });

test.each([
  ['a mail is answered at its Reply-To', mail('ana@example.mx', 'casa@example.mx'), to('email', 'casa@example.mx')],
  ['without one at its From', mail('ana@example.mx'), to('email', 'ana@example.mx')],
  ['a Reply-To that is ours does not count', mail('ana@example.mx', OURS), to('email', 'ana@example.mx')],
  ['our own address is never answered', mail(OURS, OURS), null],
  ['a mail without an address cannot be answered', mail(null), null],
  ['an address of 320 characters is one', mail('a'.repeat(320)), to('email', 'a'.repeat(320))],
  ['a longer one is none', mail('a'.repeat(321)), null],
  ['a form is answered by mail', form({ address: 'ana@example.mx', phone: '+526861234567' }), to('email', 'ana@example.mx')],
  ['without an address on WhatsApp', form({ phone: '+526861234567' }), to('whatsapp', '+526861234567')],
  ['a telephone of ours is never answered', form({ phone: '+526865572808' }), null],
  [
    'WhatsApp at its number',
    { channel: 'whatsapp' as const, sender: { ...NOBODY, phone: '+526861234567', userId: 'MX.1' }, replyTo: null },
    to('whatsapp', '+526861234567'),
  ],
  [
    'without a number at its user id',
    { channel: 'whatsapp' as const, sender: { ...NOBODY, userId: 'MX.1' }, replyTo: null },
    to('whatsapp', 'MX.1'),
  ],
  [
    'Messenger at its page-scoped id',
    { channel: 'messenger' as const, sender: { ...NOBODY, userId: '77' }, replyTo: null },
    to('messenger', '77'),
  ],
])('%s', (_rule, asker, route) => {
  expect(chooseRecipient(asker, konecta())).toEqual(route);
});
