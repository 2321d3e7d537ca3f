import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Wire = {
  port: number;
  /** How many connections have been made to it. */
  connections: () => number;
  /** Ends every connection at once, as a network that fails does. */
  cut: () => void;
  /** From now on bytes are swallowed in both directions; connections stay open. */
  hang: () => void;
  resume: () => void;
  /** Sees the bytes on their way, may change them, wait, or cut by returning null. */
  intercept: (hooks: Hooks) => void;
  stop: () => Promise<void>;
};
/** Which connection the bytes are of is told by its number. */
type Hook = (bytes: Buffer, connection: number) => Buffer | null | Promise<Buffer | null>;
export type Hooks = { toServer?: Hook; toClient?: Hook };

/** A wire between us and a server that can be cut, silenced and listened to. */
export const startWire = async (target: { host: string; port: number }): Promise<Wire> => {
  const sockets = new Set<Socket>();
  let connections = 0;
  let hanging = false;
  let hooks: Hooks = {};
  const pass = async (bytes: Buffer, hook: Hook | undefined, connection: number, to: Socket, from: Socket): Promise<void> => {
    if (hanging) return;
    const passed = hook ? await hook(bytes, connection) : bytes;
    if (passed === null) {
      to.destroy();
      from.destroy();
    } else if (!to.destroyed) to.write(passed);
  };
  const server = createServer((client) => {
    connections++;
    const number = connections;
    const upstream = connect(target);
    // One after the other, also when a hook waits.
    let queue = Promise.resolve();
    const relay = (from: Socket, to: Socket, hookOf: () => Hook | undefined) => {
      sockets.add(from);
      from.on('data', (bytes) => {
        queue = queue.then(() => pass(bytes, hookOf(), number, to, from));
      });
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        queue = queue.then(() => {
          to.destroy();
        });
      });
    };
    relay(client, upstream, () => hooks.toServer);
    relay(upstream, client, () => hooks.toClient);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    connections: () => connections,
    cut,
    hang: () => {
      hanging = true;
    },
    resume: () => {
      hanging = false;
    },
    intercept: (wanted) => {
      hooks = wanted;
    },
    stop: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
