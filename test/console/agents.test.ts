import { expect, test } from 'vitest';
import { isPassword } from '../../src/console/access/password.ts';
import { makeTotpSecret } from '../../src/console/access/totp.ts';
import { agentRoutes } from '../../src/console/pages/admin-agent.ts';
import { agentsRoutes } from '../../src/console/pages/admin-agents.ts';
import { addAgent, browse, openTestConsole, PASSWORD } from '../support/console.ts';

const console = openTestConsole((tools) => [...agentsRoutes(tools), ...agentRoutes(tools)]);

const signedIn = async (email: string, company = 'konecta') => {
  const id = (await console.store.agents.findByEmail(email))?.id ?? (await addAgent(console.store, { email, company, role: 'admin' }));
  const browser = browse(console.app);
  await browser.signIn(email);
  return { browser, id };
};
const lastAudit = async (company = 'konecta') => (await console.store.audit.list(company, 1))[0];
const shownPassword = (body: string) => /<code class="key">([a-z2-9-]+)<\/code>/.exec(body)?.[1] ?? '';

test('a new account’s password is shown once, opens only the page to choose another, and then all pages', async () => {
  const { browser } = await signedIn('alta@konecta.mx');
  const form = { name: 'Nora Paz', email: ' Nora@Konecta.mx ', role: 'agent', area: 'ventas', city: 'tijuana' };
  const added = await browser.post('/admin/agents', form);
  expect(added.statusCode).toBe(200);
  expect(added.headers['cache-control']).toBe('no-store');
  const password = shownPassword(added.body);
  const nora = await console.store.agents.findByEmail('nora@konecta.mx');
  expect(nora).toMatchObject({
    company: 'konecta',
    name: 'Nora Paz',
    role: 'agent',
    area: 'ventas',
    city: 'tijuana',
    passwordTemporary: true,
  });
  expect(await lastAudit()).toMatchObject({ action: 'agent-added', subject: nora?.id, data: { email: 'nora@konecta.mx', role: 'agent' } });
  expect(JSON.stringify((await console.store.audit.list('konecta', 50)).map(({ data }) => data))).not.toContain(password);

  const hers = browse(console.app);
  await hers.signIn('nora@konecta.mx', password);
  expect((await hers.get('/account')).headers.location).toBe('/account/password');
  expect((await hers.get('/account/password')).statusCode).toBe(200);
  expect((await hers.post('/account/password', { current: password, fresh: password })).statusCode).toBe(422);
  expect((await hers.post('/account/password', { current: password, fresh: 'solo mía y larga' })).statusCode).toBe(303);
  expect((await hers.get('/account')).statusCode).toBe(200);
});

test.each([
  [{ email: 'nadie' }, 'Escriba un correo completo'],
  [{ name: ' ' }, 'Escriba el nombre'],
  [{ role: 'jefe' }, 'Elija el puesto'],
  [{ email: 'ya@konecta.mx' }, 'Ese correo ya tiene una cuenta'],
])('an account with %j is refused, and what was typed stays', async (wrong, told) => {
  const { browser } = await signedIn('ya@konecta.mx');
  const response = await browser.post('/admin/agents', { name: 'Otra Más', email: 'otra@konecta.mx', role: 'agent', ...wrong });
  expect(response.statusCode).toBe(422);
  expect(response.body).toContain(told);
  if (!('name' in wrong)) expect(response.body).toContain('value="Otra Más"');
  expect(await console.store.agents.findByEmail('otra@konecta.mx')).toBeNull();
});

test('a city of another company is none', async () => {
  const { browser } = await signedIn('moni@monet.mx', 'monet');
  await browser.post('/admin/agents', { name: 'Sin Ciudad', email: 'sin@monet.mx', role: 'agent', city: 'tijuana' });
  expect(await console.store.agents.findByEmail('sin@monet.mx')).toMatchObject({ company: 'monet', city: null });
});

test('what is changed of an account is kept with what it was', async () => {
  const { browser } = await signedIn('cambios@konecta.mx');
  const id = await addAgent(console.store, { email: 'cambiada@konecta.mx', name: 'Luz Vera', area: 'ventas' });
  await browser.post(`/admin/agents/${id}`, { name: 'Luz Vera', role: 'supervisor', area: '', city: 'ensenada', absent: '1' });
  expect(await console.store.agents.find(id)).toMatchObject({
    role: 'supervisor',
    area: null,
    city: 'ensenada',
    absent: true,
    mailNotices: false,
  });
  expect(await lastAudit()).toMatchObject({
    action: 'agent-changed',
    subject: id,
    data: {
      role: { before: 'agent', after: 'supervisor' },
      area: { before: 'ventas', after: null },
      city: { before: null, after: 'ensenada' },
      absent: { before: false, after: true },
      mailNotices: { before: true, after: false },
    },
  });
});

test('a locked account is out at once and gets no tickets; unlocked it may come in again', async () => {
  const { browser } = await signedIn('candado@konecta.mx');
  const id = await addAgent(console.store, {
    email: 'fuera@konecta.mx',
    area: 'bajas',
    city: 'nogales',
    createdAt: new Date('2020-01-01'),
  });
  const hers = browse(console.app);
  await hers.signIn('fuera@konecta.mx');
  expect(await console.store.tickets.findAgent('konecta', 'bajas', 'nogales')).toBe(id);
  await browser.post(`/admin/agents/${id}/lock`);
  expect((await hers.get('/account')).statusCode).toBe(303);
  expect((await browse(console.app).signIn('fuera@konecta.mx')).statusCode).toBe(401);
  expect(await console.store.tickets.findAgent('konecta', 'bajas', 'nogales')).not.toBe(id);
  expect(await lastAudit()).toMatchObject({ action: 'login-failed' });
  await browser.post(`/admin/agents/${id}/unlock`);
  expect((await browse(console.app).signIn('fuera@konecta.mx')).statusCode).toBe(303);
});

test('whoever lost telephone or password gets in again: codes are taken away, a password is given, sessions end', async () => {
  const { browser } = await signedIn('ayuda@konecta.mx');
  const id = await addAgent(console.store, { email: 'perdida@konecta.mx' });
  const hers = browse(console.app);
  await hers.signIn('perdida@konecta.mx');
  await console.store.agents.update(id, { totpSecret: makeTotpSecret(), totpStep: 4 });
  await browser.post(`/admin/agents/${id}/codes`);
  expect(await console.store.agents.find(id)).toMatchObject({ totpSecret: null, totpStep: null });
  expect((await hers.get('/account')).statusCode).toBe(303);
  const password = shownPassword((await browser.post(`/admin/agents/${id}/password`)).body);
  const account = await console.store.agents.find(id);
  expect(await isPassword(password, account?.passwordHash ?? '')).toBe(true);
  expect(await isPassword(PASSWORD, account?.passwordHash ?? '')).toBe(false);
  expect(account?.passwordTemporary).toBe(true);
  expect((await console.store.audit.list('konecta', 2)).map(({ action }) => action)).toEqual(['password-renewed', 'totp-reset']);
});

test('nobody locks themselves out, gives themselves another role or gets around their own codes', async () => {
  const { browser, id } = await signedIn('propia@konecta.mx');
  for (const verb of ['lock', 'unlock', 'codes', 'password'])
    expect((await browser.post(`/admin/agents/${id}/${verb}`)).statusCode, verb).toBe(403);
  await browser.post(`/admin/agents/${id}`, { name: 'Propia', role: 'agent', area: 'ventas', mailNotices: '1' });
  expect(await console.store.agents.find(id)).toMatchObject({ name: 'Propia', role: 'admin', area: null, disabledAt: null });
});

test('an administrator of one company finds no account of the other', async () => {
  const { browser } = await signedIn('curiosa@konecta.mx');
  const id = await addAgent(console.store, { email: 'ajena@monet.mx', company: 'monet', name: 'Ajena Total' });
  expect((await browser.get('/admin/agents')).body).not.toContain('Ajena Total');
  expect((await browser.get(`/admin/agents/${id}`)).statusCode).toBe(404);
  for (const verb of ['', '/lock', '/unlock', '/codes', '/password'])
    expect((await browser.post(`/admin/agents/${id}${verb}`, { name: 'x', role: 'admin' })).statusCode, verb).toBe(404);
  expect(await console.store.agents.find(id)).toMatchObject({ name: 'Ajena Total', role: 'agent', disabledAt: null });
});
