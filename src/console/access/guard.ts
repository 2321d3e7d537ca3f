import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { inTime } from '../database-answers.ts';
import { type ConsoleTools, type SignedIn, textOf, type Who } from '../visit.ts';
import { findSession, isCsrf } from './session.ts';

/** What a route's `config` says of access. `csrf: 'origin'`: a form before sign-in or a page of a library, held by its origin alone. */
export type Access = { who?: Who; csrf?: 'token' | 'origin'; whileEnrolling?: boolean };

const signedIn = new WeakMap<FastifyRequest, SignedIn>();
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The signed-in person of a request that the guard let through. */
export const getSignedIn = (request: FastifyRequest): SignedIn => {
  const found = signedIn.get(request);
  if (!found) throw new Error(`route ${request.routeOptions.url} is open to anyone and asks who is signed in`);
  return found;
};
export const findSignedIn = (request: FastifyRequest): SignedIn | null => signedIn.get(request) ?? null;

/** The routes of an app and who may use each, in the order of registration. */
export type AccessTable = { method: string; url: string; who: Who }[];

/**
 * Lets nobody through whom a route does not name: without a session to the login page, with the wrong role to 403, a form
 * from another site or without its token to 403. An app with a route that names nobody does not start.
 */
export const guard = (app: FastifyInstance, tools: ConsoleTools): AccessTable => {
  const table: AccessTable = [];
  const nameless: string[] = [];
  app.addHook('onRoute', (route) => {
    // Library routes get their `config` from a hook of their own scope, which runs after this one.
    const methods = [route.method].flat();
    pending.push(() => {
      const { who } = (route.config ?? {}) as Access;
      if (who === undefined) nameless.push(`${methods.join(',')} ${route.url}`);
      else for (const method of methods) table.push({ method, url: route.url, who });
    });
  });
  const pending: (() => void)[] = [];
  app.addHook('onReady', async () => {
    for (const look of pending.splice(0)) look();
    if (nameless.length > 0) throw new Error(`routes that do not say who may use them: ${nameless.join('; ')}`);
  });

  app.addHook('onRequest', async (request, reply) => {
    const access = accessOf(request);
    // Who shows a token is known by the API itself: no session, and nothing that a browser sends along unasked.
    if (!access || request.is404 || access.who === 'token') return;
    if (!SAFE.has(request.method) && !isSameOrigin(request)) return reply.code(403).send(refusal('otro-sitio'));
    const isForAnyone = access.who === 'anyone' || access.who === undefined;
    const found = isForAnyone && request.routeOptions.url?.startsWith('/static/') ? null : await knowWho(tools, request, isForAnyone);
    if (found) signedIn.set(request, found);
    if (access.who === 'anyone' || access.who === undefined) return;
    if (!found || found.stage === 'code') return askToSignIn(request, reply);
    if (found.stage === 'enrol' && !access.whileEnrolling) return reply.redirect('/account/totp', 303);
    if (found.agent.passwordTemporary && !access.whileEnrolling) return reply.redirect('/account/password', 303);
    if (!access.who.includes(found.agent.role)) return reply.code(403).send(refusal('rol'));
  });

  app.addHook('preHandler', async (request, reply) => {
    const access = accessOf(request);
    if (!access || SAFE.has(request.method) || access.csrf === 'origin' || typeof access.who === 'string') return;
    const token = textOf(request.body, '_csrf') || String(request.headers['x-csrf-token'] ?? '');
    const found = signedIn.get(request);
    if (!found || !isCsrf(found, token)) return reply.code(403).send(refusal('formulario'));
  });
  return table;
};

/** Whose session it is, told in time; what anyone may see is shown without knowing it. */
const knowWho = async (tools: ConsoleTools, request: FastifyRequest, isForAnyone: boolean): Promise<SignedIn | null> => {
  try {
    return await inTime(findSession(tools, request));
  } catch (error) {
    if (isForAnyone) return null;
    throw error;
  }
};

/** Thrown, so that the error page is drawn in one place. */
const refusal = (code: 'otro-sitio' | 'rol' | 'formulario'): Error => Object.assign(new Error(code), { statusCode: 403, told: TOLD[code] });
const TOLD = {
  'otro-sitio': 'La petición llegó desde otro sitio y no se aceptó.',
  rol: 'Su cuenta no tiene permiso para ver esta página.',
  formulario: 'El formulario ya no es válido. Vuelva a la página anterior, actualícela e inténtelo de nuevo.',
};

const accessOf = (request: FastifyRequest): Access | null => (request.routeOptions.config as Access | undefined) ?? null;

const askToSignIn = (request: FastifyRequest, reply: FastifyReply) => {
  const wanted = request.method === 'GET' && !request.headers['hx-request'] ? request.url : '/';
  const login = wanted === '/' ? '/login' : `/login?next=${encodeURIComponent(wanted)}`;
  // htmx would put the login page into a part of the page; this header makes it go there.
  if (request.headers['hx-request']) {
    reply.header('hx-redirect', login);
    return reply.code(401).send('');
  }
  return reply.redirect(login, 303);
};

/** Browsers say where a request comes from; a program that says nothing holds no cookies of a victim either. */
const isSameOrigin = (request: FastifyRequest): boolean => {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = request.headers;
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === request.host);
};
