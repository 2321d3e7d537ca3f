import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseMail as readMail } from '../../src/channels/email/parse.ts';
import { type Browser, expectAccessible, expectNoSideways, openBrowser, shoot, signIn } from '../support/browser.ts';
import { addAgent, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
let browser: Browser;
/** What stands in the place of a route's parameters. */
const sample = { folio: '', mail: '', review: '', waiting: '', quarantined: '', endpoint: '', agent: '', job: '' };

// What answers with no page of its own: files, parts of pages, the way in of others.
const NO_PAGE =
  /^(?:\/static\/.*|\/admin\/queues\/(?:static|api)\/.*|\/live|\/files\/:id|\/capture\/directory|\/messages\/:id\/body|\/tickets\/:folio\/file\.(?:pdf|json)|\/reports\/(?:summary\.csv|tickets\.csv|file)|\/admin\/quarantine\/:id\/raw|\/admin\/templates\/:channel\/:kind\/html|\/api\/docs\/openapi\.json|\/api\/tickets.*|\/login\/oidc\/.*)$/;

/** Each page of the console by its route, as somebody with the highest role sees it. */
const PAGES: Record<string, () => string[]> = {
  '/login': () => ['/login'],
  '/login/code': () => ['/login/code'],
  '/': () => ['/', '/?state=resolved', '/?q=internet'],
  '/tickets/:folio': () => [`/tickets/${sample.folio}`],
  '/tickets/:folio/slip': () => [`/tickets/${sample.folio}/slip`],
  '/messages/:id/mail': () => [`/messages/${sample.mail}/mail`],

  '/review': () => ['/review'],
  '/review/:id': () => [`/review/${sample.review}`, `/review/${sample.waiting}`],
  '/capture': () => ['/capture'],
  '/team': () => ['/team'],
  '/answers': () => ['/answers'],
  '/account': () => ['/account'],
  '/account/totp': () => ['/account/totp'],
  '/account/password': () => ['/account/password'],
  '/reports': () => ['/reports', '/reports?group=area'],
  '/admin': () => ['/admin'],
  '/admin/quarantine': () => ['/admin/quarantine'],
  '/admin/quarantine/:id': () => [`/admin/quarantine/${sample.quarantined}`],
  '/admin/agents': () => ['/admin/agents'],
  '/admin/agents/new': () => ['/admin/agents/new'],
  '/admin/agents/:id': () => [`/admin/agents/${sample.agent}`],
  '/admin/templates': () => ['/admin/templates'],
  '/admin/templates/:channel/:kind': () => ['/admin/templates/email/folio', '/admin/templates/whatsapp/folio'],
  '/admin/audit': () => ['/admin/audit'],
  '/admin/tokens': () => ['/admin/tokens'],
  '/admin/webhooks': () => ['/admin/webhooks'],
  '/admin/webhooks/:id': () => [`/admin/webhooks/${sample.endpoint}`],
  '/admin/queues/': () => ['/admin/queues'],
  '/admin/queues/queue/:queueName': () => ['/admin/queues/queue/media?status=failed'],
  '/admin/queues/queue/:queueName/:jobId': () => [`/admin/queues/queue/media/${sample.job}`],
  '/admin/queues/metrics-history': () => ['/admin/queues/metrics-history'],
  '/admin/queues/job-schedulers': () => ['/admin/queues/job-schedulers'],
  '/api/docs': () => ['/api/docs'],
};

beforeAll(async () => {
  desk = await openConsoleDesk();
  const { store } = desk;
  sample.agent = await addAgent(store, { email: 'ana@konecta.mx', name: 'Ana López' });
  await addAgent(store, { email: 'carmen@konecta.mx', name: 'Carmen Ortiz', role: 'admin' });
  await store.savedAnswers.save('konecta', { title: 'Técnico', text: 'Va un técnico en camino.', area: null }, desk.at());
  const mail = await desk.mail(
    composeMail({
      from: 'María Pérez Luna <maria@example.mx>',
      subject: 'Sin internet desde el lunes',
      text: 'No tengo internet desde el lunes. Mi contrato es 204518.',
      html: '<table width="900"><tr><td><p>No tengo <b>internet</b> desde el lunes.</p></td></tr></table>',
    }),
  );
  sample.mail = mail.id;
  sample.folio = (await desk.ticketOf(mail.ticketId)).folio;
  sample.review = (await desk.write('👍', { phone: '+526865559999' })).id;
  const waiting = { phone: '+526865558888' };
  sample.waiting = (await desk.write('No tengo internet desde el domingo y nadie me contesta en la oficina', waiting)).id;
  await desk.write('sigo sin internet', waiting);
  const { parseMail } = desk.tools;
  desk.tools.parseMail = (raw, mailbox, { company }) =>
    readMail(raw, { company, mailbox, group: null, authservId: null, limits: { parts: 1 } });
  sample.quarantined = (await desk.mail(composeMail({ from: 'Luz <luz@example.mx>', subject: 'Falla', text: 'x' }))).id;
  desk.tools.parseMail = parseMail;
  const job = await desk.queues.all.find(({ name }) => name === 'media')?.add('media', { id: mail.id });
  sample.job = job?.id ?? '';
  sample.endpoint = await store.webhooks.add({
    company: 'konecta',
    url: 'https://mesa.example/ventanilla',
    events: ['ticket.created'],
    secrets: [],
    createdBy: `agent:${sample.agent}`,
    createdAt: desk.at(),
  });
  browser = await openBrowser(desk.url);
});
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

test('every address that the console answers is a page of this walk, or known to be none', () => {
  const routes = desk.access.filter(({ method }) => method === 'GET').map(({ url }) => url);
  expect(routes.filter((url) => !NO_PAGE.test(url) && !(url in PAGES))).toEqual([]);
  expect(Object.keys(PAGES).filter((url) => !routes.includes(url))).toEqual([]);
});

const LOOKS = { wide: { width: 1280, height: 900 }, narrow: { width: 360, height: 740 } };

/** Nothing scrolls sideways at 360 px, axe finds nothing serious, nothing fails in the console, no other host is asked. */
const look = async (opened: Awaited<ReturnType<Browser['open']>>, path: string, status = 200) => {
  const { page, problems } = opened;
  for (const [name, size] of Object.entries(LOOKS)) {
    await page.setViewportSize(size);
    expect((await page.goto(path))?.status(), path).toBe(status);
    if (path.startsWith('/admin/queues')) await page.locator('main h1, main h2, main section').first().waitFor();
    await shoot(page, `walk-${name}${path.replace(/[/?=]/g, '-')}`.slice(0, 70));
    await expectNoSideways(page);
    await expectAccessible(page);
  }
  expect(problems).toEqual([]);
};

let signedIn: Awaited<ReturnType<Browser['open']>> | null = null;
test.each(Object.keys(PAGES))('%s reads well, wide and at 360 px', async (route) => {
  if (signedIn === null) {
    signedIn = await browser.open();
    await signIn(signedIn.page, 'carmen@konecta.mx', PASSWORD);
  }
  for (const path of PAGES[route]?.() ?? []) await look(signedIn, path);
});

test('what anybody may see reads well too, and so does a page that is not there', async () => {
  const stranger = await browser.open();
  await look(stranger, '/login');
  await look(stranger, '/api/docs');
  await look(stranger, '/no-existe', 404);
  await stranger.close();
});

test('a page that was shown may be left by its links: none leads to an error', async () => {
  const { page, problems, close } = await browser.open();
  await signIn(page, 'carmen@konecta.mx', PASSWORD);
  const seen = new Set<string>();
  const shown = Object.values(PAGES).flatMap((paths) => paths());
  for (const path of shown.filter((one) => !one.startsWith('/admin/queues') && !one.startsWith('/login'))) {
    await page.goto(path);
    const found = (await page.evaluate(
      `[...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin).map((a) => a.pathname + a.search)`,
    )) as string[];
    for (const href of found) seen.add(href);
  }
  for (const href of seen) expect((await page.request.get(href)).status(), href).toBe(200);
  expect(problems).toEqual([]);
  await close();
});
