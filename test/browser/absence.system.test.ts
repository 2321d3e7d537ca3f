import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, expectAccessible, expectNoSideways, type OpenOptions, openBrowser, shoot, visitAs } from '../support/browser.ts';
import { addAgent } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
let browser: Browser;
const people = { ana: '', beto: '', sofia: '' };

beforeAll(async () => {
  desk = await openConsoleDesk();
  const { store } = desk;
  people.ana = await addAgent(store, { email: 'ana@konecta.mx', name: 'Ana López' });
  await addAgent(store, { email: 'carmen@konecta.mx', name: 'Carmen Ortiz', role: 'admin' });
  people.sofia = await addAgent(store, { email: 'sofia@konecta.mx', name: 'Sofía Vega', role: 'supervisor' });
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

const visit = (email: string, options: OpenOptions = {}) => visitAs(browser, email, options);

test('nothing rests with who is away: they, their supervisor or an administrator hand it over with one button', async () => {
  const tickets = [];
  for (const [index, contract] of ['300111', '300222', '300333'].entries())
    tickets.push((await desk.report(`No tengo internet, contrato ${contract}`, { phone: `+52664555018${index}` })).ticket);
  expect(tickets.map(({ agentId }) => agentId)).toEqual([people.ana, people.ana, people.ana]);
  people.beto = await addAgent(desk.store, { email: 'beto@konecta.mx', name: 'Beto Ruiz' });

  const hers = await visit('ana@konecta.mx', { width: 360, height: 740 });
  await hers.page.goto('/account');
  expect(await hers.page.getByRole('button', { name: /Repartir/ }).count()).toBe(0);
  await hers.page.getByRole('button', { name: 'Marcarme ausente' }).click();
  await hers.page.getByText('Tiene 3 reportes abiertos.').waitFor();
  await shoot(hers.page, 'absence-own');
  await expectNoSideways(hers.page);
  await expectAccessible(hers.page);

  const supervisors = await visit('sofia@konecta.mx');
  await supervisors.page.goto('/team');
  await supervisors.page.getByText('Ana López tiene 3 reportes abiertos.').waitFor();
  await shoot(supervisors.page, 'absence-team');
  await expectAccessible(supervisors.page);
  await supervisors.page.getByRole('button', { name: /Repartir sus 3 reportes/ }).click();
  await supervisors.page.getByText('Reportes repartidos: 3.').waitFor();
  expect(await Promise.all(tickets.map(async ({ id }) => (await desk.ticketOf(id)).agentId))).toEqual(Array(3).fill(people.beto));

  const admins = await visit('carmen@konecta.mx');
  await admins.page.goto(`/admin/agents/${people.beto}`);
  await admins.page.getByRole('button', { name: 'Bloquear la cuenta' }).click();
  await admins.page.getByText('Beto Ruiz tiene 3 reportes abiertos.').waitFor();
  await shoot(admins.page, 'absence-locked');
  await expectAccessible(admins.page);
  await admins.page.getByRole('button', { name: /Repartir sus 3 reportes/ }).click();
  // Ana is away too: nobody is left.
  await admins.page.getByText('Sin nadie que los atienda: 3.').waitFor();
  await admins.page.goto('/admin/audit?action=tickets-handed-over');
  expect(await admins.page.locator('tbody tr').count()).toBe(2);
  expect(await admins.page.locator('tbody').textContent()).toContain('sin nadie: 3');
  expect([...hers.problems, ...supervisors.problems, ...admins.problems]).toEqual([]);
  for (const one of [hers, supervisors, admins]) await one.close();
});
