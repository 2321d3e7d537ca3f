// Access tokens for mail servers. In: a refresh token. Out: a valid access token. On failure: PermanentError where consent is gone, else retried.
import { PermanentError } from '../../runtime/errors.ts';

export type OAuth2Login = { clientId: string; clientSecret: string; refreshToken: string; tokenUrl: string };

export type Tokens = {
  get: () => Promise<string>;
  /** Drops the present access token, because the server refused it; true if there was one that had been used before. */
  forget: () => boolean;
};

type Token = { value: string; renewAt: number };

const RENEW_BEFORE_MS = 5 * 60_000;
const DEFAULT_LIFE_S = 3_600;
const TIMEOUT_MS = 30_000;
// RFC 6749, 5.2: a retry with the same words gets the same answer.
const PERMANENT = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);

/** Keeps one access token, renews it before it ends, one renewal at a time however many ask (RFC 6749, 6). */
export const openTokens = (login: OAuth2Login, now: () => number = Date.now): Tokens => {
  let { refreshToken } = login;
  let token: Token | null = null;
  let renewal: Promise<Token> | null = null;
  const renew = async (): Promise<Token> => {
    const answer = await askForToken({ ...login, refreshToken });
    // Microsoft hands out a new refresh token each time; the old one goes on working for its term.
    refreshToken = answer.refresh_token ?? refreshToken;
    const lifeMs = (answer.expires_in ?? DEFAULT_LIFE_S) * 1_000;
    return { value: answer.access_token, renewAt: now() + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2) };
  };
  return {
    get: async () => {
      if (token && now() < token.renewAt) return token.value;
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      token = await renewal;
      return token.value;
    },
    forget: () => {
      const had = token !== null;
      token = null;
      return had;
    },
  };
};

type Answer = { access_token: string; expires_in?: number; refresh_token?: string };

const askForToken = async ({ clientId, clientSecret, refreshToken, tokenUrl }: OAuth2Login): Promise<Answer> => {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    }).toString(),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body: unknown = await response.json().catch(() => null);
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (response.ok && typeof fields.access_token === 'string') {
    return {
      access_token: fields.access_token,
      ...(Number(fields.expires_in) > 0 && { expires_in: Number(fields.expires_in) }),
      ...(typeof fields.refresh_token === 'string' && { refresh_token: fields.refresh_token }),
    };
  }
  const error = typeof fields.error === 'string' ? fields.error : `status ${response.status}`;
  const message = `${new URL(tokenUrl).host} gave no access token: ${error}`;
  if (PERMANENT.has(error)) throw new PermanentError(`oauth2-${error.replaceAll('_', '-')}`, message);
  throw new Error(message);
};
