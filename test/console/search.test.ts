import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSearch } from '../../src/console/pages/queue.ts';
import { listQuery, type SearchTerms, searchQuery, searchWork, type WorkFilter } from '../../src/store/worklist.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { konecta, monet } from '../support/profiles.ts';
import { EVERY_OPEN } from '../support/work-filter.ts';

const NONE: SearchTerms = { folio: null, contractKey: null, phone: null, email: null, words: null };

test.each<[string, Partial<SearchTerms>]>([
  ['MXL-26-000001-3', { folio: 'MXL-26-000001-3' }],
  ['mxl 26 000001 3', { folio: 'MXL-26-000001-3' }],
  ['Mxl260000013', { folio: 'MXL-26-000001-3' }],
  ['mxl 26 000001', { folio: 'MXL-26-000001-3', contractKey: '26000001' }],
  ['XYZ 26 000001', { words: 'XYZ 26 000001' }],
  ['MXL204518', { contractKey: '204518' }],
  ['mxl-204518', { contractKey: '204518' }],
  ['204518', { contractKey: '204518' }],
  ['(686) 555-0142', { phone: '+526865550142' }],
  ['+52 1 686 555 0142', { phone: '+526865550142' }],
  ['Maria@Example.mx', { email: 'maria@example.mx' }],
  ['María Pérez', { words: 'María Pérez' }],
  ['no prende el módem 2', { words: 'no prende el módem 2' }],
])('%j is looked for as %j', (typed, terms) => {
  expect(readSearch(typed, konecta())).toEqual({ ...NONE, ...terms });
});

test('a folio of the other company’s series is no folio', () => {
  expect(readSearch('MXL-26-000001-3', monet()).folio).toBeNull();
});

describe('over real tickets', () => {
  let desk: Desk;
  const folios: Record<string, string> = {};
  beforeAll(async () => {
    desk = await openDesk('2026-11-24T18:00:00Z');
    folios.modem = (
      await desk.report('No tengo internet, el módem está apagado. Contrato 204518, soy Íñigo Muñoz Peña', { phone: '+526865550142' })
    ).ticket.folio;
    folios.slow = (
      await desk.report('Internet muy lento, contrato 204999, a nombre de Rosa Díaz Gil', { phone: '+526865550143' })
    ).ticket.folio;
    await desk.write('No hay internet otra vez, se apaga el módem, contrato 204999', { phone: '+526865550143' });
  });
  afterAll(() => desk.close());

  const find = async (typed: string, profile = konecta()) =>
    (await searchWork(desk.store.db, profile.company, readSearch(typed, profile))).map(({ folio }) => folio);

  test.each([
    ['modem', ['slow', 'modem']],
    ['MODEM apagados', ['slow', 'modem']],
    ['munoz', ['modem']],
    ['íñigo', ['modem']],
    ['rosa diaz', ['slow']],
    ['íñig muñ', ['modem']],
    ['ros', ['slow']],
    ['ro', []],
    ["ros:* | modem' & (", []],
    ['204518', ['modem']],
    ['6865550143', ['slow']],
    ['no existe tal cosa', []],
    ['\'; DROP TABLE "Ticket"; --', []],
    ['de la', []],
  ])('%j finds %j', async (typed, names) => {
    expect(await find(typed)).toEqual(names.map((name) => folios[name]));
  });

  test('nothing of another company is found', async () => {
    for (const typed of ['modem', '204518', '6865550142', folios.modem ?? '']) expect(await find(typed, monet())).toEqual([]);
  });

  test('by age the ticket that has waited longest comes first, page after page', async () => {
    const byAge = { ...EVERY_OPEN, order: 'age' as const };
    const all = await desk.store.worklist.list('konecta', byAge, null, 100);
    expect(all.map(({ openedAt }) => openedAt.getTime())).toEqual(all.map(({ openedAt }) => openedAt.getTime()).toSorted((a, b) => a - b));
    const [first] = all;
    const rest = first && (await desk.store.worklist.list('konecta', byAge, { at: first.openedAt, id: first.id }, 100));
    expect([first, ...(rest ?? [])]).toEqual(all);
  });

  test('pages follow each other without a gap or a repeat', async () => {
    const [first] = await desk.store.worklist.list('konecta', EVERY_OPEN, null, 1);
    const rest = first && (await desk.store.worklist.list('konecta', EVERY_OPEN, { at: first.dueAt, id: first.id }, 10));
    expect([first?.folio, ...(rest ?? []).map(({ folio }) => folio)]).toEqual([folios.modem, folios.slow]);
  });

  /** How PostgreSQL would find it, were the tables large: without a cheap way through all rows. */
  const planOf = async (query: ReturnType<typeof listQuery>): Promise<string> =>
    desk.store.db.$transaction(async (connection) => {
      await connection.$executeRaw`SET LOCAL enable_seqscan = off`;
      await connection.$executeRaw`SET LOCAL enable_sort = on`;
      const rows = await connection.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${query.text}`, ...query.values);
      return rows.map((row) => Object.values(row)[0]).join('\n');
    });

  test.each<[string, Partial<WorkFilter>]>([
    ['all open', {}],
    ['an area', { area: 'reparaciones' }],
    ['a city', { city: 'tijuana' }],
    ['an area and a city', { area: 'reparaciones', city: 'tijuana' }],
    ['a category', { category: 'falla' }],
    ['my own', { agentId: '01980000-0000-7000-8000-000000000000' }],
    ['nobody', { unassigned: true }],
    ['unidentified', { unidentified: true }],
    ['escalated', { escalated: true }],
    ['resolved', { state: 'resolved' }],
  ])('the queue of %s walks an index, at the first page and at later ones', async (_name, filter) => {
    const after = { at: new Date('2026-11-25T00:00:00Z'), id: '01980000-0000-7000-8000-000000000000' };
    for (const cursor of [null, after])
      expect(await planOf(listQuery('konecta', { ...EVERY_OPEN, ...filter }, cursor, 51))).not.toMatch(/Seq Scan on "Ticket"/);
  });

  test.each(['MXL-26-000001-3', '204518', '6865550142', 'maria@example.mx'])('the search for %j goes through indexes', async (typed) => {
    const query = searchQuery('konecta', readSearch(typed, konecta()));
    if (!query) throw new Error('nothing is looked for');
    expect(await planOf(query)).not.toMatch(/Seq Scan on "(?:Ticket|Message)"/);
  });
});
