import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OutgoingMail } from '../../../src/channels/email/compose.ts';
import { type MailSender, openMailSender } from '../../../src/channels/email/send.ts';
import { type Script, type ScriptedServer, startScriptedSmtp } from '../../support/smtp-script.ts';
import { waitFor } from '../../support/wait.ts';

let server: ScriptedServer;
let sender: MailSender;
const accountOf = (port: number) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  user: 'soporte@konecta.mx',
  auth: 'password' as const,
  password: 'clave',
});

beforeAll(async () => {
  server = await startScriptedSmtp();
});
beforeEach(() => {
  server.play({});
  server.mails.length = 0;
  server.commands.length = 0;
  sender = openMailSender(accountOf(server.port), { reachMs: 5_000, acceptMs: 5_000, closeMs: 100 });
});
afterEach(() => sender.close());
afterAll(() => server.stop());

const MAIL: OutgoingMail = {
  from: { name: 'Konecta de México', address: 'soporte@konecta.mx' },
  to: 'ana@example.com',
  envelopeFrom: 'rebotes@konecta.mx',
  replyTo: null,
  subject: 'Su reporte MXL-26-004821-0',
  text: 'Estimada clienta:\n\n.\nSu folio es MXL-26-004821-0.',
  html: '<p>Su folio es MXL-26-004821-0.</p>',
  messageId: '<r1@konecta.mx>',
  inReplyTo: '<m1@example.com>',
  references: ['<m0@example.com>', '<m1@example.com>'],
  autoSubmitted: 'auto-replied',
  loop: 'i-1',
  date: new Date('2026-05-06T07:08:09Z'),
};

test('an accepted mail is sent, with the words of the server', async () => {
  expect(await sender.send(MAIL)).toEqual({ kind: 'sent', providerId: null, response: '250 2.0.0 Ok: queued as 4711' });
  expect(server.commands).toContainEqual(expect.stringMatching(/^MAIL FROM:<rebotes@konecta.mx> SIZE=\d+/));
  expect(server.commands).toContain('RCPT TO:<ana@example.com>');
});

test('a Message-ID that the provider put in the place of ours is told', async () => {
  server.play({ end: '250 2.0.0 OK <ABC123@SN1PR.namprd01.prod.outlook.com> [Hostname=SN1PR]' });
  expect(await sender.send(MAIL)).toMatchObject({ kind: 'sent', providerId: '<ABC123@SN1PR.namprd01.prod.outlook.com>' });
});

const LATER = { kind: 'later', afterMs: null, uncertain: false, hold: false };
const REFUSED = { kind: 'refused' };

test.each<[string, Script, object]>([
  ['a server that is closing', { greeting: '421 4.3.2 Service shutting down' }, { ...LATER, because: '421 4.3.2 Service shutting down' }],
  ['a busy mailbox', { RCPT: '450 4.2.1 Mailbox busy' }, { ...LATER, because: '450 4.2.1 Mailbox busy' }],
  [
    'greylisting, which wants us to wait',
    { RCPT: '450 4.7.1 <ana@example.com>: Recipient address rejected: Greylisted' },
    { ...LATER, afterMs: 600_000 },
  ],
  ['a full server', { end: '452 4.3.1 Insufficient system storage' }, LATER],
  ['a temporary failure of the login', { AUTH: '454 4.7.0 Temporary authentication failure' }, { ...LATER, hold: true }],
  ['a wrong password', { AUTH: '535 5.7.8 Authentication credentials invalid' }, { ...LATER, hold: true }],
  ['a login that is asked for', { MAIL: '530 5.7.0 Authentication required' }, { ...LATER, hold: true }],
  ['a sender that we may not use', { MAIL: '550 5.1.8 Sender rejected' }, { ...LATER, hold: true }],
  ['a server that takes no mail', { greeting: '554 5.3.2 No SMTP service here' }, { ...LATER, hold: true }],
  ['a sending limit', { end: '550 5.4.5 Daily user sending quota exceeded' }, { ...LATER, hold: true }],
  ['a policy', { end: '550 5.7.1 Message rejected' }, { ...LATER, hold: true }],
  ['a used-up allowance', { end: '552 Requested mail action aborted: exceeded storage allocation' }, { ...LATER, hold: true }],
  [
    'an unknown recipient',
    { RCPT: '550-5.1.1 <ana@example.com>: Recipient\r\n550 5.1.1 unknown' },
    { ...REFUSED, because: '550 5.1.1 <address>: Recipient unknown' },
  ],
  [
    'an unknown recipient told without an enhanced code',
    { RCPT: '550 No such user here' },
    { ...REFUSED, because: '550 No such user here' },
  ],
  ['a full mailbox', { RCPT: '552 5.2.2 Mailbox full' }, REFUSED],
  ['a refusal of the content', { end: '554 5.6.0 Message content rejected' }, REFUSED],
  ['a cut before the greeting', { greeting: null }, { ...LATER, because: expect.stringContaining('before DATA') }],
  ['a cut before DATA', { RCPT: null }, { ...LATER, because: expect.stringContaining('before DATA') }],
  [
    'a cut after the final dot',
    { end: null },
    { ...LATER, uncertain: true, afterMs: 600_000, because: expect.stringContaining('after the final dot') },
  ],
])('%s', async (_name, script, expected) => {
  server.play(script);
  expect(await sender.send(MAIL)).toMatchObject(expected);
});

test('a mail that was lost after the final dot goes again byte for byte the same', async () => {
  server.play({ end: null });
  await sender.send(MAIL);
  server.play({});
  await sender.send(MAIL);
  expect(server.mails).toHaveLength(2);
  expect(server.mails[0]).toBe(server.mails[1]);
  expect(server.mails[0]).toContain('Message-ID: <r1@konecta.mx>');
});

test('a server that drips one byte at a time is left when the time of the stage is over', async () => {
  const hurried = openMailSender(accountOf(server.port), { reachMs: 300, acceptMs: 5_000, closeMs: 100 });
  server.play({ dripMs: 100 });
  expect(await hurried.send(MAIL)).toMatchObject({ ...LATER, because: 'ETIMEDOUT before DATA' });
  await hurried.close();
});

test('a server that says nothing after the final dot leaves us uncertain', async () => {
  const hurried = openMailSender(accountOf(server.port), { reachMs: 5_000, acceptMs: 300, closeMs: 100 });
  server.play({ end: 'hang' });
  expect(await hurried.send(MAIL)).toMatchObject({ kind: 'later', uncertain: true, because: 'ETIMEDOUT after the final dot' });
  expect(server.mails).toHaveLength(1);
  await hurried.close();
});

test('a mail larger than the server takes is refused before it is sent', async () => {
  server.play({ extensions: ['AUTH PLAIN', 'SIZE 1000'] });
  expect(await sender.send({ ...MAIL, text: 'x'.repeat(2_000) })).toMatchObject({
    kind: 'refused',
    because: 'the mail is larger than the server allows',
  });
  expect(server.commands).not.toContain('DATA');
});

test('a connection is used again, and one that the server has closed is replaced without a word', async () => {
  const before = server.connections();
  await sender.send(MAIL);
  await sender.send(MAIL);
  expect(server.connections()).toBe(before + 1);
  server.cut();
  expect(await sender.send(MAIL)).toMatchObject({ kind: 'sent' });
  expect(server.connections()).toBe(before + 2);
});

test('at most two connections are open, however many mails wait', async () => {
  const before = server.connections();
  const results = await Promise.all(Array.from({ length: 8 }, () => sender.send(MAIL)));
  expect(results.every(({ kind }) => kind === 'sent')).toBe(true);
  expect(server.connections() - before).toBeLessThanOrEqual(2);
});

test('a mail for which no connection is free in time waits a minute, each time the same', async () => {
  const patient = openMailSender(accountOf(server.port), { acceptMs: 300, waitMs: 100, maxConnections: 1, closeMs: 100 });
  server.play({ end: 'hang' });
  const [, second] = await Promise.all([patient.send(MAIL), patient.send({ ...MAIL, messageId: '<r2@konecta.mx>' })]);
  expect(second).toEqual({ ...LATER, because: 'no connection was free', afterMs: 60_000 });
  expect(server.mails).toHaveLength(1);
  await patient.close();
});

test('closing cuts a mail that hangs, and what was handed over is uncertain', async () => {
  server.play({ end: 'hang' });
  const result = sender.send(MAIL);
  await waitFor('the mail', () => server.mails.length === 1);
  await sender.close();
  expect(await result).toMatchObject({ kind: 'later', uncertain: true });
  expect(await sender.send(MAIL)).toMatchObject({ kind: 'later', uncertain: false });
});

test('a server that nobody can reach means later', async () => {
  const lonely = openMailSender(accountOf(1), { reachMs: 5_000 });
  expect(await lonely.send(MAIL)).toMatchObject(LATER);
  await lonely.close();
});

test('without TLS nothing is said to a server on another machine', async () => {
  // 127.0.0.1 by another name that is no loopback to us.
  const plain = openMailSender({ ...accountOf(server.port), host: '0.0.0.0' }, { reachMs: 5_000, closeMs: 100 });
  expect(await plain.send(MAIL)).toMatchObject({ ...LATER, hold: true, because: '502 5.5.1 no TLS here' });
  expect(server.commands.filter((command) => command.startsWith('AUTH'))).toEqual([]);
  await plain.close();
});

test('with OAuth2 the token is the password, and one that is refused is renewed once before somebody is told', async () => {
  let issued = 0;
  const provider = createServer((_request, response) => {
    response.end(JSON.stringify({ access_token: `t${++issued}`, expires_in: 3_600 }));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const address = provider.address();
  const tokenUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/token`;
  const { password: _, ...account } = accountOf(server.port);
  const oauth = openMailSender(
    { ...account, auth: 'oauth2', clientId: 'id', clientSecret: 'secreto', refreshToken: 'r', tokenUrl },
    { reachMs: 5_000, closeMs: 100 },
  );
  const extensions = ['AUTH XOAUTH2', 'SIZE 1000000'];
  server.play({ extensions, AUTH: '535 5.7.3 Authentication unsuccessful' });
  expect(await oauth.send(MAIL)).toMatchObject({ ...LATER, hold: true, because: '535 5.7.3 Authentication unsuccessful' });
  server.play({ extensions });
  expect(await oauth.send(MAIL)).toMatchObject({ kind: 'sent' });
  const said = server.commands
    .filter((command) => command.startsWith('AUTH'))
    .map((command) => Buffer.from(command.split(' ')[2] ?? '', 'base64').toString());
  expect(said).toEqual(['t1', 't2', 't2'].map((token) => `user=soporte@konecta.mx\x01auth=Bearer ${token}\x01\x01`));
  await oauth.close();
  provider.close();
});
