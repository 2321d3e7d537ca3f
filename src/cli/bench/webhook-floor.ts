// What no webhook can be quicker than. In: a database's address as the first argument, a secret as the second. Out: its port to the parent; Fastify, HMAC, one row inserted, 200. On failure: it dies with its parent.
import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';

const [databaseUrl = '', secret = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await pool.query('CREATE TABLE IF NOT EXISTS bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea NOT NULL)');

const app = Fastify({ logger: false });
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
app.post('/floor', async (request, reply) => {
  const body = request.body as Buffer;
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(String(request.headers['x-hub-signature-256'] ?? ''));
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return reply.code(401).send();
  JSON.parse(body.toString('utf8'));
  await pool.query({ name: 'insert', text: 'INSERT INTO bench_floor (body) VALUES ($1)', values: [body] });
  return reply.code(200).send('');
});
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: address !== null && typeof address === 'object' ? address.port : 0 });
process.on('disconnect', () => process.exit(0));
