import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { composeMail, type OutgoingMail, readOneAddress } from '../../../src/channels/email/compose.ts';

const MAIL: OutgoingMail = {
  from: { name: 'Konecta de México', address: 'soporte@konecta.mx' },
  to: 'ana@example.com',
  envelopeFrom: null,
  replyTo: null,
  subject: 'Recibimos su reporte MXL-26-004821-0',
  text: 'Su folio es MXL-26-004821-0.',
  html: null,
  messageId: '<r1@konecta.mx>',
  inReplyTo: null,
  references: [],
  autoSubmitted: 'auto-replied',
  loop: 'i-1',
  date: new Date('2026-05-06T07:08:09Z'),
};

const headersOf = async (change: Partial<OutgoingMail>): Promise<Map<string, string>> => {
  const composed = await composeMail({ ...MAIL, ...change });
  const head = composed?.raw.toString('utf8').split('\r\n\r\n')[0] ?? '';
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]));
};

test('an automatic answer says that it is one, in each of the ways that others understand', async () => {
  const headers = await headersOf({});
  expect(headers.get('auto-submitted')).toBe('auto-replied');
  expect(headers.get('x-auto-response-suppress')).toBe('All');
  expect(headers.get('x-ventanilla-loop')).toBe('i-1');
});

test('what a person wrote does not say that it is automatic', async () => {
  const headers = await headersOf({ autoSubmitted: 'none' });
  expect(headers.has('auto-submitted')).toBe(false);
  expect(headers.has('x-auto-response-suppress')).toBe(false);
  expect(headers.get('x-ventanilla-loop')).toBe('i-1');
});

test('a long thread keeps its first mail and the last ones, in lines that are short enough', async () => {
  const references = Array.from({ length: 200 }, (_, index) => `<${index}.${'a'.repeat(40)}@example.com>`);
  const composed = await composeMail({ ...MAIL, references, inReplyTo: '<199@example.com>' });
  const raw = composed?.raw.toString('utf8') ?? '';
  const kept = (await headersOf({ references })).get('references')?.split(' ') ?? [];
  expect(kept).toHaveLength(20);
  expect([kept[0], kept.at(-1)]).toEqual([references[0], references.at(-1)]);
  expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true);
});

test("a sender's broken ids are left out", async () => {
  const headers = await headersOf({
    inReplyTo: 'sin corchetes',
    references: ['<bueno@example.com>', '<con espacio@example.com>', '<a@b>\r\nBcc: x@y.mx'],
  });
  expect(headers.get('references')).toBe('<bueno@example.com>');
  expect(headers.has('in-reply-to')).toBe(false);
  expect(headers.has('bcc')).toBe(false);
});

test('a line break in a subject is no new header', async () => {
  const headers = await headersOf({ subject: 'Re: hola\r\nBcc: otro@example.com' });
  expect(headers.get('subject')).toBe('Re: hola Bcc: otro@example.com');
  expect(headers.has('bcc')).toBe(false);
});

test.each(['ana@example.com', 'ana.lopez+x@mi-red.com.mx', "o'neil@example.com", 'josé@example.com', 'a@xn--bcher-kva.example'])(
  '%s is one address',
  (typed) => {
    expect(readOneAddress(typed)).toBe(typed);
  },
);

test.each([
  '',
  'ana',
  'ana@localhost',
  'a@b.mx, c@d.mx',
  'Ana <a@b.mx>',
  'a@b.mx\r\nRCPT TO:<c@d.mx>',
  'a b@c.mx',
  'a@-b.mx',
  'a@b..mx',
  `${'a'.repeat(65)}@b.mx`,
  'a@b@c.mx',
])('a recipient %j is refused', async (to) => {
  expect(readOneAddress(to)).toBeNull();
  expect(await composeMail({ ...MAIL, to })).toBeNull();
});

test('an address of ours that is none is an error of ours', async () => {
  await expect(composeMail({ ...MAIL, replyTo: 'a@b.mx\r\nBcc: c@d.mx' })).rejects.toMatchObject({ code: 'mail-invalid' });
});

test.each([
  ['text alone', null],
  ['text and HTML', '<p>Ñandú, ¿qué tal?</p>\n<p>.</p>\n'],
])('%s is read as it was written, whatever is in it', async (_what, html) => {
  const text = `Hola, María:\n\n.\n.punto al inicio\n${'línea larga '.repeat(40)}\nespacio al final \n--firma\n=3D 100 % igual = fin`;
  const composed = await composeMail({
    ...MAIL,
    text,
    html,
    subject: 'Recibimos su aclaración número MXL-26-004821-0: «ñandú» y algo más largo',
  });
  const parsed = await simpleParser(composed?.raw ?? '');
  expect(parsed.text?.replace(/\n$/, '')).toBe(text);
  expect(parsed.html || null).toBe(html);
  expect(parsed.subject).toBe('Recibimos su aclaración número MXL-26-004821-0: «ñandú» y algo más largo');
  expect(parsed.from?.value).toEqual([{ name: 'Konecta de México', address: 'soporte@konecta.mx' }]);
  expect(parsed.messageId).toBe('<r1@konecta.mx>');
  expect(parsed.date).toEqual(MAIL.date);
  expect(
    composed?.raw
      .toString('latin1')
      .split('\r\n')
      .every((line) => line.length <= 78 && !/[^\t\x20-\x7e]/.test(line)),
  ).toBe(true);
});

test('our name is read again however long it is, and so is an address that is not ASCII', async () => {
  const from = {
    name: 'Konecta de México, compañía de televisión, teléfono e internet del noroeste (Mexicali)',
    address: 'soporte@konecta.mx',
  };
  for (let time = 0; time < 2; time++) {
    const composed = await composeMail({ ...MAIL, from, to: 'josé@correo.mx', replyTo: 'aclaraciones@konecta.mx' });
    const parsed = await simpleParser(composed?.raw ?? '');
    expect(parsed.from?.value).toEqual([from]);
    expect(parsed.replyTo?.text).toBe('aclaraciones@konecta.mx');
    expect(parsed.headers.get('to')).toMatchObject({ value: [{ address: 'josé@correo.mx' }] });
  }
});

test('two tries of an answer are the same, byte for byte', async () => {
  const mail = { ...MAIL, html: '<p>x</p>' };
  expect((await composeMail(mail))?.raw.equals((await composeMail({ ...mail }))?.raw ?? Buffer.alloc(0))).toBe(true);
});

test('a template cannot make us read a file', async () => {
  const composed = await composeMail({ ...MAIL, html: '<img src="file:///etc/passwd">' });
  expect(composed?.raw.toString('utf8')).not.toContain('root:');
});
