import cookie from '@fastify/cookie';
import formBody from '@fastify/formbody';
import rateLimit from '@fastify/rate-limit';
import type { Queue } from 'bullmq';
import fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import { accountRoutes, enrolRoutes } from './access/account.ts';
import { type Access, type AccessTable, findSignedIn, getSignedIn, guard } from './access/guard.ts';
import { addLogin } from './access/login.ts';
import { causeOf, inTime } from './database-answers.ts';
import { html, isHtml } from './html.ts';
import { barePage, page } from './layout.ts';
import { addQueuesBoard } from './queues-board.ts';
import { storeOf } from './rate-limits.ts';
import { addStaticFiles } from './static-files.ts';
import type { ConsoleTools, Route } from './visit.ts';

const LARGEST_FORM = 512 * 1024;
const REQUESTS_A_MINUTE = 600;
/** No page of ours takes so long while the database answers. */
const PAGE_WITHIN_MS = 15_000;

// Nothing from elsewhere, no script or style in the page itself; images may be data, for Pico's own and one-time codes.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');
const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cache-control': 'no-store',
};

export type Console = { app: FastifyInstance; access: AccessTable };

/** The console as a server that does not listen yet (`addMore`: what is no page, such as the API), and the table of who may use which route (filled once it is ready). */
export const openConsole = async (
  tools: ConsoleTools,
  routes: Route[] = [],
  queues: Queue[] = [],
  addMore: (app: FastifyInstance) => void = () => undefined,
): Promise<Console> => {
  const app = fastify({
    logger: false,
    trustProxy: tools.trustedProxies ?? 'loopback',
    requestTimeout: 30_000,
    bodyLimit: LARGEST_FORM,
    forceCloseConnections: true,
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (request.protocol === 'https') reply.header('strict-transport-security', 'max-age=31536000');
  });
  await app.register(cookie, { hook: 'onRequest' });
  const access = guard(app, tools);
  await app.register(formBody);
  await app.register(rateLimit, {
    max: REQUESTS_A_MINUTE,
    timeWindow: '1 minute',
    store: storeOf(tools.countTogether),
    // A whole office may share one address: whoever is signed in is counted by their session.
    keyGenerator: (request) => findSignedIn(request)?.sessionId ?? request.ip,
    errorResponseBuilder: () => tooMany(),
  });
  app.addHook('preSerialization', async (_request, reply, payload) => {
    if (isHtml(payload)) reply.type('text/html; charset=utf-8');
    return payload;
  });
  app.setReplySerializer((payload) => (isHtml(payload) ? payload.markup : JSON.stringify(payload)));
  app.setErrorHandler(async (error: FastifyError, request, reply) => answerError(await causeOf(error, tools.store), request, reply));
  app.setNotFoundHandler((request, reply) => answerError({ statusCode: 404 }, request, reply));
  addStaticFiles(app, tools.profiles);
  addLogin(app, tools);
  addRoutes(app, enrolRoutes(tools), { whileEnrolling: true });
  addRoutes(app, accountRoutes(tools));
  addRoutes(app, routes);
  if (queues.length > 0) addQueuesBoard(app, queues, tools);
  addMore(app);
  return { app, access };
};

/** Registers pages and forms behind the guard. */
export const addRoutes = (app: FastifyInstance, routes: Route[], more: Omit<Access, 'who'> = {}): void => {
  for (const { method, url, who, handle } of routes)
    app.route({
      method,
      url,
      config: { who, ...more } satisfies Access,
      handler: (request, reply) => inTime(handle({ ...getSignedIn(request), request, reply }), PAGE_WITHIN_MS),
    });
};

const tooMany = () => Object.assign(new Error('too many requests'), { statusCode: 429 });

const TOLD: Record<number, string> = {
  403: 'No tiene permiso para hacer esto.',
  404: 'No encontramos lo que busca. Revise la dirección o el folio.',
  413: 'Lo que envió es demasiado grande.',
  429: 'Hubo demasiadas peticiones. Espere un minuto e inténtelo de nuevo.',
};

const TITLES: Record<number, string> = { 403: 'Sin permiso', 404: 'No encontrado', 503: 'El sistema no contesta' };

const answerError = (error: { statusCode?: number; told?: string }, request: FastifyRequest, reply: FastifyReply) => {
  const status = error.statusCode && error.statusCode >= 400 && error.statusCode < 600 ? error.statusCode : 500;
  // Who left in the middle of a request needs no answer, and what then fails tells nothing.
  if (status >= 500 && !request.raw.destroyed)
    log.error({ code: codeOf(error), route: request.routeOptions.url, requestId: request.id, err: error }, 'a page failed');
  const told =
    error.told ??
    TOLD[status] ??
    (status < 500 ? 'La petición no se entendió.' : `Algo falló de nuestro lado (${request.id}). Inténtelo de nuevo.`);
  const signedIn = findSignedIn(request);
  const content = html`<h1>${TITLES[status] ?? 'No se pudo'}</h1><p>${told}</p><p><a href="/">Volver a la lista de reportes</a></p>`;
  const body = signedIn ? page(signedIn, { title: 'Aviso', width: 'narrow' }, content) : barePage({ title: 'Aviso' }, content);
  // As text: where no route was found, Fastify has no serializer of ours to call.
  return reply.code(status).type('text/html; charset=utf-8').send(body.markup);
};
