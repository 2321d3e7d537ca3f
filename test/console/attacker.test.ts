import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVERY_ROLE } from '../../src/console/visit.ts';
import type { Role } from '../../src/store/agents.ts';
import { addAgent, browse, PASSWORD } from '../support/console.ts';
import { type ConsoleDesk, composeMail, openConsoleDesk } from '../support/console-desk.ts';

let desk: ConsoleDesk;
type Tab = ReturnType<typeof browse>;
const tabs = new Map<Role, Tab>();
/** Ids of Konecta's things, as somebody of mo!net may have learnt them. */
const theirs: Record<string, string> = {};

const signedIn = async (email: string): Promise<Tab> => {
  const tab = browse(desk.app);
  await tab.signIn(email);
  return tab;
};

beforeAll(async () => {
  desk = await openConsoleDesk();
  const { store } = desk;
  for (const role of EVERY_ROLE) {
    await addAgent(store, { email: `${role}@konecta.mx`, role });
    tabs.set(role, await signedIn(`${role}@konecta.mx`));
  }
  await addAgent(store, { email: 'espia@monet.mx', company: 'monet', role: 'admin' });
  const mail = await desk.mail(composeMail({ from: 'Ana <ana@example.mx>', subject: 'Falla', text: 'No tengo internet, contrato 204518' }));
  theirs.message = mail.id;
  theirs.folio = (await desk.ticketOf(mail.ticketId)).folio;
  theirs.review = (await desk.write('👍', { phone: '+526865559999' })).id;
  theirs.agent = (await store.agents.findByEmail('agent@konecta.mx'))?.id ?? '';
  await store.savedAnswers.save('konecta', { title: 'Técnico', text: 'Va en camino', area: null }, desk.at());
  theirs.answer = (await store.savedAnswers.list('konecta', null))[0]?.id ?? '';
  theirs.endpoint = await store.webhooks.add({
    company: 'konecta',
    url: 'https://mesa.example/x',
    events: ['ticket.created'],
    secrets: [],
    createdBy: 'agent:x',
    createdAt: desk.at(),
  });
});
afterAll(() => desk?.close());

const methodsOf = (method: string) => (method === 'POST' ? 'POST' : 'GET');
/** The board answers by itself; what it refuses is in queues-board.test.ts. */
const pages = () =>
  desk.access.filter(({ method, url, who }) => typeof who !== 'string' && method !== 'HEAD' && !url.startsWith('/admin/queues/'));

test('every route of the whole console lets in whom it names: a stranger is sent to sign in, a wrong role is refused', async () => {
  expect(pages().length).toBeGreaterThan(70);
  for (const { method, url, who } of pages()) {
    const [verb, path] = [methodsOf(method), url.replace(/:\w+/g, 'x')] as const;
    const form = verb === 'POST' ? {} : undefined;
    const stranger = await browse(desk.app).send(verb, path, form);
    expect(stranger.headers.location, `${method} ${url} by a stranger`).toMatch(/^\/login/);
    for (const [role, tab] of tabs)
      if (!who.includes(role)) expect((await tab.send(verb, path, form)).statusCode, `${method} ${url} by ${role}`).toBe(403);
  }
});

test('no form of the whole console does anything without its token, or sent by another site', async () => {
  const tab = tabs.get('admin');
  const csrf = tab?.csrf ?? '';
  const before = await desk.store.audit.list('konecta', 500);
  for (const { url } of pages().filter(({ method }) => method === 'POST')) {
    const path = url.replace(':folio', theirs.folio ?? '').replace(/:\w+/g, theirs.agent ?? '');
    expect((await tab?.send('POST', path, {}))?.statusCode, `${url} without a token`).toBe(403);
    expect((await tab?.send('POST', path, { _csrf: csrf }, { 'sec-fetch-site': 'cross-site' }))?.statusCode, `${url} from elsewhere`).toBe(
      403,
    );
  }
  expect(await desk.store.audit.list('konecta', 500)).toEqual(before);
});

test('with the ids of the other company in hand, its administrator opens nothing and changes nothing, by any route', async () => {
  const spy = await signedIn('espia@monet.mx');
  const state = async () => ({
    tickets: await desk.store.db.ticket.findMany({ where: { company: 'konecta' }, orderBy: { id: 'asc' } }),
    agents: await desk.store.db.agent.findMany({ where: { company: 'konecta' }, orderBy: { id: 'asc' } }),
    messages: await desk.store.db.message.findMany({ where: { company: 'konecta' }, orderBy: { id: 'asc' } }),
    answers: await desk.store.db.savedAnswer.findMany({ where: { company: 'konecta' } }),
    endpoints: await desk.store.db.webhookEndpoint.findMany({ where: { company: 'konecta' } }),
    events: await desk.store.db.ticketEvent.count(),
  });
  const before = await state();
  for (const { method, url } of pages().filter(({ url }) => url.includes(':folio') || url.includes(':id'))) {
    for (const id of Object.values(theirs)) {
      const path = url.replace(/:folio|:id/g, id).replace(/:\w+/g, 'x');
      const fields = {
        to: id,
        into: theirs.folio ?? '',
        message: theirs.message ?? '',
        text: 'x',
        reason: 'x',
        version: '0',
        area: 'ventas',
      };
      const answer = await spy.send(methodsOf(method), path, method === 'POST' ? { _csrf: spy.csrf, ...fields } : undefined);
      // What only takes a text to a form of one's own may be shown; nothing of theirs is in it.
      if (answer.statusCode === 200) expect(answer.body, `${method} ${path}`).not.toMatch(/No tengo internet|204518|ana@example\.mx/);
      else expect([400, 404], `${method} ${path}: ${answer.statusCode}`).toContain(answer.statusCode);
    }
  }
  expect(await state()).toEqual(before);
});

test('fields that a form does not have change nothing: no role, no company, no name of another’s', async () => {
  const tab = await signedIn('agent@konecta.mx');
  const extra = { role: 'admin', company: 'monet', id: 'x', email: 'otra@konecta.mx', disabledAt: '', passwordTemporary: '', agentId: 'x' };
  await tab.post('/account/absence', { absent: 'no', ...extra });
  await tab.post('/account/notices', { wanted: 'no', ...extra });
  expect(await desk.store.agents.findByEmail('agent@konecta.mx')).toMatchObject({ role: 'agent', company: 'konecta' });
  const captured = await tab.post('/capture', {
    category: 'falla',
    contract: '205555',
    description: 'Sin señal',
    ...extra,
    email: '',
    folio: 'MXL-26-999999-9',
  });
  const folio = /\/tickets\/([A-Z0-9-]+)\/slip/.exec(String(captured.headers.location))?.[1] ?? '';
  expect(await desk.store.tickets.findByFolio('konecta', folio)).toMatchObject({ company: 'konecta' });
  expect(await desk.store.tickets.findByFolio('monet', folio)).toBeNull();
});

test('a session that was copied opens nothing after its password was changed, its account locked, or its owner signed out', async () => {
  const copy = (tab: Tab) => {
    const copied = browse(desk.app);
    for (const [name, value] of tab.cookies) copied.cookies.set(name, value);
    return copied;
  };
  const isIn = async (tab: Tab) => (await tab.get('/')).statusCode === 200;
  const id = await addAgent(desk.store, { email: 'copiada@konecta.mx' });
  const own = await signedIn('copiada@konecta.mx');
  const elsewhere = await signedIn('copiada@konecta.mx');
  const stolen = copy(elsewhere);
  expect(await isIn(stolen)).toBe(true);
  expect((await own.post('/account/password', { current: PASSWORD, fresh: 'una contraseña nueva' })).statusCode).toBe(303);
  expect(await isIn(stolen)).toBe(false);
  const second = copy(own);
  await tabs.get('admin')?.get('/account');
  expect((await tabs.get('admin')?.post(`/admin/agents/${id}/lock`))?.statusCode).toBe(303);
  expect([await isIn(second), await isIn(own)]).toEqual([false, false]);
  const other = await signedIn('supervisor@konecta.mx');
  const third = copy(other);
  await other.post('/logout');
  expect(await isIn(third)).toBe(false);
});

test('live events of one company reach nobody of the other, whatever folio they ask for', async () => {
  const spy = await signedIn('espia@monet.mx');
  const cookie = [...spy.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const stop = new AbortController();
  const response = await fetch(`${desk.url}/live?folio=${theirs.folio}`, { headers: { cookie }, signal: stop.signal });
  const reader = response.body?.getReader();
  const heard: string[] = [];
  const listening = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) heard.push(new TextDecoder().decode(part.value));
  })().catch(() => undefined);
  await desk.report('No tengo internet, contrato 206666', { phone: '+526865550177' });
  const own = await desk.report('No tengo internet, mi contrato es 900111', { phone: '+526865550178', company: 'monet' });
  await expect.poll(() => heard.join(''), { timeout: 20_000 }).toContain(own.ticket.folio);
  expect(heard.join('')).not.toMatch(/MXL-|TIJ-/);
  stop.abort();
  await listening;
});
