import { once } from 'node:events';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { type MailUser, startDovecot } from './dovecot.ts';
import { makeTempFolder } from './folders.ts';
import { deliverToMaildir, openMaildir } from './maildir.ts';
import { removeFolder, removeIfFailed, startOnPort } from './program.ts';

export type MailServer = {
  imap: { host: string; port: number };
  /** Takes mail for its users from anybody, as a mail exchanger does, and offers AUTH with their passwords. */
  smtp: { host: string; port: number };
  /** Puts a raw mail into a mailbox past SMTP, received at a time of one's choice. */
  deliver: (address: string, raw: Buffer | string, receivedAt?: Date) => Promise<void>;
  /** The folder that holds an address's INBOX. */
  maildirOf: (address: string) => string;
  stop: () => Promise<void>;
};

const MAX_MAIL_BYTES = 64 * 1024 * 1024;

/** A mail server on loopback: real Dovecot with these mailboxes, and SMTP that delivers into them. */
export const startMailServer = async (options: {
  users: MailUser[];
  imapPort?: number;
  smtpPort?: number;
  introspectionUrl?: string;
}): Promise<MailServer> => {
  const folder = await makeTempFolder('mail');
  const passwords = new Map(options.users.map(({ address, password }) => [address.toLowerCase(), password]));
  const users = [...passwords].map(([address, password]) => ({ address, password }));
  const start = async (port: number) => {
    const dovecot = await startDovecot({ folder, port, users, introspectionUrl: options.introspectionUrl ?? null, temporary: folder });
    return { ...dovecot, port };
  };
  const dovecot = await removeIfFailed(folder, startOnPort(options.imapPort, start));
  const maildirOf = (address: string) => join(folder, 'mail', address.toLowerCase());
  for (const address of passwords.keys()) await openMaildir(maildirOf(address));
  const smtp = await startSmtp(passwords, maildirOf, options.smtpPort ?? 0);
  return {
    imap: { host: '127.0.0.1', port: dovecot.port },
    smtp: { host: '127.0.0.1', port: smtp.port },
    deliver: (address, raw, receivedAt) => deliverToMaildir(maildirOf(address), '', [Buffer.from(raw)], receivedAt ?? null),
    maildirOf,
    stop: async () => {
      await smtp.stop();
      await dovecot.stop();
      await removeFolder(folder);
    },
  };
};

const startSmtp = async (passwords: Map<string, string>, maildirOf: (address: string) => string, port: number) => {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    closeTimeout: 1_000,
    logger: false,
    onAuth: ({ username, password }, _session, callback) => {
      const known = username !== undefined && passwords.get(username.toLowerCase()) === password;
      if (known) return callback(null, { user: username });
      callback(smtpError(535, '5.7.8 Authentication credentials invalid'));
    },
    onRcptTo: ({ address }, _session, callback) =>
      callback(passwords.has(address.toLowerCase()) ? null : smtpError(550, '5.1.1 No such mailbox here')),
    onData: (stream, session, callback) => {
      takeMail(stream, session, maildirOf).then(
        (id) => callback(null, `2.0.0 Ok: queued as ${id}`),
        () =>
          callback(smtpError(stream.sizeExceeded ? 552 : 451, stream.sizeExceeded ? '5.3.4 Message too big' : '4.3.0 Could not be stored')),
      );
    },
  });
  // Clients that are killed in the middle are what the tests are about.
  server.on('error', () => {});
  const listener = server.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('the SMTP server has no port');
  return { port: address.port, stop: () => new Promise<void>((resolve) => server.close(resolve)) };
};

const takeMail = async (
  stream: Parameters<NonNullable<ConstructorParameters<typeof SMTPServer>[0]>['onData'] & object>[0],
  session: SMTPServerSession,
  maildirOf: (address: string) => string,
): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  if (stream.sizeExceeded) throw new Error('too big');
  const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  for (const { address } of session.envelope.rcptTo) {
    await deliverToMaildir(maildirOf(address), composeTrace(from, address, session), chunks, null);
  }
  return session.id;
};

// What a final delivery adds on top (RFC 5321, 4.4): the envelope's sender and the trace of this hop.
const composeTrace = (from: string, to: string, session: SMTPServerSession): string =>
  [
    `Return-Path: <${from}>`,
    `Delivered-To: ${to}`,
    `Received: from ${session.hostNameAppearsAs || 'unknown'} ([127.0.0.1])`,
    `\tby localhost with ESMTP id ${session.id}; ${new Date().toUTCString().replace('GMT', '+0000')}`,
    '',
  ].join('\r\n');

const smtpError = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });
