// Calls Meta's Graph API. In: path and body. Out: its answer, its error by code, or what is known of a call that got no answer; never a throw, never a token in a log.
import { type JsonObject, readNumber, readObject, readText } from './json.ts';
import { appSecretProof } from './signature.ts';

export type GraphSettings = {
  /** Default Meta's; a local stand-in elsewhere. Without a trailing slash. */
  baseUrl: string;
  /** Never call without one (Meta, versioning): v26.0 is the latest of 2026-07-29. */
  version: string;
  token: string;
  appSecret: string;
  timeoutMs: number;
};

export const GRAPH_URL = 'https://graph.facebook.com';
export const GRAPH_VERSION = 'v26.0';
/** Longer than fetch takes to give up connecting (10 s): what runs into it had left. */
export const GRAPH_TIMEOUT_MS = 20_000;

/** Decided on by code and subcode, never by its texts. `code` is null where the answer was none of Graph's. */
export type GraphError = {
  status: number;
  code: number | null;
  subcode: number | null;
  /** What Meta's support asks for; the only part of an error worth a log line besides the codes. */
  traceId: string | null;
  /** How long Meta asks us to wait; null where it does not say. */
  retryAfterMs: number | null;
};

export type GraphAnswer =
  | { kind: 'ok'; body: JsonObject }
  | { kind: 'error'; error: GraphError }
  /** The request cannot have been taken: there was no connection. */
  | { kind: 'unreachable'; code: string }
  /** The request left and no answer came: it may have been taken. */
  | { kind: 'unknown'; code: string };

export type GraphCall = { path: string; query?: Record<string, string>; body?: JsonObject };

export type Graph = (call: GraphCall) => Promise<GraphAnswer>;

/** POST where there is a body, else GET. The token goes in the header; the proof of the app secret always goes along. */
export const openGraph =
  (settings: GraphSettings): Graph =>
  async ({ path, query = {}, body }) => {
    const url = new URL(`${settings.baseUrl}/${settings.version}/${path}`);
    const proof = { appsecret_proof: appSecretProof(settings.token, settings.appSecret) };
    for (const [name, value] of Object.entries({ ...query, ...proof })) url.searchParams.set(name, value);
    try {
      const response = await fetch(url, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${settings.token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        body: body ? JSON.stringify(body) : null,
        redirect: 'error',
        signal: AbortSignal.timeout(settings.timeoutMs),
      });
      return readAnswer(response, await response.text());
    } catch (error) {
      const code = failureCode(error);
      return NEVER_LEFT.has(code) ? { kind: 'unreachable', code } : { kind: 'unknown', code };
    }
  };

const readAnswer = (response: Response, text: string): GraphAnswer => {
  const body = readObject(parseJson(text));
  const error = readObject(body?.error);
  if (response.ok && body && !error) return { kind: 'ok', body };
  if (response.ok && !error) return { kind: 'unknown', code: 'unreadable-answer' };
  // A gateway that gave up waiting says nothing of what became of the request behind it.
  if (!error && UNANSWERED.has(response.status)) return { kind: 'unknown', code: `http-${response.status}` };
  return {
    kind: 'error',
    error: {
      status: response.status,
      code: readNumber(error?.code),
      subcode: readNumber(error?.error_subcode),
      traceId: readText(error?.fbtrace_id),
      retryAfterMs: readWait(response.headers),
    },
  };
};

/** `Retry-After` in seconds, or the longest `estimated_time_to_regain_access` (minutes) of X-Business-Use-Case-Usage. */
const readWait = (headers: Headers): number | null => {
  const seconds = Number(headers.get('retry-after') ?? '');
  if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000;
  const usage = readObject(parseJson(headers.get('x-business-use-case-usage') ?? '')) ?? {};
  const uses = Object.values(usage).flatMap((list) => (Array.isArray(list) ? list : []));
  const minutes = Math.max(0, ...uses.map((use) => readNumber(readObject(use)?.estimated_time_to_regain_access) ?? 0));
  return minutes > 0 ? minutes * 60_000 : null;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** fetch hides the reason in `cause`; a time-out has a name and no code. */
const failureCode = (error: unknown): string => {
  const { cause, name } = error as { cause?: { code?: unknown; name?: unknown }; name?: unknown };
  return readText(cause?.code) ?? readText(name) ?? 'unknown';
};

// Failures of name, route, connection and certificate: all come before the first byte of a request.
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

const UNANSWERED = new Set([502, 504]);
