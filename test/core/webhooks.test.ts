import { expect, test } from 'vitest';
import { isLongFailing, readWebhookUrl, waitAfter, webhookTypeOf } from '../../src/core/webhooks.ts';

test.each([
  ['opened', 'ticket.created'],
  ['appended', 'ticket.message_added'],
  ['answered-elsewhere', 'ticket.answered'],
  ['corrected', 'ticket.updated'],
  ['undone', 'ticket.updated'],
  ['note', null],
  ['reaction', null],
  ['constructor', 'ticket.updated'],
])('an entry %s is told as %s', (kind, type) => {
  expect(webhookTypeOf(kind)).toBe(type);
});

test.each([
  [1, null, 5_000],
  [2, null, 300_000],
  [9, null, 86_400_000],
  [10, null, null],
  [1, 60_000, 60_000],
  [2, 1_000, 300_000],
  [1, 7 * 86_400_000, 6 * 3_600_000],
])('after try %i, asked for %s ms, the next one is %s ms later', (attempts, askedMs, waitMs) => {
  expect(waitAfter(attempts, askedMs)).toBe(waitMs);
});

test('an endpoint that took nothing for three days is stopped, not a second earlier', () => {
  const now = new Date('2026-11-24T12:00:00Z');
  expect(isLongFailing(null, now)).toBe(false);
  expect(isLongFailing(new Date('2026-11-21T12:00:01Z'), now)).toBe(false);
  expect(isLongFailing(new Date('2026-11-21T12:00:00Z'), now)).toBe(true);
});

test.each([
  ['https://mesa.example/avisos?de=ventanilla', false, 'https://mesa.example/avisos?de=ventanilla'],
  ['http://mesa.example/', false, null],
  ['http://mesa.example/', true, null],
  ['http://127.0.0.1:9000/', false, null],
  ['http://127.0.0.1:9000/', true, 'http://127.0.0.1:9000/'],
  ['https://localhost/', false, null],
  ['https://0x7f.1/', false, null],
  ['https://ana:secreta@mesa.example/', false, null],
  ['https://mesa.example/#parte', false, null],
  ['ftp://mesa.example/', false, null],
  ['mesa.example', false, null],
  [`https://mesa.example/${'a'.repeat(500)}`, false, null],
])('as an endpoint, %s (this machine allowed: %s) is kept as %s', (typed, allowLoopback, kept) => {
  expect(readWebhookUrl(typed, allowLoopback)).toBe(kept);
});
