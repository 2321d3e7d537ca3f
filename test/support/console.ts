import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll } from 'vitest';
import { hashPassword } from '../../src/console/access/password.ts';
import { type Console, openConsole } from '../../src/console/console.ts';
import type { ConsoleTools, Route } from '../../src/console/visit.ts';
import type { NewAgent, Role } from '../../src/store/agents.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { freshDatabase } from './databases.ts';
import { konecta, monet } from './profiles.ts';

export const PASSWORD = 'mucho-gusto-4321';

export type TestConsole = Console & { store: Store; tools: ConsoleTools; clock: { now: Date } };

/** A console on a database of its own, with a clock to turn; not listening: requests are injected. */
export const openTestConsole = (routesOf: (tools: ConsoleTools) => Route[] = () => [], more: Partial<ConsoleTools> = {}) => {
  const held: Partial<TestConsole> = {};
  beforeAll(async () => {
    const url = await freshDatabase();
    await migrate(url);
    const clock = { now: new Date('2026-11-24T18:00:00Z') };
    const store = openStore(url);
    const tools: ConsoleTools = {
      store,
      profiles: new Map([konecta(), monet()].map((profile) => [profile.company, profile])),
      sessionSecret: 'a secret of tests, long enough for it',
      totpRoles: () => [],
      now: () => clock.now,
      ...more,
    };
    Object.assign(held, await openConsole(tools, routesOf(tools)), { store, tools, clock });
    await held.app?.ready();
  });
  afterAll(async () => {
    await held.app?.close();
    await held.store?.close();
  });
  return held as TestConsole;
};

let hash: Promise<string> | undefined;

export const addAgent = async (store: Store, agent: Partial<NewAgent> & { email: string }): Promise<string> => {
  hash ??= hashPassword(PASSWORD);
  const defaults = {
    company: 'konecta',
    name: 'Ana López',
    role: 'agent' as Role,
    area: null,
    city: null,
    createdAt: new Date('2026-01-01'),
  };
  const id = await store.agents.add({ ...defaults, passwordHash: await hash, ...agent });
  if (id === null) throw new Error(`${agent.email} has an account already`);
  return id;
};

/** A browser of sorts: keeps its cookies and the token of its forms. */
export const browse = (app: FastifyInstance) => {
  const cookies = new Map<string, string>();
  let csrf = '';
  const send = async (method: 'GET' | 'POST', url: string, form?: Record<string, string>, headers: Record<string, string> = {}) => {
    const response = await app.inject({
      method,
      url,
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(form && { payload: new URLSearchParams(form).toString() }),
    });
    for (const { name, value } of response.cookies) value === '' ? cookies.delete(name) : cookies.set(name, value);
    csrf = /name="_csrf" value="([^"]+)"/.exec(response.body)?.[1] ?? csrf;
    return response;
  };
  return {
    cookies,
    get csrf() {
      return csrf;
    },
    get: (url: string, headers?: Record<string, string>) => send('GET', url, undefined, headers),
    /** Posts a form with the token of the last page. */
    post: (url: string, form: Record<string, string> = {}) => send('POST', url, { _csrf: csrf, ...form }),
    send,
    signIn: async (email: string, password = PASSWORD) => {
      const response = await send('POST', '/login', { email, password });
      if (response.headers.location === '/') await send('GET', '/account');
      return response;
    },
  };
};
