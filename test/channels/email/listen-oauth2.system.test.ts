import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchMailbox } from '../../../src/channels/email/listen.ts';
import { type MailServer, startMailServer } from '../../../src/runtime/services/mail-server.ts';
import { openLedger } from '../../support/ledger.ts';
import { waitFor } from '../../support/wait.ts';

const ADDRESS = 'soportemxl@konecta.mx';
let server: MailServer;
let granted: 'yes' | 'withdrawn' = 'yes';
let issued = 0;
let good = '';
let origin = '';

// Both sides of OAuth2 at once: gives out access tokens, and tells Dovecot which of them is good (RFC 7662).
const provider = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const form = new URLSearchParams(text);
  const answer = request.url === '/token' ? issue() : introspect(form.get('token') ?? '');
  response.writeHead(answer.error ? 400 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});

const issue = (): Record<string, unknown> => {
  if (granted === 'withdrawn') return { error: 'invalid_grant' };
  issued++;
  // The first one is refused by the mail server, as one withdrawn before its time.
  const token = `token-${issued}`;
  if (issued > 1) good = token;
  return { access_token: token, expires_in: 3_600 };
};

const introspect = (token: string): Record<string, unknown> => ({ active: token === good, username: ADDRESS });

beforeAll(async () => {
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const address = provider.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  server = await startMailServer({ users: [{ address: ADDRESS, password: 'nadie la usa' }], introspectionUrl: `${origin}/introspect` });
});
afterAll(async () => {
  await server.stop();
  provider.close();
});

const watch = () => {
  const ledger = openLedger();
  const abort = new AbortController();
  const login = { clientId: 'id', clientSecret: 'secreto', refreshToken: 'r', tokenUrl: `${origin}/token` };
  const imap = { ...server.imap, secure: false, user: ADDRESS, auth: 'oauth2' as const, ...login };
  const done = watchMailbox({ imap, startFrom: 'all', maxRawBytes: 1_000_000 }, ledger, abort.signal);
  const stop = async () => {
    abort.abort();
    await done;
  };
  return { ledger, stop };
};

test('a mailbox is watched with OAuth2, and a token that the server refuses is renewed once', async () => {
  await server.deliver(ADDRESS, 'Subject: hola\r\n\r\nhola\r\n');
  const { ledger, stop } = watch();
  await waitFor('the mail', () => ledger.mails.length === 1);
  await stop();
  expect(issued).toBe(2);
});

test('when consent was withdrawn the status says so and the provider is left in peace', async () => {
  granted = 'withdrawn';
  const { ledger, stop } = watch();
  await waitFor('the refusal', () => ledger.status()?.state === 'waiting');
  expect(ledger.status()).toMatchObject({ lastError: 'oauth2-invalid-grant' });
  expect((ledger.status()?.nextTryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(4 * 60_000);
  await stop();
});
