// Proves that bytes come from Meta. In: the raw body, the header, our app secrets. Out: true only where one of the secrets signed exactly these bytes.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** `X-Hub-Signature-256` over the body as received; several secrets hold during a rotation. All are tried, in constant time. */
export const isSigned = (rawBody: Buffer, header: unknown, appSecrets: readonly string[]): boolean => {
  const given = typeof header === 'string' ? SIGNATURE.exec(header)?.[1] : undefined;
  if (!given) return false;
  const signature = Buffer.from(given, 'hex');
  return appSecrets.filter((secret) => timingSafeEqual(hmacSha256(secret, rawBody), signature)).length > 0;
};

/** Whether a verify token is one of ours, compared without telling by time how much of it was right. */
export const isOneOf = (given: unknown, ours: readonly string[]): boolean =>
  typeof given === 'string' && ours.filter((token) => timingSafeEqual(sha256(token), sha256(given))).length > 0;

/** The header Meta would send with these bytes. */
export const signatureOf = (rawBody: Buffer, appSecret: string): string => `sha256=${hmacSha256(appSecret, rawBody).toString('hex')}`;

/** Proof that a call to the Graph API comes from who knows the app secret (Meta, "Securing Graph API requests"). */
export const appSecretProof = (token: string, appSecret: string): string => hmacSha256(appSecret, Buffer.from(token)).toString('hex');

const hmacSha256 = (key: string, bytes: Buffer): Buffer => createHmac('sha256', key).update(bytes).digest();
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

// "sha256=" and 64 lowercase hex digits; not "sha1=…", not upper case, not 63 digits.
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;
