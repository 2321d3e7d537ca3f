import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** What of a refused body is still read at most, and for how long. */
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_MS = 5_000;

/**
 * Lets a client whose body is too large hear its 413: a server that closes a connection on which bytes still arrive resets
 * it, and the answer is lost with it (RFC 9112, 9.6). What arrives is thrown away as it comes.
 */
export const drainRefused = (app: FastifyInstance): void => {
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode === 413) await drain(request.raw);
    return payload;
  });
};

const drain = (request: IncomingMessage): Promise<void> =>
  new Promise((resolve) => {
    if (request.complete || request.destroyed) return resolve();
    const timer = setTimeout(finish, LONGEST_MS);
    let bytes = 0;
    function count(chunk: Buffer) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish();
    }
    function finish() {
      clearTimeout(timer);
      request.off('data', count);
      resolve();
    }
    request.on('data', count).once('end', finish).once('close', finish).resume();
  });
