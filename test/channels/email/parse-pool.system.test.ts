import { expect, onTestFinished, test } from 'vitest';
import { openParser, type ParserSettings } from '../../../src/channels/email/parse-pool.ts';

const OPTIONS = { company: 'konecta', mailbox: 'soportemxl@konecta.mx' };
const MAIL = Buffer.from('From: ana@example.mx\nSubject: Hola\n\nNo tengo internet');

/** A thread that does to a mail what its subject says; the real one is too careful to be made to hang or die. */
const STRANGE_PROGRAM = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (mails) => {
      const words = mails.map(({ raw }) => Buffer.from(raw).toString());
      if (words.includes('hang')) for (;;);
      if (words.includes('exit')) process.exit(3);
      if (words.includes('throw')) throw new Error('x');
      if (words.includes('eat')) { const all = []; for (;;) all.push(new Array(100000).fill({}).map(() => ({}))); }
      parentPort.postMessage(words.map((word) => ({ kind: 'malformed', code: 'empty', because: word })));
    });
    parentPort.postMessage('ready');
  `)}`,
);

const open = (settings: ParserSettings) => {
  const parser = openParser(settings);
  onTestFinished(() => parser.close());
  return parser;
};

test('mails are parsed in threads, and each caller gets its own', async () => {
  const parser = open({ size: 2 });
  const mails = Array.from({ length: 20 }, (_, n) => Buffer.from(`From: a${n}@b.mx\nSubject: ${n}\n\nx`));
  const parsed = await Promise.all(mails.map((mail) => parser.parse(mail, OPTIONS)));
  expect(parsed.map((mail) => mail.kind === 'parsed' && mail.message.subject)).toEqual(mails.map((_, n) => `${n}`));
});

test('the caller keeps its bytes', async () => {
  await open({ size: 1 }).parse(MAIL, OPTIONS);
  expect(MAIL.toString()).toContain('internet');
});

test.each([
  ['hang', 'timeout'],
  ['exit', 'crash'],
  ['throw', 'crash'],
  ['eat', 'memory'],
])('a thread that does "%s" is replaced: its mail is %s, the next is read', async (word, code) => {
  const parser = open({ size: 1, timeoutMs: word === 'hang' ? 300 : 60_000, memoryMb: 32, program: STRANGE_PROGRAM });
  const [first, second] = await Promise.all([parser.parse(Buffer.from(word), OPTIONS), parser.parse(Buffer.from('next'), OPTIONS)]);
  expect(first).toMatchObject({ kind: 'malformed', code });
  expect(second).toMatchObject({ because: 'next' });
});

test('several mails that are given together come back in their order', async () => {
  const mails = Array.from({ length: 20 }, (_, n) => ({ raw: Buffer.from(`From: a${n}@b.mx\nSubject: ${n}\n\nx`), options: OPTIONS }));
  const parsed = await open({ size: 2 }).parseAll(mails);
  expect(parsed.map((mail) => mail.kind === 'parsed' && mail.message.subject)).toEqual(mails.map((_, n) => `${n}`));
});

test('of mails that are given together only the one that kills its thread is malformed', async () => {
  const words = ['first', 'exit', 'last'];
  const parsed = await open({ size: 1, program: STRANGE_PROGRAM }).parseAll(
    words.map((word) => ({ raw: Buffer.from(word), options: OPTIONS })),
  );
  expect(parsed).toMatchObject([{ because: 'first' }, { kind: 'malformed', code: 'crash' }, { because: 'last' }]);
});

test('a thread that cannot start is no fault of the mail: the call is rejected, to be tried again', async () => {
  const parser = open({ size: 1, program: new URL('data:text/javascript,throw new Error("no")') });
  await expect(parser.parse(MAIL, OPTIONS)).rejects.toThrow('did not start');
});

test('closing waits for the mails that were begun', async () => {
  const parser = openParser({ size: 1 });
  const parsed = parser.parse(MAIL, OPTIONS);
  await parser.close();
  expect(await parsed).toMatchObject({ kind: 'parsed' });
});
