import type { FastifyInstance } from 'fastify';
import { codeOf } from './errors.ts';
import { registry } from './metrics.ts';

export type Checks = Record<string, () => Promise<void>>;

const CHECK_WITHIN_MS = 3_000;

/** `/healthz`: the process is alive. `/readyz`: it can work, each dependency named. `/metrics`: Prometheus; `collect` refreshes gauges first. */
export const healthRoutes = (app: FastifyInstance, checks: Checks, collect: () => Promise<void>): void => {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await outcomeOf(check)] as const));
    const ready = results.every(([, outcome]) => outcome === 'ok');
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks: Object.fromEntries(results) });
  });
  app.get('/metrics', async (_request, reply) => {
    await collect();
    return reply.type(registry.contentType).send(await registry.metrics());
  });
};

const outcomeOf = async (check: () => Promise<void>): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('no answer in time'), CHECK_WITHIN_MS);
  });
  try {
    return await Promise.race([check().then(() => 'ok'), late]);
  } catch (error) {
    return `failed (${codeOf(error)})`;
  } finally {
    clearTimeout(timer);
  }
};
