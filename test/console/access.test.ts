import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { lockMsAfter } from '../../src/console/access/lock-out.ts';
import { localPath } from '../../src/console/access/login.ts';
import { encryptSecret, makeTotpSecret } from '../../src/console/access/totp.ts';
import { EVERY_ROLE } from '../../src/console/visit.ts';
import type { Role } from '../../src/store/agents.ts';
import { addAgent, browse, openTestConsole, PASSWORD } from '../support/console.ts';

const console = openTestConsole(undefined, { totpRoles: (company) => (company === 'monet' ? ['admin'] : []) });

test('the login page has the labels that people and programs look for', async () => {
  const { body, headers } = await browse(console.app).get('/login');
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(body).toContain('<label for="email">Correo</label>');
  expect(body).toContain('<label for="password">Contraseña</label>');
  expect(body).toContain('<button type="submit">Entrar</button>');
});

test('no page lets a script or a style stand in it, or another site frame it', async () => {
  const { headers } = await browse(console.app).get('/login');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('a right password opens a session that scripts cannot read and other sites cannot use', async () => {
  await addAgent(console.store, { email: 'entra@konecta.mx' });
  const browser = browse(console.app);
  const response = await browser.signIn('ENTRA@konecta.mx ');
  expect(response.statusCode).toBe(303);
  expect(response.headers.location).toBe('/');
  expect(response.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect((await browser.get('/account')).body).toContain('entra@konecta.mx');
});

test('over HTTPS the cookie is secure and bound to this host', async () => {
  await addAgent(console.store, { email: 'https@konecta.mx' });
  const form = { email: 'https@konecta.mx', password: PASSWORD };
  const response = await browse(console.app).send('POST', '/login', form, { 'x-forwarded-proto': 'https' });
  expect(response.cookies[0]).toMatchObject({ name: '__Host-ventanilla', secure: true });
  expect(response.headers['strict-transport-security']).toBeDefined();
});

test('a wrong password and an unknown address are told the same', async () => {
  await addAgent(console.store, { email: 'conocida@konecta.mx' });
  const known = await browse(console.app).signIn('conocida@konecta.mx', 'otra contraseña');
  const unknown = await browse(console.app).signIn('nadie@konecta.mx', 'otra contraseña');
  expect(known.statusCode).toBe(401);
  expect(unknown.statusCode).toBe(401);
  expect(known.body.replaceAll('conocida@konecta.mx', 'X')).toBe(unknown.body.replaceAll('nadie@konecta.mx', 'X'));
});

test('the fifth failure locks an address, also one without an account; afterwards the right password opens', async () => {
  await addAgent(console.store, { email: 'cerrada@konecta.mx' });
  for (const email of ['cerrada@konecta.mx', 'sin-cuenta@konecta.mx']) {
    for (let failure = 1; failure <= 4; failure += 1) expect((await browse(console.app).signIn(email, 'x')).statusCode).toBe(401);
    expect((await browse(console.app).signIn(email, 'x')).statusCode).toBe(429);
    expect((await browse(console.app).signIn(email)).statusCode).toBe(429);
  }
  console.clock.now = new Date(console.clock.now.getTime() + 31_000);
  expect((await browse(console.app).signIn('cerrada@konecta.mx')).statusCode).toBe(303);
});

test.each([
  [4, 0],
  [5, 30_000],
  [6, 60_000],
  [9, 480_000],
  [10, 900_000],
  [1000, 900_000],
])('after %i failures an address is locked for %i ms', (failures, lockMs) => {
  expect(lockMsAfter(failures)).toBe(lockMs);
});

test.each([
  ['/tickets/MXL-26-000001-1?all=1', '/tickets/MXL-26-000001-1?all=1'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['', '/'],
  ['/a\nSet-Cookie: x', '/'],
])('after signing in, %j leads to %j', (next, place) => {
  expect(localPath(next)).toBe(place);
});

test('a session ends with its account, with signing out, after two idle hours and after twelve', async () => {
  const id = await addAgent(console.store, { email: 'termina@konecta.mx' });
  const isIn = async (browser: ReturnType<typeof browse>) => (await browser.get('/account')).statusCode === 200;
  const signedIn = async () => {
    const browser = browse(console.app);
    await browser.signIn('termina@konecta.mx');
    expect(await isIn(browser)).toBe(true);
    return browser;
  };
  const leaving = await signedIn();
  const cookies = new Map(leaving.cookies);
  await leaving.post('/logout');
  for (const [name, value] of cookies) leaving.cookies.set(name, value);
  expect(await isIn(leaving)).toBe(false);

  const idle = await signedIn();
  console.clock.now = new Date(console.clock.now.getTime() + 2 * 3_600_000 + 1);
  expect(await isIn(idle)).toBe(false);

  const busy = await signedIn();
  for (let hour = 1; hour < 12; hour += 1) {
    console.clock.now = new Date(console.clock.now.getTime() + 3_600_000);
    expect(await isIn(busy)).toBe(true);
  }
  console.clock.now = new Date(console.clock.now.getTime() + 3_600_000);
  expect(await isIn(busy)).toBe(false);

  const disabled = await signedIn();
  await console.store.agents.update(id, { disabledAt: console.clock.now });
  expect(await isIn(disabled)).toBe(false);
});

const codeOf = (secret: string) => new TOTP({ secret }).generate({ timestamp: console.clock.now.getTime() });

test('with one-time codes on, the password alone opens nothing, and no code opens twice', async () => {
  const secret = makeTotpSecret();
  const id = await addAgent(console.store, { email: 'codigo@konecta.mx' });
  await console.store.agents.update(id, { totpSecret: encryptSecret(secret, console.tools.sessionSecret) });
  const browser = browse(console.app);
  expect((await browser.signIn('codigo@konecta.mx')).headers.location).toBe('/login/code');
  expect((await browser.get('/account')).headers.location).toBe('/login?next=%2Faccount');
  expect((await browser.send('POST', '/login/code', { code: '000000' })).statusCode).toBe(401);
  const code = codeOf(secret);
  expect((await browser.send('POST', '/login/code', { code })).headers.location).toBe('/');
  expect((await browser.get('/account')).statusCode).toBe(200);
  const other = browse(console.app);
  await other.signIn('codigo@konecta.mx');
  expect((await other.send('POST', '/login/code', { code })).statusCode).toBe(401);
});

test('a role that must use codes sets them up before it sees anything', async () => {
  await addAgent(console.store, { email: 'jefa@monet.mx', company: 'monet', role: 'admin' });
  const browser = browse(console.app);
  expect((await browser.signIn('jefa@monet.mx')).headers.location).toBe('/account/totp');
  expect((await browser.get('/account')).headers.location).toBe('/account/totp');
  const enrol = await browser.get('/account/totp');
  const secret = /class="key">([^<]+)</.exec(enrol.body)?.[1]?.replaceAll(' ', '') ?? '';
  const stored = /name="secret" value="([^"]+)"/.exec(enrol.body)?.[1] ?? '';
  expect((await browser.post('/account/totp', { secret: stored, code: '000000' })).statusCode).toBe(422);
  expect((await browser.post('/account/totp', { secret: stored, code: codeOf(secret) })).headers.location).toBe('/account?done=totp-on');
  expect((await browser.get('/account')).statusCode).toBe(200);
});

test('a form without its token, with another session’s, or from another site is refused', async () => {
  await addAgent(console.store, { email: 'formas@konecta.mx' });
  const [browser, other] = [browse(console.app), browse(console.app)];
  await browser.signIn('formas@konecta.mx');
  await other.signIn('formas@konecta.mx');
  const post = (form: Record<string, string>, headers = {}) =>
    browser.send('POST', '/account/absence', { absent: 'yes', ...form }, headers);
  expect((await post({})).statusCode).toBe(403);
  expect((await post({ _csrf: other.csrf })).statusCode).toBe(403);
  expect((await post({ _csrf: browser.csrf }, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
  expect((await post({ _csrf: browser.csrf }, { origin: 'https://evil.example' })).statusCode).toBe(403);
  expect((await console.store.agents.findByEmail('formas@konecta.mx'))?.absent).toBe(false);
  expect((await post({ _csrf: browser.csrf }, { 'sec-fetch-site': 'same-origin' })).statusCode).toBe(303);
  expect((await console.store.agents.findByEmail('formas@konecta.mx'))?.absent).toBe(true);
});

test('a changed password signs the other browsers out', async () => {
  await addAgent(console.store, { email: 'cambia@konecta.mx' });
  const [browser, other] = [browse(console.app), browse(console.app)];
  await browser.signIn('cambia@konecta.mx');
  await other.signIn('cambia@konecta.mx');
  const fresh = 'una contraseña nueva';
  expect((await browser.post('/account/password', { current: PASSWORD, fresh: 'corta' })).statusCode).toBe(422);
  expect((await browser.post('/account/password', { current: PASSWORD, fresh })).statusCode).toBe(303);
  expect((await browser.get('/account')).statusCode).toBe(200);
  expect((await other.get('/account')).statusCode).toBe(303);
  expect((await browse(console.app).signIn('cambia@konecta.mx', fresh)).statusCode).toBe(303);
});

test('every route lets in those whom it names and nobody else', async () => {
  expect(console.access.length).toBeGreaterThan(8);
  const browsers = new Map<Role, ReturnType<typeof browse>>();
  for (const role of EVERY_ROLE) {
    await addAgent(console.store, { email: `${role}@tabla.mx`, role });
    const browser = browse(console.app);
    await browser.signIn(`${role}@tabla.mx`);
    browsers.set(role, browser);
  }
  for (const { method, url, who } of console.access) {
    if (typeof who === 'string' || method === 'HEAD') continue;
    const path = url.replace(/:\w+/g, 'x');
    const stranger = await browse(console.app).send(method as 'GET' | 'POST', path, method === 'POST' ? {} : undefined);
    expect(stranger.headers.location, `${method} ${url} by a stranger`).toMatch(/^\/login/);
    for (const [role, browser] of browsers) {
      if (who.includes(role)) continue;
      expect(
        (await browser.send(method as 'GET' | 'POST', path, method === 'POST' ? {} : undefined)).statusCode,
        `${method} ${url} by ${role}`,
      ).toBe(403);
    }
  }
});

test('an address that tries too many sign-ins is held off, and who is signed in there goes on working', async () => {
  await addAgent(console.store, { email: 'oficina@konecta.mx' });
  const browser = browse(console.app);
  await browser.signIn('oficina@konecta.mx');
  const statuses = new Set<number>();
  for (let tries = 0; tries < 70; tries += 1)
    statuses.add((await browse(console.app).send('POST', '/login', { email: `n${tries}@konecta.mx`, password: '' })).statusCode);
  expect(statuses).toContain(429);
  expect((await browser.get('/account')).statusCode).toBe(200);
});
