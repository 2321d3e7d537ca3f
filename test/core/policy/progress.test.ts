import fc from 'fast-check';
import { expect, test } from 'vitest';
import { advanceReply } from '../../../src/core/policy/progress.ts';
import { ReplyState } from '../../../src/core/words.ts';

test.each([
  ['sending', 'sent', 'sent'],
  ['sent', 'delivered', 'delivered'],
  ['sending', 'read', 'read'],
  ['read', 'delivered', null],
  ['delivered', 'delivered', null],
  ['sent', 'failed', 'failed'],
  ['delivered', 'failed', null],
  ['read', 'failed', null],
  ['failed', 'failed', null],
  ['failed', 'sent', null],
  ['refused', 'delivered', null],
] as const)('an answer that is %s and reported %s becomes %s', (present, reported, next) => {
  expect(advanceReply(present, reported)).toBe(next);
});

test('whatever is reported in whatever order, an answer never goes backwards', () => {
  const order: ReplyState[] = ['queued', 'sending', 'sent', 'delivered', 'read'];
  const reports = fc.array(fc.constantFrom('sent', 'delivered', 'read', 'failed'));
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(ReplyState)), reports, (start, told) => {
      let state: ReplyState = start;
      for (const word of told) {
        const next = advanceReply(state, word);
        if (next !== null && next !== 'failed') expect(order.indexOf(next)).toBeGreaterThan(order.indexOf(state));
        if (next === 'failed') expect(['delivered', 'read']).not.toContain(state);
        state = next ?? state;
      }
    }),
  );
});
