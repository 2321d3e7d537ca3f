import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { freshDatabase } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

test('a table that grew from nothing is looked at once, and again only when it has become five times as large', async () => {
  const store = openStore(await freshDatabase(), { connections: 2 });
  onTestFinished(() => store.close());
  const fill = (count: number) => store.db.$executeRaw`
    INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes") SELECT gen_random_uuid()::text, '', 0 FROM generate_series(1, ${count}::int)`;
  // The server counts changes a moment after they were made.
  const changes = async (count: number) => {
    const [row] = await store.db.$queryRaw<{ count: bigint }[]>`
      SELECT n_mod_since_analyze AS count FROM pg_stat_user_tables WHERE relname = 'RawMessage'`;
    return Number(row?.count) === count;
  };
  await fill(300);
  await waitFor('the first rows to be counted', () => changes(300));
  expect(await store.analyzeGrown()).toBe(1);
  await fill(1_000);
  await waitFor('more rows to be counted', () => changes(1_000));
  expect(await store.analyzeGrown()).toBe(0);
  await fill(300);
  await waitFor('still more rows to be counted', () => changes(1_300));
  expect(await store.analyzeGrown()).toBe(1);
});
