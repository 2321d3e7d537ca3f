// In: an error code of WhatsApp, from an answer or a `failed` status. Out: what it means for the message (Meta, WhatsApp error codes).
import { CALL_QUOTA, type Judgement, judgeShared, RATE, refused, STOP_RESTRICTED, TEMPORARY } from '../meta/errors.ts';

/** `status` is the HTTP status; 0 for the code of a webhook. Subcodes are deprecated here. */
export const judgeWhatsApp = ({ status, code }: { status: number; code: number | null }): Judgement =>
  CODES.get(code ?? -1) ?? judgeShared({ status, code });

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

const CODES = new Map<number, Judgement>([
  [131047, { kind: 'window-closed' }],
  [131026, refused('undeliverable', false)],
  [130429, RATE],
  // Too many to this one: Meta asks for 4^n seconds (1, 4, 16 …); the 45 of a burst are paid back at one in 6 s.
  [131056, { kind: 'later', because: 'recipient-rate', firstMs: 1_000, factor: 4, maxMs: HOUR_MS }],
  [131048, STOP_RESTRICTED],
  // Meta keeps marketing from people who have had much of it: not before a day has passed.
  [131049, { kind: 'later', because: 'ecosystem', firstMs: Math.ceil(DAY_MS / 0.75), factor: 1, maxMs: 2 * DAY_MS }],
  [131050, refused('opted-out', false)],
  [131051, refused('bad-request')],
  [131031, STOP_RESTRICTED],
  [80007, CALL_QUOTA],
  [131000, TEMPORARY],
  [131016, TEMPORARY],
  [131057, TEMPORARY],
  [131008, refused('bad-request')],
  [131009, refused('bad-request')],
  [132000, refused('template')],
  [132001, refused('template')],
  [132005, refused('template')],
  [132012, refused('template')],
  [132015, refused('template')],
  [132016, refused('template')],
  [131042, refused('payment')],
  [133010, refused('not-allowed')],
  [131030, refused('not-allowed')],
  [131062, refused('not-allowed')],
  [131005, refused('not-allowed')],
]);
