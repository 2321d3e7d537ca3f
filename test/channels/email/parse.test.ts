import { expect, test } from 'vitest';
import { type ParsedMail, parseMail, type ReadMail } from '../../../src/channels/email/parse.ts';

const OPTIONS = { company: 'konecta', mailbox: 'soportemxl@konecta.mx', group: null };

const parse = (raw: string | Buffer): Promise<ParsedMail> => parseMail(typeof raw === 'string' ? Buffer.from(raw) : raw, OPTIONS);

const read = async (raw: string | Buffer): Promise<ReadMail> => {
  const parsed = await parse(raw);
  if (parsed.kind !== 'parsed') throw new Error(`${parsed.code}: ${parsed.because}`);
  return parsed;
};

const HEAD = 'From: Ana <ana@example.mx>\nSubject: Sin internet\n';
const WORDS = 'No hay señal en el módem';

test.each([
  ['UTF-8 as it says', 'utf-8', 'utf8'],
  ['Windows-1252 as it says', 'windows-1252', 'latin1'],
  ['ISO-8859-1 as it says', 'ISO-8859-1', 'latin1'],
  ['UTF-8 that claims to be ISO-8859-1', 'iso-8859-1', 'utf8'],
  ['UTF-8 that claims to be ASCII', 'us-ascii', 'utf8'],
  ['Windows-1252 that claims to be UTF-8', 'utf-8', 'latin1'],
  ['Windows-1252 under a label that nobody knows', 'x-mi-pc', 'latin1'],
  ['UTF-8 under a label that nobody knows', 'x-mi-pc', 'utf8'],
] as const)('accents are read from %s', async (_, label, encoding) => {
  const raw = Buffer.concat([Buffer.from(`${HEAD}Content-Type: text/plain; charset=${label}\n\n`), Buffer.from(WORDS, encoding)]);
  expect((await read(raw)).message.text).toBe(WORDS);
});

test('text that was encoded twice on the way is read once', async () => {
  const twice = Buffer.from(Buffer.from(WORDS).toString('latin1'));
  expect((await read(Buffer.concat([Buffer.from(`${HEAD}\n`), twice]))).message.text).toBe(WORDS);
});

test('accents written as letter and mark are composed', async () => {
  expect((await read(`${HEAD}\n${WORDS.normalize('NFD')}`)).message.text).toBe(WORDS);
});

test.each([
  ['8-bit Windows-1252', Buffer.from('Señal', 'latin1')],
  ['8-bit UTF-8', Buffer.from('Señal')],
  ['an encoded word', Buffer.from('=?iso-8859-1?q?Se=F1al?=')],
  ['an encoded word that lies', Buffer.from('=?iso-8859-1?q?Se=C3=B1al?=')],
  ['words cut inside a character', Buffer.from('=?utf-8?b?U2XD?=\r\n =?utf-8?b?sWFs?=')],
])('a subject is read from %s', async (_, subject) => {
  const raw = Buffer.concat([Buffer.from('From: a@b.mx\r\nSubject: '), subject, Buffer.from('\r\n\r\nx')]);
  expect((await read(raw)).message.subject).toBe('Señal');
});

test.each([
  ['nothing', '', 'empty'],
  ['white space', ' \r\n\r\n ', 'empty'],
  ['words', 'Hola, no tengo internet', 'not_a_mail'],
  ['a JPEG', Buffer.from('ffd8ffe000104a46494600010100', 'hex'), 'not_a_mail'],
])('%s is no mail', async (_, raw, code) => {
  expect(await parse(raw)).toMatchObject({ kind: 'malformed', code });
});

test.each([
  ['bare CR', '\r'],
  ['bare LF', '\n'],
  ['CR CR LF', '\r\r\n'],
])('a mail whose lines end in %s is read', async (_, end) => {
  const { message } = await read(`${HEAD}\nHola\nadiós`.replaceAll('\n', end));
  expect(message).toMatchObject({ subject: 'Sin internet', text: 'Hola\nadiós' });
});

test('a body that no empty line separates from the header is not lost', async () => {
  expect((await read(`${HEAD}No tengo internet\ndesde ayer`)).message.text).toBe('No tengo internet\ndesde ayer');
});
