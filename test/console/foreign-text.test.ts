import { afterAll, beforeAll, expect, test } from 'vitest';
import { sanitiseMail } from '../../src/console/pages/files.ts';
import { addAgent, browse, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';

/** Breaks out of a text, of an attribute in either quotes, of a script, of a textarea and of a title. */
const POISON = `</textarea></title></script><img src=x onerror=alert(1)>"'><script>alert(2)</script>`;
const RUNS = [/<script(?![^>]* src="\/static\/)/i, /onerror=/i, /<img src=x/i];

let desk: ConsoleDesk;
let folio = '';
let messageId = '';

beforeAll(async () => {
  desk = await openConsoleDesk();
  const { store } = desk;
  await addAgent(store, { email: 'ana@konecta.mx', name: `Ana ${POISON}`, role: 'supervisor' });
  const { ticket, message } = await desk.report(`No hay internet, contrato 204518 ${POISON}`, { phone: '+526865550142' });
  folio = ticket.folio;
  messageId = message.id;
  // What a customer, a channel or a directory file can put into our rows; the limits of the readers are not relied on.
  await store.db.message.update({
    where: { id: message.id },
    data: {
      senderName: POISON,
      senderAddress: POISON,
      senderPhone: POISON,
      subject: POISON,
      attachments: {
        create: [
          { position: 0, type: 'image', name: POISON, mimeType: POISON, sizeBytes: 10, state: 'in_raw' },
          { position: 1, type: 'location', latitude: 32.6, longitude: -115.4, place: POISON, state: 'stored' },
          { position: 2, type: POISON, name: null, state: 'missing', error: POISON },
        ],
      },
    },
  });
  await store.db.reading.update({
    where: { messageId: message.id },
    data: { holder: POISON, contact: POISON, email: POISON, phone: POISON, contract: POISON, text: POISON },
  });
  await store.db.ticket.update({
    where: { id: ticket.id },
    data: {
      holder: POISON,
      contact: POISON,
      phone: POISON,
      email: POISON,
      description: POISON,
      pauseReason: POISON,
      pausedAt: new Date(),
      warnings: [POISON],
      contract: POISON,
      contractKey: 'x',
    },
  });
  await store.db.reply.updateMany({
    where: { ticketId: ticket.id },
    data: { subject: POISON, text: POISON, recipient: POISON, because: POISON },
  });
  await store.tickets.log(ticket.id, new Date(), {
    kind: POISON,
    actor: POISON,
    data: { reason: POISON, before: { holder: POISON }, after: { holder: POISON }, text: POISON },
  });
  await store.tickets.log(ticket.id, new Date(), { kind: 'note', actor: 'system', data: { text: POISON } });
  await store.savedAnswers.save('konecta', { title: POISON.slice(0, 80), text: POISON, area: null }, new Date());
  await store.db.subscriber.create({
    data: {
      company: 'konecta',
      contract: `X${POISON}`,
      contractKey: 'x',
      holder: POISON,
      holderKey: 'x',
      phone: POISON,
      email: POISON,
      city: POISON,
      importedAt: new Date(),
    },
  });
  const review = await desk.write('👍', { phone: '+526865559998' });
  await store.db.message.update({ where: { id: review.id }, data: { text: POISON, subject: POISON, senderName: POISON, reason: POISON } });
});
afterAll(() => desk?.close());

test('what customers, channels and files bring is shown as text on every page', async () => {
  const browser = browse(desk.app);
  await browser.signIn('ana@konecta.mx', PASSWORD);
  const [review] = await desk.store.ticketFiles.review('konecta', null, 10);
  const pages = [
    '/',
    `/?q=${encodeURIComponent(POISON)}`,
    `/tickets/${folio}`,
    `/tickets/${folio}/slip`,
    '/review',
    `/review/${review?.id}`,
    '/answers',
    '/team',
    '/account',
    `/capture/directory?contract=XXX&holder=${encodeURIComponent(POISON)}`,
  ];
  let shown = 0;
  for (const url of pages) {
    const { body, statusCode } = await browser.get(url);
    expect(statusCode, url).toBe(200);
    for (const runs of RUNS) expect(body.replaceAll(/&lt;.*?&gt;/g, ''), `${url} ${runs}`).not.toMatch(runs);
    shown += body.split('&lt;script&gt;alert(2)').length - 1;
  }
  expect(shown).toBeGreaterThan(25);
});

test('what an agent typed comes back as text', async () => {
  const browser = browse(desk.app);
  await browser.signIn('ana@konecta.mx', PASSWORD);
  const capture = await browser.post('/capture', {
    contract: POISON,
    holder: POISON,
    description: POISON,
    phone: POISON,
    email: POISON,
    category: POISON,
  });
  expect(capture.statusCode).toBe(422);
  for (const runs of RUNS) expect(capture.body.replaceAll(/&lt;.*?&gt;/g, '')).not.toMatch(runs);
  const login = await browse(desk.app).send('POST', '/login', { email: POISON, password: 'x', next: POISON });
  for (const runs of RUNS) expect(login.body.replaceAll(/&lt;.*?&gt;/g, '')).not.toMatch(runs);
});

test('a file is saved, never opened, whatever it says it is', async () => {
  const html = '<script>alert(1)</script>';
  const message = await desk.mail(
    composeMail({
      from: 'ana@example.mx',
      subject: 'Falla, contrato 204777',
      text: 'No tengo internet, contrato 204777',
      more: [`Content-Type: text/html; name="factura.html"\r\nContent-Disposition: attachment; filename="factura.html"\r\n\r\n${html}`],
    }),
  );
  const [file] = await desk.store.db.attachment.findMany({ where: { messageId: message.id } });
  const browser = browse(desk.app);
  await browser.signIn('ana@konecta.mx', PASSWORD);
  for (const url of [`/files/${file?.id}`, `/files/${file?.id}?show=1`]) {
    const response = await browser.get(url);
    expect(response.body).toBe(html);
    expect(response.headers['content-type']).toBe('application/octet-stream');
    expect(response.headers['content-disposition']).toMatch(/^attachment; filename\*=UTF-8''factura\.html$/);
    expect(response.headers['content-security-policy']).toContain('sandbox');
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  }
});

test.each([
  ['a script', '<p>hola<script>alert(1)</script></p>'],
  ['an event', '<p onclick="alert(1)">hola</p>'],
  ['a link that runs', '<a href="javascript:alert(1)">hola</a>'],
  ['a form', '<form action="https://x.example"><input name=a>hola</form>'],
  ['a frame', '<iframe src="https://x.example"></iframe>hola'],
  ['a style that reaches out', '<p style="background:url(https://x.example/a)">hola</p>'],
  ['a style sheet', '<style>@import "https://x.example/a"</style><link rel=stylesheet href=https://x.example>hola'],
  ['an image of another site', '<img src="https://x.example/a.png">hola'],
  ['a picture in SVG', '<svg onload=alert(1)><use href="https://x.example"></svg>hola'],
  ['a jump elsewhere', '<meta http-equiv=refresh content="0;url=https://x.example">hola'],
  ['a base', '<base href="https://x.example/">hola'],
])('a mail keeps its words and loses %s', (_name, written) => {
  const clean = sanitiseMail(written, false);
  expect(clean).toContain('hola');
  expect(clean).not.toMatch(/alert|x\.example|javascript/);
});

test('images of other sites come back when they are asked for, by http alone', () => {
  expect(sanitiseMail('<img src="https://x.example/a.png"><img src="data:image/png;base64,AA"><img src="file:///etc/passwd">', true)).toBe(
    '<img src="https://x.example/a.png" />',
  );
});

test('a NUL, which no text of PostgreSQL may hold, breaks no page and no form', async () => {
  const browser = browse(desk.app);
  await browser.signIn('ana@konecta.mx', PASSWORD);
  expect((await browser.get('/?q=%00')).statusCode).toBe(200);
  expect((await browser.get('/tickets/%00')).statusCode).toBe(404);
  const page = await browser.get(`/tickets/${folio}`);
  const version = /name="version" value="(\d+)"/.exec(page.body)?.[1] ?? '';
  const note = { version, requestId: crypto.randomUUID(), text: 'uno\0dos' };
  expect((await browser.post(`/tickets/${folio}/note`, note)).statusCode).toBe(303);
  expect((await browser.get(`/tickets/${folio}`)).body).toContain('uno\uFFFDdos');
  expect((await browse(desk.app).send('POST', '/login', { email: 'a\0@b.mx', password: 'x\0' })).statusCode).toBe(401);
});

test('only an answer that has not gone out can be taken back', async () => {
  const browser = browse(desk.app);
  await browser.signIn('ana@konecta.mx', PASSWORD);
  const { ticket } = await desk.report('Tengo una duda: ¿llega su fibra al ejido Puebla?', { phone: '+526865550600' });
  const page = await browser.get(`/tickets/${ticket.folio}`);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page.body)?.[1] ?? '';
  const form = { version: field('version'), requestId: field('requestId'), seen: field('seen'), text: 'Va un técnico' };
  expect((await browser.post(`/tickets/${ticket.folio}/answer`, form)).statusCode).toBe(303);
  expect((await browser.get(`/tickets/${ticket.folio}`)).body).toContain('>Deshacer<');
  await desk.store.db.reply.updateMany({ where: { ticketId: ticket.id, kind: 'agent' }, data: { state: 'sent' } });
  expect((await browser.get(`/tickets/${ticket.folio}`)).body).not.toContain('>Deshacer<');
});

test('no id of another company opens anything', async () => {
  await addAgent(desk.store, { email: 'mo@monet.mx', company: 'monet', role: 'admin' });
  const browser = browse(desk.app);
  await browser.signIn('mo@monet.mx', PASSWORD);
  const [file] = await desk.store.db.attachment.findMany({ where: { messageId } });
  for (const url of [
    `/tickets/${folio}`,
    `/tickets/${folio}/slip`,
    `/files/${file?.id}`,
    `/messages/${messageId}/mail`,
    `/messages/${messageId}/body`,
    `/review/${messageId}`,
  ])
    expect((await browser.get(url)).statusCode, url).toBe(404);
  for (const name of [
    'answer',
    'note',
    'resolve',
    'reopen',
    'take',
    'assign',
    'pause',
    'resume',
    'move',
    'correct',
    'join',
    'split',
    'undo',
    'send-folio',
  ])
    expect((await browser.post(`/tickets/${folio}/${name}`, { version: '0', text: 'x', reason: 'x' })).statusCode, name).toBe(404);
  for (const name of ['open', 'no-request', 'undo'])
    expect((await browser.post(`/review/${messageId}/${name}`)).statusCode, name).toBe(404);
});
