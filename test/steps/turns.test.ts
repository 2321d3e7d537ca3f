import { expect, test } from 'vitest';
import { openTurns } from '../../src/steps/turns.ts';

const openWork = () => {
  const waiting: (() => void)[] = [];
  let runs = 0;
  const work = () => {
    runs += 1;
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  return { work, end: () => waiting.shift()?.(), runs: () => runs };
};

test('work runs at once as often as allowed, and what comes meanwhile makes one of them look once more', async () => {
  const inTurn = openTurns(2);
  const { work, end, runs } = openWork();
  const running = [inTurn(work), inTurn(work)];
  await Promise.all([inTurn(work), inTurn(work)]);
  expect(runs()).toBe(2);
  end();
  await expect.poll(runs).toBe(3);
  end();
  end();
  await Promise.all(running);
  expect(runs()).toBe(3);
});

test('after an error the next one runs as ever', async () => {
  const inTurn = openTurns(1);
  await expect(inTurn(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  let ran = false;
  await inTurn(async () => {
    ran = true;
  });
  expect(ran).toBe(true);
});
