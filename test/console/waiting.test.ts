import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSearch } from '../../src/console/pages/queue.ts';
import { searchWaiting, waitingQuery } from '../../src/store/waiting.ts';
import { addAgent, browse } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';
import { HOUR_MS } from '../support/desk.ts';
import { konecta, monet } from '../support/profiles.ts';

const ROSA = { phone: '+526865550311' };
const LUIS = { phone: '+526865550312' };

let desk: ConsoleDesk;
let tab: ReturnType<typeof browse>;
const ids = { rosa: '', rosaAgain: '', maria: '', luis: '' };

beforeAll(async () => {
  desk = await openConsoleDesk({ start: '2026-11-24T18:00:00Z' });
  await addAgent(desk.store, { email: 'ana@konecta.mx' });
  await addAgent(desk.store, { email: 'eva@monet.mx', company: 'monet' });
  await desk.report('No tengo internet, contrato 204518', { phone: '+526865550399' });
  ids.rosa = (await desk.write('No tengo internet, se quemó el módem', ROSA)).id;
  ids.rosaAgain = (await desk.write('sigo sin internet', ROSA)).id;
  const mail = composeMail({ from: 'María Núñez <maria@example.mx>', subject: 'Cobro', text: 'Me cobraron doble <b>este</b> mes.' });
  ids.maria = (await desk.mail(mail)).id;
  desk.pass(HOUR_MS);
  // A directory is loaded, and the contract of Luis is not in it.
  const known = { contract: '204518', contractKey: '204518', holder: 'Ana Gil', holderKey: 'ana gil' };
  await desk.store.db.subscriber.create({ data: { company: 'konecta', ...known, importedAt: desk.at() } });
  ids.luis = (await desk.write('Sin señal de televisión, contrato MXL209999', LUIS)).id;
  tab = await signedIn('ana@konecta.mx');
});
afterAll(() => desk?.close());

const signedIn = async (email: string) => {
  const opened = browse(desk.app);
  await opened.signIn(email);
  return opened;
};

/** The part of /review about those whose data may still come. */
const waitingPart = async (reader = tab): Promise<string> =>
  /<h2>Esperamos sus datos<\/h2>([\s\S]*?)<h2>/.exec((await reader.get('/review')).body)?.[1] ?? '';
const foundPart = async (typed: string, reader = tab): Promise<string> =>
  /<h2>Esperamos datos de estas personas<\/h2>([\s\S]*?)<\/main>/.exec((await reader.get(`/?q=${encodeURIComponent(typed)}`)).body)?.[1] ??
  '';

test('whose data may still come are listed, the newest first: who, where, what was asked and how often, until when', async () => {
  const part = await waitingPart();
  const order = [ids.luis, ids.maria, ids.rosa].map((id) => part.indexOf(`href="/review/${id}"`));
  expect(order.every((place) => place > 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(part).toContain('<strong>686 555 0311</strong>');
  expect(part).toContain('María Núñez · maria@example.mx');
  expect(part).toContain('Me cobraron doble &lt;b&gt;este&lt;/b&gt; mes.');
  expect(part).toContain('Se le pidió el contrato o el nombre del titular (2 veces).');
  expect(part).toContain('Se le pidió verificar el contrato MXL209999, que no está en el directorio (datos pedidos una vez).');
  expect(part).toContain('Esperamos hasta el');
  expect(part).toContain(`href="/review/${ids.rosaAgain}"`);
});

test('of another company nobody is listed, and nobody found', async () => {
  const eva = await signedIn('eva@monet.mx');
  expect(await waitingPart(eva)).toContain('No esperamos datos de nadie.');
  for (const typed of ['módem', '6865550311', 'maria@example.mx']) expect(await foundPart(typed, eva)).toBe('');
});

test.each([
  ['6865550311', 'rosa'],
  ['maria@example.mx', 'maria'],
  ['maria nunez', 'maria'],
  ['núñ', 'maria'],
  ['quemó módem', 'rosa'],
  ['209999', 'luis'],
  ['mxl-209999', 'luis'],
] as const)('%j finds who waits without a ticket: %s', async (typed, who) => {
  const part = await foundPart(typed);
  expect([...part.matchAll(/<strong>/g)]).toHaveLength(1);
  expect(part).toContain(`href="/review/${ids[who]}"`);
});

test('where only somebody who waits is found, the page does not say that nothing was', async () => {
  const { body } = await tab.get('/?q=6865550311');
  expect(body).toContain('No hay reportes de «6865550311».');
  expect(body).not.toContain('No encontramos');
  expect((await tab.get('/?q=ninguna-cosa')).body).toContain('No encontramos');
});

test('tickets come first, who waits below them', async () => {
  const { body } = await tab.get('/?q=internet');
  const [ticket, waiting] = [body.indexOf('class="folio"'), body.indexOf('Esperamos datos de estas personas')];
  expect(ticket).toBeGreaterThan(0);
  expect(waiting).toBeGreaterThan(ticket);
});

test.each(['6865550311', 'maria@example.mx', 'módem'])('the search for %j among those who wait goes through indexes', async (typed) => {
  const query = waitingQuery('konecta', readSearch(typed, konecta()));
  if (!query) throw new Error('nothing is looked for');
  const plan = await desk.store.db.$transaction(async (connection) => {
    await connection.$executeRaw`SET LOCAL enable_seqscan = off`;
    const rows = await connection.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${query.text}`, ...query.values);
    return rows.map((row) => Object.values(row)[0]).join('\n');
  });
  expect(plan).not.toMatch(/Seq Scan/);
});

test('who telephones before the term is over gets a ticket from their message, and is waited for no more', async () => {
  await tab.get(`/review/${ids.rosa}`);
  const opened = await tab.post(`/review/${ids.rosa}/open`, { category: 'falla', holder: 'Rosa Gil', description: 'Sin internet' });
  expect(opened.headers.location).toMatch(/^\/tickets\/MXL-/);
  for (const id of [ids.rosa, ids.rosaAgain]) expect((await desk.store.messages.find(id))?.disposition).toBe('ticket');
  expect(await waitingPart()).not.toContain(ids.rosa);
  expect(await foundPart('6865550311')).toBe('');
});

test('past the term they leave the list for that of the expired, and are still found', async () => {
  const until = (await desk.store.db.pendingMatter.findFirstOrThrow({ where: { unknownContract: 'MXL209999' } })).expiresAt;
  desk.pass(until.getTime() - desk.at().getTime());
  expect((await desk.store.waiting.list('konecta', desk.at(), 10)).map(({ expiresAt }) => expiresAt)).toEqual([until]);
  desk.pass(1);
  expect(await desk.store.waiting.list('konecta', desk.at(), 10)).toEqual([]);
  expect(await searchWaiting(desk.store.db, 'konecta', readSearch('6865550312', konecta()))).toHaveLength(1);
  expect(await searchWaiting(desk.store.db, 'monet', readSearch('6865550312', monet()))).toEqual([]);
  tab = await signedIn('ana@konecta.mx');
  expect(await waitingPart()).toContain('No esperamos datos de nadie.');
  expect(await foundPart('6865550312')).toContain('El plazo terminó el');
});
