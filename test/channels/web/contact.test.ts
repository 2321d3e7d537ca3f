import fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { type ContactOptions, contactRoutes, MAX_FORM_BYTES } from '../../../src/channels/web/contact.ts';
import type { FormCompany } from '../../../src/channels/web/page.ts';

const KONECTA: FormCompany = {
  company: 'konecta',
  name: 'Konecta de México',
  look: { colour: '#0b4f8a', onColour: '#ffffff', background: '#eef4fa' },
  origins: ['https://konecta.mx'],
  cities: [{ id: 'mexicali', name: 'Mexicali', phone: '+526865572808' }],
};
const MONET: FormCompany = { ...KONECTA, company: 'monet', name: 'mo!net', origins: ['https://monet.mx'], cities: [] };

const openApp = (more: Partial<ContactOptions> = {}) => {
  const onForm = vi.fn<ContactOptions['onForm']>(async () => 'id-1');
  const limiter = vi.fn<ContactOptions['limiter']>(async () => true);
  const app = fastify();
  contactRoutes(app, {
    companies: new Map([
      ['konecta', KONECTA],
      ['monet', MONET],
    ]),
    onForm,
    limiter,
    ...more,
  });
  return { app, onForm, limiter };
};
type App = ReturnType<typeof openApp>['app'];

const GOOD = { name: 'Rosa Ibarra', email: 'rosa@correo.mx', contract: '204518', message: 'Sin internet' };
const BROWSER = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html,application/xhtml+xml' };
const postJson = (app: App, payload: unknown, headers = {}, company = 'konecta') =>
  app.inject({
    method: 'POST',
    url: `/contact/${company}`,
    headers: { 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  });
const postForm = (app: App, fields: Record<string, string>, headers: Record<string, string> = BROWSER) =>
  app.inject({ method: 'POST', url: '/contact/konecta', headers, payload: new URLSearchParams(fields).toString() });

test('JSON is answered 202 with the id that was committed', async () => {
  const { app, onForm } = openApp();
  const answer = await postJson(app, GOOD);
  expect(answer.statusCode).toBe(202);
  expect(answer.json()).toEqual({ id: 'id-1' });
  expect(onForm).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      company: 'konecta',
      isSuspect: false,
      rawBody: Buffer.from(JSON.stringify(GOOD)),
      message: expect.objectContaining({
        channel: 'web',
        text: 'Sin internet',
        form: { name: 'Rosa Ibarra', contract: '204518', city: null },
      }),
    }),
  );
});

test('a form without a browser is answered in JSON too', async () => {
  const answer = await postForm(openApp().app, GOOD, { 'content-type': 'application/x-www-form-urlencoded' });
  expect(answer.statusCode).toBe(202);
  expect(answer.json()).toEqual({ id: 'id-1' });
});

test('a browser without scripts gets a page with thanks and the id', async () => {
  const { app, onForm } = openApp();
  const answer = await postForm(app, { ...GOOD, message: 'mañana & «ñ»\r\ndos' });
  expect(answer.statusCode).toBe(202);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.body).toContain('id-1');
  expect(onForm.mock.calls[0]?.[0].message.text).toBe('mañana & «ñ»\ndos');
});

test('what is wrong is told field by field, and nothing is taken', async () => {
  const { app, onForm } = openApp();
  const answer = await postJson(app, { ...GOOD, message: '', email: 'rosa' });
  expect(answer.statusCode).toBe(422);
  expect(answer.json()).toEqual({
    errors: { email: 'Escriba el correo completo, por ejemplo nombre@correo.mx.', message: 'Escriba su mensaje.' },
  });
  expect(onForm).not.toHaveBeenCalled();
});

test('a browser gets the form again, with the errors and what was typed, as text', async () => {
  const answer = await postForm(openApp().app, { ...GOOD, name: '"><script>alert(1)</script>', email: 'rosa', message: '</textarea><b>' });
  expect(answer.statusCode).toBe(422);
  expect(answer.body).not.toMatch(/<script|<b>/);
  expect(answer.body).toContain('&#60;/textarea&#62;&#60;b&#62;');
  expect(answer.body).toContain('aria-describedby="email-hint email-error" aria-invalid="true"');
  expect(answer.body).toContain('<a href="#email">');
  expect(answer.body).toContain('<title>Error: ');
});

test('a form that a machine filled in is taken and marked, and the machine is not told', async () => {
  const { app, onForm } = openApp();
  const answer = await postForm(app, { ...GOOD, website: 'https://spam.example' });
  expect(answer.statusCode).toBe(202);
  expect(onForm).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ isSuspect: true }));
});

test.each([
  ['an unknown company', 404, { url: '/contact/otra', payload: '{}', headers: { 'content-type': 'application/json' } }],
  ['JSON that is cut', 400, { payload: '{"message":', headers: { 'content-type': 'application/json' } }],
  ['JSON that is a list', 400, { payload: '[]', headers: { 'content-type': 'application/json' } }],
  ['no body', 400, {}],
  ['an empty body', 400, { payload: '', headers: { 'content-type': 'application/json' } }],
  ['plain text', 415, { payload: 'hola', headers: { 'content-type': 'text/plain' } }],
  ['a multipart form', 415, { payload: '--x--', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ['a body without a type', 415, { payload: 'hola' }],
  [
    'a body over the limit',
    413,
    { payload: `{"message":"${'x'.repeat(MAX_FORM_BYTES)}"}`, headers: { 'content-type': 'application/json' } },
  ],
])('%s is answered %i and reaches nobody', async (_, status, request) => {
  const { app, onForm } = openApp();
  const answer = await app.inject({ method: 'POST', url: '/contact/konecta', ...request });
  expect(answer.statusCode).toBe(status);
  expect(answer.json()).toEqual({ error: expect.any(String) });
  expect(onForm).not.toHaveBeenCalled();
});

test('what could not be stored is answered 503; a browser keeps what was typed', async () => {
  const { app } = openApp({ onForm: async () => Promise.reject(new Error('database away')) });
  const answer = await postJson(app, GOOD);
  expect(answer.statusCode).toBe(503);
  expect(answer.body).not.toContain('database');
  const page = await postForm(app, GOOD);
  expect(page.statusCode).toBe(503);
  expect(page.body).toContain('value="Sin internet"');
});

test('too many from one address are told to wait, each company counts its own', async () => {
  const { app, onForm, limiter } = openApp({});
  limiter.mockResolvedValue(false);
  expect((await postJson(app, GOOD)).statusCode).toBe(429);
  expect((await postJson(app, GOOD, {}, 'monet')).statusCode).toBe(429);
  expect(limiter.mock.calls).toEqual([['konecta:127.0.0.1'], ['monet:127.0.0.1']]);
  expect(onForm).not.toHaveBeenCalled();
});

test('a limiter that is away loses no message', async () => {
  const { app } = openApp({ limiter: async () => Promise.reject(new Error('Redis away')) });
  expect((await postJson(app, GOOD)).statusCode).toBe(202);
});

test.each([
  ['the company has', 'https://konecta.mx', 'https://konecta.mx'],
  ['another company has', 'https://monet.mx', undefined],
  ['nobody has', 'https://konecta.mx.ejemplo.com', undefined],
  ['is null', 'null', undefined],
])('an origin that %s may read the answer or not', async (_, origin, allowed) => {
  const { app } = openApp();
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: '/contact/konecta',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect(preflight.statusCode).toBe(204);
  expect(preflight.headers['access-control-allow-origin']).toBe(allowed);
  const answers = [await postJson(app, GOOD, { origin }), await postJson(app, {}, { origin })];
  expect(answers.map(({ headers }) => headers['access-control-allow-origin'])).toEqual([allowed, allowed]);
});

test('the page may stand in frames of its own company only, and loads nothing', async () => {
  const answer = await openApp().app.inject({ url: '/contact/konecta' });
  expect(answer.statusCode).toBe(200);
  const policy = String(answer.headers['content-security-policy']);
  expect(policy).toContain("frame-ancestors 'self' https://konecta.mx");
  expect(policy).toContain("default-src 'none'");
  expect(answer.body).toContain('<html lang="es-MX">');
  expect(answer.body).toContain('Konecta de México');
  expect(answer.body).not.toMatch(/<script|<link|src=|url\(/);
});

test('each page has a number of its own, so that one message sent twice is one', async () => {
  const { app } = openApp();
  const numberOf = async () => /name="page" value="([0-9a-f-]{36})"/.exec((await app.inject({ url: '/contact/konecta' })).body)?.[1];
  const numbers = [await numberOf(), await numberOf()];
  expect(numbers[0]).toBeDefined();
  expect(numbers[0]).not.toBe(numbers[1]);
});

test('a company with one service area asks for no city', async () => {
  const { app } = openApp();
  expect((await app.inject({ url: '/contact/monet' })).body).not.toContain('name="city"');
  expect((await app.inject({ url: '/contact/konecta' })).body).toContain('<option>Mexicali</option>');
  expect((await app.inject({ url: '/contact/otra' })).statusCode).toBe(404);
});
