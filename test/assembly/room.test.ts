import { expect, test } from 'vitest';
import { openRoom } from '../../src/assembly/room.ts';

const MIB = 1024 * 1024;

/** Begins work of these sizes; tells the most bytes that were held at once, and how many of them. */
const hold = async (sizes: number[], roomBytes: number) => {
  const within = openRoom(roomBytes);
  let held = 0;
  let count = 0;
  const most = { bytes: 0, count: 0 };
  const done = sizes.map((bytes) =>
    within(bytes, async () => {
      held += bytes;
      count += 1;
      most.bytes = Math.max(most.bytes, held);
      most.count = Math.max(most.count, count);
      await new Promise((resolve) => setImmediate(resolve));
      held -= bytes;
      count -= 1;
      return bytes;
    }),
  );
  expect(await Promise.all(done)).toEqual(sizes);
  return most;
};

test('small mails go together, as many as there is room for', async () => {
  expect(
    await hold(
      Array.from({ length: 40 }, () => MIB),
      16 * MIB,
    ),
  ).toEqual({ bytes: 16 * MIB, count: 16 });
});

test('a mail larger than all the room goes alone, and those behind it still go', async () => {
  expect(await hold([MIB, 25 * MIB, 25 * MIB, MIB], 16 * MIB)).toMatchObject({ bytes: 25 * MIB, count: 1 });
});

test('work that fails gives its room back', async () => {
  const within = openRoom(MIB);
  await expect(within(5 * MIB, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await within(5 * MIB, async () => 'next')).toBe('next');
});
