import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { inject, onTestFinished } from 'vitest';

/** The way to the tests' Redis, which can be made to take and give nothing any more, as a Redis that hangs. */
export const openWay = async () => {
  const url = new URL(inject('redisUrl'));
  const { hostname, port } = url;
  let hangs = false;
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    client.on('data', (bytes) => hangs || redis.write(bytes)).on('close', () => redis.destroy());
    redis.on('data', (bytes) => client.write(bytes)).on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    hang: () => {
      hangs = true;
    },
  };
};
