import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { watchMailbox } from '../../../src/channels/email/listen.ts';
import type { WatchSettings } from '../../../src/channels/email/mailbox.ts';
import { type MailServer, startMailServer } from '../../../src/runtime/services/mail-server.ts';
import { changeAnswers } from '../../support/imap-answers.ts';
import { type Ledger, openLedger } from '../../support/ledger.ts';
import { waitFor } from '../../support/wait.ts';
import { type Hooks, startWire, type Wire } from '../../support/wire.ts';

// Dovecot, made to speak as other servers do: less able, or with more to say than it was asked.

const PASSWORD = 'clave secreta';
const MAILBOXES = Array.from({ length: 12 }, (_, index) => `otro${index}@konecta.mx`);
let server: MailServer;
const free = [...MAILBOXES];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startMailServer({ users: MAILBOXES.map((address) => ({ address, password: PASSWORD })) });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => server.stop());

/** Three mails that were there, watched through a wire that changes what is said. */
const watchThrough = async (hooks: Hooks, timing: WatchSettings['timing'] = {}): Promise<Watched> => {
  const address = free.pop() ?? '';
  const wire = await startWire(server.imap);
  wire.intercept(hooks);
  const ledger = openLedger();
  const abort = new AbortController();
  const deliver = (subject: string) => server.deliver(address, composeMail(subject));
  for (const subject of ['uno', 'dos', 'tres']) await deliver(subject);
  const imap = { host: '127.0.0.1', port: wire.port, secure: false, user: address, auth: 'password', password: PASSWORD } as const;
  const quick = { retry: { firstMs: 50, maxMs: 200 }, commandMs: 10_000, pollMs: 50, ...timing };
  const done = watchMailbox({ imap, startFrom: 'all', maxRawBytes: 1024 * 1024, timing: quick }, ledger, abort.signal);
  closing.push(async () => {
    abort.abort();
    await done;
    await wire.stop();
  });
  await waitFor('the watch', () => ledger.status()?.state === 'watching');
  return { ledger, wire, deliver };
};
type Watched = { ledger: Ledger; wire: Wire; deliver: (subject: string) => Promise<void> };

const composeMail = (subject: string): string =>
  `From: Ana <ana@example.com>\r\nTo: soporte@konecta.mx\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\nHola\r\n`;

const rewrite = (find: RegExp, put: string) => (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace(find, put), 'latin1');

/** Each command as it was sent. */
const listen = () => {
  const said: string[] = [];
  const toServer = (bytes: Buffer) => {
    said.push(bytes.toString('latin1'));
    return bytes;
  };
  return { said: () => said.join(''), toServer };
};

const takesAll = async ({ ledger, deliver }: Watched): Promise<void> => {
  await deliver('cuatro');
  await waitFor('the mail that came while it was watched', () => ledger.subjects().includes('cuatro'));
  expect(ledger.subjects()).toEqual(['uno', 'dos', 'tres', 'cuatro']);
  expect(ledger.statuses.map(({ lastError }) => lastError).filter((code) => code !== null)).toEqual([]);
};

test.each([
  ['knows nothing but IMAP4rev1', rewrite(/CAPABILITY [^\]\r\n]+/g, 'CAPABILITY IMAP4rev1 AUTH=PLAIN')],
  ['tells what it can only when asked', rewrite(/\[CAPABILITY [^\]]+\] /g, '')],
  ['does not say its next UID', rewrite(/\* OK \[UIDNEXT \d+\][^\r\n]*\r\n/g, '')],
  ['does not say its highest MODSEQ', rewrite(/\* OK \[HIGHESTMODSEQ \d+\][^\r\n]*\r\n/g, '* OK [NOMODSEQ] no\r\n')],
  ['gives no flag that may be kept', rewrite(/\[PERMANENTFLAGS \([^)]*\)\]/g, '[PERMANENTFLAGS ()]')],
  [
    'tells in between what others do to mails, without their UIDs',
    changeAnswers((answer) =>
      /^\* \d+ FETCH/.test(answer.toString('latin1')) ? [Buffer.from('* 2 FETCH (FLAGS (\\Seen))\r\n'), answer] : [answer],
    ),
  ],
  [
    'tells in between what others do to mails, with their UIDs',
    changeAnswers((answer) =>
      /^\* \d+ FETCH/.test(answer.toString('latin1')) ? [answer, Buffer.from('* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n')] : [answer],
    ),
  ],
  [
    'gives size and time of receipt in two answers',
    changeAnswers((answer) => {
      const found = /^\* (\d+) FETCH \(UID (\d+) RFC822\.SIZE (\d+) INTERNALDATE ("[^"]+")/.exec(answer.toString('latin1'));
      if (!found) return [answer];
      const [, seq, uid, size, date] = found;
      return [`* ${seq} FETCH (UID ${uid} INTERNALDATE ${date})\r\n`, `* ${seq} FETCH (RFC822.SIZE ${size} UID ${uid})\r\n`].map((line) =>
        Buffer.from(line),
      );
    }),
  ],
])('a server that %s: every mail is taken once', async (_, toClient) => {
  await takesAll(await watchThrough({ toClient }));
});

test('a mail that the server leaves out of an answer is asked for again, alone', async () => {
  let left = 0;
  const toClient = changeAnswers((answer) => {
    const isSecond = /^\* 2 FETCH .*BODY\[\]/s.test(answer.toString('latin1'));
    left += Number(isSecond);
    return isSecond && left === 1 ? [] : [answer];
  });
  const { ledger } = await watchThrough({ toClient });
  expect(ledger.subjects().sort()).toEqual(['dos', 'tres', 'uno']);
  expect(left).toBe(2);
});

test('a mail that the server never hands over is told of, and keeps no other away', async () => {
  const toClient = changeAnswers((answer) => (/^\* 2 FETCH/.test(answer.toString('latin1')) ? [] : [answer]));
  const { ledger, deliver } = await watchThrough({ toClient });
  expect(ledger.subjects().sort()).toEqual(['tres', 'uno']);
  expect(ledger.status()?.lastError).toBe('mail-unreadable');
  await deliver('cuatro');
  await waitFor('the next mail', () => ledger.subjects().includes('cuatro'));
});

test('a server that takes IDLE and tells nothing is asked all the same', async () => {
  const { said, toServer } = listen();
  const isIdling = () => /IDLE\r\n$/.test(said());
  const toClient = changeAnswers((answer) => (isIdling() && / EXISTS\r\n$/.test(answer.toString('latin1')) ? [] : [answer]));
  // So seldom that it would rather be told.
  await takesAll(await watchThrough({ toClient, toServer }, { glanceMs: 600, idleMs: 1_500 }));
  expect(said()).toContain(' IDLE\r\n');
});

test('a mailbox is only looked at: the server is never asked to open it for writing', async () => {
  const { said, toServer } = listen();
  await takesAll(await watchThrough({ toServer }));
  expect(said()).toContain(' EXAMINE INBOX');
  expect(said()).not.toMatch(/ (?:SELECT|STORE|EXPUNGE|CLOSE|COPY|MOVE) /);
});
