import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contactRoutes } from '../../src/channels/web/contact.ts';
import type { Channel } from '../../src/core/words.ts';
import { receiveForm } from '../../src/steps/receive.ts';
import { understand } from '../../src/steps/understand.ts';
import { type Browser, expectAccessible, expectNoSideways, openBrowser, shoot, signIn } from '../support/browser.ts';
import { addAgent, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
let browser: Browser;
let doors: FastifyInstance;
let formUrl = '';

beforeAll(async () => {
  desk = await openConsoleDesk();
  await addAgent(desk.store, { email: 'ana@konecta.mx', name: 'Ana López' });
  doors = fastify();
  contactRoutes(doors, {
    companies: new Map([...desk.tools.profiles].map(([company, profile]) => [company, { ...profile, origins: [] }])),
    onForm: async ({ message, rawBody, isSuspect }) => {
      const id = await receiveForm(desk.tools, { message, rawBody, isSuspect });
      await understand(desk.tools, id);
      return id;
    },
    limiter: async () => true,
  });
  formUrl = await doors.listen({ host: '127.0.0.1', port: 0 });
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await doors?.close();
  await desk?.close();
});

/** A customer fills in the company's own page, in a browser of theirs. */
const fillForm = async (): Promise<string> => {
  const { page, problems, close } = await browser.open({ baseUrl: formUrl, width: 360, height: 740 });
  await page.goto('/contact/konecta');
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByLabel('Nombre').fill('Laura Ibarra Soto');
  await page.getByLabel('Correo').fill('laura@example.mx');
  await page.getByLabel('contrato').fill('MXL208811');
  await page.getByLabel('Mensaje').fill('Desde ayer no tengo internet en toda la casa.');
  await shoot(page, 'form-filled');
  await page.getByRole('button', { name: 'Enviar mensaje' }).click();
  await page.getByText('Recibimos su mensaje').first().waitFor();
  await shoot(page, 'form-sent');
  await expectAccessible(page);
  expect(problems).toEqual([]);
  await close();
  const { id } = await desk.store.db.message.findFirstOrThrow({ where: { channel: 'web' }, orderBy: { receivedAt: 'desc' } });
  return id;
};

type Day = { comesBy: string; write: () => Promise<string>; answersBy: Channel; recipient: string; button: string };
const DAYS: Day[] = [
  {
    comesBy: 'WhatsApp',
    write: async () => (await desk.write('No hay internet desde el lunes, contrato 300111', { phone: '+526645550177' })).id,
    answersBy: 'whatsapp',
    recipient: '+526645550177',
    button: 'Enviar por WhatsApp',
  },
  {
    comesBy: 'Messenger',
    write: async () => (await desk.write('No tengo internet, mi contrato es MXL207744', { userId: '7012345678' })).id,
    answersBy: 'messenger',
    recipient: '7012345678',
    button: 'Enviar por Messenger',
  },
  { comesBy: 'Formulario', write: fillForm, answersBy: 'email', recipient: 'laura@example.mx', button: 'Enviar por correo' },
];

test.each(DAYS)('an agent’s day by $comesBy: from signing in to the answer and the resolution', async (day) => {
  const messageId = await day.write();
  const message = await desk.store.messages.find(messageId);
  expect(message?.disposition).toBe('ticket');
  const ticket = await desk.ticketOf(message?.ticketId ?? null);

  const { page, problems, close } = await browser.open();
  await signIn(page, 'ana@konecta.mx', PASSWORD);
  await page.getByRole('link', { name: ticket.folio }).click();
  await page.getByRole('heading', { name: ticket.folio }).waitFor();
  const first = page.locator('article.message.in').first();
  expect(await first.locator('header').textContent()).toContain(day.comesBy);
  expect(await first.locator('.why').textContent()).toContain('Se abrió un reporte');
  await shoot(page, `ticket-${day.comesBy}`);
  await expectAccessible(page);

  await page.getByLabel('Respuesta', { exact: true }).fill('Ya va un técnico en camino.');
  await page.getByRole('button', { name: day.button }).click();
  await page.getByText('La respuesta va en camino.').waitFor();
  await page.getByText('Resolver', { exact: true }).click();
  await page.getByLabel('Causa', { exact: true }).selectOption('red');
  await page.getByRole('button', { name: 'Resolver y avisar al cliente' }).click();
  await page.getByText('El reporte quedó resuelto').waitFor();

  expect((await desk.ticketOf(ticket.id)).status).toBe('resolved');
  const replies = await desk.store.ticketFiles.replies(ticket.id);
  expect(replies.map(({ kind, channel, recipient }) => ({ kind, channel, recipient }))).toEqual(
    ['folio', 'agent', 'resolved'].map((kind) => ({ kind, channel: day.answersBy, recipient: day.recipient })),
  );
  expect(problems).toEqual([]);
  await close();
});

test('a form at the desk says all that is wrong at once, each beside its field, and keeps what was typed', async () => {
  const { page, problems, close } = await browser.open();
  await signIn(page, 'ana@konecta.mx', PASSWORD);
  await page.goto('/capture');
  await page.getByLabel('Qué necesita').selectOption('falla');
  await page.getByLabel('Qué pasa').fill('Sin señal');
  await page.getByLabel('Teléfono para localizarle').fill('12');
  await page.getByLabel('Correo', { exact: true }).fill('ana@');
  await page.getByRole('button', { name: 'Registrar y dar folio' }).click();
  await page.getByText('Falta corregir 3 datos:').waitFor();
  expect(await page.evaluate('document.activeElement?.closest(".notice") !== null')).toBe(true);
  for (const field of ['contract', 'phone', 'email']) {
    expect(await page.locator(`#${field}`).getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator(`#${field}-wrong`).count()).toBe(1);
  }
  expect(await page.getByLabel('Correo', { exact: true }).inputValue()).toBe('ana@');
  await shoot(page, 'capture-wrong');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'El correo no es una dirección completa.' }).click();
  expect(await page.evaluate('document.activeElement?.id')).toBe('email');
  expect(problems).toEqual([]);
  await close();
});

test('an agent’s day at the telephone: from the call to the resolution, without a message that nobody asked for', async () => {
  const { page, problems, close } = await browser.open();
  await signIn(page, 'ana@konecta.mx', PASSWORD);
  await page.getByRole('link', { name: 'Captura' }).click();
  await page.getByLabel('Número de contrato').fill('MXL209911');
  await page.getByLabel('Qué necesita').selectOption('falla');
  await page.getByLabel('Qué pasa').fill('Se quedó sin señal en la mañana');
  await page.getByRole('button', { name: 'Registrar y dar folio' }).click();
  await page.getByRole('heading', { name: 'Número de reporte' }).waitFor();
  const folio = (await page.locator('.big-folio').textContent()) ?? '';
  await page.getByRole('link', { name: 'Abrir el reporte' }).click();
  await page.getByText('Resolver', { exact: true }).click();
  await page.getByLabel('Causa', { exact: true }).selectOption('red');
  await page.getByRole('button', { name: 'Resolver', exact: false }).last().click();
  await page.getByText('El reporte quedó resuelto').waitFor();
  const ticket = await desk.store.tickets.findByFolio('konecta', folio);
  expect(ticket?.status).toBe('resolved');
  expect(problems).toEqual([]);
  await close();
});
