import { chmod, chown, mkdir, mkdtemp, readFile, stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Ids that the servers run under when we are root: PostgreSQL refuses root, and Dovecot refuses to open mail as root. */
export type ServiceUser = { uid: number; gid: number };

/** `nobody` when we are root, else null: then everything simply runs as ourselves. */
export const findServiceUser = async (): Promise<ServiceUser | null> => {
  if (process.getuid?.() !== 0) return null;
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('nobody:'));
  const [uid, gid] = (line ?? '').split(':').slice(2, 4).map(Number);
  return { uid: uid || 65_534, gid: gid || 65_534 };
};

/** Where programs that were copied or unpacked stay between runs; as root a place that `nobody` can read, which a home may not be. */
export const findCacheFolder = async (): Promise<string> =>
  process.getuid?.() === 0
    ? openFolder('/var/cache/ventanilla')
    : openFolder(join(await ownBase('XDG_CACHE_HOME', '.cache'), 'ventanilla'));

/** Where data that must outlive a restart is kept when nobody says where. */
export const findStateFolder = async (): Promise<string> =>
  process.getuid?.() === 0
    ? openFolder('/var/lib/ventanilla')
    : openFolder(join(await ownBase('XDG_STATE_HOME', '.local/state'), 'ventanilla'));

/** A new folder that only the servers' user can read. Under /tmp whatever TMPDIR says: Unix sockets need short paths, `nobody` a way in. */
export const makeTempFolder = async (name: string): Promise<string> => giveToServices(await mkdtemp(`/tmp/ventanilla-${name}-`));

/** The same in memory where the machine has room for it, for what need not outlive the process; else under /tmp. */
export const makeMemoryFolder = async (name: string): Promise<string> => {
  const room = await statfs('/dev/shm').catch(() => null);
  if (!room || room.bavail * room.bsize < ROOM_IN_MEMORY_BYTES) return makeTempFolder(name);
  const folder = await mkdtemp(`/dev/shm/ventanilla-${name}-`).catch(() => null);
  return folder === null ? makeTempFolder(name) : giveToServices(folder);
};

/** Less is a container's 64 MB, or a machine that needs its memory. */
const ROOM_IN_MEMORY_BYTES = 4 * 1024 ** 3;

/** Hands a file or folder (not what is in it) to the servers' user. */
export const giveToServices = async (path: string): Promise<string> => {
  const user = await findServiceUser();
  if (user) await chown(path, user.uid, user.gid);
  return path;
};

const openFolder = async (path: string): Promise<string> => {
  await mkdir(path, { recursive: true });
  // Root's umask may shut `nobody` out.
  if (process.getuid?.() === 0) await chmod(path, 0o755);
  return path;
};

// An account without a usable home (HOME=/nonexistent, containers) gets a folder of its own under /tmp.
const ownBase = async (variable: string, below: string): Promise<string> => {
  const named = process.env[variable];
  if (named) return named;
  const home = await stat(homedir()).catch(() => null);
  const usable = home?.isDirectory() && home.uid === process.getuid?.();
  return usable ? join(homedir(), below) : `/tmp/ventanilla-home-${process.getuid?.()}`;
};
