import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFields, FIELD_LIMITS, FIELD_NAMES, readFields } from '../../../src/channels/web/fields.ts';
import { parseForm } from '../../../src/channels/web/parse.ts';

const check = (sent: Record<string, unknown>) => {
  const { typed, wrongTypes } = readFields({ message: 'Sin internet', email: 'rosa@correo.mx', ...sent });
  return checkFields(typed, wrongTypes);
};
const formOf = (sent: Record<string, unknown>) => {
  const checked = check(sent);
  if ('errors' in checked) throw new Error(`refused: ${Object.keys(checked.errors)}`);
  return checked.form;
};
const wrongIn = (sent: Record<string, unknown>) => {
  const checked = check(sent);
  return 'errors' in checked ? Object.keys(checked.errors) : [];
};

test.each([
  ['a message and an address', {}],
  ['a message and a telephone', { email: '', phone: '6865550142' }],
  ['a field left null', { name: null, contract: null }],
])('%s are enough', (_, sent) => {
  expect(wrongIn(sent)).toEqual([]);
});

test.each([
  ['no message', { message: '' }, ['message']],
  ['a message of blanks', { message: ' \n\t ' }, ['message']],
  ['neither address nor telephone', { email: '' }, ['email', 'phone']],
  ['an address without a domain', { email: 'rosa@' }, ['email']],
  ['an address without a dot', { email: 'rosa@correo' }, ['email']],
  ['two addresses', { email: 'a@correo.mx,b@correo.mx' }, ['email']],
  ['an address with a line break', { email: 'a@correo.mx\nBcc: b@correo.mx' }, ['email']],
  ['nine digits', { phone: '686555014' }, ['phone']],
  ['eleven digits', { phone: '68655501423' }, ['phone']],
  ['words for a telephone', { phone: 'el de siempre' }, ['phone']],
  ['a right address and a wrong telephone', { phone: '123' }, ['phone']],
  ['a list for a name', { name: ['Rosa'] }, ['name']],
  ['an object for a message', { message: { text: 'x' } }, ['message']],
  ['all that can be wrong', { message: '', email: 'x', phone: 'x' }, ['email', 'phone', 'message']],
])('%s is told field by field', (_, sent, fields) => {
  expect(wrongIn(sent)).toEqual(fields);
});

test.each([
  '6865550142',
  '686 555 0142',
  '(686) 555-0142',
  '+52 686 555 0142',
  '+52 1 686 555 0142',
  '5216865550142',
  '01 686 555 0142',
  '044 686 555 0142',
  '0052 686 555 0142',
  '526865550142',
  6865550142,
])('%s is the telephone +526865550142', (phone) => {
  expect(formOf({ phone }).phone).toBe('+526865550142');
});

test('the telephone of another country is taken with its code', () => {
  expect(formOf({ phone: '+1 619 555 0100' }).phone).toBe('+16195550100');
});

test.each(FIELD_NAMES.filter((name) => name !== 'email' && name !== 'phone'))('%s may be as long as its limit and no longer', (name) => {
  expect(wrongIn({ [name]: 'x'.repeat(FIELD_LIMITS[name]) })).toEqual([]);
  expect(wrongIn({ [name]: 'x'.repeat(FIELD_LIMITS[name] + 1) })).toEqual([name]);
});

test('what PostgreSQL or a header could not bear is cleaned', () => {
  expect(formOf({ name: 'Rosa\u0000\r\nIbarra', message: 'uno\r\ndos\u0007\ntres\uD800' })).toMatchObject({
    name: 'Rosa Ibarra',
    message: 'uno\ndos\ntres\uFFFD',
  });
});

test('a filled trap marks the form and refuses nothing', () => {
  expect(formOf({ website: 'https://spam.example' }).isSuspect).toBe(true);
  expect(formOf({}).isSuspect).toBe(false);
});

const PAGE = '0195f3a2-7b3c-7def-8123-456789abcdef';

test('the form becomes a message whose name and contract count as said', () => {
  const form = formOf({ name: 'Rosa Ibarra', contract: '204518', city: 'Mexicali', email: 'Rosa@Correo.MX', phone: '6865550142' });
  expect(parseForm(form, 'konecta')).toEqual({
    company: 'konecta',
    channel: 'web',
    mailbox: null,
    kind: 'text',
    externalId: null,
    sender: { name: 'Rosa Ibarra', address: 'rosa@correo.mx', phone: '+526865550142', userId: null },
    replyTo: null,
    subject: null,
    text: 'Sin internet',
    sentAt: null,
    inReplyTo: null,
    references: [],
    attachments: [],
    form: { name: 'Rosa Ibarra', contract: '204518', city: 'Mexicali' },
  });
});

test('the same message sent twice from one page has one id, another message or page another', () => {
  const idOf = (sent: Record<string, unknown>) => parseForm(formOf(sent), 'konecta').externalId;
  const first = idOf({ page: PAGE });
  expect(first).toMatch(/^form:[0-9a-f]{64}$/);
  expect(idOf({ page: PAGE })).toBe(first);
  expect(idOf({ page: PAGE, message: 'Otra cosa' })).not.toBe(first);
  expect(idOf({ page: PAGE.replace('0', '1') })).not.toBe(first);
  expect(idOf({ page: 'inventado' })).toBeNull();
});

test('whatever is sent is taken or told, never thrown, and typed values are text', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...FIELD_NAMES, 'website', 'page', '__proto__', 'toString'), fc.anything()), (sent) => {
      const { typed, wrongTypes } = readFields(sent);
      expect(Object.values(typed).every((value) => typeof value === 'string')).toBe(true);
      expect(Object.keys(checkFields(typed, wrongTypes))).toHaveLength(1);
    }),
  );
});
