import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { printable } from '../../src/console/complaint/fonts.ts';
import { COMPLAINT_FILE } from '../../src/console/complaint/shape.ts';
import { csvOf } from '../../src/console/reports/csv.ts';
import { resolveTicket } from '../../src/steps/attend.ts';
import { addNote } from '../../src/steps/attend-write.ts';
import { addAgent, browse } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';
import { HOUR_MS } from '../support/desk.ts';

let desk: ConsoleDesk;
let agent: string;

beforeAll(async () => {
  desk = await openConsoleDesk({ start: '2026-11-01T06:30:00Z' });
  agent = await addAgent(desk.store, { email: 'ana@konecta.mx' });
  await addAgent(desk.store, { email: 'admin@konecta.mx', role: 'admin' });
  await addAgent(desk.store, { email: 'sofia@konecta.mx', role: 'supervisor', area: 'reparaciones' });
  await addAgent(desk.store, { email: 'admin@monet.mx', role: 'admin', company: 'monet' });
});
afterAll(() => desk?.close());

const signedIn = async (email: string) => {
  const browser = browse(desk.app);
  await browser.signIn(email);
  return browser;
};

const resolve = (ticketId: string, attributable = false) =>
  resolveTicket(desk.tools, {
    company: 'konecta',
    ticketId,
    agent,
    version: null,
    cause: 'red',
    attributable,
    repairedAt: null,
    reason: null,
  });

const rowsOf = async (email: string, address: string): Promise<string[][]> => {
  const browser = await signedIn(email);
  const { body, headers } = await browser.get(address);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(body.startsWith('\uFEFF')).toBe(true);
  return body
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
};

test('a ticket counts in the month that the company’s clocks show, with its end, its times and its reopening', async () => {
  // Half past ten in the evening of 31 October in Tijuana.
  const { ticket: october } = await desk.report('No tengo internet, contrato 204518', { phone: '+526865550101' });
  desk.pass(3 * HOUR_MS);
  await resolve(october.id);
  desk.pass(HOUR_MS);
  await desk.write(`Sigue sin internet, folio ${october.folio}`, { phone: '+526865550101' });
  desk.pass(2 * HOUR_MS);
  await resolve(october.id);
  desk.pass(12 * HOUR_MS);
  const { ticket: late } = await desk.report('Se cayó mi internet, contrato 300111', { phone: '+526645550102' });
  desk.pass(60 * HOUR_MS);
  await resolve(late.id);
  await desk.report('Quiero presentar una queja por el trato, contrato 300222', { phone: '+526645550103' });
  desk.pass(2 * 60_000);

  const rows = await rowsOf('admin@konecta.mx', '/reports/summary.csv?from=2026-10&to=2026-11&group=month');
  const [head, first, second, total] = rows;
  expect(rows).toHaveLength(4);
  expect(head?.slice(0, 5)).toEqual(['Mes', 'Recibidos', 'Resueltos', 'En término', 'Fuera de término']);
  expect(first?.slice(0, 5)).toEqual(['2026-10', '1', '1', '1', '0']);
  expect(first?.[7], 'reopened').toBe('1');
  expect(Number(first?.[5]), 'first answer').toBeCloseTo(3, 0);
  expect(second?.slice(0, 5)).toEqual(['2026-11', '2', '1', '0', '1']);
  expect(Number(second?.[6]), 'resolution').toBeGreaterThan(58);
  expect(Number(second?.[6]), 'resolution').toBeLessThan(62);
  expect(total?.slice(0, 5)).toEqual(['Total', '3', '2', '1', '1']);
  const byCategory = await rowsOf('admin@konecta.mx', '/reports/summary.csv?from=2026-10&to=2026-11&group=category&category=queja');
  expect(byCategory[1], 'nobody has answered it').toEqual(['Queja', '1', '0', '0', '0', '', '', '0', '0']);
});

test('one by one the tickets of the report are as many as it counts, nothing in them runs as a formula, and who took them is known', async () => {
  const address = '/reports/tickets.csv?from=2026-10&to=2026-11';
  const { ticket } = await desk.report('Quiero presentar una queja, contrato 300333', { phone: '+526645550104' });
  await desk.store.db.ticket.update({
    where: { id: ticket.id },
    data: { holder: '=HYPERLINK("https://espia.example")', contact: ' @SUM(1)', phone: '+526645550104' },
  });
  const [head, ...rows] = await rowsOf('admin@konecta.mx', address);
  expect(head?.slice(0, 4)).toEqual(['Folio', 'Recibido', 'Estado', 'Categoría']);
  expect(rows).toHaveLength(4);
  expect(rows[0]?.slice(0, 6)).toEqual([
    expect.stringMatching(/^MXL-/),
    '2026-10-31 23:30',
    'Resuelto',
    'Falla',
    'Reparaciones',
    'Mexicali',
  ]);
  expect(rows.at(-1)?.slice(8, 11)).toEqual([`"'=HYPERLINK(""https://espia.example"")"`, `"' @SUM(1)"`, `"'+526645550104"`]);
  expect(await rowsOf('sofia@konecta.mx', `${address}&area=conciliacion`)).toHaveLength(3);
  expect(await rowsOf('admin@monet.mx', address)).toHaveLength(1);
  expect((await (await signedIn('ana@konecta.mx')).get(address)).statusCode).toBe(403);
  const exports = (await desk.store.audit.list('konecta', 20)).filter(({ action }) => action === 'tickets-exported');
  expect(exports).toHaveLength(2);
});

test('the page says when it was counted, and counts at once what has happened since when asked to', async () => {
  const browser = await signedIn('admin@konecta.mx');
  const received = async () => /<dt>Recibidos<\/dt><dd>(\d+)<\/dd>/.exec((await browser.get('/reports?from=2026-10&to=2026-11')).body)?.[1];
  const before = Number(await received());
  desk.pass(3_000);
  await desk.report('Quiero presentar una queja, contrato 300444', { phone: '+526645550105' });
  desk.pass(-50_000);
  expect(Number(await received())).toBe(before);
  const counted = await browser.post('/reports/count?from=2026-10&to=2026-11&group=area');
  expect(counted.headers.location).toContain('/reports?group=area&from=2026-10&to=2026-11');
  expect(Number(await received())).toBe(before + 1);
});

test('a supervisor counts their own area whatever the address asks for; another company’s tickets are nobody’s', async () => {
  const own = await rowsOf('sofia@konecta.mx', '/reports/summary.csv?from=2026-10&to=2026-11&group=area&area=conciliacion');
  expect(own.map(([name]) => name)).toEqual(['Área', 'Reparaciones', 'Total']);
  const other = await rowsOf('admin@monet.mx', '/reports/summary.csv?from=2026-10&to=2026-11&group=area');
  expect(other.at(-1)?.slice(0, 2)).toEqual(['Total', '0']);
  expect((await (await signedIn('ana@konecta.mx')).get('/reports')).statusCode).toBe(403);
});

test.each([
  ['=1+1', `"'=1+1"`],
  ['+52 686', `"'+52 686"`],
  ['-2', `"'-2"`],
  ['@suma', `"'@suma"`],
  [' \t=1', `"' \t=1"`],
  ['a,b "c"', '"a,b ""c"""'],
  ['Tijuana', 'Tijuana'],
  [-2, '-2'],
  [null, ''],
])('a cell of %j is written as %s: no text runs as a formula', (cell, written) => {
  expect(csvOf([[cell]])).toBe(`\uFEFF${written}\r\n`);
});

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const MAIL = composeMail({
  from: 'María Pérez Luna <maria@example.mx>',
  subject: 'Sin internet 👍',
  text: 'No tengo internet desde el lunes. Mi contrato es 204519.',
  more: [
    `Content-Type: image/png; name="modem.png"\r\nContent-Disposition: attachment; filename="modem.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n${PICTURE}`,
  ],
});

test('the file of a complaint holds every message, answer and decision, with the hashes of what came along, and is audited', async () => {
  const message = await desk.mail(MAIL);
  const ticket = await desk.ticketOf(message.ticketId);
  await addNote(desk.tools, { company: 'konecta', ticketId: ticket.id, agent, version: null, text: 'Cliente molesto' });
  const browser = await signedIn('admin@konecta.mx');
  const { body, headers } = await browser.get(`/tickets/${ticket.folio}/file.json`);
  expect(headers['content-disposition']).toContain(`expediente-${ticket.folio}.json`);
  const file = COMPLAINT_FILE.parse(JSON.parse(body));
  expect(file.ticket).toMatchObject({ folio: ticket.folio, contract: '204519' });
  expect(file.messages).toHaveLength(1);
  expect(file.messages[0]?.attachments).toEqual([
    expect.objectContaining({
      name: 'modem.png',
      sha256: createHash('sha256').update(Buffer.from(PICTURE, 'base64')).digest('hex'),
    }),
  ]);
  expect(file.messages[0]?.decision?.explained).toContain('Se abrió');
  expect(file.answers.map(({ kind, by }) => [kind, by])).toEqual([['folio', 'Sistema']]);
  expect(body).not.toContain('Cliente molesto');
  expect((await browser.get(`/tickets/${ticket.folio}/file.json?notes=1`)).body).toContain('Cliente molesto');
  const [last] = await desk.store.audit
    .list('konecta', 10)
    .then((entries) => entries.filter(({ action }) => action === 'complaint-exported').slice(-1));
  expect(last).toMatchObject({ subject: ticket.folio, data: { format: 'json', sha256: createHash('sha256').update(body).digest('hex') } });

  expect((await (await signedIn('ana@konecta.mx')).get(`/tickets/${ticket.folio}/file.pdf`)).statusCode).toBe(403);
  expect((await (await signedIn('admin@monet.mx')).get(`/tickets/${ticket.folio}/file.pdf`)).statusCode).toBe(404);
  const found = await browser.get(`/reports/file?format=pdf&folio=${encodeURIComponent(ticket.folio.replaceAll('-', ' ').toLowerCase())}`);
  expect(found.headers.location).toBe(`/tickets/${ticket.folio}/file.pdf`);
});

test('as PDF it is tagged, titled, in Spanish and has its fonts with it', async () => {
  const message = await desk.mail(MAIL.replace(/Message-ID: .*/, 'Message-ID: <pdf@example.mx>'));
  const ticket = await desk.ticketOf(message.ticketId);
  const browser = await signedIn('admin@konecta.mx');
  const response = await browser.get(`/tickets/${ticket.folio}/file.pdf`);
  expect(response.headers['content-type']).toBe('application/pdf');
  const pdf = response.rawPayload.toString('latin1');
  expect(pdf.startsWith('%PDF-1.7')).toBe(true);
  expect(pdf).toContain('/MarkInfo');
  expect(pdf).toContain('/Lang (es-MX)');
  expect(pdf).toContain('/DisplayDocTitle true');
  expect(pdf).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(pdf.match(/\/S \/H2\b/g)?.length).toBe(3);
  expect(pdf.match(/\/FontFile2 /g)?.length).toBe(2);
  expect(pdf).not.toContain('/Helvetica');
});

test('what the font cannot show is named, not left out', () => {
  expect(printable('Sin señal 🛰️\u0007 →')).toBe('Sin señal [U+1F6F0] →');
});

test('the schema in docs is the one that the files are made by', async () => {
  const written = await readFile('docs/complaint-file.schema.json', 'utf8');
  expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(COMPLAINT_FILE))));
});
