import { expect, test } from 'vitest';
import { openGathering } from '../../src/steps/gather.ts';

/** A gathering whose goes end when they are told to. */
const openHeld = (most = 1) => {
  const goes: { pieces: number[]; end: (error?: Error) => void }[] = [];
  const give = openGathering<number>(
    (pieces) =>
      new Promise((resolve, reject) => {
        goes.push({ pieces, end: (error) => (error ? reject(error) : resolve()) });
      }),
    most,
  );
  return { goes, give };
};

test('the first piece goes at once, and all that came meanwhile goes together', async () => {
  const { goes, give } = openHeld();
  const all = [1, 2, 3].map(give);
  expect(goes.map(({ pieces }) => pieces)).toEqual([[1]]);
  goes[0]?.end();
  await all[0];
  await expect.poll(() => goes.map(({ pieces }) => pieces)).toEqual([[1], [2, 3]]);
  goes[1]?.end();
  await Promise.all(all);
});

test('what is waited for is told of its own go: an error of one is none of the next', async () => {
  const { goes, give } = openHeld();
  const [first, second] = [give(1), give(2)];
  goes[0]?.end(new Error('connection lost'));
  await expect(first).rejects.toThrow('connection lost');
  await expect.poll(() => goes.length).toBe(2);
  goes[1]?.end();
  await second;
});

test('no go is larger than fifty', async () => {
  const { goes, give } = openHeld();
  for (let piece = 0; piece <= 60; piece++) void give(piece);
  goes[0]?.end();
  await expect.poll(() => goes[1]?.pieces.length).toBe(50);
  goes[1]?.end();
  await expect.poll(() => goes[2]?.pieces.length).toBe(10);
});

test('as many goes as there may be are under way at once, and what comes then goes with whichever ends first', async () => {
  const { goes, give } = openHeld(2);
  const all = [1, 2, 3, 4].map(give);
  expect(goes.map(({ pieces }) => pieces)).toEqual([[1], [2]]);
  goes[1]?.end();
  await all[1];
  await expect.poll(() => goes.map(({ pieces }) => pieces)).toEqual([[1], [2], [3, 4]]);
  for (const { end } of goes) end();
  await Promise.all(all);
  const late = give(5);
  await expect.poll(() => goes.at(-1)?.pieces).toEqual([5]);
  goes.at(-1)?.end();
  await late;
});
