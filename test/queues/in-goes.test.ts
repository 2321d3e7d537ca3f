import { expect, test } from 'vitest';
import { inGoes } from '../../src/queues/in-goes.ts';

const mails = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `m${n}`, delayMs: 0, bulk: true }));

test.each([
  [0, []],
  [1, [1]],
  [25, [25]],
  [26, [25, 1]],
])('%i mails share jobs of at most 25', (count, sizes) => {
  const goes = inGoes(mails(count));
  expect(goes.map(({ more = [] }) => 1 + more.length)).toEqual(sizes);
  expect(goes.flatMap(({ id, more = [] }) => [id, ...more])).toEqual(mails(count).map(({ id }) => id));
});

test('chats, and what is to wait, have a job each', () => {
  const jobs = [
    { id: 'chat', delayMs: 0 },
    { id: 'later', delayMs: 5, bulk: true },
  ];
  expect(inGoes(jobs)).toEqual(jobs);
});

test('a go is of one company, and each company keeps its order', () => {
  const mixed = ['konecta', 'monet', 'konecta', 'monet'].map((company, n) => ({ id: `m${n}`, company, delayMs: 0, bulk: true }));
  expect(inGoes(mixed)).toEqual([
    { id: 'm0', company: 'konecta', delayMs: 0, bulk: true, more: ['m2'] },
    { id: 'm1', company: 'monet', delayMs: 0, bulk: true, more: ['m3'] },
  ]);
});
