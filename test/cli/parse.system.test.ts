import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const PROGRAM = new URL('../../src/cli/ventanilla.ts', import.meta.url).pathname;
const FIXTURES = new URL('../fixtures/mail/', import.meta.url).pathname;

const parse = (...args: string[]) =>
  new Promise<{ status: number | null; lines: Record<string, unknown>[]; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, 'parse', ...args], { maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => {
      const lines = stdout.split('\n').filter((line) => line !== '');
      resolve({ status: child.exitCode, lines: lines.map((line) => JSON.parse(line)), stderr });
    });
  });

const MAILBOX = ['--mailbox', 'SoporteMXL@konecta.mx'];

test('each file gives one line, in order, with what was read', async () => {
  const { status, lines } = await parse(...MAILBOX, `${FIXTURES}customer-on-holiday-wants-suspension.eml`, `${FIXTURES}bounce-qmail.eml`);
  expect(status).toBe(0);
  expect(lines[0]).toEqual({
    file: `${FIXTURES}customer-on-holiday-wants-suspension.eml`,
    disposition: 'accept',
    reason: null,
    message: {
      messageId: '<1001@mail.example.mx>',
      inReplyTo: null,
      references: [],
      from: 'ana.pena@example.mx',
      replyTo: null,
      to: ['soportemxl@konecta.mx'],
      subject: 'De vacaciones',
      date: '2026-11-24T17:15:00.000Z',
      text: 'Saldremos un mes y quiero suspender el servicio, contrato 204518',
      attachments: [],
    },
    reading: {
      contract: '204518',
      holder: null,
      contact: null,
      phone: null,
      email: null,
      city: null,
      category: 'suspension',
      folio: null,
      accessibility: false,
    },
  });
  expect(lines[1]).toMatchObject({ disposition: 'ignored', reason: 'bounce' });
});

test('files that are missing, no files, no mails or too large have their line too, and the status is 0', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parse-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'empty'), '');
  writeFileSync(join(folder, 'noise'), Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) % 256)));
  writeFileSync(join(folder, 'large'), Buffer.alloc(26 * 1024 * 1024, 'a'));
  const { status, lines } = await parse(
    ...MAILBOX,
    join(folder, 'missing'),
    folder,
    ...['empty', 'noise', 'large'].map((name) => join(folder, name)),
  );
  expect(status).toBe(0);
  expect(lines.map(({ disposition, reason }) => `${disposition} ${reason}`)).toEqual([
    'quarantined unreadable',
    'quarantined unreadable',
    'quarantined empty',
    'quarantined not_a_mail',
    'quarantined too_large',
  ]);
});

test('two hundred files keep their order', async () => {
  const files = Array.from({ length: 200 }, (_, n) => `${FIXTURES}${n % 3 === 0 ? 'customer-thanks' : 'list-newsletter'}.eml`);
  const { lines } = await parse(...MAILBOX, ...files);
  expect(lines.map(({ file }) => file)).toEqual(files);
}, 60_000);

test('a mailbox of no company is an error that names those there are', async () => {
  const { status, stderr } = await parse('--mailbox', 'otro@example.mx', 'x.eml');
  expect(status).toBe(2);
  expect(stderr).toContain('otro@example.mx');
  expect(stderr).toContain('soportemxl@konecta.mx');
});

test.each([[MAILBOX], [[...MAILBOX, '--wrong', 'x.eml']]])('%o is answered by the usage', async (args) => {
  const { status, stderr } = await parse(...args);
  expect(status).toBe(2);
  expect(stderr).toContain('usage: ventanilla parse --mailbox ADDRESS FILE...');
});
