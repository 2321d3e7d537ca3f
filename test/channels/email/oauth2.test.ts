import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openTokens } from '../../../src/channels/email/oauth2.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

type Reply = { status?: number; body: unknown };

const startTokenServer = async (answer: (form: URLSearchParams, count: number) => Reply) => {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push(new URLSearchParams(text));
    const { status, body } = answer(new URLSearchParams(text), asked.length);
    response.writeHead(status ?? 200, { 'content-type': 'application/json' }).end(typeof body === 'string' ? body : JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const login = { clientId: 'id', clientSecret: 'secreto', refreshToken: 'r1', tokenUrl: `http://127.0.0.1:${port}/token` };
  return { login, asked };
};

test('a token is asked for once, however many want it, and kept until shortly before its end', async () => {
  const { login, asked } = await startTokenServer((_form, count) => ({ body: { access_token: `t${count}`, expires_in: 3_600 } }));
  let now = 0;
  const tokens = openTokens(login, () => now);
  expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(['t1', 't1', 't1']);
  now = 55 * 60_000 - 1;
  expect(await tokens.get()).toBe('t1');
  now = 55 * 60_000;
  expect(await tokens.get()).toBe('t2');
  expect(asked).toHaveLength(2);
  expect(Object.fromEntries(asked[0] ?? [])).toEqual({
    grant_type: 'refresh_token',
    client_id: 'id',
    client_secret: 'secreto',
    refresh_token: 'r1',
  });
});

test('a new refresh token takes the place of the old one', async () => {
  const { login, asked } = await startTokenServer((_form, count) => ({
    body: { access_token: 't', expires_in: 60, refresh_token: `r${count + 1}` },
  }));
  const tokens = openTokens(login);
  await tokens.get();
  expect(tokens.forget()).toBe(true);
  await tokens.get();
  expect(asked.map((form) => form.get('refresh_token'))).toEqual(['r1', 'r2']);
});

test('withdrawn consent is permanent and named', async () => {
  const { login } = await startTokenServer(() => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
  }));
  await expect(openTokens(login).get()).rejects.toMatchObject({ name: 'PermanentError', code: 'oauth2-invalid-grant' });
});

test.each([
  ['a server error', { status: 500, body: { error: 'server_error' } }],
  ['a page in place of JSON', { status: 200, body: '<html>' }],
  ['JSON without a token', { status: 200, body: {} }],
])('%s is worth another try', async (_name, reply) => {
  const { login } = await startTokenServer((_form, count) => (count === 1 ? reply : { body: { access_token: 'bueno' } }));
  const tokens = openTokens(login);
  await expect(tokens.get()).rejects.not.toMatchObject({ name: 'PermanentError' });
  expect(await tokens.get()).toBe('bueno');
});
