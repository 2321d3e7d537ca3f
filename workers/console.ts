// The console. Takes the requests of agents and administrators over HTTP; changes and answers go the way of every step; a page that fails says so and is logged.
import { administrationOf } from '../src/assembly/administration.ts';
import { actionsOf, mailFilesOf } from '../src/assembly/desk.ts';
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { openParser } from '../src/channels/email/parse-pool.ts';
import { administrationRoutes } from '../src/console/administration.ts';
import { addApi } from '../src/console/api/api.ts';
import { openConsole } from '../src/console/console.ts';
import { openDeskPages } from '../src/console/desk.ts';
import { openCounter } from '../src/queues/counter.ts';
import { log } from '../src/runtime/log.ts';

export const openConsoleWorker: OpenWorker = async (runtime) => {
  const { store, profiles, environment } = runtime;
  const { companies } = runtime.config;
  const totpRoles = new Map(companies.map(({ profile, console }) => [profile.company, console.totpRoles]));
  const oidc = new Map(companies.flatMap(({ profile, console: { oidc: one } }) => (one ? [[profile.company, one] as const] : [])));
  const parser = openParser({ size: 1 });
  const counter = openCounter(runtime.redisUrl);
  const tools = {
    store,
    profiles,
    sessionSecret: environment.sessionSecret,
    totpRoles: (company: string) => totpRoles.get(company) ?? [],
    oidc,
    now: runtime.tools.now,
    countTogether: counter.count,
    actions: actionsOf(runtime.tools),
    mail: mailFilesOf(parser),
    trustedProxies: environment.trustedProxies,
    allowLoopbackWebhooks: environment.allowLoopbackWebhooks,
  };
  const desk = openDeskPages(tools);
  const admin = administrationRoutes(administrationOf(tools, { steps: runtime.tools, companies, queues: runtime.queues }));
  const { app } = await openConsole(tools, [...desk.routes, ...admin], runtime.queues.all, (server) => addApi(server, tools));
  const address = await app.listen({ host: environment.host, port: environment.consolePort });
  runtime.closing(parser, counter, app, desk);
  log.info({ url: address }, 'console');
};
