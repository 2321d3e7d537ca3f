import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { watchMailbox } from '../../../src/channels/email/listen.ts';
import type { MailboxTools, WatchSettings } from '../../../src/channels/email/mailbox.ts';
import { PermanentError } from '../../../src/runtime/errors.ts';
import { type MailServer, startMailServer } from '../../../src/runtime/services/mail-server.ts';
import { type Ledger, openLedger } from '../../support/ledger.ts';
import { waitFor } from '../../support/wait.ts';
import { startWire, type Wire } from '../../support/wire.ts';

const PASSWORD = 'clave secreta';
const MAILBOXES = Array.from({ length: 26 }, (_, index) => `buzon${index}@konecta.mx`);
const QUICK = { retry: { firstMs: 50, maxMs: 200 }, commandMs: 10_000 };
let server: MailServer;
let free: string[];
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startMailServer({ users: MAILBOXES.map((address) => ({ address, password: PASSWORD })) });
  free = [...MAILBOXES];
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => server.stop());

const takeMailbox = (): string => {
  const address = free.pop();
  if (!address) throw new Error('too few mailboxes');
  return address;
};

const openWire = async (): Promise<Wire> => {
  const wire = await startWire(server.imap);
  closing.push(wire.stop);
  return wire;
};

const settingsFor = (address: string, port = server.imap.port): WatchSettings => ({
  imap: { host: '127.0.0.1', port, secure: false, user: address, auth: 'password', password: PASSWORD },
  startFrom: 'now',
  maxRawBytes: 1024 * 1024,
  timing: QUICK,
});

/** Watches until the test ends, or until it stops it. */
const watch = (settings: WatchSettings, tools: MailboxTools): (() => Promise<void>) => {
  const abort = new AbortController();
  const done = watchMailbox(settings, tools, abort.signal);
  const stop = async () => {
    abort.abort();
    await done;
  };
  closing.push(() => stop().catch(() => {}));
  return stop;
};

const watching = (ledger: Ledger) => waitFor('the watch', () => ledger.status()?.state === 'watching');

const composeMail = (subject: string, body = 'Hola'): string =>
  `From: Ana <ana@example.com>\r\nTo: soporte@konecta.mx\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.com>\r\n\r\n${body}\r\n`;

const deliverMany = async (address: string, names: string[], receivedAt?: Date) => {
  for (const name of names) await server.deliver(address, composeMail(name), receivedAt);
};

const withClient = async <T>(address: string, use: (client: ImapFlow) => Promise<T>): Promise<T> => {
  const client = new ImapFlow({ ...server.imap, secure: false, auth: { user: address, pass: PASSWORD }, logger: false });
  await client.connect();
  await client.mailboxOpen('INBOX');
  try {
    return await use(client);
  } finally {
    client.close();
  }
};

const flagsOf = (address: string): Promise<string[][]> =>
  withClient(address, async (client) =>
    (await client.fetchAll('1:*', { flags: true })).map((mail) => [...(mail.flags ?? [])].filter((flag) => flag !== '\\Recent')),
  );

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

test('a mail is stored as it came, soon after it arrives, and stays unread for the people who read the box', async () => {
  const address = takeMailbox();
  const ledger = openLedger();
  watch(settingsFor(address), ledger);
  await watching(ledger);
  const raw = `${composeMail('acentos')}\xff\xfe bytes \r\n`;
  await server.deliver(address, Buffer.from(raw, 'latin1'), new Date('2026-01-02T03:04:05Z'));
  await waitFor('the mail', () => ledger.mails.length === 1);
  expect(ledger.mails[0]).toMatchObject({
    raw: Buffer.from(raw, 'latin1'),
    truncated: false,
    internalDate: new Date('2026-01-02T03:04:05Z'),
  });
  expect(await flagsOf(address)).toEqual([[]]);
});

test('mails that were there at the first visit are left alone when it starts from now', async () => {
  const address = takeMailbox();
  await deliverMany(address, names('vieja', 60), new Date(Date.now() - 3_600_000));
  const ledger = openLedger();
  watch(settingsFor(address), ledger);
  await watching(ledger);
  await deliverMany(address, ['nueva']);
  await waitFor('the new mail', () => ledger.mails.length > 0);
  expect(ledger.subjects()).toEqual(['nueva']);
});

test('all mails that were there are taken when it starts from all, in batches of a bounded number', async () => {
  const address = takeMailbox();
  await deliverMany(address, names('vieja', 120), new Date('2019-01-01T00:00:00Z'));
  const ledger = openLedger();
  watch({ ...settingsFor(address), startFrom: 'all' }, ledger);
  await watching(ledger);
  expect(new Set(ledger.subjects())).toEqual(new Set(names('vieja', 120)));
  expect(Math.max(...ledger.batches)).toBeLessThanOrEqual(50);
});

test('batches are bounded in bytes too', async () => {
  const address = takeMailbox();
  const body = 'x'.repeat(76).concat('\r\n').repeat(12_000);
  for (const name of names('grande', 25)) await server.deliver(address, composeMail(name, body));
  const ledger = openLedger();
  watch({ ...settingsFor(address), startFrom: 'all' }, ledger);
  await watching(ledger);
  expect(ledger.mails).toHaveLength(25);
  expect(Math.max(...ledger.batches)).toBeLessThanOrEqual(17);
});

test('mails received since a date are taken when it starts from that date, none from before', async () => {
  const address = takeMailbox();
  await deliverMany(address, ['antes'], new Date('2026-03-10T11:59:59Z'));
  await deliverMany(address, ['despues'], new Date('2026-03-10T12:00:00Z'));
  const ledger = openLedger();
  watch({ ...settingsFor(address), startFrom: new Date('2026-03-10T12:00:00Z') }, ledger);
  await watching(ledger);
  expect(ledger.subjects()).toEqual(['despues']);
});

test('what arrived while nobody watched is taken at the next start, once', async () => {
  const address = takeMailbox();
  const ledger = openLedger();
  const stop = watch(settingsFor(address), ledger);
  await watching(ledger);
  await deliverMany(address, ['uno']);
  await waitFor('the first', () => ledger.mails.length === 1);
  await stop();
  await deliverMany(address, ['dos', 'tres']);
  const before = ledger.batches.length;
  watch(settingsFor(address), ledger);
  await waitFor('the others', () => ledger.mails.length === 3);
  expect(ledger.subjects()).toEqual(['uno', 'dos', 'tres']);
  expect(ledger.batches.slice(before)).toEqual([2]);
});

test('a start with nothing new stores nothing, although n:* always names the last mail', async () => {
  const address = takeMailbox();
  await deliverMany(address, ['sola']);
  const ledger = openLedger();
  const stop = watch({ ...settingsFor(address), startFrom: 'all' }, ledger);
  await watching(ledger);
  await stop();
  const before = ledger.batches.length;
  ledger.statuses.length = 0;
  watch(settingsFor(address), ledger);
  await watching(ledger);
  expect(ledger.batches).toHaveLength(before);
});

test('a mail that the ledger lacks is fetched by the reconcile pass', async () => {
  const address = takeMailbox();
  const ledger = openLedger();
  const stop = watch(settingsFor(address), ledger);
  await watching(ledger);
  await deliverMany(address, names('m', 3));
  await waitFor('three mails', () => ledger.mails.length === 3);
  await stop();
  ledger.forget(2);
  watch(settingsFor(address), ledger);
  await waitFor('the lost one', () => ledger.mails.length === 3);
});

test('the reconcile pass comes round by itself on a connection that stays', async () => {
  const address = takeMailbox();
  const ledger = openLedger();
  watch({ ...settingsFor(address), timing: { ...QUICK, idleMs: 100, reconcileMs: 300 } }, ledger);
  await watching(ledger);
  await deliverMany(address, names('m', 3));
  await waitFor('three mails', () => ledger.mails.length === 3);
  ledger.forget(1);
  await waitFor('the lost one', () => ledger.mails.length === 3);
});

test('when the server numbers its mails anew, recent ones are listed again, new ones come in and old ones stay away', async () => {
  const address = takeMailbox();
  await deliverMany(address, ['ajena'], new Date('2020-01-01T00:00:00Z'));
  const ledger = openLedger();
  const stop = watch(settingsFor(address), ledger);
  await watching(ledger);
  await deliverMany(address, ['conocida']);
  await waitFor('the first', () => ledger.mails.length === 1);
  await stop();
  await loseUids(address);
  await deliverMany(address, ['nueva']);
  const first = ledger.position()?.uidValidity;
  watch(settingsFor(address), ledger);
  await waitFor('the new one', () => ledger.subjects().includes('nueva'));
  await watching(ledger);
  expect(ledger.position()?.uidValidity).not.toBe(first);
  expect(ledger.subjects()).toEqual(['conocida', 'conocida', 'nueva']);
});

// What a restored or rebuilt mailbox does: the list of UIDs is gone, the mails are there.
const loseUids = async (address: string): Promise<void> => {
  const folder = server.maildirOf(address);
  const forget = async () => {
    for (const file of await readdir(folder))
      if (file.startsWith('dovecot')) await rm(join(folder, file), { recursive: true, force: true });
  };
  await forget();
  // UIDVALIDITY is made of the time in seconds.
  const second = Math.floor(Date.now() / 1_000);
  await waitFor('the next second', () => Math.floor(Date.now() / 1_000) > second + 1);
  // The session that has just ended may have written its list once more as it went.
  await forget();
};

test('a mail that is deleted while it is being fetched is no error, and its neighbours come in', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  await deliverMany(address, names('m', 3));
  let deleted = false;
  wire.intercept({
    toServer: async (bytes) => {
      if (!deleted && bytes.includes('BODY.PEEK[]')) {
        deleted = true;
        await withClient(address, (client) => client.messageDelete('2', { uid: true }));
      }
      return bytes;
    },
  });
  watch({ ...settingsFor(address, wire.port), startFrom: 'all' }, ledger);
  await watching(ledger);
  expect(deleted).toBe(true);
  expect(ledger.subjects()).toEqual(expect.arrayContaining(['m-0', 'm-2']));
  expect(ledger.statuses.every((status) => status.lastError === null)).toBe(true);
});

test('a connection that breaks in the middle of a mail loses nothing and doubles nothing', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  for (const name of names('m', 10)) await server.deliver(address, composeMail(name, 'y'.repeat(20_000)));
  let cuts = 0;
  wire.intercept({
    toClient: (bytes) => (cuts < 3 && bytes.includes('yyyyyyyy') && ++cuts > 0 ? null : bytes),
  });
  watch({ ...settingsFor(address, wire.port), startFrom: 'all' }, ledger);
  await waitFor('all mails', () => ledger.mails.length === 10);
  expect(cuts).toBe(3);
  expect(ledger.subjects().sort()).toEqual(names('m', 10).sort());
});

test('a mail that ends every connection is left for later and does not keep the others away', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  await deliverMany(address, ['buena']);
  await server.deliver(address, composeMail('veneno', 'VENENO'));
  await deliverMany(address, ['otra']);
  wire.intercept({ toClient: (bytes) => (bytes.includes('VENENO') ? null : bytes) });
  watch({ ...settingsFor(address, wire.port), startFrom: 'all' }, ledger);
  await watching(ledger);
  expect(ledger.subjects().sort()).toEqual(['buena', 'otra']);
  expect(ledger.status()?.lastError).toBe('mail-unreadable');
});

test('a connection that is cut while idle is made again, and what came meanwhile is taken', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  watch(settingsFor(address, wire.port), ledger);
  await watching(ledger);
  wire.cut();
  await deliverMany(address, ['entretanto']);
  await waitFor('the mail', () => ledger.subjects().includes('entretanto'));
  expect(ledger.statuses.some((status) => status.state === 'waiting' && status.nextTryAt !== null)).toBe(true);
});

test('a server that stops answering is left after the limit, and reached again when it recovers', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  watch({ ...settingsFor(address, wire.port), timing: { ...QUICK, idleMs: 100, commandMs: 400 } }, ledger);
  await watching(ledger);
  wire.hang();
  await waitFor('the time limit', () => ledger.status()?.state === 'waiting' || ledger.status()?.lastError);
  wire.cut();
  wire.resume();
  await deliverMany(address, ['despues']);
  await waitFor('the mail', () => ledger.subjects().includes('despues'));
});

test.each([
  ['close by is asked again and again, instead of waiting until it tells', 20, 'NOOP'],
  ['that would be asked too often tells by IDLE', 60_000, 'IDLE'],
])('a server %s', async (_what, glanceMs, command) => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  const seen: string[] = [];
  wire.intercept({
    toServer: (bytes) => {
      seen.push(...(bytes.toString('latin1').match(/NOOP|IDLE|DONE/g) ?? []));
      return bytes;
    },
  });
  watch({ ...settingsFor(address, wire.port), timing: { ...QUICK, glanceMs } }, ledger);
  await watching(ledger);
  await waitFor('looks', () => seen.filter((one) => one === command).length >= (command === 'IDLE' ? 1 : 4));
  expect(seen.includes('IDLE')).toBe(command === 'IDLE');
  await deliverMany(address, ['nuevo']);
  await waitFor('the mail', () => ledger.subjects().includes('nuevo'));
});

test('without IDLE the mailbox is polled', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  const seen: string[] = [];
  wire.intercept({
    toClient: (bytes) => Buffer.from(bytes.toString('latin1').replaceAll(' IDLE', ' XDLE'), 'latin1'),
    toServer: (bytes) => {
      seen.push(bytes.toString('latin1'));
      return bytes;
    },
  });
  watch({ ...settingsFor(address, wire.port), timing: { ...QUICK, pollMs: 50 } }, ledger);
  await watching(ledger);
  await deliverMany(address, ['por-turno']);
  await waitFor('the mail', () => ledger.subjects().includes('por-turno'));
  expect(seen.join('')).not.toMatch(/ IDLE\r\n/);
});

test('a wrong password is told as such and not tried again and again', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  const settings = settingsFor(address, wire.port);
  watch({ ...settings, imap: { ...settings.imap, auth: 'password', password: 'otra' } }, ledger);
  await waitFor('the refusal', () => ledger.status()?.state === 'waiting');
  expect(ledger.status()?.lastError).toBe('login-refused');
  const wait = (ledger.status()?.nextTryAt?.getTime() ?? 0) - Date.now();
  expect(wait).toBeGreaterThan(4 * 60_000);
  expect(wire.connections()).toBe(1);
});

test('when a batch cannot be stored its mails are not marked, and they are taken at the next try', async () => {
  const address = takeMailbox();
  let broken = true;
  const flags: string[][][] = [];
  const ledger = openLedger({
    beforeStore: async () => {
      if (broken && ledger.position()) {
        broken = false;
        flags.push(await flagsOf(address));
        throw new Error('the database is away');
      }
    },
  });
  watch({ ...settingsFor(address), mark: 'seen' }, ledger);
  await watching(ledger);
  await deliverMany(address, ['una']);
  await waitFor('the mail', () => ledger.mails.length === 1);
  await waitFor('the mark', async () => (await flagsOf(address))[0]?.includes('\\Seen'));
  expect(flags).toEqual([[[]]]);
});

test('stored mails are moved when a folder is given, and only then', async () => {
  const address = takeMailbox();
  await withClient(address, (client) => client.mailboxCreate('Atendidos'));
  const ledger = openLedger();
  watch({ ...settingsFor(address), mark: { moveTo: 'Atendidos' } }, ledger);
  await watching(ledger);
  await deliverMany(address, ['una']);
  await waitFor('the mail', () => ledger.mails.length === 1);
  const count = () => withClient(address, async (client) => (await client.status('Atendidos', { messages: true })) || { messages: 0 });
  await waitFor('the move', async () => (await count()).messages === 1);
});

test('a mail over the limit comes with its headers and first text, and says so', async () => {
  const address = takeMailbox();
  const attachment = randomBytes(1_500_000).toString('base64').replace(/.{76}/g, '$&\r\n');
  const raw = [
    'From: ana@example.com',
    'Subject: foto',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: multipart/alternative; boundary="b2"',
    '',
    '--b2',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'Sin se=C3=B1al, contrato 204518',
    '--b2',
    'Content-Type: text/html',
    '',
    '<p>Sin se&ntilde;al</p>',
    '--b2--',
    '--b1',
    'Content-Type: image/jpeg',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename=foto.jpg',
    '',
    attachment,
    '--b1--',
    '',
  ].join('\r\n');
  await server.deliver(address, raw);
  await server.deliver(address, composeMail('sin-partes', 'z'.repeat(70).concat('\r\n').repeat(20_000)));
  const ledger = openLedger();
  watch({ ...settingsFor(address), startFrom: 'all' }, ledger);
  await watching(ledger);
  const [photo, plain] = ledger.mails;
  expect(photo).toMatchObject({ truncated: true });
  expect(photo?.sizeBytes).toBeGreaterThan(2_000_000);
  const text = photo?.raw.toString('latin1') ?? '';
  expect(text).toMatch(/^From: ana@example.com\r\nSubject: foto\r\n/);
  expect(text).toContain('Content-Transfer-Encoding: quoted-printable\r\n\r\nSin se=C3=B1al, contrato 204518');
  expect(text).not.toContain('image/jpeg');
  expect(plain).toMatchObject({ truncated: true });
  expect(plain?.raw.length).toBeLessThan(300_000);
});

test('a mail that the server refuses to hand over is passed over and told, its neighbours come in', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  await deliverMany(address, names('m', 3));
  // The server answers BAD whenever the second mail is asked for, alone or among others.
  wire.intercept({
    toServer: (bytes) => Buffer.from(bytes.toString('latin1').replace(/(UID FETCH (?:1:3|2) .*BODY\.)PEEK(\[\])/, '$1PEXX$2'), 'latin1'),
  });
  watch({ ...settingsFor(address, wire.port), startFrom: 'all' }, ledger);
  await watching(ledger);
  expect(ledger.subjects().sort()).toEqual(['m-0', 'm-2']);
  expect(ledger.status()?.lastError).toBe('mail-unreadable');
  expect(wire.connections()).toBe(1);
});

test('it ends within a second, also while the server hangs', async () => {
  const address = takeMailbox();
  const wire = await openWire();
  const ledger = openLedger();
  wire.hang();
  const stop = watch(settingsFor(address, wire.port), ledger);
  await waitFor('a connection', () => wire.connections() === 1);
  const before = Date.now();
  await stop();
  expect(Date.now() - before).toBeLessThan(1_000);
  expect(ledger.status()?.state).toBe('stopped');
});

test('when another process has taken the mailbox, the watch ends with that error', async () => {
  const address = takeMailbox();
  const ledger = openLedger({
    beforeStore: async () => {
      throw new PermanentError('lease-lost', 'another process watches this mailbox now');
    },
  });
  await expect(watchMailbox(settingsFor(address), ledger, new AbortController().signal)).rejects.toMatchObject({ code: 'lease-lost' });
});
