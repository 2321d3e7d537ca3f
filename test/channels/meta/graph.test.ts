import fastify from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { openGraph } from '../../../src/channels/meta/graph.ts';

const app = fastify({ forceCloseConnections: true });
app.all('/v26.0/:what', async (request, reply) => {
  const { what } = request.params as { what: string };
  if (what === 'moved') return reply.redirect('/v26.0/ok');
  if (what === 'cut') return reply.hijack().raw.destroy();
  if (what === 'half') {
    const { raw } = reply.hijack();
    raw.writeHead(200, { 'content-length': '100' });
    return raw.write('{"messages":', () => raw.destroy());
  }
  if (what.startsWith('http-'))
    return reply
      .code(Number(what.slice(5)))
      .type('text/html')
      .send('<html>');
  if (what === 'error-in-200') return { error: { code: 131047, fbtrace_id: 'A1' } };
  return { what, query: request.query, authorization: request.headers.authorization };
});
const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
afterAll(() => app.close());
const graph = openGraph({ baseUrl, version: 'v26.0', token: 'what do ya want for nothing?', appSecret: 'Jefe', timeoutMs: 5_000 });

test('the token goes in the header, its proof in the address', async () => {
  const answer = await graph({ path: 'ok', query: { fields: 'a,b' } });
  expect(answer).toMatchObject({
    kind: 'ok',
    body: {
      authorization: 'Bearer what do ya want for nothing?',
      query: { fields: 'a,b', appsecret_proof: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' },
    },
  });
});

test.each([
  ['http-502', { kind: 'unknown', code: 'http-502' }],
  ['http-504', { kind: 'unknown', code: 'http-504' }],
  ['http-200', { kind: 'unknown', code: 'unreadable-answer' }],
  ['http-500', { kind: 'error', error: { status: 500, code: null } }],
  ['http-404', { kind: 'error', error: { status: 404, code: null } }],
  ['error-in-200', { kind: 'error', error: { code: 131047, traceId: 'A1' } }],
  ['cut', { kind: 'unknown' }],
  ['half', { kind: 'unknown' }],
  ['moved', { kind: 'unknown' }],
])('an answer of %s tells what is known of the call', async (path, expected) => {
  expect(await graph({ path, body: {} })).toMatchObject(expected);
});
