import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { findOnPath, type Installation, unpackPackages } from './debian.ts';
import { giveToServices, makeTempFolder } from './folders.ts';
import { removeFolder, removeIfFailed, startOnPort, startProgram } from './program.ts';

export type Redis = { url: string; port: number; stop: () => Promise<void> };

/** A Redis of our own on a loopback port. With `dir` its data outlive a restart; without, nothing touches the disk. `password` keeps its address the same. */
export const startRedis = async (options: { port?: number; dir?: string; password?: string } = {}): Promise<Redis> => {
  const server = await findRedis();
  const folder = options.dir ?? (await makeTempFolder('redis'));
  // What lies above is made open: the servers' user must reach its own folder.
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await giveToServices(folder);
  const temporary = options.dir === undefined ? folder : null;
  const start = (port: number) => startOn(server, folder, port, temporary, options.password);
  const running = await removeIfFailed(temporary, startOnPort(options.port, start));
  const stop = async () => {
    await running.stop();
    if (temporary) await removeFolder(temporary);
  };
  return { ...running, stop };
};

const findRedis = async (): Promise<Installation & { command: string }> => {
  const command = await findOnPath('redis-server');
  if (command) return { root: '', env: {}, command };
  const unpacked = await unpackPackages('Redis', ['redis-server']);
  return { ...unpacked, command: join(unpacked.root, 'usr/bin/redis-server') };
};

const startOn = async (
  server: Awaited<ReturnType<typeof findRedis>>,
  folder: string,
  port: number,
  temporary: string | null,
  password = randomBytes(18).toString('base64url'),
): Promise<Redis> => {
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${folder}`,
    'save ""',
    `appendonly ${temporary ? 'no' : 'yes'}`,
    // BullMQ must never lose a key to eviction.
    'maxmemory-policy noeviction',
  ];
  const file = join(folder, 'redis.conf');
  await writeFile(file, `${settings.join('\n')}\n`, { mode: 0o600 });
  await giveToServices(file);
  const { stop } = await startProgram({
    name: 'Redis',
    command: server.command,
    args: [file],
    env: server.env,
    folder,
    logFile: join(folder, 'redis.log'),
    temporary,
    stopSignal: 'TERM',
    ready: () => ping(port, password),
  });
  return { url: `redis://:${password}@127.0.0.1:${port}/0`, port, stop };
};

// +PONG only after the right password and with the data loaded: so it is our server, and it is ready.
const ping = (port: number, password: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
    let answer = '';
    socket.on('connect', () => socket.write(`AUTH ${password}\r\nPING\r\nQUIT\r\n`));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('timeout', () => socket.destroy(new Error('Redis did not answer')));
    socket.on('error', reject);
    socket.on('close', () => (answer.includes('+PONG') ? resolve() : reject(new Error(`Redis answered ${answer.slice(0, 80)}`))));
  });
