// In: an error of the Graph API. Out: what becomes of the message: refused, later, window closed, or the channel stops. Each channel adds its own codes.
import type { GraphAnswer, GraphError } from './graph.ts';

/** What became of a send. Only `sent` and, on an unlucky day, `unknown` mean that the customer may have it. */
export type SendResult =
  | { kind: 'sent'; providerId: string }
  /** No retry mends it. `alert`: our bug or configuration, an administrator must know. */
  | { kind: 'refused'; because: Refusal; code: string; alert: boolean; traceId: string | null }
  /** Try again after `afterMs`. `recipient-rate` holds this customer only, the others the number or page. */
  | { kind: 'later'; because: Delay; afterMs: number; code: string; traceId: string | null }
  /** It left and no answer came: it may have been taken, so it is not sent again blindly; a status or an echo settles it. */
  | { kind: 'unknown'; because: string }
  | { kind: 'window-closed'; code: string }
  /** The channel sends nothing more until a person has acted: the token is dead or the account restricted. */
  | { kind: 'stop'; because: 'token' | 'restricted'; code: string; traceId: string | null };

export type Refusal =
  | 'undeliverable' // no WhatsApp, blocked, will not receive: flag the contact, take another channel
  | 'opted-out'
  | 'thread-owner' // another app or a person owns the thread
  | 'template'
  | 'payment'
  | 'not-allowed' // permission, registration or test list
  | 'bad-request'
  | 'too-long'
  | 'unknown-code';

export type Delay = 'rate' | 'recipient-rate' | 'temporary' | 'unreachable' | 'ecosystem';

/** What a code means, without the attempt it came at. */
export type Judgement =
  | { kind: 'refused'; because: Refusal; alert: boolean }
  | { kind: 'later'; because: Delay; firstMs: number; factor: number; maxMs: number }
  | { kind: 'window-closed' }
  | { kind: 'stop'; because: 'token' | 'restricted' };

const MINUTE_MS = 60_000;

export const refused = (because: Refusal, alert = true): Judgement => ({ kind: 'refused', because, alert });
export const TEMPORARY: Judgement = { kind: 'later', because: 'temporary', firstMs: 5_000, factor: 2, maxMs: 10 * MINUTE_MS };
const UNREACHABLE: Judgement = { kind: 'later', because: 'unreachable', firstMs: 5_000, factor: 2, maxMs: 10 * MINUTE_MS };
export const RATE: Judgement = { kind: 'later', because: 'rate', firstMs: 2_000, factor: 2, maxMs: 10 * MINUTE_MS };
/** The hourly quota of calls, which comes back in minutes rather than seconds. */
export const CALL_QUOTA: Judgement = { kind: 'later', because: 'rate', firstMs: MINUTE_MS, factor: 2, maxMs: 60 * MINUTE_MS };
export const STOP_TOKEN: Judgement = { kind: 'stop', because: 'token' };
export const STOP_RESTRICTED: Judgement = { kind: 'stop', because: 'restricted' };

/** The codes that mean the same on every product (Meta, Graph API error handling), then the HTTP status. */
export const judgeShared = ({ status, code }: Pick<GraphError, 'status' | 'code'>): Judgement => {
  const known = code === null ? undefined : SHARED_CODES.get(code);
  if (known) return known;
  if (code !== null && code >= 200 && code <= 299) return refused('not-allowed');
  if (status === 401) return STOP_TOKEN;
  if (status === 429) return RATE;
  if (status >= 500) return TEMPORARY;
  return refused('unknown-code');
};

/** The result of one attempt (0 is the first): waits grow with each, and vary by ±25 % so that not all come back at once. */
export const resultOf = (judgement: Judgement, error: GraphError, attempt: number, random: () => number = Math.random): SendResult => {
  const code = codeText(error);
  switch (judgement.kind) {
    case 'refused':
      return { kind: 'refused', because: judgement.because, code, alert: judgement.alert, traceId: error.traceId };
    case 'later':
      return {
        kind: 'later',
        because: judgement.because,
        afterMs: waitOf(judgement, error, attempt, random),
        code,
        traceId: error.traceId,
      };
    case 'window-closed':
      return { kind: 'window-closed', code };
    case 'stop':
      return { kind: 'stop', because: judgement.because, code, traceId: error.traceId };
  }
};

/** The result of a call: its provider id where it was taken (`readProviderId` finds it), else by its error. */
export const sendResult = (
  answer: GraphAnswer,
  attempt: number,
  {
    readProviderId,
    judge,
  }: { readProviderId: (answer: GraphAnswer & { kind: 'ok' }) => string | null; judge: (error: GraphError) => Judgement },
): SendResult => {
  switch (answer.kind) {
    case 'ok': {
      const providerId = readProviderId(answer);
      return providerId ? { kind: 'sent', providerId } : { kind: 'unknown', because: 'answer-without-id' };
    }
    case 'error':
      return resultOf(judge(answer.error), answer.error, attempt);
    case 'unreachable':
      return resultOf(UNREACHABLE, NO_ERROR, attempt);
    case 'unknown':
      return { kind: 'unknown', because: answer.code };
  }
};

/** A message that is wrong before it leaves: nothing was sent. */
export const refusedHere = (because: Refusal): SendResult => ({ kind: 'refused', because, code: 'ours', alert: true, traceId: null });

const waitOf = (judgement: Judgement & { kind: 'later' }, error: GraphError, attempt: number, random: () => number): number => {
  const grown = Math.min(judgement.firstMs * judgement.factor ** attempt, judgement.maxMs);
  const varied = Math.round(grown * (0.75 + random() / 2));
  return Math.max(varied, error.retryAfterMs ?? 0);
};

const codeText = ({ status, code, subcode }: GraphError): string => {
  if (code === null) return status === 0 ? 'none' : `http-${status}`;
  return subcode === null ? String(code) : `${code}/${subcode}`;
};

const NO_ERROR: GraphError = { status: 0, code: null, subcode: null, traceId: null, retryAfterMs: null };

const SHARED_CODES = new Map<number, Judgement>([
  [0, STOP_TOKEN],
  [1, TEMPORARY],
  [2, TEMPORARY],
  [3, refused('not-allowed')],
  [4, CALL_QUOTA],
  [10, refused('not-allowed')],
  [100, refused('bad-request')],
  [102, STOP_TOKEN],
  [190, STOP_TOKEN],
  [368, STOP_RESTRICTED],
]);
