import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type Store } from '../../src/store/store.ts';
import { freshDatabase } from '../support/databases.ts';

let store: Store;
beforeEach(async () => {
  store = openStore(await freshDatabase(), { connections: 10 });
});
afterEach(() => store.close());

test('twenty openings at once of which some fail take numbers without a gap and without a repeat', async () => {
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      store
        .transaction(async (nouns) => {
          const number = await nouns.folios.next('konecta', 'MXL', 26);
          if (n % 3 === 0) throw new Error('this opening failed after it had its number');
          return number;
        })
        .catch(() => null),
    ),
  );
  const numbers = taken.filter((number) => number !== null).sort((one, other) => one - other);
  expect(numbers).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
});

test('each company, series and year counts for itself', async () => {
  const { folios } = store;
  expect(await folios.next('konecta', 'MXL', 26)).toBe(1);
  expect(await folios.next('konecta', 'TIJ', 26)).toBe(1);
  expect(await folios.next('konecta', 'MXL', 27)).toBe(1);
  expect(await folios.next('monet', 'MXL', 26)).toBe(1);
  expect(await folios.next('konecta', 'MXL', 26)).toBe(2);
});
