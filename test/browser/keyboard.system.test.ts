import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, openBrowser, shoot, tabTo } from '../support/browser.ts';
import { addAgent, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
let browser: Browser;

beforeAll(async () => {
  desk = await openConsoleDesk();
  await addAgent(desk.store, { email: 'carmen@konecta.mx', name: 'Carmen Ortiz', role: 'admin' });
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

test('by keyboard alone an administrator signs in, looks whether all is well, adds an agent, locks the account and finds it in the audit', async () => {
  const { page, problems, close } = await browser.open();
  const press = async (selector: string) => {
    await tabTo(page, selector);
    await page.keyboard.press('Enter');
  };
  await page.goto('/login');
  await page.locator('input:focus').waitFor();
  await page.keyboard.type('carmen@konecta.mx');
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Reportes' }).waitFor();

  // The first stop of every page leads past its menu.
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('Ir al contenido');
  await press('.menu a[href="/admin"]');
  await page.getByRole('heading', { name: '¿Todo bien?' }).waitFor();
  await press('a[href="/admin/agents"]');
  await page.getByRole('heading', { name: 'Personas', level: 1 }).waitFor();
  await press('a[href="/admin/agents/new"]');
  await page.getByRole('heading', { name: 'Agregar a alguien' }).waitFor();
  await tabTo(page, '#name');
  await page.keyboard.type('Nora Paz');
  await tabTo(page, '#email');
  await page.keyboard.type('nora@konecta.mx');
  await tabTo(page, '#role');
  await page.keyboard.type('Agente');
  await tabTo(page, 'main form button[type="submit"]');
  await shoot(page, 'keyboard-focus');
  await page.keyboard.press('Enter');
  await page.getByText('Cópiela ahora: no se vuelve a mostrar.').waitFor();

  await press('main .card a[href^="/admin/agents/"]');
  await page.getByRole('heading', { name: 'Nora Paz' }).waitFor();
  await press('form[action$="/lock"] button');
  await page.getByText('La cuenta quedó bloqueada').waitFor();
  await press('a[href="/admin/audit"]');
  await page.getByRole('heading', { name: 'Bitácora' }).waitFor();
  await tabTo(page, 'select[name="action"]');
  await page.keyboard.type('Bloqu');
  await press('main form button[type="submit"]');
  await page.waitForURL((url) => url.searchParams.get('action') === 'agent-locked');
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect((await desk.store.agents.findByEmail('nora@konecta.mx'))?.disabledAt).not.toBeNull();

  await press('.account form button');
  await page.getByRole('button', { name: 'Entrar' }).waitFor();
  expect(problems).toEqual([]);
  await close();
});
