// One IMAP connection with the mailbox open. In: an account. Out: a client whose every command has a time limit. On failure: the connection is closed and the error says what kind it is.
import { ImapFlow } from 'imapflow';
import { PermanentError } from '../../runtime/errors.ts';
import { type Credentials, type MailAccount, mayBePlain } from './account.ts';

/** `uidNext` is null where the server does not say it. */
export type OpenMailbox = { uidValidity: bigint; uidNext: number | null };

export type ImapClient = {
  flow: ImapFlow;
  /** Runs one command; when it takes longer than allowed the connection is closed, because nobody knows its state any more. */
  run: <T>(what: string, command: (flow: ImapFlow) => Promise<T>, limitMs?: number) => Promise<T>;
  /** Opens the mailbox anew and says what the server says of it now. */
  open: () => Promise<OpenMailbox>;
  close: () => void;
};

export type ClientLimits = { commandMs: number; quietMs: number; maxLiteralBytes: number };

// RFC 5530: the server's state, not our credentials.
const TEMPORARY_LOGIN_CODES = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT', 'SERVERBUG', 'OVERQUOTA', 'CONTACTADMIN']);

/** Connects and logs in. A refused login is a PermanentError `login-refused`; everything else is worth another try soon. */
export const connectImap = async (
  account: MailAccount,
  credentials: Credentials,
  mailbox: { folder: string; readOnly: boolean },
  limits: ClientLimits,
  signal: AbortSignal,
): Promise<ImapClient> => {
  try {
    return await connectOnce(account, await credentials.get(), mailbox, limits, signal);
  } catch (error) {
    // An access token may have been withdrawn before its time: one try with a new one.
    if (!isLoginRefused(error) || !credentials.renew()) throw error;
    return connectOnce(account, await credentials.get(), mailbox, limits, signal);
  }
};

export const isLoginRefused = (error: unknown): boolean => error instanceof PermanentError && error.code === 'login-refused';

/** True when the server answered NO or BAD: the command failed and the connection is still good. */
export const isRefusal = (error: unknown): boolean =>
  ['NO', 'BAD'].includes(String((error as { responseStatus?: unknown })?.responseStatus));

const connectOnce = async (
  account: MailAccount,
  auth: Awaited<ReturnType<Credentials['get']>>,
  mailbox: { folder: string; readOnly: boolean },
  limits: ClientLimits,
  signal: AbortSignal,
): Promise<ImapClient> => {
  const flow = new ImapFlow({
    host: account.host,
    port: account.port,
    secure: account.secure,
    ...(!account.secure && { doSTARTTLS: !mayBePlain(account) }),
    auth,
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: limits.commandMs,
    greetingTimeout: limits.commandMs,
    socketTimeout: limits.quietMs,
    maxLiteralSize: limits.maxLiteralBytes,
    maxResponseSize: limits.maxLiteralBytes * 2,
  });
  // Whoever waits for a command gets the error there; without a listener it would end the process.
  flow.on('error', () => {});
  const client = { flow, ...guard(flow, limits, signal), close: () => flow.close() };
  signal.addEventListener('abort', client.close, { once: true });
  flow.once('close', () => signal.removeEventListener('abort', client.close));
  try {
    await client.run('connect', () => flow.connect(), limits.commandMs * 2).catch(translateLogin);
    const open = () => openMailbox(client.run, mailbox);
    return { ...client, open };
  } catch (error) {
    client.close();
    throw error;
  }
};

const guard = (flow: ImapFlow, limits: ClientLimits, signal: AbortSignal): Pick<ImapClient, 'run'> => {
  const waiting = new Set<(error: unknown) => void>();
  flow.once('close', () => {
    const error = signal.aborted ? signal.reason : Object.assign(new Error('the connection was closed'), { code: 'connection-closed' });
    for (const reject of waiting) reject(error);
  });
  return {
    run: async (what, command, limitMs = limits.commandMs) => {
      signal.throwIfAborted();
      let end: (error: unknown) => void = () => {};
      const ended = new Promise<never>((_resolve, reject) => {
        end = reject;
      });
      const timer = setTimeout(() => {
        end(Object.assign(new Error(`the server did not finish ${what} within ${limitMs} ms`), { code: 'timeout' }));
        flow.close();
      }, limitMs);
      waiting.add(end);
      try {
        return await Promise.race([command(flow), ended]);
      } finally {
        clearTimeout(timer);
        waiting.delete(end);
      }
    },
  };
};

const openMailbox = async (run: ImapClient['run'], { folder, readOnly }: { folder: string; readOnly: boolean }): Promise<OpenMailbox> => {
  const opened: { uidValidity?: bigint; uidNext?: number } = await run('select', (flow) => flow.mailboxOpen(folder, { readOnly }));
  if (opened.uidValidity === undefined)
    throw Object.assign(new Error('the server gives its mails no lasting UIDs'), { code: 'no-uidvalidity' });
  return { uidValidity: opened.uidValidity, uidNext: opened.uidNext ?? null };
};

const translateLogin = (error: unknown): never => {
  const { authenticationFailed, serverResponseCode } = error as { authenticationFailed?: boolean; serverResponseCode?: string };
  if (!authenticationFailed || TEMPORARY_LOGIN_CODES.has(serverResponseCode ?? '')) throw error;
  throw new PermanentError('login-refused', `the server refused the login${serverResponseCode ? ` (${serverResponseCode})` : ''}`, {
    cause: error,
  });
};
