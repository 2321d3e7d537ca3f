// Fetches what came with a message. In: its media id or link. Out: the bytes with their real type and hash; `later` where a retry can help, `missing` where none will. Never a throw.
import { createHash } from 'node:crypto';
import { readMimeType } from './file-kind.ts';
import type { Graph, GraphAnswer } from './graph.ts';
import { readNumber, readText } from './json.ts';

export type MediaSettings = {
  graph: Graph;
  /** WhatsApp's links want the same token as the API, Messenger's none (null). It goes only to the hosts below, never along a redirect. */
  token: string | null;
  /** `lookaside.fbsbx.com`, or `*.fbcdn.net` with its subdomains, over https. A whole origin (`http://127.0.0.1:4000`) allows a local stand-in. */
  allowedHosts: readonly string[];
  limitBytes: Readonly<Record<string, number>>;
  timeoutMs: number;
};

export const META_MEDIA_HOSTS = ['lookaside.fbsbx.com', '*.fbsbx.com', '*.fbcdn.net'] as const;

const MIB = 1024 * 1024;
/** What we keep of each type; what Meta lets customers send can be larger (documents of 100 MB). */
export const MEDIA_LIMIT_BYTES: Readonly<Record<string, number>> = {
  image: 10 * MIB,
  sticker: MIB,
  audio: 16 * MIB,
  video: 32 * MIB,
  document: 32 * MIB,
};
export const MEDIA_TIMEOUT_MS = 60_000;

export type MediaReference = { type: string; mediaId: string | null; url: string | null };

export type MediaResult =
  | { kind: 'stored'; bytes: Buffer; mimeType: string; sha256: string }
  | { kind: 'missing'; because: 'too-large' | 'expired' | 'host-not-allowed' | 'no-file' }
  | { kind: 'later'; because: string };

/** A link dies within minutes, so an id (7 days) is asked for a fresh one first. */
export const downloadMedia = async (settings: MediaSettings, { type, mediaId, url }: MediaReference): Promise<MediaResult> => {
  const limit = settings.limitBytes[type];
  if (limit === undefined) return { kind: 'missing', because: 'no-file' };
  const link = mediaId ? await askForLink(settings.graph, mediaId, limit) : { url };
  if ('kind' in link) return link;
  if (!link.url) return { kind: 'missing', because: 'no-file' };
  try {
    return await fetchBytes(settings, link.url, { limit, isRenewable: mediaId !== null });
  } catch (error) {
    return { kind: 'later', because: readText((error as { name?: unknown }).name) ?? 'unknown' };
  }
};

const askForLink = async (graph: Graph, mediaId: string, limit: number): Promise<{ url: string | null } | MediaResult> => {
  const answer = await graph({ path: encodeURIComponent(mediaId) });
  if (answer.kind !== 'ok') return judgeLookUp(answer);
  if ((readNumber(answer.body.file_size) ?? 0) > limit) return { kind: 'missing', because: 'too-large' };
  return { url: readText(answer.body.url) };
};

/** Only "no such object" is for good: a dead token or a busy Graph comes back while the id still lives. */
const judgeLookUp = (answer: Exclude<GraphAnswer, { kind: 'ok' }>): MediaResult => {
  if (answer.kind !== 'error') return { kind: 'later', because: answer.code };
  if (answer.error.code === 100 || answer.error.status === 404) return { kind: 'missing', because: 'expired' };
  return { kind: 'later', because: `graph-${answer.error.code ?? answer.error.status}` };
};

type Rules = { limit: number; isRenewable: boolean };

const fetchBytes = async (settings: MediaSettings, link: string, { limit, isRenewable }: Rules): Promise<MediaResult> => {
  const signal = AbortSignal.timeout(settings.timeoutMs);
  const first = await fetchAllowed(settings, link, signal, true);
  const location = first && REDIRECTS.has(first.status) ? first.headers.get('location') : null;
  const response = location ? await fetchAllowed(settings, new URL(location, link).href, signal, false) : first;
  if (!response || REDIRECTS.has(response.status)) return { kind: 'missing', because: 'host-not-allowed' };
  if (!response.ok) {
    await response.body?.cancel();
    const isGone = response.status === 404 || response.status === 410 || (!isRenewable && response.status === 403);
    return isGone && !isRenewable ? { kind: 'missing', because: 'expired' } : { kind: 'later', because: `http-${response.status}` };
  }
  const bytes = await readUpTo(response, limit);
  if (!bytes) return { kind: 'missing', because: 'too-large' };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'stored', bytes, mimeType: await readMimeType(bytes), sha256 };
};

const fetchAllowed = async (settings: MediaSettings, link: string, signal: AbortSignal, withToken: boolean): Promise<Response | null> => {
  const url = URL.parse(link);
  if (!url || !isAllowed(url, settings.allowedHosts)) return null;
  const authorization: Record<string, string> = withToken && settings.token ? { authorization: `Bearer ${settings.token}` } : {};
  return fetch(url, { headers: authorization, redirect: 'manual', signal });
};

export const isAllowed = (url: URL, allowedHosts: readonly string[]): boolean =>
  allowedHosts.some((allowed) => {
    if (allowed.includes('://')) return url.origin === allowed;
    if (url.protocol !== 'https:' || url.port !== '' || url.username !== '') return false;
    return allowed.startsWith('*.') ? url.hostname.endsWith(allowed.slice(1)) : url.hostname === allowed;
  });

const readUpTo = async (response: Response, limit: number): Promise<Buffer | null> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the stream: nothing more is read.
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
