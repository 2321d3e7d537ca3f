import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { openStore } from '../../src/store/store.ts';
import { freshDatabase } from '../support/databases.ts';
import { waitFor } from '../support/wait.ts';

test('connections that the server ends while nobody uses them are replaced, and end no process', async () => {
  const url = await freshDatabase();
  const store = openStore(url, { connections: 2 });
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  onTestFinished(async () => {
    await other.end();
    await store.close();
  });
  await store.ping();
  const ended = await other.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );
  expect(ended.rowCount).toBeGreaterThan(0);
  await waitFor('another connection', () =>
    store.ping().then(
      () => true,
      () => false,
    ),
  );
});

test('what a transaction says by hand and through Prisma is one transaction: neither stands where it fails', async () => {
  const store = openStore(await freshDatabase(), { connections: 2 });
  onTestFinished(() => store.close());
  const failing = store.transaction(async (nouns) => {
    await nouns.messages.saveRaw(Buffer.from('by hand'));
    await nouns.mailboxes.ensure('soporte@konecta.mx', 'konecta');
    throw new Error('it failed afterwards');
  });
  await expect(failing).rejects.toThrow('it failed afterwards');
  expect([await store.db.rawMessage.count(), await store.db.mailbox.count()]).toEqual([0, 0]);
});

test('a transaction that has ended is not spoken in any more', async () => {
  const store = openStore(await freshDatabase(), { connections: 2 });
  onTestFinished(() => store.close());
  const kept = await store.transaction(async (nouns) => nouns);
  await expect(kept.messages.saveRaw(Buffer.from('too late'))).rejects.toThrow('the transaction has ended');
});

test('what is still being said when a transaction fails is undone with it, and never said alone afterwards', async () => {
  const { prisma, transaction, close } = openDatabase(await freshDatabase(), { connections: 2 });
  onTestFinished(close);
  let going: Promise<unknown> = Promise.resolve();
  const failing = transaction(async (_connection, sql) => {
    const sayAll = async () => {
      for (let place = 0; place < 1_000; place += 1)
        await sql(`INSERT INTO "RawMessage" ("hash", "bytes", "sizeBytes") VALUES ($1, '', 0)`, [String(place)]);
    };
    going = sayAll().catch((error: unknown) => error);
    await sql('SELECT 1 AS "one"', []);
    throw new Error('another part failed');
  });
  await expect(failing).rejects.toThrow('another part failed');
  expect(await going).toMatchObject({ message: 'the transaction has ended' });
  expect(await prisma.rawMessage.count()).toBe(0);
});
