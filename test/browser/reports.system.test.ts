import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resolveTicket } from '../../src/steps/attend.ts';
import { type Browser, expectAccessible, expectNoSideways, openBrowser, shoot, signIn } from '../support/browser.ts';
import { addAgent, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';
import { HOUR_MS } from '../support/desk.ts';

let desk: ConsoleDesk;
let browser: Browser;
let folio = '';

beforeAll(async () => {
  // What follows takes 100 hours of the desk's clock: it ends at the browser's.
  desk = await openConsoleDesk({ start: new Date(Date.now() - 101 * HOUR_MS).toISOString() });
  const agent = await addAgent(desk.store, { email: 'ana@konecta.mx', name: 'Ana López' });
  await addAgent(desk.store, { email: 'admin@konecta.mx', name: 'Ada Min', role: 'admin' });
  for (const [index, text] of [
    'No tengo internet',
    'Quiero poner una queja por el trato',
    'Me cobraron de más en mi recibo',
    'Se cayó mi internet',
  ].entries()) {
    const { ticket } = await desk.report(`${text}, contrato 20451${index}, soy María Pérez Luna`, { phone: `+52686555010${index}` });
    folio = ticket.folio;
    desk.pass(10 * HOUR_MS * (index + 1));
    const order = { company: 'konecta', ticketId: ticket.id, agent, version: null, attributable: false, repairedAt: null, reason: null };
    if (index !== 1) await resolveTicket(desk.tools, { ...order, cause: 'atendido' });
  }
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

test('an administrator reads the report, counts it anew by category, and takes out the file of a complaint', async () => {
  const { page, problems, close } = await browser.open();
  await signIn(page, 'admin@konecta.mx', PASSWORD);
  await page.getByRole('link', { name: 'Informes' }).click();
  await page.getByRole('heading', { name: 'Informes' }).waitFor();
  await expectAccessible(page);
  await shoot(page, 'reports');
  await page.locator('select[name=group]').selectOption('category');
  await page.getByRole('button', { name: 'Contar' }).click();
  await page.getByRole('rowheader', { name: 'Queja' }).waitFor();
  await shoot(page, 'reports-category');
  await page.getByRole('button', { name: 'Actualizar cuentas' }).click();
  await page.getByRole('rowheader', { name: 'Queja' }).waitFor();
  await page.getByLabel('Folio').fill(folio.toLowerCase().replaceAll('-', ' '));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'PDF' }).click()]);
  expect(download.suggestedFilename()).toBe(`expediente-${folio}.pdf`);
  if (process.env.SCREENSHOTS) await download.saveAs(join(process.env.SCREENSHOTS, 'expediente.pdf'));
  expect(problems).toEqual([]);
  await close();
});

test('a report fits a telephone', async () => {
  const { page, problems, close } = await browser.open({ width: 360, height: 740 });
  await signIn(page, 'admin@konecta.mx', PASSWORD);
  await page.goto('/reports?group=area');
  await expectNoSideways(page);
  await expectAccessible(page);
  await shoot(page, 'reports-phone');
  expect(problems).toEqual([]);
  await close();
});

test('an administrator makes a token and an endpoint, and every page of theirs reads well, wide and narrow', async () => {
  const { page, problems, close } = await browser.open();
  await signIn(page, 'admin@konecta.mx', PASSWORD);
  await page.goto('/admin/tokens');
  await page.getByLabel('Para qué es').fill('Mesa de ayuda del corporativo');
  await page.getByLabel('Registrar reportes').check();
  await page.getByRole('button', { name: 'Hacer token' }).click();
  const token = (await page.locator('code.key').textContent()) ?? '';
  expect(token).toMatch(/^vt_[\w-]{43}$/);
  await expectAccessible(page);
  await shoot(page, 'tokens');

  await page.goto('/admin/webhooks');
  await page.getByLabel('Dirección').fill('https://mesa.example/ventanilla');
  await page.getByRole('button', { name: 'Agregar y mostrar su clave' }).click();
  expect(await page.locator('code.key').textContent()).toMatch(/^whsec_/);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Enviar una prueba' }).click();
  await page.getByText('La prueba va en camino').waitFor();
  await desk.report('No tengo internet, contrato 209999', { phone: '+526865550199' });
  await page.reload();
  await page.getByText('ticket.created').last().waitFor();
  await shoot(page, 'webhook');
  expect(problems).toEqual([]);
  await close();

  const phone = await browser.open({ width: 360, height: 740 });
  await signIn(phone.page, 'admin@konecta.mx', PASSWORD);
  for (const [url, name] of [
    ['/admin/tokens', 'tokens-phone'],
    ['/admin/webhooks', 'webhooks-phone'],
    ['/api/docs', 'api-docs-phone'],
  ] as const) {
    await phone.page.goto(url);
    await expectNoSideways(phone.page);
    await expectAccessible(phone.page);
    await shoot(phone.page, name);
  }
  expect(phone.problems).toEqual([]);
  await phone.close();
});
