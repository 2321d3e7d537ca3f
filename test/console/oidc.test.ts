import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encryptSecret, makeTotpSecret } from '../../src/console/access/totp.ts';
import { openConsole } from '../../src/console/console.ts';
import type { OidcSettings } from '../../src/console/visit.ts';
import { addAgent, openTestConsole } from '../support/console.ts';

// The session cookie's clock is the machine's, as the provider's is.
const oidc = new Map<string, OidcSettings>();
const held = openTestConsole(undefined, { oidc, now: () => new Date() });
const server = createServer();
let base = '';
let close: () => Promise<void> = async () => undefined;
/** What the provider says of the next account. */
let isVerified: boolean | undefined = true;

beforeAll(async () => {
  const { app } = await openConsole(held.tools);
  base = await app.listen({ host: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = (company: string) => ({
    client_id: `ventanilla-${company}`,
    client_secret: 'a secret of the client, long enough',
    redirect_uris: [`${base}/login/oidc/${company}/callback`],
  });
  const provider = new Provider(issuer, {
    clients: [client('konecta'), client('monet')],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, email: id, email_verified: isVerified }) }),
    features: { devInteractions: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of tests'] },
  });
  server.on('request', provider.callback());
  for (const company of ['konecta', 'monet'])
    oidc.set(company, {
      issuer,
      clientId: `ventanilla-${company}`,
      clientSecret: 'a secret of the client, long enough',
      name: 'Cuenta de la empresa',
    });
  close = () => app.close();
});
afterAll(async () => {
  await close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A browser that keeps its cookies by host and follows nothing by itself. */
const openJar = () => {
  const jars = new Map<string, Map<string, string>>();
  const go = async (url: string, form?: Record<string, string>) => {
    const { origin } = new URL(url);
    const jar = jars.get(origin) ?? new Map<string, string>();
    jars.set(origin, jar);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get('location');
    return { status: response.status, to: location && new URL(location, url).href, body: await response.text() };
  };
  return { go, jars };
};

/** Goes to the provider, signs in there and agrees; gives the way back to us, not yet gone. */
const askProvider = async ({ go }: ReturnType<typeof openJar>, email: string, company = 'konecta', next = ''): Promise<string> => {
  let { to } = await go(`${base}/login/oidc/${company}${next && `?next=${encodeURIComponent(next)}`}`);
  for (let steps = 0; steps < 12 && to !== null; steps += 1) {
    if (to.startsWith(base)) return to;
    const page = await go(to);
    if (page.to !== null) {
      to = page.to;
      continue;
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page.body)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(page.body)?.[1] ?? '';
    to = (await go(new URL(action, to).href, { prompt, login: email, password: 'x' })).to;
  }
  throw new Error('the provider did not send us back');
};

test('the login page offers a company’s provider', async () => {
  const { body } = await openJar().go(`${base}/login?next=/review`);
  expect(body).toContain('href="/login/oidc/konecta?next=%2Freview"');
  expect(body).toContain('Entrar con Cuenta de la empresa');
});

test('an address that the provider has verified opens the account that is there, at the page that was wanted', async () => {
  await addAgent(held.store, { email: 'ana@konecta.mx' });
  const jar = openJar();
  const back = await askProvider(jar, 'Ana@konecta.mx', 'konecta', '/account');
  const entered = await jar.go(back);
  expect(entered.to).toBe(`${base}/account`);
  expect((await jar.go(`${base}/account`)).body).toContain('ana@konecta.mx');
  expect((await held.store.audit.list('konecta', 1))[0]?.action).toBe('login');
  expect((await jar.go(back)).status, 'the way back a second time').toBe(403);
});

test('an address that is not verified, is nobody’s, another company’s or locked opens nothing', async () => {
  await addAgent(held.store, { email: 'beto@konecta.mx' });
  const locked = await addAgent(held.store, { email: 'cerrada@konecta.mx' });
  await held.store.agents.update(locked, { disabledAt: new Date() });
  const tryIt = async (email: string, company = 'konecta') => {
    const jar = openJar();
    const { status, body } = await jar.go(await askProvider(jar, email, company));
    expect((await jar.go(`${base}/account`)).to).toContain('/login');
    return [status, /no confirmó un correo/.test(body)];
  };
  for (isVerified of [false, undefined]) expect(await tryIt('beto@konecta.mx')).toEqual([403, true]);
  isVerified = true;
  expect(await tryIt('nadie@konecta.mx')).toEqual([403, true]);
  expect(await tryIt('cerrada@konecta.mx')).toEqual([403, true]);
  expect(await tryIt('beto@konecta.mx', 'monet')).toEqual([403, true]);
  expect(await held.store.agents.findByEmail('nadie@konecta.mx')).toBeNull();
});

test('a way back that another browser began, or whose state was changed, opens nothing', async () => {
  await addAgent(held.store, { email: 'carla@konecta.mx' });
  const [one, other] = [openJar(), openJar()];
  const back = await askProvider(one, 'carla@konecta.mx');
  expect((await other.go(back)).status).toBe(403);
  const changed = new URL(back);
  changed.searchParams.set('state', 'otro');
  expect((await one.go(changed.href)).status).toBe(403);
  expect((await one.go(`${base}/account`)).to).toContain('/login');
});

test('an account with one-time codes is asked for one all the same', async () => {
  const id = await addAgent(held.store, { email: 'codigos@konecta.mx' });
  await held.store.agents.update(id, { totpSecret: encryptSecret(makeTotpSecret(), held.tools.sessionSecret) });
  const jar = openJar();
  expect((await jar.go(await askProvider(jar, 'codigos@konecta.mx'))).to).toBe(`${base}/login/code`);
});

test('a provider that is away is told as such, and passwords go on working', async () => {
  oidc.set('lejos', { issuer: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x', name: 'Lejos' });
  const { status, body } = await openJar().go(`${base}/login/oidc/lejos`);
  oidc.delete('lejos');
  expect(status).toBe(403);
  expect(body).toContain('No se pudo hablar con el sistema de ingreso');
  expect((await openJar().go(`${base}/login/oidc/ninguna`)).status).toBe(404);
});
