import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAgent, browse, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
let browser: ReturnType<typeof browse>;
beforeAll(async () => {
  desk = await openConsoleDesk();
  await addAgent(desk.store, { email: 'lupita@konecta.mx', name: 'Lupita', role: 'agent' });
  browser = browse(desk.app);
  await browser.signIn('lupita@konecta.mx', PASSWORD);
});
afterAll(() => desk.close());

const report = async (contract: string) =>
  (
    await desk.report(`No hay internet en Mexicali, contrato ${contract}, soy Rosa Díaz Gil, teléfono 686 555 0143`, {
      phone: '+526865550143',
    })
  ).ticket;

test.each([
  ['correct', { field: 'city', value: 'Mexicalli', reason: 'lo dijo por teléfono' }, ['value="Mexicalli"', 'value="lo dijo por teléfono"']],
  ['correct', { field: 'phone', value: '686-55' }, ['value="686-55"', '<option value="phone" selected>']],
  ['join', { into: 'MXL 26 999999', reason: 'es lo mismo' }, ['value="MXL 26 999999"', 'value="es lo mismo"']],
  ['resolve', { cause: '', reason: 'se cambió el módem' }, ['>se cambió el módem</textarea>']],
])('a form to %s that is refused comes back open, with what was typed', async (action, fields, kept) => {
  const { folio, version } = await report('204518');
  const response = await browser.post(`/tickets/${folio}/${action}`, { version: String(version), ...fields });
  expect(response.statusCode).toBe(422);
  expect(response.body).toContain(`id="action-${action}" open>`);
  expect(response.body).toContain(`href="#action-${action}"`);
  for (const piece of kept) expect(response.body).toContain(piece);
  expect(response.body.match(/<details class="action" id="[^"]*" open>/g)).toHaveLength(1);
});

test('cities are named as people name them where a datum is corrected', async () => {
  const { folio } = await report('204519');
  const { body } = await browser.get(`/tickets/${folio}`);
  expect(body).toContain('Ciudad: Mexicali;');
  expect(body).not.toMatch(/\(mexicali\)/);
});

test('telephones stand as people read them aloud, and still dial whole', async () => {
  const { folio } = await report('204520');
  expect((await browser.get(`/tickets/${folio}`)).body).toContain('<a href="tel:+526865550143">686 555 0143</a>');
  expect((await browser.get(`/tickets/${folio}/slip`)).body).toContain('value="686 555 0143"');
});

test('who saves an answer from a ticket finds the way back to it', async () => {
  const { folio } = await report('204521');
  expect((await browser.get('/answers')).body).toContain('Todavía no hay ninguna');
  const draft = await browser.post(`/tickets/${folio}/save-answer`, { text: 'Mañana va el técnico.' });
  expect(draft.body).toContain(`href="/tickets/${folio}#answer"`);
  const saved = await browser.post('/answers', { title: 'Visita', text: 'Mañana va el técnico.', from: folio });
  expect(saved.headers.location).toBe(`/answers?done=1&from=${folio}`);
  expect((await browser.get(`/answers?done=1&from=${folio}`)).body).toContain(`href="/tickets/${folio}#answer"`);
  expect((await browser.post('/answers', { title: 'Otra', text: 'x', from: '//evil.test' })).headers.location).toBe('/answers?done=1');
});

test('where nobody was asked whose doing a failure was, the log does not say that it was not the company’s', async () => {
  const { folio, version } = await report('204523');
  const { body: form } = await browser.get(`/tickets/${folio}`);
  expect(form).toContain('No se ofrece confirmar una compensación');
  await browser.post(`/tickets/${folio}/resolve`, { version: String(version), cause: 'equipo' });
  const { body } = await browser.get(`/tickets/${folio}`);
  expect(body).toContain('Se resolvió');
  expect(body).not.toContain('Tiempo sin servicio por causa nuestra');
});

test('the box for the answer says that it might go to a stranger', async () => {
  const { folio, id } = await report('204522');
  expect((await browser.get(`/tickets/${folio}`)).body).not.toContain('antes de enviar, confirme');
  await desk.store.tickets.addWarning(id, 'unknown-sender');
  expect((await browser.get(`/tickets/${folio}`)).body).toContain('antes de enviar, confirme que 686 555 0143 es del cliente');
});
