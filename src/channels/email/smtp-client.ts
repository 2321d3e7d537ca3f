// One SMTP connection to our mail server. In: a raw mail. Out: the server's reply. On failure: throws what came and how far it had got; the connection is then not used again.
import type { Readable, Writable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { type Credentials, type MailAccount, mayBePlain } from './account.ts';
import type { ComposedMail } from './compose.ts';
import type { SmtpFailure, Stage } from './smtp-outcome.ts';

export type SmtpLimits = {
  /** From the connection to the server's word that it takes the mail. */
  reachMs: number;
  /** From there to its word that it has it; RFC 5321, 4.5.3.2.6 asks for ten minutes. */
  acceptMs: number;
};

export type Accepted = { response: string; providerId: string | null };

export type SmtpClient = {
  send: (mail: ComposedMail) => Promise<Accepted>;
  isOpen: () => boolean;
  /** Says goodbye, and does not wait long for the answer. */
  close: () => void;
  destroy: () => void;
};

/** What ended a try, and at which stage; the cause is PermanentError or what nodemailer threw. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure';
  readonly stage: Stage;

  constructor(stage: Stage, cause: unknown) {
    super(`sending failed (${stage})`, { cause });
    this.stage = stage;
  }
}

/** Connects and logs in; an access token that is refused before its time is renewed once. */
export const connectSmtp = async (account: MailAccount, credentials: Credentials, limits: SmtpLimits): Promise<SmtpClient> => {
  let renewed = false;
  const renew = () => {
    if (renewed) return false;
    renewed = true;
    return credentials.renew();
  };
  try {
    return await connectOnce(account, { get: credentials.get, renew }, limits);
  } catch (error) {
    const { code, responseCode = 0 } = ((error as SendFailure).cause ?? {}) as SmtpFailure;
    if (code !== 'EAUTH' || responseCode < 500 || !renew()) throw error;
    return connectOnce(account, credentials, limits);
  }
};

const connectOnce = async (account: MailAccount, credentials: Credentials, limits: SmtpLimits): Promise<SmtpClient> => {
  const connection = new SMTPConnection({
    host: account.host,
    port: account.port,
    secure: account.secure,
    ...(!account.secure && (mayBePlain(account) ? { ignoreTLS: true } : { requireTLS: true })),
    connectionTimeout: limits.reachMs,
    greetingTimeout: limits.reachMs,
    // Silence; one byte a second is caught by the limits of the stages.
    socketTimeout: Math.max(limits.reachMs, limits.acceptMs),
  });
  const lost = watchForLoss(connection);
  const limit = openLimit(connection, lost, limits.reachMs);
  try {
    await limit.race<unknown>((done) => connection.connect(done));
    const login = await loginOf(account, credentials);
    await limit.race<unknown>((done) => connection.login(login, done));
  } catch (error) {
    connection.close();
    throw new SendFailure('reach', error);
  } finally {
    limit.end();
  }
  return {
    send: (mail) => sendOver(connection, lost, mail, limits),
    isOpen: () => isOpen(connection),
    close: () => {
      if (connection.destroyed) return;
      connection.quit();
      setTimeout(() => connection.close(), GOODBYE_MS);
    },
    destroy: () => connection.close(),
  };
};

const GOODBYE_MS = 1_000;

const isOpen = ({ destroyed, _socket: socket }: SMTPConnection): boolean => !destroyed && !!socket && !socket.destroyed && socket.writable;

type Loss = { onLoss: (tell: (error: unknown) => void) => () => void };

const watchForLoss = (connection: SMTPConnection): Loss => {
  const waiting = new Set<(error: unknown) => void>();
  const tell = (error: unknown) => {
    for (const end of waiting) end(error);
  };
  connection.on('error', tell);
  connection.on('end', () => tell(failureOf('ECONNECTION', 'the connection was closed')));
  return {
    onLoss: (end) => {
      waiting.add(end);
      return () => waiting.delete(end);
    },
  };
};

/** Runs steps of the conversation, each until it is done, the connection is lost, or the time of all of them is over. */
const openLimit = (connection: SMTPConnection, lost: Loss, limitMs: number) => {
  let expire: (error: unknown) => void = () => {};
  let timer: NodeJS.Timeout | undefined;
  const restart = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      expire(failureOf('ETIMEDOUT', `not done within ${ms} ms`));
      connection.close();
    }, ms);
  };
  restart(limitMs);
  const race = <T>(step: (done: (error?: unknown, value?: T) => void) => void): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      expire = reject;
      const forget = lost.onLoss(reject);
      step((error, value) => {
        forget();
        if (error) reject(error);
        else resolve(value as T);
      });
    });
  return { race, restart, end: () => clearTimeout(timer) };
};

const sendOver = async (connection: SMTPConnection, lost: Loss, mail: ComposedMail, limits: SmtpLimits): Promise<Accepted> => {
  let stage: Stage = 'reach';
  const limit = openLimit(connection, lost, limits.reachMs);
  const body = bodyOf(connection, mail.raw, {
    begun: () => {
      stage = 'data';
      limit.restart(limits.acceptMs);
    },
    handedOver: () => {
      stage = 'accept';
    },
  });
  try {
    const envelope = { from: mail.from, to: mail.to, size: mail.raw.length };
    const info = await limit.race<{ response: string; serverMessageId?: string | undefined }>((done) =>
      connection.send(envelope, body, done),
    );
    return { response: info.response, providerId: info.serverMessageId ?? null };
  } catch (error) {
    // A refusal leaves a good connection, but what state it is in differs from server to server.
    connection.close();
    throw new SendFailure(stage, error);
  } finally {
    limit.end();
  }
};

/**
 * The mail as nodemailer takes it, in one piece: it is asked to `pipe` once the server has said 354, so that it tells how far we
 * are, and mail and final dot leave in one packet.
 */
const bodyOf = (connection: SMTPConnection, raw: Buffer, tell: { begun: () => void; handedOver: () => void }): Readable => {
  const pipe = (data: Writable): void => {
    tell.begun();
    const socket = connection._socket;
    if (socket) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    data.once('end', tell.handedOver);
    data.end(raw);
  };
  return { pipe } as unknown as Readable;
};

type Login = Parameters<SMTPConnection['login']>[0];

const loginOf = async (account: MailAccount, credentials: Credentials): Promise<Login> => {
  const first = await credentials.get();
  if ('pass' in first) return { credentials: first } as unknown as Login;
  // What nodemailer asks of an OAuth2 source: a token, and another one where the server refused the first.
  const getToken = (renew: boolean, done: (error: unknown, token?: string) => void) => {
    if (renew) credentials.renew();
    credentials.get().then((now) => done(null, 'accessToken' in now ? now.accessToken : ''), done);
  };
  const buildXOAuth2Token = (token: string) => Buffer.from(`user=${account.user}\x01auth=Bearer ${token}\x01\x01`).toString('base64');
  return { user: account.user, oauth2: { getToken, buildXOAuth2Token } } as unknown as Login;
};

const failureOf = (code: string, message: string): SmtpFailure => Object.assign(new Error(message), { code });
