import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/core/company.ts';
import { groupBursts } from '../../../src/core/policy/bursts.ts';

const at = (...seconds: number[]) => seconds.map((second, n) => ({ id: String(n), receivedAt: new Date(second * 1000) }));
const shape = (...seconds: number[]) =>
  groupBursts(at(...seconds), DEFAULT_LIMITS).map(({ messages, closesAt }) => [messages.length, closesAt.getTime() / 1000]);

test.each([
  ['messages 14.999 s apart are one burst', [0, 14.999], [[2, 29.999]]],
  [
    'messages 15 s apart are two',
    [0, 15],
    [
      [1, 15],
      [1, 30],
    ],
  ],
  ['a burst closes 60 s after its first message at most', [0, 14, 28, 42, 56, 59.999], [[6, 60]]],
  [
    'what comes at 60 s is a burst of its own',
    [0, 14, 28, 42, 56, 60],
    [
      [5, 60],
      [1, 75],
    ],
  ],
  ['messages of one second are one burst', [7, 7, 7], [[3, 22]]],
  ['without messages there is no burst', [], []],
] as const)('%s', (_rule, seconds, bursts) => {
  expect(shape(...seconds)).toEqual(bursts);
});

const anyTimes = fc
  .array(fc.integer({ min: 0, max: 300_000 }))
  .map((times) => times.sort((one, other) => one - other).map((ms) => ms / 1000));

test('bursts part the messages: none is lost, doubled or moved', () => {
  fc.assert(
    fc.property(anyTimes, (times) => {
      expect(groupBursts(at(...times), DEFAULT_LIMITS).flatMap(({ messages }) => messages)).toEqual(at(...times));
    }),
  );
});

test('a burst is never longer than its limit, and the next begins when it has closed', () => {
  fc.assert(
    fc.property(anyTimes, (times) => {
      const bursts = groupBursts(at(...times), DEFAULT_LIMITS);
      for (const [n, { messages, closesAt }] of bursts.entries()) {
        expect(+closesAt - +(messages[0]?.receivedAt ?? 0)).toBeLessThanOrEqual(DEFAULT_LIMITS.burstMaxMs);
        expect(+(bursts[n + 1]?.messages[0]?.receivedAt ?? Number.POSITIVE_INFINITY)).toBeGreaterThanOrEqual(+closesAt);
      }
    }),
  );
});
