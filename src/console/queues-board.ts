import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Job, Queue } from 'bullmq';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { QUEUES, type QueueName } from '../queues/queues.ts';
import { type Access, findSignedIn, getSignedIn } from './access/guard.ts';
import { look } from './admin/block.ts';
import { html } from './html.ts';
import { staticUrl } from './static-files.ts';
import { type ConsoleTools, textOf } from './visit.ts';

const URL = '/admin/queues';
const ACCESS: Access = { who: ['admin'], csrf: 'origin' };
const REDIS_WITHIN_MS = 2_000;
// The board brings a little style of its own with its script; all else is as on our pages.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'";
// Its page asks Google for a font; nothing of ours asks another host.
const FOREIGN_FONT = /<link[^>]+href="https:\/\/fonts\.googleapis\.com[^>]*>/;

/** What may be done with a job here; all else the board could do is the system's own. */
const ACTIONS: Record<string, 'job-retried' | 'job-discarded'> = {
  [`${URL}/api/queues/:queueName/:jobId/retry`]: 'job-retried',
  [`${URL}/api/queues/:queueName/:jobId/clean`]: 'job-discarded',
};

/**
 * Bull Board behind the console's login, for administrators: to look at jobs, to retry a failed one and to discard one. Each of
 * both is noted before it is done, and done only with jobs of one's own company.
 */
export const addQueuesBoard = (app: FastifyInstance, queues: Queue[], tools: ConsoleTools): void => {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(URL);
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue)),
    serverAdapter: adapter,
    options: {
      uiConfig: {
        boardTitle: 'Ventanilla: colas',
        locale: { lng: 'es-ES' },
        hideDocsLink: true,
        miscLinks: [{ text: 'Volver a la consola', url: '/admin' }],
      },
    },
  });
  // Thrown on, what fails here is told on a page of ours, with what to do.
  adapter.setErrorHandler((error) => {
    throw error;
  });
  app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      Object.assign(route, { config: { ...route.config, ...ACCESS } });
    });
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', POLICY);
    });
    scope.addHook('preHandler', async (request, reply) => {
      if (isPage(request) && !(await redisAnswers(queues))) throw withoutRedis();
      const refusal = await refuse(tools, queues, request);
      if (refusal) return reply.code(refusal.status).send({ error: refusal.told });
    });
    scope.addHook('preSerialization', async (request, _reply, payload) => {
      const signedIn = findSignedIn(request);
      if (signedIn) await hideForeign(tools, signedIn.profile.company, payload, textOf(request.params, 'queueName'));
      return payload;
    });
    scope.addHook('onSend', async (_request, reply, payload) =>
      String(reply.getHeader('content-type')).startsWith('text/html') && typeof payload === 'string'
        ? payload.replace(FOREIGN_FONT, '').replace('<html lang="en"', '<html lang="es"').replace('</head>', `${legible()}</head>`)
        : payload,
    );
    await scope.register(adapter.registerPlugin(), { prefix: URL });
  });
};

/** Names for its icons and darker colours: what the board lacks for whoever sees little. */
const legible = (): string =>
  html`<link rel="stylesheet" href="${staticUrl('board.css')}"><script src="${staticUrl('board.js')}" defer></script>`.markup;

const isPage = ({ routeOptions: { url = '' } }: FastifyRequest): boolean =>
  !url.startsWith(`${URL}/api/`) && !url.startsWith(`${URL}/static/`);

const redisAnswers = async (queues: Queue[]): Promise<boolean> =>
  (await look('board', async () => queues[0]?.getJobCounts('failed'), REDIS_WITHIN_MS)).kind === 'seen';

/** The board would say that there are no queues. */
const withoutRedis = (): Error =>
  Object.assign(new Error('no Redis'), {
    statusCode: 503,
    code: 'redis-gone',
    told: 'Redis no contesta, y sin él no se ven las colas. Lo que llega se guarda y no se pierde nada. En Administración, «Estado», dice qué hacer.',
  });

type Refusal = { status: number; told: string } | null;

/** Null lets a request through; an action is noted here, so that none happens without its entry. */
const refuse = async (tools: ConsoleTools, queues: Queue[], request: FastifyRequest): Promise<Refusal> => {
  // The route, not the address as it was written: the router also reads `/%61pi/` as `/api/`.
  if (!request.routeOptions.url?.startsWith(`${URL}/api/`)) return null;
  if (!(await redisAnswers(queues))) return { status: 503, told: 'Redis no contesta. En «Estado» de la consola dice qué hacer.' };
  if (request.method === 'GET' || request.method === 'HEAD') return null;
  const action = ACTIONS[request.routeOptions.url ?? ''];
  if (!action) return { status: 403, told: 'Aquí solo se reintenta o se descarta un trabajo, de uno en uno: así queda anotado cada uno.' };
  const found = await findJob(queues, request);
  if (!found || (await isForeign(tools, request, found))) return { status: 404, told: 'Ese trabajo ya no está.' };
  if (action === 'job-retried' && !(await found.job.isFailed())) return { status: 409, told: 'Solo se reintenta un trabajo que falló.' };
  const { agent, profile } = getSignedIn(request);
  await tools.store.audit.add({
    company: profile.company,
    at: tools.now(),
    agentId: agent.id,
    action,
    subject: subjectOf(found.job),
    data: { queue: found.queue, job: found.job.id ?? '' },
  });
  return null;
};

type Found = { queue: QueueName; job: Job };

const findJob = async (queues: Queue[], request: FastifyRequest): Promise<Found | null> => {
  const name = textOf(request.params, 'queueName');
  const queue = queues.find((one) => one.name === name);
  const job = await queue?.getJob(textOf(request.params, 'jobId'));
  return job && isOurs(name) ? { queue: name, job } : null;
};

const isOurs = (name: string): name is QueueName => Object.hasOwn(QUEUES, name);
const subjectOf = (job: { data?: unknown }): string => textOf(job.data, 'id');

const isForeign = async (tools: ConsoleTools, request: FastifyRequest, { queue, job }: Found): Promise<boolean> => {
  const companies = await tools.store.jobSubjects.companies(QUEUES[queue].about, [subjectOf(job)]);
  return (companies.get(subjectOf(job)) ?? getSignedIn(request).profile.company) !== getSignedIn(request).profile.company;
};

/** A job as the board answers it. */
type ShownJob = { data?: unknown; failedReason?: string; stacktrace?: string[] };

/** That another company has jobs is no secret; what they are about, and what an error says of them, is. */
const hideForeign = async (tools: ConsoleTools, company: string, payload: unknown, asked: string): Promise<void> => {
  const { queues = [], job } = (payload ?? {}) as { queues?: { name: string; jobs?: ShownJob[] }[]; job?: ShownJob };
  const shown = [...queues.map(({ name, jobs = [] }) => ({ name, jobs })), ...(job ? [{ name: asked, jobs: [job] }] : [])];
  for (const { name, jobs } of shown) {
    if (jobs.length === 0 || !isOurs(name)) continue;
    const companies = await tools.store.jobSubjects.companies(QUEUES[name].about, jobs.map(subjectOf));
    for (const one of jobs)
      if ((companies.get(subjectOf(one)) ?? company) !== company)
        Object.assign(one, { data: { id: 'de otra empresa' }, failedReason: one.failedReason && 'de otra empresa', stacktrace: [] });
  }
};
