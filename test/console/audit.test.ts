import { expect, test } from 'vitest';
import { auditRoutes, spanOf } from '../../src/console/pages/admin-audit.ts';
import { addAgent, browse, openTestConsole } from '../support/console.ts';

const console = openTestConsole((tools) => auditRoutes(tools));

test.each([
  ['2026-11-24', 'America/Tijuana', '2026-11-24T08:00:00.000Z', '2026-11-25T08:00:00.000Z'],
  ['2026-07-01', 'America/Tijuana', '2026-07-01T07:00:00.000Z', '2026-07-02T07:00:00.000Z'],
  // The clock is put back in the night from 31 October to 1 November: a day of 25 hours.
  ['2026-11-01', 'America/Tijuana', '2026-11-01T07:00:00.000Z', '2026-11-02T08:00:00.000Z'],
  ['2026-11-24', 'America/Hermosillo', '2026-11-24T07:00:00.000Z', '2026-11-25T07:00:00.000Z'],
])('the day %s in %s is from %s to %s', (day, zone, from, until) => {
  expect(spanOf(day, zone)).toEqual({ from: new Date(from), until: new Date(until) });
});

test('a day that no calendar has is none', () => {
  expect(spanOf('2026-02-30', 'America/Tijuana')).toBeNull();
});

test('filters by person, kind and day hold together, pages go on where the last ended, and the other company’s entries never show', async () => {
  const admin = await addAgent(console.store, { email: 'bita@konecta.mx', role: 'admin', name: 'Bita Cora' });
  const other = await addAgent(console.store, { email: 'otro@konecta.mx', name: 'Otro Más' });
  const at = new Date('2026-11-20T18:00:00Z');
  for (let index = 0; index < 60; index += 1)
    await console.store.audit.add({ company: 'konecta', at, agentId: other, action: 'answer-saved', data: { title: `Texto ${index}` } });
  await console.store.audit.add({ company: 'monet', at, agentId: null, action: 'answer-saved', data: { title: 'Secreto ajeno' } });
  await console.store.audit.add({
    company: 'konecta',
    at: new Date('2026-11-21T18:00:00Z'),
    agentId: other,
    action: 'answer-saved',
    data: { title: 'Otro día' },
  });
  const browser = browse(console.app);
  await browser.signIn('bita@konecta.mx');

  const first = await browser.get(`/admin/audit?person=${other}&action=answer-saved&day=2026-11-20`);
  const titles = (body: string) => [...body.matchAll(/título: (Texto \d+|Otro día|Secreto ajeno)/g)].map(([, title]) => title);
  const next = /<a href="(\?person=[^"]+)">Siguientes 50/.exec(first.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const second = await browser.get(`/admin/audit${next}`);
  const all = [...titles(first.body), ...titles(second.body)];
  expect(titles(first.body)).toHaveLength(50);
  expect(new Set(all).size).toBe(60);
  expect(all).not.toContain('Otro día');
  expect((await browser.get('/admin/audit')).body).not.toContain('Secreto ajeno');
  const signIns = await browser.get(`/admin/audit?person=${admin}`);
  expect(titles(signIns.body)).toEqual([]);
  expect(signIns.body).toContain('Entró');
  for (const odd of ['person=x', 'day=ayer', 'after=1_2', 'action=nope', 'day=2026-02-30'])
    expect((await browser.get(`/admin/audit?${odd}`)).statusCode, odd).toBe(200);
});
