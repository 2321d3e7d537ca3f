import { ImapFlow } from 'imapflow';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { mayBePlain, openCredentials } from '../../channels/email/account.ts';
import type { MailboxSettings, MailServerSettings } from '../../runtime/config.ts';
import { codeOf, PermanentError } from '../../runtime/errors.ts';
import { explainNetwork, type Finding, fail, ok, warn } from './finding.ts';

const ANSWER_WITHIN_MS = 10_000;
const SKEW_MS = 2 * 60_000;
const MEBIBYTE = 1024 * 1024;
/** What an answer of ours may weigh at the most. */
const ANSWER_BYTES = 5 * MEBIBYTE;

type Login = Awaited<ReturnType<ReturnType<typeof openCredentials>['get']>>;

/** Logs in to INBOX as the watcher does; nothing is marked, moved or fetched but the date of the last mail. */
export const checkImap = async ({ address, imap }: MailboxSettings): Promise<Finding[]> => {
  const topic = `IMAP ${address}`;
  try {
    const flow = new ImapFlow({
      host: imap.host,
      port: imap.port,
      secure: imap.secure,
      ...(!imap.secure && { doSTARTTLS: !mayBePlain(imap) }),
      auth: await openCredentials(imap).get(),
      logger: false,
      disableAutoIdle: true,
      connectionTimeout: ANSWER_WITHIN_MS,
      greetingTimeout: ANSWER_WITHIN_MS,
      socketTimeout: ANSWER_WITHIN_MS,
    });
    flow.on('error', () => undefined); // the command that was running tells it
    try {
      await flow.connect();
      return await lookIntoInbox(flow, topic, imap);
    } finally {
      flow.close();
    }
  } catch (error) {
    return [explainMail(error, topic, imap)];
  }
};

const lookIntoInbox = async (flow: ImapFlow, topic: string, { host, port }: MailServerSettings): Promise<Finding[]> => {
  const inbox = await flow.mailboxOpen('INBOX', { readOnly: true });
  const last = inbox.exists > 0 ? await flow.fetchOne('*', { internalDate: true }) : null;
  const { internalDate = Date.now() } = last || {};
  const aheadMs = new Date(internalDate).getTime() - Date.now();
  return [
    ok(topic, `${host}:${port}, INBOX holds ${inbox.exists} mails`),
    ...(flow.secureConnection ? [] : [warn(topic, 'the connection is not encrypted', 'Set secure: true and the port of IMAPS, 993.')]),
    flow.capabilities.has('IDLE')
      ? ok(topic, 'tells of new mail at once (IDLE)')
      : warn(topic, 'does not offer IDLE: new mail is found by asking', 'Ask the provider for IDLE, or live with a minute more.'),
    ...(aheadMs > SKEW_MS
      ? [
          fail(
            topic,
            `its last mail is dated ${Math.round(aheadMs / 1000)} s ahead of this machine's clock`,
            'Run NTP here: terms run from the receipt.',
          ),
        ]
      : []),
  ];
};

/** Logs in as the sender does, sends nothing. */
export const checkSmtp = async ({ address, smtp }: MailboxSettings): Promise<Finding[]> => {
  const topic = `SMTP ${address}`;
  try {
    const login = await openCredentials(smtp).get();
    const { greeting, secure } = await greetSmtp(smtp, login);
    const size = Number(SIZE.exec(greeting)?.[1] ?? 0);
    return [
      ok(topic, `${smtp.host}:${smtp.port}, login accepted`),
      secure
        ? ok(topic, 'encrypted (TLS)')
        : warn(topic, 'the connection is not encrypted', 'Set secure: true and port 465, or a server with STARTTLS.'),
      size > 0 && size < ANSWER_BYTES
        ? warn(topic, `takes mails of ${(size / MEBIBYTE).toFixed(1)} MiB at most (SIZE)`, 'Ask the provider for more.')
        : ok(topic, size > 0 ? `takes mails of ${Math.round(size / MEBIBYTE)} MiB (SIZE)` : 'names no limit of size'),
    ];
  } catch (error) {
    return [explainMail(error, topic, smtp)];
  }
};

// `250-SIZE 35882577`; not `250-8BITMIME`
const SIZE = /^250[- ]SIZE (\d+)/im;

const greetSmtp = (server: MailServerSettings, login: Login): Promise<{ greeting: string; secure: boolean }> =>
  new Promise((resolve, reject) => {
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.secure,
      ...(!server.secure && (mayBePlain(server) ? { ignoreTLS: true } : { requireTLS: true })),
      connectionTimeout: ANSWER_WITHIN_MS,
      greetingTimeout: ANSWER_WITHIN_MS,
      socketTimeout: ANSWER_WITHIN_MS,
      logger: false,
    });
    const end = (error: Error | null, greeting = ''): void => {
      const { secure } = connection;
      if (error) connection.close();
      else connection.quit();
      error ? reject(error) : resolve({ greeting, secure });
    };
    connection.once('error', end);
    connection.connect((error) => {
      if (error) return end(error);
      const greeting = String(connection.lastServerResponse);
      connection.login(credentials(login), (refused) => end(refused, greeting));
    });
  });

type SmtpLogin = Parameters<SMTPConnection['login']>[0];

const credentials = (login: Login): SmtpLogin => {
  if ('pass' in login) return { user: login.user, credentials: { user: login.user, pass: login.pass } };
  // What nodemailer asks of a source of tokens; there is only this one.
  const getToken = (_renew: boolean, done: (error: null, token: string) => void) => done(null, login.accessToken);
  const buildXOAuth2Token = (token: string) => Buffer.from(`user=${login.user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
  return { user: login.user, oauth2: { getToken, buildXOAuth2Token } } as unknown as SmtpLogin;
};

const explainMail = (error: unknown, topic: string, { host, port, user }: MailServerSettings): Finding => {
  const { authenticationFailed, serverResponseCode } = error as { authenticationFailed?: boolean; serverResponseCode?: string };
  const place = `${host}:${port}`;
  if (error instanceof PermanentError) return fail(topic, error.message, 'Give consent anew and set the new refresh token.');
  if (authenticationFailed || codeOf(error) === 'EAUTH') {
    const words = serverResponseCode ? ` (${serverResponseCode})` : '';
    return fail(topic, `${place} refuses the login of ${user}${words}`, 'Mend user and password; some providers want a password for apps.');
  }
  const network = explainNetwork(error);
  if (network) return fail(topic, `${place}: ${network}`, 'Mend host, port and secure in the company file; look at the firewall.');
  if (codeOf(error) === 'ETLS') return fail(topic, `${place} offers no encryption (STARTTLS)`, 'Set secure: true and the port of TLS.');
  return fail(topic, `${place} failed (${codeOf(error)})`, 'Try it with a mail client and the same settings.');
};
