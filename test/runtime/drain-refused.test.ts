import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Fastify from 'fastify';
import { expect, onTestFinished, test } from 'vitest';
import { drainRefused } from '../../src/runtime/drain-refused.ts';

const LIMIT = 1024;

const openApp = async (): Promise<number> => {
  const app = Fastify({ bodyLimit: LIMIT });
  drainRefused(app);
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
  app.post('/', async () => ({ ok: true }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
};

/** Sends a head and then a body in pieces, as somebody whose line is slow; gives what was answered once the server closes. */
const sendInPieces = async (port: number, head: string, pieces: (string | Buffer)[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  const closed = once(socket, 'close');
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${head}\r\n\r\n`);
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await nextTurn();
  }
  await closed;
  return answer;
};

test('who announces too much and goes on writing hears 413 once all is written', async () => {
  const pieces = Array.from({ length: 80 }, () => Buffer.alloc(64 * 1024, 'x'));
  const answer = await sendInPieces(await openApp(), `content-length: ${80 * 64 * 1024}`, pieces);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
});

test('who sends too much in chunks hears 413 as well', async () => {
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
  const answer = await sendInPieces(await openApp(), 'transfer-encoding: chunked', [
    ...Array.from({ length: 80 }, () => chunk),
    '0\r\n\r\n',
  ]);
  expect(answer).toMatch(/^HTTP\/1.1 413 /);
});
