// Sorts what came of sending. In: the error and how far we had got. Out: later, or never, each with its reason. Nothing fails here.
import { PermanentError } from '../../runtime/errors.ts';

export type SendResult =
  /** `providerId`: the Message-ID that it went out with, where the server told us that it put its own. */
  | { kind: 'sent'; providerId: string | null; response: string }
  | { kind: 'refused'; because: string }
  /**
   * `uncertain`: the whole mail was handed over and no answer came; it may have arrived, and goes again under the same Message-ID.
   * `hold`: it is about our account or this server, not about this recipient; somebody should be told.
   */
  | { kind: 'later'; because: string; afterMs: number | null; uncertain: boolean; hold: boolean };

/** How far a mail had got: `reach` up to DATA, `data` while its bytes were on the way, `accept` once all were handed over. */
export type Stage = 'reach' | 'data' | 'accept';

export type SmtpFailure = { code?: string; responseCode?: number; response?: string; command?: string; message?: string };

// A first retry after greylisting must not come too soon (RFC 6647, 4.1).
const GREYLIST_MS = 10 * 60_000;
const UNCERTAIN_MS = 10 * 60_000;
/** A mail that found no free connection was not tried: its wait is the same each time. */
const BUSY_MS = 60_000;
/** Our login, our protocol: never this recipient's fault (RFC 4954, 6; RFC 5321, 4.2.2). */
const ACCOUNT_CODES = new Set([500, 502, 503, 504, 521, 523, 524, 530, 534, 535, 538]);
// Policy and authentication (5.7.x), sending limits (5.4.5 Gmail, 5.4.6 loops are not), system full or not accepting (5.3.x).
const ACCOUNT_STATUS = /^5\.(?:7\.\d+|4\.5|3\.[0-35-9])$/;

/**
 * 2xx is `sent` elsewhere; 4xx, lost connections and time-outs are `later`; 5xx is `refused`, unless it is about us: a refused
 * login, a sender or policy the server does not allow (RFC 5321, 4.2; RFC 3463, 3.8).
 */
export const sortFailure = (failure: SmtpFailure | PermanentError, stage: Stage): SendResult => {
  if (failure instanceof PermanentError) return later(failure.code, { hold: true });
  const { code = 'unknown', responseCode, command = '' } = failure;
  if (responseCode === undefined || !Number.isFinite(responseCode) || responseCode < 400) return sortSilence(failure, stage);
  const because = tellResponse(failure);
  if (code === 'EAUTH') return later(because, { hold: true });
  if (responseCode < 500) return later(because, { afterMs: isGreylisting(because) ? GREYLIST_MS : null });
  return isAboutUs(responseCode, because, command) ? later(because, { hold: true }) : { kind: 'refused', because };
};

// No answer of the server: whether it has the mail depends on how far we had got.
const sortSilence = ({ code = 'unknown', message = '' }: SmtpFailure, stage: Stage): SendResult => {
  if (code === 'EMESSAGE' && message.includes('larger than allowed'))
    return { kind: 'refused', because: 'the mail is larger than the server allows' };
  if (code === 'EENVELOPE') return { kind: 'refused', because: 'the server cannot take this address' };
  if (code === 'EBUSY') return later('no connection was free', { afterMs: BUSY_MS });
  const where = { reach: 'before DATA', data: 'during DATA', accept: 'after the final dot' }[stage];
  const hold = code === 'EAUTH' || code === 'ETLS';
  if (stage === 'accept') return later(`${code} ${where}`, { uncertain: true, afterMs: UNCERTAIN_MS });
  return later(`${code} ${where}`, { hold });
};

const later = (because: string, more: { afterMs?: number | null; uncertain?: boolean; hold?: boolean }): SendResult => ({
  kind: 'later',
  because,
  afterMs: null,
  uncertain: false,
  hold: false,
  ...more,
});

const isGreylisting = (because: string): boolean => /^45[01] (?:4\.7\.1|4\.2\.0|.*gr[ea]y-?list)/i.test(because);

const isAboutUs = (responseCode: number, because: string, command: string): boolean => {
  if (ACCOUNT_CODES.has(responseCode)) return true;
  // A greeting, EHLO or MAIL FROM that is refused says nothing of the recipient.
  if (command !== 'RCPT TO' && command !== 'DATA') return true;
  const status = /^\d{3} (\d\.\d{1,3}\.\d{1,3})\b/.exec(because)?.[1];
  if (status !== undefined) return ACCOUNT_STATUS.test(status);
  // 552 alone: the server's storage or our allowance; a full mailbox says 5.2.2.
  return responseCode === 552;
};

/** Code, enhanced code and the server's words in one line, without addresses: `550 5.1.1 <address>: User unknown`. */
export const tellResponse = ({ response = '', responseCode }: SmtpFailure): string => {
  // `550-5.1.1 first\n550 5.1.1 second`: each line repeats the codes.
  const words = response.split(/\r?\n/).map((line) => line.replace(/^\d{3}[ -]?/, ''));
  const status = /^\d\.\d{1,3}\.\d{1,3}(?= |$)/.exec(words[0] ?? '')?.[0];
  const text = words.map((line) => (status && line.startsWith(status) ? line.slice(status.length) : line).trim()).join(' ');
  return [responseCode, status, hideAddresses(text)].filter(Boolean).join(' ').slice(0, 300);
};

/** Matches `ana@example.com`, `<ana@example.com>` and `ana=example.com@list.mx`; not `@` alone. */
const hideAddresses = (text: string): string => text.replace(/<?[^\s<>@]+@[^\s<>@]+>?/g, '<address>');
