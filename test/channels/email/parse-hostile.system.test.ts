import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMail, readAttachment } from '../../../src/channels/email/parse.ts';
import { classifyAutomatic } from '../../../src/core/policy/automatic.ts';

const OPTIONS = { company: 'konecta', mailbox: 'soportemxl@konecta.mx', group: null, authservId: 'imap.konecta.mx' };
const HEAD = 'From: Ana <ana@example.mx>\r\nTo: soportemxl@konecta.mx\r\nSubject: Sin internet\r\n';

const parse = (raw: string | Buffer) => parseMail(typeof raw === 'string' ? Buffer.from(raw) : raw, OPTIONS);

const multipart = (boundary: string) => `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`;
const nested = (depth: number) =>
  Array.from({ length: depth }, (_, level) => `${level === 0 ? '' : `--b${level - 1}\r\n`}${multipart(`b${level}`)}`).join('');

test.each([
  ['a header of a megabyte', `${HEAD}X-Bomb: ${'a'.repeat(1_000_000)}\r\n\r\nHola`, 'header_too_large'],
  ['twenty thousand header fields', `${HEAD}${'X-A: b\r\n'.repeat(20_000)}\r\nHola`, 'header_too_large'],
  ['ten thousand parts', `${HEAD}${multipart('p')}${'--p\r\n\r\nx\r\n'.repeat(10_000)}--p--`, 'too_many_parts'],
  ['parts nested a thousand deep', `${HEAD}${nested(1000)}`, 'too_deep'],
  [
    'a part with a header of a megabyte',
    `${HEAD}${multipart('p')}--p\r\nX-Bomb: ${'a'.repeat(1_000_000)}\r\n\r\nx\r\n--p--`,
    'header_too_large',
  ],
  [
    'five thousand addresses',
    `${HEAD}Cc: ${Array.from({ length: 5000 }, (_, n) => `a${n}@b.mx`).join(',\r\n ')}\r\n\r\nHola`,
    'too_many_addresses',
  ],
  ['300 attachments', `${HEAD}${multipart('p')}${'--p\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(300)}--p--`, 'too_many_attachments'],
  ['more than 25 MiB', Buffer.concat([Buffer.from(`${HEAD}\r\n`), Buffer.alloc(26 * 1024 * 1024, 'a')]), 'too_large'],
])('%s is quarantined', async (_, raw, code) => {
  expect(await parse(raw)).toMatchObject({ kind: 'malformed', code });
});

test.each([
  ['a line of 20 MiB', `${HEAD}\r\n${'a'.repeat(20 * 1024 * 1024)}`],
  ['HTML nested 200,000 deep', `${HEAD}Content-Type: text/html\r\n\r\n${'<b>'.repeat(200_000)}Hola`],
  ['HTML quoted 900 deep', `${HEAD}Content-Type: text/html\r\n\r\n${'<blockquote>'.repeat(900)}${'y<br>'.repeat(100_000)}`],
  ['HTML of unclosed tags', `${HEAD}Content-Type: text/html\r\n\r\n${'<a href="'.repeat(100_000)}`],
  ['HTML of one endless tag', `${HEAD}Content-Type: text/html\r\n\r\n<p ${'x '.repeat(400_000)}`],
  ['a megabyte of blanks', `${HEAD}\r\n${' '.repeat(1_000_000)}x`],
  ['a subject of a thousand encoded words', `From: a@b.mx\r\nSubject: ${'=?utf-8?q?=C3?=\r\n '.repeat(3000)}\r\n\r\nx`],
  ['a From of brackets', `From: ${'<'.repeat(50_000)}\r\n\r\nx`],
  ['a From of quotes and comments', `From: ${'"('.repeat(50_000)}\r\n\r\nx`],
  ['References without end', `${HEAD}References: ${'<a@b> '.repeat(20_000)}\r\n\r\nx`],
  ['a boundary of dashes', `${HEAD}${multipart('-'.repeat(70))}${`${'-'.repeat(72)}\r\n`.repeat(300)}`],
])('%s is read, or quarantined, without harm', async (_, raw) => {
  expect(['parsed', 'malformed']).toContain((await parse(raw)).kind);
});

test('text longer than the limit is cut and marked', async () => {
  const parsed = await parseMail(Buffer.from(`${HEAD}\r\n${'ña'.repeat(1000)}`), { ...OPTIONS, limits: { textChars: 100 } });
  expect(parsed).toMatchObject({ kind: 'parsed', truncated: true, message: { text: 'ña'.repeat(50) } });
});

test('an attachment is read on demand by its place, and null past the last', async () => {
  const raw = Buffer.from(
    `${HEAD}${multipart('p')}--p\r\n\r\nHola\r\n--p\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nSG9sYQ==\r\n--p--`,
  );
  expect((await readAttachment(raw, 0))?.toString()).toBe('Hola');
  expect(await readAttachment(raw, 1)).toBeNull();
});

test('only the topmost Authentication-Results of our own server are believed', async () => {
  const raw = `Authentication-Results: otro.example; dmarc=pass\r\nAuthentication-Results: imap.konecta.mx; dkim=fail; dkim=pass; spf=softfail\r\nAuthentication-Results: imap.konecta.mx (v2); dmarc=fail (p=reject)\r\nReceived: by x\r\nAuthentication-Results: imap.konecta.mx; dmarc=pass\r\n${HEAD}\r\nHola`;
  expect(await parse(raw)).toMatchObject({ authentication: { dmarc: 'fail', dkim: 'pass', spf: 'softfail' } });
  expect(await parseMail(Buffer.from(raw), { ...OPTIONS, authservId: null })).toMatchObject({ authentication: null });
});

const FOLDER = new URL('../../fixtures/mail/', import.meta.url);
const SEEDS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(new URL(name, FOLDER)));

type Change = { at: number; remove: number; insert: string };
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(200),
  insert: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom(
      '\0',
      '\r',
      '\n',
      '\r\n\r\n',
      '--',
      '=?utf-8?b?',
      '?=',
      '<',
      '"',
      '(',
      '=',
      'Content-Type: multipart/mixed; boundary=b1\n',
      'Content-Type: text/html\n',
      'charset=utf-16',
      'charset=iso-2022-jp',
      '\ud800',
      '\u202e',
    ),
  ),
});

const mutate = (raw: Buffer, changes: Change[]): Buffer =>
  changes.reduce((bytes, { at, remove, insert }) => {
    const place = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, place), Buffer.from(insert), bytes.subarray(place + remove)]);
  }, raw);

test('a mail changed at random gives a result that PostgreSQL can keep, and never an exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SEEDS), fc.array(change, { minLength: 1, maxLength: 6 }), async (seed, changes) => {
      const parsed = await parse(mutate(seed, changes));
      if (parsed.kind === 'malformed') return;
      const json = JSON.stringify(parsed);
      expect(json.isWellFormed()).toBe(true);
      expect(json).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      expect(parsed.message.subject ?? '').not.toMatch(/[\r\n]/);
      classifyAutomatic(parsed.facts, { ownAddresses: [] });
    }),
    { numRuns: 400 },
  );
}, 60_000);

test('bytes at random give a result', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      expect(['parsed', 'malformed']).toContain((await parse(Buffer.from(bytes))).kind);
    }),
    { numRuns: 200 },
  );
});
