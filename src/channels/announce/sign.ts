// Signs what is sent to other programs (Standard Webhooks 1.0). In: id, moment, body and the endpoint's secrets. Out: the headers. On failure: a secret of another form is refused.
import { createHmac } from 'node:crypto';

export type SignedParts = { id: string; at: Date; body: string };

// "whsec_" and base64 of 24 to 64 bytes.
const SECRET = /^whsec_([A-Za-z0-9+/]{32,88}={0,2})$/;

/** The three headers; with two secrets two signatures, so that the receiver may change over in its own time. */
export const signWebhook = ({ id, at, body }: SignedParts, secrets: string[]): Record<string, string> => {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const sign = (secret: string): string => {
    const [, key] = SECRET.exec(secret) ?? [];
    if (key === undefined) throw new TypeError('expected a secret that begins with whsec_');
    return `v1,${createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  };
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(sign).join(' ') };
};
