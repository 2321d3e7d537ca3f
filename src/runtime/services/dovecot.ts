import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { PermanentError } from '../errors.ts';
import { findOnPath, type Installation, isExecutable, relocateDovecot, unpackPackages } from './debian.ts';
import { findServiceUser, giveToServices, type ServiceUser } from './folders.ts';
import { runCommand, startProgram } from './program.ts';

export type MailUser = { address: string; password: string };

export type DovecotOptions = {
  folder: string;
  port: number;
  users: MailUser[];
  /** Where Dovecot asks whether an OAuth2 access token is good (RFC 7662); null: passwords only. */
  introspectionUrl: string | null;
  temporary: string | null;
};

/** Starts Dovecot's IMAP on a loopback port over Maildirs in `folder`/mail, in plain text, everything under one ordinary user. */
export const startDovecot = async (options: DovecotOptions): Promise<{ stop: () => Promise<void> }> => {
  const { folder, port } = options;
  const installation = await findDovecot();
  const settings = join(folder, 'dovecot.conf');
  // Sockets of a server that was killed would keep the next one from starting.
  await rm(join(folder, 'run'), { recursive: true, force: true });
  for (const name of ['run', 'mail']) await makeFolder(join(folder, name));
  await writeSecret(join(folder, 'users'), options.users.map(userLine).join(''));
  if (options.introspectionUrl) await writeSecret(join(folder, 'oauth2.conf'), introspection(options.introspectionUrl));
  await writeSecret(settings, compose(options, installation.root, await whoRunsIt()));
  return startProgram({
    name: 'Dovecot',
    // `dovecot` would call doveconf by a built-in path, which an unpacked one does not have.
    command: join(installation.root, '/usr/bin/doveconf'),
    args: [
      '-f',
      'service=master',
      '-c',
      settings,
      '-m',
      'master',
      '-p',
      '-e',
      join(installation.root, '/usr/sbin/dovecot'),
      '-F',
      '-c',
      settings,
    ],
    env: installation.env,
    folder,
    logFile: join(folder, 'dovecot.log'),
    temporary: options.temporary,
    stopSignal: 'TERM',
    ready: () => greets(port, folder),
  });
};

const findDovecot = async (): Promise<Installation> => {
  const found = await findInstallation();
  const version = await runCommand(join(found.root, '/usr/sbin/dovecot'), ['--version'], { folder: '/', env: found.env });
  // 2.4 has another configuration language.
  if (version.startsWith('2.3.')) return found;
  throw new PermanentError('service_missing', `Dovecot 2.3 is needed (Debian 12), this machine has ${version.trim()}`);
};

const findInstallation = async (): Promise<Installation> => {
  if ((await findOnPath('dovecot')) && (await isExecutable('/usr/lib/dovecot/imap'))) return { root: '', env: {} };
  const unpacked = await unpackPackages('Dovecot', ['dovecot-imapd']);
  await relocateDovecot(unpacked);
  return unpacked;
};

type Account = ServiceUser & { name: string; group: string };

const whoRunsIt = async (): Promise<Account> => {
  const user = await findServiceUser();
  const { uid, gid, username } = user ? { ...user, username: 'nobody' } : userInfo();
  const groups = (await readFile('/etc/group', 'utf8')).split('\n').map((line) => line.split(':'));
  const group = groups.find((entry) => entry[2] === String(gid))?.[0];
  if (!group) throw new PermanentError('service_failed', `Dovecot needs a name for the group ${gid} of user ${username} in /etc/group`);
  return { uid, gid, name: username, group };
};

// Nothing but ordinary IMAP; one user for all its processes, because an ordinary user cannot change to another.
const compose = ({ folder, port, introspectionUrl }: DovecotOptions, root: string, user: Account): string => `
base_dir = ${folder}/run
state_dir = ${folder}/run
instance_name = ventanilla
libexec_dir = ${root}/usr/lib/dovecot
mail_plugin_dir = ${root}/usr/lib/dovecot/modules
import_environment = TZ LD_LIBRARY_PATH
protocols = imap
login_greeting = ventanilla ${folder}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login${introspectionUrl ? ' xoauth2 oauthbearer' : ''}
auth_failure_delay = 0
log_path = /dev/stderr
default_internal_user = ${user.name}
default_internal_group = ${user.group}
default_login_user = ${user.name}
default_process_limit = 200
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
mail_max_userip_connections = 50
${introspectionUrl ? `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${folder}/oauth2.conf\n}` : ''}
passdb {
  driver = passwd-file
  args = username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${user.uid} gid=${user.gid} home=${folder}/mail/%u
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
`;

const introspection = (url: string): string =>
  `introspection_mode = post\nintrospection_url = ${url}\nusername_attribute = username\nactive_attribute = active\nactive_value = true\n`;

const userLine = ({ address, password }: MailUser): string => `${address}:{PLAIN.B64}${Buffer.from(password, 'utf8').toString('base64')}\n`;

const makeFolder = async (path: string): Promise<void> => {
  await mkdir(path, { recursive: true, mode: 0o755 });
  await giveToServices(path);
};

const writeSecret = async (path: string, text: string): Promise<void> => {
  await writeFile(path, text, { mode: 0o600 });
  await chmod(path, 0o600);
  await giveToServices(path);
};

// The greeting names our folder: another server on this port is not taken for ours.
const greets = (port: number, folder: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
    socket.once('data', (chunk) => {
      socket.destroy();
      chunk.toString('utf8').includes(`ventanilla ${folder}`) ? resolve() : reject(new Error('no IMAP greeting'));
    });
    socket.on('timeout', () => socket.destroy(new Error('Dovecot did not answer')));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('Dovecot closed the connection')));
  });
