// The console. Takes the requests of agents and administrators over HTTP; changes and answers go the way of every step; a page that fails says so and is logged.
import type { OpenWorker } from '../src/assembly/runtime.ts';
import { openConsole } from '../src/console/console.ts';
import { log } from '../src/runtime/log.ts';

export const openConsoleWorker: OpenWorker = async (runtime) => {
  const totpRoles = new Map(runtime.config.companies.map(({ profile, console }) => [profile.company, console.totpRoles]));
  const { app } = await openConsole({
    store: runtime.store,
    profiles: runtime.profiles,
    sessionSecret: runtime.environment.sessionSecret,
    totpRoles: (company) => totpRoles.get(company) ?? [],
    now: runtime.tools.now,
    trustedProxies: runtime.environment.trustedProxies,
  });
  const address = await app.listen({ host: runtime.environment.host, port: runtime.environment.consolePort });
  runtime.closing(app);
  log.info({ url: address }, 'console');
};
