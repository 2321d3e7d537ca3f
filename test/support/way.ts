import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { inject, onTestFinished } from 'vitest';

/** The way to a server, the tests' Redis if none is named, which can be made to take and give nothing any more, as one that hangs. */
export const openWay = async (target: string = inject('redisUrl')) => {
  const url = new URL(target);
  const { hostname, port } = url;
  let hangs = false;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    clients.add(client);
    const behind = connect(Number(port), hostname);
    client.on('data', (bytes) => hangs || behind.write(bytes)).on('close', () => behind.destroy());
    behind.on('data', (bytes) => client.write(bytes)).on('error', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  url.port = String(typeof address === 'object' && address ? address.port : 0);
  return {
    url: url.href,
    /** Every connection breaks, and none is taken any more. */
    vanish: () => {
      server.close();
      for (const client of clients) client.destroy();
    },
    hang: () => {
      hangs = true;
    },
  };
};
