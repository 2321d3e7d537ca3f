import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillDatabase } from '../../src/cli/bench/fill.ts';
import { countTickets } from '../../src/store/reports.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { freshDatabase } from '../support/databases.ts';

const TICKETS = 2_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const WHO = { company: 'konecta', timeZone: 'America/Tijuana' };

let store: Store;
beforeAll(async () => {
  const url = await freshDatabase();
  await fillDatabase(url, TICKETS, () => undefined);
  store = openStore(url);
}, 240_000);
afterAll(() => store?.close());

const countedMonths = async (at: Date): Promise<string[]> => {
  const rows = await store.db.reportMonth.findMany({ where: { company: 'konecta', countedAt: at }, orderBy: { month: 'asc' } });
  return rows.map(({ month }) => month);
};

const monthsOfTickets = async (): Promise<string[]> => {
  const rows = await store.db.$queryRaw<{ month: string }[]>`
    SELECT DISTINCT to_char("openedAt" AT TIME ZONE ${WHO.timeZone}::text, 'YYYY-MM') AS "month" FROM "Ticket" WHERE "company" = 'konecta' ORDER BY 1`;
  return rows.map(({ month }) => month);
};

test('years that nobody has counted are counted a month a minute, the newest first; whoever opens the report waits for all', async () => {
  const all = await monthsOfTickets();
  expect(all.length).toBeGreaterThan(12);
  // After the last event of any ticket: no month has changed meanwhile.
  const start = new Date(Date.now() + 4 * DAY_MS);
  for (let minute = 0; minute < 3; minute++) {
    const now = new Date(start.getTime() + minute * MINUTE_MS);
    await countTickets(store.db, { ...WHO, now, isInTurn: true });
    expect(await countedMonths(now)).toEqual([all.at(-1 - minute)]);
  }
  const now = new Date(start.getTime() + 2 * MINUTE_MS + 1);
  await countTickets(store.db, { ...WHO, now });
  expect(await countedMonths(now)).toEqual(all.slice(0, -3));
  const { total } = await store.reports.summary({
    ...{ company: 'konecta', group: 'month', from: all[0] ?? '', to: all.at(-1) ?? '' },
    ...{ area: null, city: null, category: null },
  });
  expect(total.received).toBe(await store.db.ticket.count({ where: { company: 'konecta', status: { not: 'joined' } } }));
});

test('a month whose day is over is counted anew in its turn, the one counted longest ago first', async () => {
  const [earliest] = await store.db.reportMonth.findMany({ orderBy: [{ countedAt: 'asc' }, { month: 'desc' }], take: 1 });
  const now = new Date((earliest?.countedAt.getTime() ?? 0) + DAY_MS);
  await countTickets(store.db, { ...WHO, now, isInTurn: true });
  expect(await countedMonths(now)).toEqual([earliest?.month]);
});
