import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { composeFolio } from '../../src/core/folio.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { OpenTicket } from '../../src/store/tickets.ts';
import { freshDatabase } from '../support/databases.ts';

let store: Store;
beforeEach(async () => {
  store = openStore(await freshDatabase(), { connections: 10 });
});
afterEach(() => store.close());

const ticketOf = (company: string, series: string, year: number): OpenTicket => ({
  id: newId(),
  company,
  series,
  year,
  category: 'falla',
  area: 'reparaciones',
  city: null,
  priority: 'normal',
  contract: null,
  contractKey: null,
  holder: null,
  contact: null,
  authority: ['carta_poder'],
  phone: null,
  email: null,
  description: 'Sin internet',
  unidentified: true,
  unverified: false,
  writtenOnly: false,
  relatedId: null,
  openedAt: new Date('2026-11-24T12:00:00Z'),
  dueAt: new Date('2026-11-26T12:00:00Z'),
  agentId: null,
});
const open = async (company: string, series: string, year: number) => (await store.tickets.open(ticketOf(company, series, year))).folio;

test('twenty openings at once of which some fail take numbers without a gap and without a repeat', async () => {
  const taken = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      store
        .transaction(async (nouns) => {
          const { folio } = await nouns.tickets.open(ticketOf('konecta', 'MXL', 26));
          if (n % 3 === 0) throw new Error('this opening failed after it had its number');
          return folio;
        })
        .catch(() => null),
    ),
  );
  const folios = taken.filter((folio) => folio !== null).sort();
  expect(folios).toEqual(Array.from({ length: 13 }, (_, n) => composeFolio('MXL', 26, n + 1)));
});

test('each series and year counts for itself', async () => {
  expect(await open('konecta', 'MXL', 26)).toBe(composeFolio('MXL', 26, 1));
  expect(await open('konecta', 'TIJ', 26)).toBe(composeFolio('TIJ', 26, 1));
  expect(await open('konecta', 'MXL', 27)).toBe(composeFolio('MXL', 27, 1));
  expect(await open('monet', 'MON', 26)).toBe(composeFolio('MON', 26, 1));
  expect(await open('konecta', 'MXL', 26)).toBe(composeFolio('MXL', 26, 2));
});

test('the database makes the same folio as the core, also past a million', async () => {
  const numbers = [...Array.from({ length: 2_000 }, (_, n) => n * 613 + 1), 999_999, 1_000_000];
  const years = [0, 9, 26, 99];
  const rows = await store.db.$queryRaw<{ year: number; number: number; folio: string }[]>`
    SELECT year, number, "folioOf"('MXL', year, number) AS folio
    FROM unnest(${years}::int[]) AS year, unnest(${numbers}::int[]) AS number`;
  expect(rows).toHaveLength(years.length * numbers.length);
  expect(rows.filter(({ year, number, folio }) => folio !== composeFolio('MXL', year, number))).toEqual([]);
});

test('a ticket is kept with all that it was opened with', async () => {
  const { id } = await store.tickets.open(ticketOf('konecta', 'MXL', 26));
  const { id: _id, series: _series, year: _year, ...given } = ticketOf('konecta', 'MXL', 26);
  expect(await store.tickets.find(id)).toMatchObject({
    ...given,
    folio: composeFolio('MXL', 26, 1),
    status: 'open',
    warnings: [],
    termAt: given.openedAt,
  });
});
