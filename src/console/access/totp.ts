import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import { toString as drawQrCode } from 'qrcode';

const STEP_S = 30;

/** A new secret for one-time codes (RFC 6238: SHA-1, 6 digits, 30 s, as every authenticator app reads them), base32. */
export const makeTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The address that an authenticator app takes, and its square code as SVG. */
export const describeTotp = async (secret: string, account: string, issuer: string): Promise<{ uri: string; svg: string }> => {
  const uri = totpOf(secret, account, issuer).toString();
  return { uri, svg: await drawQrCode(uri, { type: 'svg', margin: 2 }) };
};

/** The step of a code that is right now, or within one step of it; null where it is wrong. */
export const stepOfCode = (secret: string, typed: string, now: Date): number | null => {
  const token = typed.replace(/\s/g, '');
  if (!SIX_DIGITS.test(token)) return null;
  const delta = totpOf(secret, '', '').validate({ token, timestamp: now.getTime(), window: 1 });
  return delta === null ? null : Math.floor(now.getTime() / 1000 / STEP_S) + delta;
};

/** A secret as it lies in the database: AES-256-GCM under a key of the session secret, so that a copy of the table is no use. */
export const encryptSecret = (secret: string, key: string): string => {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(key), iv);
  const bytes = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), bytes].map((part) => part.toString('base64url')).join('.');
};

/** Null where the session secret has changed since: the codes must be set up again. */
export const decryptSecret = (stored: string, key: string): string | null => {
  const [iv = '', tag = '', bytes = ''] = stored.split('.');
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(key), Buffer.from(iv, 'base64url'));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(bytes, 'base64url')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
};

// "123 456" without its space, not "12345".
const SIX_DIGITS = /^\d{6}$/;

const totpOf = (secret: string, label: string, issuer: string) =>
  new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: STEP_S, secret: Secret.fromBase32(secret) });

const keyOf = (secret: string) => Buffer.from(hkdfSync('sha256', secret, '', 'ventanilla totp', 32));
