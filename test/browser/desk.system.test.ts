import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Browser,
  expectAccessible,
  expectNoSideways,
  type OpenOptions,
  openBrowser,
  shoot,
  signIn,
  tabTo,
  visitAs,
} from '../support/browser.ts';
import { addAgent, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';
import { HOUR_MS } from '../support/desk.ts';
import { waitFor } from '../support/wait.ts';

let desk: ConsoleDesk;
let browser: Browser;
const agents = { ana: '', beto: '' };

const MAIL = composeMail({
  from: 'María Pérez Luna <maria@example.mx>',
  subject: 'Sin internet desde el lunes',
  text: 'Buenas tardes:\n\nNo tengo internet desde el lunes. Mi contrato es 204518, a nombre de María Pérez Luna, tel. 686 555 0142.\n\nGracias.\n\nEl lun, 23 nov 2026 a las 9:14, Soporte <soportemxl@konecta.mx> escribió:\n> Estimada María:\n> su pago fue recibido.\n',
  html: '<p>No tengo <b>internet</b> desde el lunes.</p><img src="https://espia.example/pixel.png"><script>window.parent.document.title="robado"</script>',
  more: [
    'Content-Type: image/png; name="modem.png"\r\nContent-Disposition: attachment; filename="modem.png"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  ],
});

beforeAll(async () => {
  desk = await openConsoleDesk();
  const { store } = desk;
  agents.ana = await addAgent(store, { email: 'ana@konecta.mx', name: 'Ana López' });
  agents.beto = await addAgent(store, { email: 'beto@konecta.mx', name: 'Beto Ruiz', createdAt: new Date('2026-02-01') });
  await addAgent(store, { email: 'sofia@konecta.mx', name: 'Sofía Vega', role: 'supervisor', area: 'reparaciones' });
  await addAgent(store, { email: 'mo@monet.mx', name: 'Mo Net', company: 'monet' });
  const imported = new Date();
  await store.subscribers.save(
    'konecta',
    [
      {
        contract: 'MXL204518',
        contractKey: '204518',
        holder: 'María Pérez Luna',
        phone: '+526865550142',
        email: 'maria@example.mx',
        city: 'mexicali',
        monthlyPriceCents: 49_900,
      },
      {
        contract: 'TIJ300111',
        contractKey: '300111',
        holder: 'José Gómez Díaz',
        phone: '+526645550177',
        email: null,
        city: 'tijuana',
        monthlyPriceCents: 39_900,
      },
      ...['300222', '300333', '300444', '300555'].map((contractKey) => ({
        contract: `TIJ${contractKey}`,
        contractKey,
        holder: `Titular Del ${contractKey === '300222' ? 'Río' : 'Valle'}`,
        phone: null,
        email: null,
        city: 'tijuana',
        monthlyPriceCents: null,
      })),
    ],
    imported,
  );
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const visit = (email: string, options: OpenOptions = {}) => visitAs(browser, email, options);

test('an agent’s day by mail: from the list to the answer and the resolution', async () => {
  const message = await desk.mail(MAIL);
  const ticket = await desk.ticketOf(message.ticketId);
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.getByRole('link', { name: ticket.folio }).waitFor();
  await shoot(page, 'queue');
  await expectAccessible(page);

  await page.getByRole('link', { name: ticket.folio }).click();
  await page.getByRole('heading', { name: ticket.folio }).waitFor();
  await shoot(page, 'ticket');
  await expectAccessible(page);
  await expect.soft(page.locator('mark[title="Contrato"]').first().textContent()).resolves.toContain('204518');
  expect(await page.locator('details.quote .pre').isVisible()).toBe(false);
  await page.getByText('Texto citado').click();
  expect(await page.locator('details.quote .pre').textContent()).toContain('su pago fue recibido');
  expect(await page.locator('.why').textContent()).toContain('Se abrió un reporte');

  await page.getByLabel('Respuesta', { exact: true }).fill('Ya va un técnico en camino.');
  await page.getByRole('button', { name: 'Enviar por correo' }).click();
  await page.getByText('La respuesta va en camino.').waitFor();
  const replies = await desk.store.ticketFiles.replies(ticket.id);
  expect(replies.find(({ kind }) => kind === 'agent')).toMatchObject({
    channel: 'email',
    recipient: 'maria@example.mx',
    text: 'Ya va un técnico en camino.',
  });

  await page.getByText('Resolver', { exact: true }).click();
  await page.getByLabel('Causa', { exact: true }).selectOption('red');
  await page.getByRole('button', { name: 'Resolver y avisar al cliente' }).click();
  await page.getByText('El reporte quedó resuelto').waitFor();
  expect((await desk.ticketOf(ticket.id)).status).toBe('resolved');
  await shoot(page, 'ticket-resolved');
  expect(problems).toEqual([]);
  await close();
});

test('a mail’s HTML runs nothing and asks no other host, until its images are asked for', async () => {
  const message = await desk.mail(MAIL.replace(/Message-ID: .*/, 'Message-ID: <otro@example.mx>').replace('MXL', 'MXL'));
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.goto(`/messages/${message.id}/mail`);
  const frame = page.frameLocator('iframe.mail');
  await frame.getByText('desde el lunes').first().waitFor();
  await shoot(page, 'mail');
  expect(await page.title()).toContain('Correo');
  expect(await frame.locator('script').count()).toBe(0);
  expect(problems.filter((one) => !one.includes('Content Security Policy'))).toEqual([]);
  await page.getByRole('link', { name: 'Mostrar imágenes' }).click();
  await waitFor('the request that was asked for', () => problems.some((one) => one.includes('https://espia.example')));
  await close();
});

test('on WhatsApp the window is told before one writes, and a closed one lets nothing be written', async () => {
  const { ticket } = await desk.report('No hay internet, contrato 300111', { phone: '+526645550177' });
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.goto(`/tickets/${ticket.folio}`);
  await page.getByText('La ventana de 24 horas está abierta').waitFor();
  await page.getByRole('button', { name: 'Enviar por WhatsApp' }).waitFor();
  desk.pass(25 * HOUR_MS);
  await signIn(page, 'ana@konecta.mx', PASSWORD);
  await page.goto(`/tickets/${ticket.folio}`);
  await page.getByText('ya no se le puede escribir libremente').waitFor();
  expect(await page.getByRole('button', { name: 'Enviar por WhatsApp' }).count()).toBe(0);
  await shoot(page, 'window-closed');
  expect(problems).toEqual([]);
  await close();
});

test('two agents on one ticket see each other, and the second to change it is shown what the first did', async () => {
  const { ticket } = await desk.report('Se cayó el internet, contrato 300111, calle Roble', { phone: '+526645550178' });
  const [one, two] = [await visit('ana@konecta.mx'), await visit('beto@konecta.mx')];
  await one.page.goto(`/tickets/${ticket.folio}`);
  await two.page.goto(`/tickets/${ticket.folio}`);
  await one.page.getByText('También lo está viendo: Beto Ruiz.').waitFor();
  await two.page.getByText('También lo está viendo: Ana López.').waitFor();

  const pause = async ({ page }: typeof one, reason: string) => {
    await page.getByText('Pausar el término').click();
    await page.locator('#pause-reason').fill(reason);
    await page.getByRole('button', { name: 'Pausar', exact: true }).click();
  };
  await pause(one, 'No hay nadie en casa');
  await one.page.getByText('El término está en pausa.').waitFor();
  await two.page.getByText('Este reporte cambió.').waitFor();
  await pause(two, 'Otra razón');
  await two.page.getByText('cambió este reporte mientras usted lo veía').waitFor();
  expect(await two.page.locator('.notice.wrong').first().textContent()).toContain('No hay nadie en casa');
  await shoot(two.page, 'stale');
  expect((await desk.ticketOf(ticket.id)).pauseReason).toBe('No hay nadie en casa');
  expect([...one.problems, ...two.problems]).toEqual([]);
  await one.close();
  await two.close();
});

test('the list changes by itself when a customer writes', async () => {
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.getByRole('heading', { name: 'Reportes' }).waitFor();
  const { ticket } = await desk.report('Mi internet está muy lento, contrato 300222', { phone: '+526645550181' });
  await page.getByRole('link', { name: ticket.folio }).waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('a message in review becomes a ticket, or is marked as no request and taken back', async () => {
  const message = await desk.write('👍', { phone: '+526865559999' });
  expect(message.disposition).toBe('review');
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.goto('/review');
  await shoot(page, 'review');
  await expectAccessible(page);
  await page.getByRole('link', { name: '+526865559999' }).click();
  await shoot(page, 'review-message');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Marcar como no solicitud' }).click();
  await page.getByRole('button', { name: 'Deshacer' }).click();
  await page.getByLabel('Qué necesita').selectOption('duda');
  await page.getByLabel('Qué pide').fill('Quiere saber los horarios');
  await page.getByRole('button', { name: 'Abrir reporte y enviar folio' }).click();
  await page.getByText('El reporte quedó registrado.').waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('at the desk: the directory fills the form while one types, the folio is told large and sent by mail', async () => {
  const { page, problems, close } = await visit('ana@konecta.mx');
  await page.goto('/capture');
  await shoot(page, 'capture');
  await expectAccessible(page);
  await page.getByLabel('Número de contrato').pressSequentially('3001');
  await page.getByRole('button', { name: 'José Gómez Díaz' }).click();
  expect(await page.getByLabel('Nombre del titular').inputValue()).toBe('José Gómez Díaz');
  await page.getByLabel('Qué necesita').selectOption('aclaracion');
  await page.getByLabel('Qué pasa').fill('Le cobraron dos veces');
  await page.getByRole('button', { name: 'Registrar y dar folio' }).click();
  await page.getByRole('heading', { name: 'Número de reporte' }).waitFor();
  const folio = await page.locator('.big-folio').textContent();
  expect(folio).toMatch(/^TIJ-\d{2}-\d{6}-\d$/);
  await shoot(page, 'slip');
  await expectAccessible(page);
  await page.locator('#to-email').fill('jose@example.mx');
  await page.getByRole('button', { name: 'Enviar por correo' }).click();
  await page.getByText('El folio va en camino.').waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('by keyboard alone: sign in, find a ticket by a word without its accent, and write a note', async () => {
  const { ticket } = await desk.report('El módem parpadea en anaranjado, contrato 300333', { phone: '+526645550190' });
  const { page, problems, close } = await browser.open();
  await page.goto('/login');
  // Keys go to what has the focus: the page gives it to the first field once it is there.
  await page.locator('input:focus').waitFor();
  await page.keyboard.type('beto@konecta.mx');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Reportes' }).waitFor();
  await tabTo(page, '#q');
  await page.keyboard.type('modem parpadea');
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.search.includes('modem'));
  await page.locator(`a[href="/tickets/${ticket.folio}"]`).first().waitFor();
  await tabTo(page, `a[href="/tickets/${ticket.folio}"]`);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: ticket.folio }).waitFor();
  await tabTo(page, '#note-text');
  await page.keyboard.type('Revisar el módem');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('La nota quedó guardada.').waitFor();
  expect(problems).toEqual([]);
  await close();
});

test('on a telephone, 360 px wide, no page scrolls sideways', async () => {
  const { ticket } = await desk.report('No tengo servicio, contrato 300444', { phone: '+526645550191' });
  const { page, problems, close } = await visit('sofia@konecta.mx', { width: 360, height: 740 });
  for (const [name, path] of Object.entries({
    queue: '/',
    ticket: `/tickets/${ticket.folio}`,
    slip: `/tickets/${ticket.folio}/slip`,
    review: '/review',
    capture: '/capture',
    team: '/team',
    answers: '/answers',
    account: '/account',
    totp: '/account/totp',
  })) {
    await page.goto(path);
    await shoot(page, `narrow-${name}`);
    await expectNoSideways(page);
    await expectAccessible(page);
  }
  expect(problems).toEqual([]);
  await close();
});

test('nothing of one company shows in the other', async () => {
  const { ticket, message } = await desk.report('Falla en mi internet, contrato 300555', { phone: '+526645550192' });
  const { page, problems, close } = await visit('mo@monet.mx');
  await shoot(page, 'monet-queue');
  for (const path of [
    `/tickets/${ticket.folio}`,
    `/tickets/${ticket.folio}/slip`,
    `/messages/${message.id}/mail`,
    `/messages/${message.id}/body`,
    `/review/${message.id}`,
  ]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
  for (const q of [ticket.folio, '300555', '6645550192', 'falla internet']) {
    await page.goto(`/?q=${encodeURIComponent(q)}`);
    expect(await page.locator(`a[href*="${ticket.folio}"]`).count(), q).toBe(0);
    await page.getByText('No encontramos').waitFor();
  }
  expect(problems).toEqual([]);
  await close();
});
