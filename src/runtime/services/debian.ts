import { createHash } from 'node:crypto';
import { access, chmod, constants, lstat, mkdir, mkdtemp, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { PermanentError } from '../errors.ts';
import { findCacheFolder } from './folders.ts';
import { removeFolder, runCommand } from './program.ts';

/** A set of programs and where they stand: `root` is '' for those installed on the machine, else the folder they were unpacked in. */
export type Installation = { root: string; env: Record<string, string> };

const DOVECOT_LIBRARIES = ['usr/lib/dovecot', 'usr/lib/dovecot/modules/old-stats', 'usr/lib/dovecot/old-stats'];
const KNOWN_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin', '/opt/homebrew/bin'];

/** The full path of a program on PATH or in the usual places, or null. */
export const findOnPath = async (program: string): Promise<string | null> => {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...KNOWN_FOLDERS]) {
    if (folder && (await isExecutable(join(folder, program)))) return join(folder, program);
  }
  return null;
};

export const isExecutable = (path: string): Promise<boolean> =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/**
 * Debian packages with what they need, unpacked into our cache: nothing is installed, no service is started, and it needs no
 * root. Done once a machine and user; says so on standard error, because it takes seconds and the network.
 */
export const unpackPackages = async (name: string, packages: string[]): Promise<Installation> => {
  const root = join(await findCacheFolder(), `debian-${name}`);
  if (!(await isExecutable(root))) {
    if (!(await findOnPath('apt-get'))) throw missing(name, packages, null);
    process.stderr.write(`ventanilla: ${name} is not installed on this machine; unpacking Debian's ${packages.join(', ')} into ${root}\n`);
    await unpack(root, packages).catch((error) => {
      throw missing(name, packages, error);
    });
  }
  const libraries = [...DOVECOT_LIBRARIES.map((folder) => join(root, folder)), ...(await libraryFolders(root))];
  return { root, env: { LD_LIBRARY_PATH: libraries.join(':') } };
};

/**
 * Dovecot has one path built in that no setting changes, that of its modules. It is replaced by one of the same length, a link
 * to where they were unpacked.
 */
export const relocateDovecot = async ({ root }: Installation): Promise<void> => {
  const builtIn = Buffer.from('/usr/lib/dovecot/modules\0');
  const link = `/tmp/ventanilla-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
  const library = join(root, 'usr/lib/dovecot/libdovecot.so.0');
  const bytes = await readFile(library);
  const at = bytes.indexOf(builtIn);
  if (at >= 0) {
    bytes.write(link, at, 'latin1');
    await writeFile(`${library}.new`, bytes);
    await chmod(`${library}.new`, 0o644);
    await rename(`${library}.new`, library);
  }
  await symlink(join(root, 'usr/lib/dovecot/modules'), link).catch(() => {});
  // /tmp belongs to everybody: code is loaded only through a link that is ours.
  const { uid } = await lstat(link);
  if (uid !== process.getuid?.())
    throw new PermanentError('service_failed', `${link} belongs to user ${uid}, expected ${process.getuid?.()}`);
};

const unpack = async (root: string, packages: string[]): Promise<void> => {
  const work = await mkdtemp(`${root}-`);
  try {
    for (const folder of ['lists/partial', 'archives/partial', 'root']) await mkdir(join(work, folder), { recursive: true });
    const run = (command: string, args: string[]) =>
      runCommand(command, args, { folder: work, asOurselves: true, env: { PATH: KNOWN_FOLDERS.join(':') } });
    await run('apt-get', [...aptOptions(work), '-qq', 'update']);
    await run('apt-get', [...aptOptions(work), '-qq', '-y', '--download-only', '--no-install-recommends', 'install', ...packages]);
    const archives = (await readdir(join(work, 'archives'))).filter((file) => file.endsWith('.deb'));
    for (const archive of archives) await run('dpkg', ['-x', join('archives', archive), 'root']);
    await run('chmod', ['-R', 'a+rX', 'root']);
    // Another process may have been quicker; its copy is as good.
    await rename(join(work, 'root'), root).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await removeFolder(work);
  }
};

// Lists, archives and locks of our own, so that an ordinary user may do it; what is installed is read from the machine.
const aptOptions = (work: string): string[] =>
  [
    `Dir::State::Lists=${work}/lists`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${work}`,
    `Dir::Cache::archives=${work}/archives`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
  ].flatMap((option) => ['-o', option]);

const libraryFolders = async (root: string): Promise<string[]> => {
  const base = join(root, 'usr/lib');
  const names = await readdir(base);
  return names.filter((name) => name.includes('-linux-gnu')).map((name) => join(base, name));
};

const missing = (name: string, packages: string[], cause: unknown): PermanentError => {
  const why = cause instanceof Error ? ` (unpacking it here failed: ${cause.message.slice(0, 600)})` : '';
  return new PermanentError(
    'service_missing',
    `${name} is needed and was not found. Install it, on Debian or Ubuntu with: apt-get install --no-install-recommends ${packages.join(' ')}${why}`,
    { cause },
  );
};
