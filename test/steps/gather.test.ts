import { expect, test } from 'vitest';
import { openGathering } from '../../src/steps/gather.ts';

/** A gathering whose goes end when they are told to. */
const openHeld = () => {
  const goes: { pieces: number[]; end: (error?: Error) => void }[] = [];
  const give = openGathering<number>(
    (pieces) =>
      new Promise((resolve, reject) => {
        goes.push({ pieces, end: (error) => (error ? reject(error) : resolve()) });
      }),
  );
  return { goes, give };
};

test('the first piece goes at once, and all that came meanwhile goes together', async () => {
  const { goes, give } = openHeld();
  const all = [1, 2, 3].map((piece) => give('konecta', piece));
  expect(goes.map(({ pieces }) => pieces)).toEqual([[1]]);
  goes[0]?.end();
  await all[0];
  await expect.poll(() => goes.map(({ pieces }) => pieces)).toEqual([[1], [2, 3]]);
  goes[1]?.end();
  await Promise.all(all);
});

test('what is waited for is told of its own go: an error of one is none of the next', async () => {
  const { goes, give } = openHeld();
  const [first, second] = [give('konecta', 1), give('konecta', 2)];
  goes[0]?.end(new Error('connection lost'));
  await expect(first).rejects.toThrow('connection lost');
  await expect.poll(() => goes.length).toBe(2);
  goes[1]?.end();
  await second;
});

test('keys do not wait for each other, and no go is larger than fifty', async () => {
  const { goes, give } = openHeld();
  void give('konecta', 0);
  void give('monet', 0);
  for (let piece = 1; piece <= 60; piece++) void give('konecta', piece);
  expect(goes).toHaveLength(2);
  goes[0]?.end();
  await expect.poll(() => goes[2]?.pieces.length).toBe(50);
  goes[2]?.end();
  await expect.poll(() => goes[3]?.pieces.length).toBe(10);
});
