import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/core/company.ts';
import { answerLimitAt, answerToJoined, isLimited } from '../../../src/core/policy/answer.ts';
import { ReplyKind } from '../../../src/core/words.ts';
import { ago, NOW, reading, resolved, ticket } from '../../support/contexts.ts';

const SIX_HOURS = 6 * 3_600_000;
const answerTo = (joined: Parameters<typeof ticket>[0], reopen = false) =>
  answerToJoined(ticket(joined), { reopen, reading: reading(), now: NOW }, DEFAULT_LIMITS)?.kind ?? null;

test.each([
  ['never yet', null, 'appended'],
  ['a moment less than six hours ago', ago(SIX_HOURS - 1), null],
  ['six hours ago', ago(SIX_HOURS), 'appended'],
])('a ticket that was answered `appended` %s', (_when, lastAppendedAt, kind) => {
  expect(answerTo({ lastAppendedAt })).toBe(kind);
});

test('a message that opens its ticket again is answered `reopened`, however lately it was answered', () => {
  expect(answerTo({ lastAppendedAt: NOW }, true)).toBe('reopened');
});

test('after a withheld folio the next answer is the folio, also on reopening', () => {
  expect(answerTo({ folioTold: false, lastAppendedAt: NOW })).toBe('folio');
  expect(answerTo({ folioTold: false }, true)).toBe('folio');
});

test('the accessible template is used where the message or the ticket asks for it', () => {
  const joined = (priority: 'normal' | 'preferente', accessibility: boolean) =>
    answerToJoined(resolved(0, { priority }), { reopen: true, reading: reading({ accessibility }), now: NOW }, DEFAULT_LIMITS)?.accessible;
  expect([joined('normal', false), joined('normal', true), joined('preferente', false)]).toEqual([false, true, true]);
});

test('ten answers within the sixty minutes before are enough', () => {
  expect(answerLimitAt(NOW, DEFAULT_LIMITS)).toEqual({ after: new Date(NOW.getTime() - 3_600_000), most: 10 });
});

test('every automatic answer to a message counts; notices and what a person writes do not', () => {
  expect(Object.values(ReplyKind).filter(isLimited).sort()).toEqual(['appended', 'data_request', 'folio', 'reopened']);
});
