// How we log in to a mail server. In: an account's settings. Out: TLS rules and credentials. On failure: PermanentError where a person must act.
import { isIP } from 'node:net';
import { PermanentError } from '../../runtime/errors.ts';
import { type OAuth2Login, openTokens, type Tokens } from './oauth2.ts';

/** A mailbox's IMAP or SMTP server. `secure` is TLS from the first byte; without it STARTTLS is demanded, save on loopback. */
export type MailAccount = {
  host: string;
  port: number;
  secure: boolean;
  user: string;
  /** Plain text also to another machine: for a development network only. */
  allowInsecure?: boolean;
} & ({ auth: 'password'; password: string } | ({ auth: 'oauth2' } & OAuth2Login));

/** What to log in with now; `renew` throws a refused access token away, false where there is nothing to renew. */
export type Credentials = {
  get: () => Promise<{ user: string; pass: string } | { user: string; accessToken: string }>;
  renew: () => boolean;
};

export const openCredentials = (account: MailAccount): Credentials => {
  if (account.auth === 'password') {
    return { get: async () => ({ user: account.user, pass: account.password }), renew: () => false };
  }
  const tokens: Tokens = openTokens(account);
  return { get: async () => ({ user: account.user, accessToken: await tokens.get() }), renew: tokens.forget };
};

/** True where a password may cross the wire in plain text: to this machine, or where the settings say so. */
export const mayBePlain = ({ host, allowInsecure }: MailAccount): boolean => allowInsecure === true || isLoopback(host);

/** Matches `127.0.0.1`, `127.8.9.1`, `::1`, `localhost`; not `127.0.0.1.example.com`. */
const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/** The error of a login that no retry mends by itself. */
export const loginRefused = (code: string, words: string, cause: unknown): PermanentError => new PermanentError(code, words, { cause });
