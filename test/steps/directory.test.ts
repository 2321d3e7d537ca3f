import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadDueDirectories } from '../../src/assembly/directories.ts';
import { importSubscribers } from '../../src/cli/import-subscribers.ts';
import type { Consulted } from '../../src/steps/tools.ts';
import { type Desk, HOUR_MS, openDesk } from '../support/desk.ts';
import { konecta } from '../support/profiles.ts';

let desk: Desk;
let folder: string;

beforeEach(async () => {
  desk = await openDesk('2026-06-10T18:00:00Z');
  folder = await mkdtemp(join(tmpdir(), 'directory-'));
});
afterEach(async () => {
  await desk.close();
  await rm(folder, { recursive: true });
});

const lines = (contracts: number[], header = 'contract,holder,phone,email,city,monthlyPrice') =>
  [header, ...contracts.map((contract) => `${contract},Titular Numero ${contract},,,mexicali,499.00`)].join('\n');
const contracts = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const tick = () =>
  loadDueDirectories(
    desk.tools,
    [{ company: 'konecta', file: join(folder, 'directory.csv'), everyHours: 24, url: null, token: null, timeoutMs: 1000 }],
    desk.tools.profiles,
  );
const put = (text: string) => writeFile(join(folder, 'directory.csv'), text);
const inDirectory = () => desk.store.subscribers.count('konecta');

test('a file is loaded when it is due and changed; contracts that vanished are gone but kept, and may come back', async () => {
  await put(lines(contracts(600_001, 10)));
  await tick();
  expect(await inDirectory()).toBe(10);
  const loadedAt = (await desk.store.directories.find('konecta'))?.loadedAt;
  await put(lines(contracts(600_003, 8)));
  await tick();
  expect(await inDirectory()).toBe(10);
  desk.pass(24 * HOUR_MS);
  await tick();
  expect(await inDirectory()).toBe(8);
  expect(await desk.store.db.subscriber.count({ where: { goneAt: desk.at() } })).toBe(2);
  expect(await desk.store.subscribers.findByContractKeys('konecta', ['600001'])).toEqual([]);
  expect(await desk.store.directories.find('konecta')).toMatchObject({ rows: 8, goneRows: 2, refused: null, loadedAt: desk.at() });
  expect(loadedAt).not.toEqual(desk.at());

  // The same file again: looked at, and nothing changed.
  const before = await desk.store.db.subscriber.findMany({ orderBy: { contract: 'asc' } });
  desk.pass(24 * HOUR_MS);
  await tick();
  expect(await desk.store.db.subscriber.findMany({ orderBy: { contract: 'asc' } })).toEqual(before);
  await put(lines(contracts(600_001, 10)));
  desk.pass(24 * HOUR_MS);
  await tick();
  expect(await inDirectory()).toBe(10);
});

test.each([
  ['more than a fifth of the directory missing', lines(contracts(610_004, 7)), 'too-many-gone'],
  ['nothing in it', lines([]), 'empty'],
])('a file with %s is refused, and the directory stays', async (_name, text, refused) => {
  await put(lines(contracts(610_001, 10)));
  await tick();
  await put(text);
  desk.pass(24 * HOUR_MS);
  await tick();
  expect(await inDirectory()).toBe(10);
  expect(await desk.store.directories.find('konecta')).toMatchObject({ refused });
});

test('exactly a fifth missing is taken', async () => {
  await put(lines(contracts(620_001, 10)));
  await tick();
  await put(lines(contracts(620_003, 8)));
  desk.pass(24 * HOUR_MS);
  await tick();
  expect(await inDirectory()).toBe(8);
});

test('a file that is away or lacks a column changes nothing', async () => {
  await tick();
  await put(lines([1], 'contract,name'));
  await tick();
  expect(await inDirectory()).toBe(0);
  expect(await desk.store.directories.find('konecta')).toBeNull();
});

test('an import takes what is right and tells line and reason of the rest; the price is optional', async () => {
  const file = join(folder, 'list.csv');
  await writeFile(
    file,
    'contract,holder,phone,email,city\n630001,Ana Ruiz,,,Mexicali\n63,Ana,,,\n630001,Otra,,,\n630002,,,,\n"630003","Bea\nCota",,,\n',
  );
  const report = await importSubscribers(desk.store, konecta(), file, () => undefined);
  expect(report).toEqual({
    accepted: 2,
    refused: [
      { line: 3, why: 'contract: not of the shape that the company configures' },
      { line: 4, why: 'contract: it stands twice in the file' },
      { line: 5, why: 'holder: it is empty' },
    ],
  });
});

const consulting = (said: Consulted) => {
  const asked: string[] = [];
  desk.tools.consult = new Map([
    [
      'konecta',
      async (_profile, contract) => {
        asked.push(contract);
        return said;
      },
    ],
  ]);
  return asked;
};
const ROW = {
  contract: '640001',
  contractKey: '640001',
  holder: 'Ana Ruiz Soto',
  phone: null,
  email: null,
  city: 'mexicali',
  monthlyPriceCents: 50_000,
};

test('the company’s own system is asked for the contract before the decision, which takes what it says', async () => {
  const asked = consulting({ kind: 'found', row: ROW });
  const { ticket } = await desk.report('No tengo internet, contrato 640001');
  expect(asked).toEqual(['640001']);
  expect(ticket).toMatchObject({ contract: '640001', holder: 'Ana Ruiz Soto', unverified: false });
});

test('a contract that the system does not know is asked about, also where no file was ever loaded', async () => {
  consulting({ kind: 'absent' });
  expect(await desk.write('No tengo internet, contrato 640001')).toMatchObject({ disposition: 'pending' });
  const [reply] = await desk.store.db.reply.findMany({ where: { kind: 'data_request' } });
  expect(reply?.facts).toMatchObject({ unknownContract: '640001' });
});

test('where the system does not answer, the last file counts', async () => {
  await desk.store.subscribers.save('konecta', [ROW], desk.at());
  consulting({ kind: 'unavailable', because: 'timeout' });
  expect((await desk.report('No tengo internet, contrato 640001')).ticket).toMatchObject({ holder: 'Ana Ruiz Soto', unverified: false });
});

test('a message that names no contract asks nobody', async () => {
  const asked = consulting({ kind: 'absent' });
  await desk.write('No tengo internet');
  expect(asked).toEqual([]);
});
