import { expect, onTestFinished, test } from 'vitest';
import { openConsole } from '../../src/console/console.ts';
import { queueRoutes } from '../../src/console/pages/queue.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/store.ts';
import { addAgent, browse } from '../support/console.ts';
import { freshDatabase } from '../support/databases.ts';
import { konecta } from '../support/profiles.ts';
import { openWay } from '../support/way.ts';

/** A console whose way to PostgreSQL may be cut off while somebody is signed in. */
const openOnAWay = async () => {
  const url = await freshDatabase();
  await migrate(url);
  const way = await openWay(url);
  const store = openStore(way.url);
  const tools = {
    store,
    profiles: new Map([['konecta', konecta()]]),
    sessionSecret: 'a secret of tests, long enough for it',
    totpRoles: () => [],
    now: () => new Date(),
  };
  const { app } = await openConsole(tools, queueRoutes(tools));
  onTestFinished(async () => {
    await app.close();
    // What hangs is not waited for.
    void store.close().catch(() => undefined);
  });
  await addAgent(store, { email: 'ana@konecta.mx' });
  return { app, way };
};

test.each(['hang', 'vanish'] as const)(
  'while PostgreSQL is away (%s) each page says so within seconds, with what to do, and what anyone may see is still shown',
  async (how) => {
    const { app, way } = await openOnAWay();
    const browser = browse(app);
    await browser.signIn('ana@konecta.mx');
    expect((await browser.get('/')).statusCode).toBe(200);
    way[how]();
    const asked = Date.now();
    for (const path of ['/', '/account']) {
      const { statusCode, body, headers } = await browser.get(path);
      expect(statusCode, path).toBe(503);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(body).toContain('<h1>El sistema no contesta</h1>');
      expect(body).toContain('La base de datos no contesta.');
      expect(body).toContain('systemctl start postgresql');
    }
    expect((await browser.get('/login')).body).toContain('<button type="submit">Entrar</button>');
    expect((await browse(app).signIn('ana@konecta.mx')).statusCode).toBe(503);
    // The four of them; a machine that is busy is given time.
    expect(Date.now() - asked).toBeLessThan(50_000);
  },
);
