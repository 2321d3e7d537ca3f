import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHeartbeat } from '../../src/assembly/heartbeat.ts';
import { openLooks } from '../../src/assembly/looks.ts';
import { watchMailboxes } from '../../src/assembly/watching.ts';
import { parseMail } from '../../src/channels/email/parse.ts';
import { WORKERS } from '../../src/console/admin/workers.ts';
import { startWorker } from '../../src/queues/open.ts';
import { loadConfig } from '../../src/runtime/config.ts';
import { startGraphStandIn } from '../../src/runtime/services/graph-stand-in.ts';
import { type MailServer, startMailServer } from '../../src/runtime/services/mail-server.ts';
import { type Redis, startRedis } from '../../src/runtime/services/redis.ts';
import { inspect } from '../../src/steps/inspect.ts';
import { understand } from '../../src/steps/understand.ts';
import {
  type Browser,
  expectAccessible,
  expectNoSideways,
  type OpenOptions,
  openBrowser,
  shoot,
  signIn,
  visitAs,
} from '../support/browser.ts';
import { addAgent } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';
import { GRAPH_KEYS } from '../support/graph.ts';
import { chatVariables } from '../support/variables.ts';
import { waitFor } from '../support/wait.ts';

const [MXL, TJ] = ['soportemxl@konecta.mx', 'soportetj@konecta.mx'];
const MAIL_PASSWORD = 'clave del buzón';

let desk: ConsoleDesk;
let browser: Browser;
let redis: Redis;
let mailServer: MailServer;
const closing: { close: () => Promise<unknown> }[] = [];

beforeAll(async () => {
  [redis, mailServer] = await Promise.all([
    startRedis(),
    startMailServer({ users: [MXL, TJ].map((address) => ({ address, password: MAIL_PASSWORD })) }),
  ]);
  desk = await openConsoleDesk({ redisUrl: redis.url });
  await addAgent(desk.store, { email: 'carmen@konecta.mx', name: 'Carmen Ortiz', role: 'admin' });
  await addAgent(desk.store, { email: 'ana@konecta.mx', name: 'Ana López' });
  await addAgent(desk.store, { email: 'diego@monet.mx', name: 'Diego Cantú', role: 'admin', company: 'monet' });
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  for (const one of closing.reverse()) await one.close();
  await desk?.close();
  await Promise.all([redis?.stop(), mailServer?.stop()]);
});

const visit = (email = 'carmen@konecta.mx', options: OpenOptions = {}) => visitAs(browser, email, options);

/** Watches a mailbox of the real server with a password; gives the way to stop. */
const watchOne = (address: string, password: string) => {
  const account = { host: '127.0.0.1', port: mailServer.imap.port, secure: false, user: address, auth: 'password', password } as const;
  const settings = {
    company: 'konecta',
    address,
    cities: [],
    group: null,
    startFrom: 'now',
    maxRawBytes: 1024 * 1024,
    authservId: null,
    imap: account,
    smtp: account,
  } as const;
  const watching = watchMailboxes(desk.tools, [{ ...settings, cities: [] }], `test-${address}`);
  closing.push(watching);
  return watching;
};

const stateOf = async (address: string) => (await desk.store.mailboxes.list()).find((row) => row.address === address);

const openGraph = async () => {
  const config = loadConfig('config', chatVariables());
  const templates = config.companies.flatMap(({ profile }) =>
    Object.values(profile.approvedTemplates).map(({ name, language, text }) => ({ name, language, status: 'APPROVED', body: text })),
  );
  const graph = await startGraphStandIn({ ...GRAPH_KEYS, templates, now: () => Date.now() });
  closing.push(graph);
  return { graph, look: () => inspect(desk.tools, openLooks(config, graph.url), true) };
};

test('what could not be read is saved as it came, tried again for good, or discarded with a reason', async () => {
  closing.push(startWorker(redis.url, 'understand', (id) => understand(desk.tools, id), { prefix: desk.prefix }));
  desk.tools.enqueue.understand = async (id) => void (await desk.queues.add('understand', id));
  const { parseMail: usual } = desk.tools;
  desk.tools.parseMail = (raw, mailbox, { company }) =>
    parseMail(raw, { company, mailbox, group: null, authservId: null, limits: { parts: 1 } });
  const mail = composeMail({ from: 'Luz <luz@example.mx>', subject: 'Falla', text: 'No tengo internet, contrato 204518' });
  const readable = await desk.mail(mail);
  const unwanted = await desk.mail(composeMail({ from: 'Oferta <oferta@example.mx>', subject: 'Oferta', text: 'Compre' }));
  await desk.store.mailboxes.release(MXL, 'test');
  expect(readable.disposition).toBe('quarantined');
  desk.tools.parseMail = usual;

  const { page, problems, close } = await visit();
  await page.goto('/admin/quarantine');
  expect(await page.getByText('El correo tiene más partes de las que se leen.').count()).toBe(2);
  await shoot(page, 'admin-quarantine');
  await page.goto(`/admin/quarantine/${readable.id}`);
  await shoot(page, 'admin-quarantine-message');
  await expectAccessible(page);
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Guardar el original' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe(`correo-${readable.id}.eml`);
  expect(await readFile(await saved.path(), 'utf8')).toBe(mail);
  await page.getByRole('button', { name: 'Intentar de nuevo' }).click();
  await page.getByText('El mensaje ya se pudo leer: está en el reporte').waitFor();
  expect((await desk.store.messages.find(readable.id))?.disposition).toBe('ticket');

  await page.goto(`/admin/quarantine/${unwanted.id}`);
  await page.getByLabel('Por qué').fill('Es publicidad');
  await page.getByRole('button', { name: 'Descartar' }).click();
  await page.getByText('El mensaje quedó descartado.').waitFor();
  await page.getByRole('link', { name: 'Ver los descartados' }).click();
  await page.locator(`a[href="/admin/quarantine/${unwanted.id}"]`).waitFor();
  const entries = await desk.store.audit.list('konecta', 20);
  expect(entries.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['quarantine-downloaded', 'quarantine-retried', 'quarantine-discarded']),
  );
  expect(problems).toEqual([]);
  await close();

  const other = await visit('diego@monet.mx');
  for (const path of ['', '/raw']) expect((await other.page.goto(`/admin/quarantine/${unwanted.id}${path}`))?.status()).toBe(404);
  await other.close();
});

test('an account from its creation to its lock, and who did what', async () => {
  const { page, problems, close } = await visit();
  await page.goto('/admin/agents');
  await page.getByRole('button', { name: 'Agregar a alguien' }).click();
  await page.getByLabel('Nombre completo').fill('Nora Paz');
  await page.getByLabel('Correo').fill('nora@konecta.mx');
  await page.getByLabel('Ciudad').selectOption('tijuana');
  await shoot(page, 'admin-agent-new');
  await page.getByRole('button', { name: 'Agregar y mostrar su contraseña' }).click();
  await page.getByText('Cópiela ahora: no se vuelve a mostrar.').waitFor();
  const password = (await page.locator('code.key').textContent()) ?? '';

  const hers = await browser.open();
  await signIn(hers.page, 'nora@konecta.mx', password);
  await hers.page.getByText('La que tiene es temporal.').waitFor();
  await expectAccessible(hers.page);
  await hers.page.getByLabel('Contraseña actual').fill(password);
  await hers.page.getByLabel('Contraseña nueva').fill('una que solo yo sé');
  await hers.page.getByRole('button', { name: 'Cambiar contraseña' }).click();
  await hers.page.getByText('Su contraseña cambió.').waitFor();

  await page.getByRole('link', { name: 'Ver la cuenta' }).click();
  await shoot(page, 'admin-agent');
  await expectAccessible(page);
  await page.getByLabel('Puesto').selectOption('supervisor');
  await page.getByRole('button', { name: 'Guardar' }).click();
  await page.getByText('Los cambios quedaron guardados.').waitFor();
  await page.getByRole('button', { name: 'Bloquear la cuenta' }).click();
  await page.getByText('La cuenta quedó bloqueada').waitFor();
  await hers.page.goto('/account');
  await hers.page.getByRole('button', { name: 'Entrar' }).waitFor();

  await page.getByRole('link', { name: 'Bitácora' }).click();
  await page.getByText('puesto: Agente → Supervisión').waitFor();
  await shoot(page, 'admin-audit');
  await page.getByLabel('Qué').selectOption('agent-locked');
  await page.getByRole('button', { name: 'Filtrar' }).click();
  await page.getByRole('link', { name: 'Quitar los filtros' }).waitFor();
  expect(await page.locator('tbody tr').count()).toBe(1);
  expect(await page.locator('tbody tr').textContent()).toContain('Carmen Ortiz');
  await page.goto('/admin/agents');
  await shoot(page, 'admin-agents');
  expect(await page.locator('main').textContent()).not.toContain('Diego Cantú');
  expect([...problems, ...hers.problems]).toEqual([]);
  await hers.close();
  await close();
});

test('who allowed notices on a button is shown one when a ticket becomes theirs', async () => {
  const { page, problems, close } = await visit('ana@konecta.mx');
  // Chromium without a desktop shows none: what would be shown is kept.
  await page.addInitScript(`window.shown = [];
    window.Notification = class extends EventTarget {
      static permission = 'default';
      static requestPermission = async () => (sessionStorage.allowed = Notification.permission = 'granted');
      constructor(title, { body }) { super(); window.shown.push(body); }
    };
    window.Notification.permission = sessionStorage.allowed ?? 'default';`);
  await page.goto('/account');
  await page.getByRole('button', { name: 'Permitir avisos' }).click();
  await page.getByText('Permitidos.').waitFor();
  const live = page.waitForResponse((response) => response.url().endsWith('/live'));
  await page.goto('/');
  await live;
  const { ticket } = await desk.report('No tengo internet, contrato 300999', { phone: '+526645550172' });
  expect((await desk.ticketOf(ticket.id)).agentId).not.toBeNull();
  await waitFor('the notice', () => page.evaluate(`window.shown.includes('${ticket.folio}: reporte nuevo para usted')`));
  expect(problems).toEqual([]);
  await close();
});

test('every answer is shown as its customer gets it, with where it is edited', async () => {
  const { page, problems, close } = await visit();
  await page.goto('/admin/templates');
  await shoot(page, 'admin-templates');
  await page.getByRole('link', { name: /Folio por correo$/ }).click();
  await page.getByText('templates/konecta/email/folio.mjml').waitFor();
  await page.frameLocator('iframe.mail').getByText('MXL-26-004821-0').first().waitFor();
  await shoot(page, 'admin-template-mail');
  await page.getByRole('link', { name: 'Lenguaje claro' }).click();
  await page.getByText('templates/konecta/email/folio.accessible.txt').waitFor();
  await page.goto('/admin/templates/whatsapp/folio');
  await page.getByText('konecta_reporte_recibido').waitFor();
  await shoot(page, 'admin-template-whatsapp');
  expect((await page.goto('/admin/templates/email/agent'))?.status()).toBe(404);
  expect(problems).toEqual([]);
  await close();
});

test('in the queues a failed job is retried, and the audit says by whom', async () => {
  const { message } = await desk.report('Se fue la señal, contrato 300111, colonia Cuauhtémoc', { phone: '+526645550171' });
  const queue = desk.queues.all.find(({ name }) => name === 'media');
  const job = await queue?.add('media', { id: message.id }, { attempts: 1, removeOnFail: 10 });
  const worker = startWorker(redis.url, 'media', () => Promise.reject(new Error('no')), { prefix: desk.prefix });
  await waitFor('the failure', () => job?.isFailed());
  await worker.close();
  const { page, problems, close } = await visit();
  await page.goto('/admin');
  await page.getByRole('link', { name: 'Colas', exact: true }).click();
  await page.goto('/admin/queues/queue/media?status=failed');
  await page.getByRole('button', { name: 'Reintentar todas' }).click();
  await page.getByRole('button', { name: 'Confirmar' }).click();
  await page.getByText('de uno en uno').waitFor();
  await shoot(page, 'admin-queues');
  // The board's own icons have no name; the first of a failed job's is to retry it.
  await page.locator('[class*="jobActions"] button').first().click();
  await page.getByRole('button', { name: 'Confirmar' }).click();
  await waitFor('the retried job', async () => (await job?.getState()) === 'waiting');
  await page.goto('/admin/audit?action=job-retried');
  await page.getByText('Carmen Ortiz').first().waitFor();
  expect(await page.locator('tbody').textContent()).toContain('cola: media');
  expect(problems).toEqual([]);
  await job?.remove();
  await close();
});

test('while all is well, one line says so, and every part shows its facts', async () => {
  await desk.mail(composeMail({ from: 'Rosa <rosa@example.mx>', subject: 'Hola', text: '¿A qué hora abren?' }));
  await desk.report('No tengo internet, contrato 300111', { phone: '+526645550177' });
  await desk.store.mailboxes.release(MXL, 'test');
  watchOne(MXL, MAIL_PASSWORD);
  watchOne(TJ, MAIL_PASSWORD);
  closing.push(
    openHeartbeat(
      desk.store,
      'test-host',
      WORKERS.map(({ name }) => name),
    ),
  );
  const { look } = await openGraph();
  await look();
  await desk.queues.add('media', '0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11');
  await waitFor('watched mailboxes', async () => (await desk.store.mailboxes.list()).every(({ state }) => state === 'watching'));
  const { page, problems, close } = await visit();
  await page.getByRole('link', { name: 'Administración' }).click();
  await page.getByRole('heading', { name: '¿Todo bien?' }).waitFor();
  await shoot(page, 'admin-fine');
  expect(await page.locator('.remark.act').allTextContents()).toEqual([]);
  const shown = (await page.locator('main').textContent()) ?? '';
  for (const fact of [
    MXL,
    'Al día',
    '0.1.0',
    'Sin fecha de término',
    'Alta',
    `Mensajes recibidos: ${await desk.store.db.message.count()} en 24 horas`,
  ])
    expect(shown).toContain(fact);
  await page.getByText('Ver mensajes recibidos en una tabla').click();
  expect(await page.getByRole('columnheader', { name: 'WhatsApp' }).count()).toBe(1);
  expect(problems).toEqual([]);
  await close();
});

test('a bad night: wrong password, dead token, no Redis, a locked table; each is told with what to do, and the page still answers', async () => {
  const { page, problems, close } = await visit();
  await Promise.all(closing.splice(0).map((one) => one.close()));
  watchOne(MXL, MAIL_PASSWORD);
  watchOne(TJ, 'la que cambió ayer');
  const { graph, look } = await openGraph();
  graph.tokenData.is_valid = false;
  await look();
  await waitFor('the refused login', async () => (await stateOf(TJ))?.lastError === 'login-refused');
  await redis.stop();
  const asked = Date.now();
  await page.goto('/admin');
  expect(Date.now() - asked).toBeLessThan(15_000);
  await shoot(page, 'admin-bad-night');
  const acts = (await page.locator('.remark.act').allTextContents()).join('\n');
  for (const told of [
    `${TJ}: el servidor de correo no acepta el usuario o la contraseña.`,
    'Compruebe la contraseña con su proveedor de correo',
    'Meta ya no acepta el token',
    'Genere un token nuevo',
    'Redis no contesta',
    'No corren 8 procesos: mailboxes, webhooks, understand',
  ])
    expect(acts).toContain(told);
  expect(acts).not.toContain(MXL);
  expect(acts).not.toContain('base de datos');
  await expectAccessible(page);

  expect((await page.goto('/admin/queues'))?.status()).toBe(503);
  await page.getByText('Redis no contesta, y sin él no se ven las colas.').waitFor();
  await expectAccessible(page);

  const other = new Client({ connectionString: desk.databaseUrl });
  await other.connect();
  await other.query('BEGIN; LOCK TABLE "Mailbox" IN ACCESS EXCLUSIVE MODE');
  await page.goto('/admin');
  await shoot(page, 'admin-locked');
  const buzones = page.locator('section', { has: page.getByRole('heading', { name: 'Buzones de correo' }) });
  expect(await buzones.textContent()).toContain('La base de datos no contestó a tiempo');
  expect(await page.getByText('La base de datos no contestó a tiempo: parte de esta página').count()).toBe(1);
  expect(await page.getByText('Meta ya no acepta el token').count()).toBeGreaterThan(0);
  await other.query('ROLLBACK');
  await other.end();
  expect(problems.filter((one) => !one.includes('503'))).toEqual([]);
  await close();
});

test('on a telephone, 360 px wide, no page of administrators scrolls sideways', async () => {
  const { page, problems, close } = await visit('carmen@konecta.mx', { width: 360, height: 740 });
  for (const path of [
    '/admin',
    '/admin/quarantine',
    '/admin/agents',
    '/admin/agents/new',
    '/admin/templates',
    '/admin/templates/email/folio',
    '/admin/audit',
  ]) {
    await page.goto(path);
    await shoot(page, `narrow-admin${path.replaceAll('/', '-')}`);
    await expectNoSideways(page);
    await expectAccessible(page);
  }
  expect(problems).toEqual([]);
  await close();
});
