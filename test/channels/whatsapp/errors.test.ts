import { expect, test } from 'vitest';
import { resultOf } from '../../../src/channels/meta/errors.ts';
import { judgeWhatsApp } from '../../../src/channels/whatsapp/errors.ts';

const resultOfCode = (code: number, attempt = 0, status = 400) =>
  resultOf(judgeWhatsApp({ status, code }), { status, code, subcode: null, traceId: null, retryAfterMs: null }, attempt, () => 0.5);

const each = (codes: number[], expected: object): [number, object][] => codes.map((code) => [code, expected]);

const EXPECTED: [number, object][] = [
  [131047, { kind: 'window-closed' }],
  [131026, { kind: 'refused', because: 'undeliverable', alert: false }],
  [131050, { kind: 'refused', because: 'opted-out', alert: false }],
  [190, { kind: 'stop', because: 'token' }],
  [368, { kind: 'stop', because: 'restricted' }],
  [131031, { kind: 'stop', because: 'restricted' }],
  [131048, { kind: 'stop', because: 'restricted' }],
  ...each([4, 80007, 130429], { kind: 'later', because: 'rate' }),
  ...each([1, 2, 131000, 131016, 131057], { kind: 'later', because: 'temporary' }),
  ...each([100, 131008, 131009, 131051], { kind: 'refused', because: 'bad-request', alert: true }),
  ...each([132000, 132001, 132005, 132012, 132015, 132016], { kind: 'refused', because: 'template', alert: true }),
  [131042, { kind: 'refused', because: 'payment', alert: true }],
  ...each([3, 10, 200, 299, 131005, 131030, 131062, 133010], { kind: 'refused', because: 'not-allowed', alert: true }),
  [199, { kind: 'refused', because: 'unknown-code', alert: true }],
  [999999, { kind: 'refused', because: 'unknown-code', alert: true }],
];

test.each(EXPECTED)('code %i', (code, expected) => {
  expect(resultOfCode(code)).toMatchObject(expected);
});

test.each([
  [0, 1_000],
  [1, 4_000],
  [2, 16_000],
  [9, 3_600_000],
])('after too many to one person, attempt %i waits %i ms', (attempt, afterMs) => {
  expect(resultOfCode(131056, attempt)).toMatchObject({ kind: 'later', because: 'recipient-rate', afterMs });
});

test('the ecosystem limit is never tried again before a day has passed', () => {
  const judgement = judgeWhatsApp({ status: 400, code: 131049 });
  const error = { status: 400, code: 131049, subcode: null, traceId: null, retryAfterMs: null };
  for (const random of [0, 0.5, 0.999]) {
    const result = resultOf(judgement, error, 0, () => random);
    expect(result.kind === 'later' && result.afterMs).toBeGreaterThanOrEqual(24 * 3_600_000);
  }
});

test.each([
  [500, { kind: 'later', because: 'temporary' }],
  [429, { kind: 'later', because: 'rate' }],
  [401, { kind: 'stop', because: 'token' }],
  [404, { kind: 'refused', because: 'unknown-code' }],
])('an unknown code is judged by its HTTP status %i', (status, expected) => {
  expect(resultOfCode(999999, 0, status)).toMatchObject(expected);
});
