import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadProfiles } from '../../src/runtime/profiles.ts';
import { startDovecot } from '../../src/runtime/services/dovecot.ts';
import { giveToServices, makeMemoryFolder, makeTempFolder } from '../../src/runtime/services/folders.ts';
import { deliverToMaildir, openMaildir } from '../../src/runtime/services/maildir.ts';
import { startPostgres } from '../../src/runtime/services/postgres.ts';
import { findFreePort, removeFolder, startOnPort } from '../../src/runtime/services/program.ts';
import { startRedis } from '../../src/runtime/services/redis.ts';

/** A server that can be stopped and started again at the same address. */
export type Server = { url: string; stop: () => Promise<void>; start: () => Promise<void>; close: () => Promise<void> };

const DISK_MB = 400;

/** PostgreSQL whose data outlive its restarts; on a disk of its own where this machine lets us mount one. */
export const openPostgres = async (
  wantsDisk: boolean,
): Promise<
  Server & { disk: string | null; fill: () => Promise<void>; empty: () => Promise<void>; killPostmaster: () => Promise<void> }
> => {
  const folder = await makeMemoryFolder('faults-postgres');
  const disk = wantsDisk && (await mountDisk(folder)) ? folder : null;
  const port = await findFreePort();
  const dataDir = join(folder, 'server');
  // What it has said to be committed must be there after its own death.
  const start = () => startPostgres({ dataDir, port, durable: true });
  let running = await start();
  const { url } = running;
  return {
    url,
    disk,
    stop: () => running.stop(),
    start: async () => {
      running = await start();
    },
    fill: () => fillDisk(disk ?? ''),
    empty: () => rm(join(disk ?? '', FILLER), { force: true }),
    killPostmaster: async () => {
      const [pid] = (await readFile(join(dataDir, 'data/postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    close: async () => {
      await running.stop();
      if (disk) await promisify(execFile)('umount', [folder]);
      await removeFolder(folder);
    },
  };
};

const FILLER = 'filler';

const mountDisk = (folder: string): Promise<boolean> =>
  promisify(execFile)('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder]).then(
    async () => {
      await giveToServices(folder);
      return true;
    },
    () => false,
  );

/** Writes until the disk takes no more. */
const fillDisk = async (disk: string): Promise<void> => {
  const block = Buffer.alloc(64 * 1024, 1);
  for (;;) {
    const full = await writeFile(join(disk, FILLER), block, { flag: 'a' }).then(
      () => false,
      () => true,
    );
    if (full) return;
  }
};

/** Redis without memory of its restarts. */
export const openRedis = async (): Promise<Server> => {
  const port = await findFreePort();
  const password = randomBytes(18).toString('base64url');
  const start = () => startRedis({ port, password });
  let running = await start();
  return {
    url: running.url,
    stop: () => running.stop(),
    start: async () => {
      running = await start();
    },
    close: () => running.stop(),
  };
};

export const MAILBOXES = loadProfiles(join(import.meta.dirname, '../../config')).flatMap(({ mailboxes }) =>
  mailboxes.map(({ address }) => address),
);

export type Dovecot = Omit<Server, 'url'> & {
  port: number;
  password: string;
  /** Received just now, where nothing else is said. */
  deliver: (address: string, raw: Buffer, receivedAt?: Date) => Promise<void>;
  /** Files of a mailbox whose raw text holds these words: deleted, or moved to another folder. */
  remove: (address: string, name: string, moveTo: string | null) => Promise<boolean>;
  /** Forgets all UIDs while it is stopped: UIDVALIDITY is another one afterwards. */
  renumber: () => Promise<void>;
};

/** Dovecot with the companies' mailboxes, whose mails outlive its restarts. */
export const openDovecot = async (): Promise<Dovecot> => {
  const folder = await makeTempFolder('faults-mail');
  const password = randomBytes(12).toString('base64url');
  const users = MAILBOXES.map((address) => ({ address, password }));
  const start = async (port: number) => ({
    ...(await startDovecot({ folder, port, users, introspectionUrl: null, temporary: null })),
    port,
  });
  let running = await startOnPort(undefined, start);
  const { port } = running;
  const maildirOf = (address: string) => join(folder, 'mail', address.toLowerCase());
  for (const address of MAILBOXES) await openMaildir(maildirOf(address));
  return {
    port,
    password,
    stop: () => running.stop(),
    start: async () => {
      running = await start(port);
    },
    deliver: (address, raw, receivedAt) => deliverToMaildir(maildirOf(address), '', [raw], receivedAt ?? null),
    remove: (address, name, moveTo) => removeMail(maildirOf(address), name, moveTo),
    renumber: async () => {
      for (const address of MAILBOXES)
        for (const file of await readdir(maildirOf(address)))
          if (file.startsWith('dovecot')) await rm(join(maildirOf(address), file), { recursive: true });
    },
    close: async () => {
      await running.stop();
      await removeFolder(folder);
    },
  };
};

const removeMail = async (maildir: string, words: string, moveTo: string | null): Promise<boolean> => {
  for (const box of ['new', 'cur']) {
    const { stdout } = await promisify(execFile)('grep', ['-lrF', words, join(maildir, box)]).catch(() => ({ stdout: '' }));
    const [path] = stdout.split('\n');
    if (!path) continue;
    if (moveTo === null) await rm(path);
    else {
      const target = join(maildir, `.${moveTo}`);
      for (const inner of ['cur', 'new', 'tmp']) await mkdir(join(target, inner), { recursive: true });
      await promisify(execFile)('mv', [path, join(target, 'cur')]);
    }
    return true;
  }
  return false;
};
