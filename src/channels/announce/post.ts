// Hands one webhook to its endpoint. In: address, headers, body. Out: whether it was taken. On failure: an outcome too; nothing is thrown but bugs.
import { request as requestPlain } from 'node:http';
import { type RequestOptions, request as requestSecure } from 'node:https';
import { isIP } from 'node:net';
import { codeOf } from '../../runtime/errors.ts';
import { lookupAllowed, mayConnect } from './address.ts';

export type Posted =
  | { kind: 'sent'; status: number }
  /** The receiver is gone for good and says so (410). */
  | { kind: 'gone'; status: number }
  | { kind: 'later'; status: number | null; because: string; afterMs: number | null };
export type Post = (target: { url: string; headers: Record<string, string>; body: string }) => Promise<Posted>;

const LASTS_MS = 15_000;

/** Posts JSON; follows no redirect, reads no answer but its status, and connects to no address inside (see address.ts). */
export const openPost =
  ({ allowLoopback, lastsMs = LASTS_MS }: { allowLoopback: boolean; lastsMs?: number }): Post =>
  ({ url, headers, body }) => {
    const { protocol, hostname } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, '');
    if (isIP(host) !== 0 && !mayConnect(host, allowLoopback)) return Promise.resolve(failed('address-refused'));
    if (protocol !== 'https:' && !allowLoopback) return Promise.resolve(failed('not-https'));
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      lookup: lookupAllowed(allowLoopback),
      signal: AbortSignal.timeout(lastsMs),
      headers: { 'content-type': 'application/json', 'user-agent': 'Ventanilla', 'content-length': Buffer.byteLength(body), ...headers },
    };
    return new Promise((resolve) => {
      const request = (protocol === 'https:' ? requestSecure : requestPlain)(url, options, (response) => {
        resolve(outcomeOf(response.statusCode ?? 0, response.headers['retry-after']));
        // Its words are nobody's: however long they are, they are not read.
        response.destroy();
      });
      request.on('error', (error) => resolve(failed(isTimeout(error) ? 'timeout' : codeOf(error))));
      // "101 Switching Protocols" ends the connection and is told by neither answer nor error.
      request.on('close', () => resolve(failed('closed')));
      request.end(body);
    });
  };

const failed = (because: string): Posted => ({ kind: 'later', status: null, because, afterMs: null });
const isTimeout = (error: Error): boolean => error.name === 'AbortError' || error.name === 'TimeoutError';

const outcomeOf = (status: number, retryAfter: string | undefined): Posted => {
  if (status >= 200 && status < 300) return { kind: 'sent', status };
  if (status === 410) return { kind: 'gone', status };
  const seconds = Number(retryAfter);
  return { kind: 'later', status, because: `http:${status}`, afterMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null };
};
