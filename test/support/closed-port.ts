import { once } from 'node:events';
import { createServer } from 'node:net';

/** A loopback port where nobody listens. */
export const closedPort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new TypeError('a server on TCP has a port');
  return address.port;
};
