import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AgentRow } from '../../store/agents.ts';
import { inTime } from '../database-answers.ts';
import { type Html, html } from '../html.ts';
import { barePage } from '../layout.ts';
import { type ConsoleTools, type SignedIn, textOf } from '../visit.ts';
import { type Access, findSignedIn } from './guard.ts';
import { countFailure, findLock, forgetFailures } from './lock-out.ts';
import { addOidc, type Exchange, waysIn } from './oidc.ts';
import { hashPassword, isPassword } from './password.ts';
import { closeSession, openSession } from './session.ts';
import { decryptSecret, stepOfCode } from './totp.ts';

const LOGIN_LIMIT = { max: 60, timeWindow: '1 minute', keyGenerator: (request: FastifyRequest) => request.ip };
/** A password takes its time to be checked, on a busy machine too. */
const SIGN_IN_WITHIN_MS = 8_000;
const ACCESS = { who: 'anyone', csrf: 'origin' } satisfies Access;

/** The login page, its second step for accounts with one-time codes, and the way out. */
export const addLogin = (app: FastifyInstance, tools: ConsoleTools): void => {
  app.get('/login', { config: ACCESS }, async (request, reply) => {
    if (findSignedIn(request)?.stage === 'full') return reply.redirect(localPath(textOf(request.query, 'next')), 303);
    return loginPage(tools, { next: textOf(request.query, 'next') });
  });
  app.post('/login', { config: { ...ACCESS, rateLimit: LOGIN_LIMIT } }, (request, reply) =>
    inTime(signIn(tools, { request, reply }), SIGN_IN_WITHIN_MS),
  );

  app.get('/login/code', { config: ACCESS }, async (request, reply) => {
    if (findSignedIn(request)?.stage !== 'code') return reply.redirect('/login', 303);
    return codePage({ next: textOf(request.query, 'next') });
  });
  app.post('/login/code', { config: { ...ACCESS, rateLimit: LOGIN_LIMIT } }, (request, reply) =>
    inTime(signInWithCode(tools, { request, reply }), SIGN_IN_WITHIN_MS),
  );

  addOidc(app, tools, {
    enter: (exchange, agent, next) => enterOrAskCode(tools, exchange, agent, next),
    refuse: async ({ reply }, told, agent) => {
      reply.code(403);
      if (agent) await auditFailure(tools, agent.email);
      return loginPage(tools, { next: '', wrong: told });
    },
  });

  app.post('/logout', { config: ACCESS }, async (request, reply) => {
    const found = findSignedIn(request);
    await closeSession(tools, request, reply);
    if (found) await audit(tools, found.agent, 'logout');
    return reply.redirect('/login', 303);
  });
};

/** A path of ours to go to after signing in, never another site's: `/tickets/MXL-26-000001-1`, not `//evil.example`. */
export const localPath = (next: string): string => (LOCAL_PATH.test(next) ? next : '/');
const LOCAL_PATH = /^\/(?![/\\])[\w\-./?=&%+~,:;@]*$/;

const signIn = async (tools: ConsoleTools, exchange: Exchange): Promise<Html | FastifyReply> => {
  const { request, reply } = exchange;
  const email = textOf(request.body, 'email').toLowerCase().slice(0, 254);
  const next = textOf(request.body, 'next');
  const refuse = (text: string, status: number) => {
    reply.code(status);
    return loginPage(tools, { email, next, wrong: text });
  };
  const lock = await findLock(tools.store, email, tools.now());
  if (lock) return refuse(lockedText(lock, tools.now()), 429);
  // Untrimmed: blanks at the ends may belong to a password.
  const password = (request.body as { password?: unknown } | null)?.password;
  const agent = await checkPassword(tools, email, typeof password === 'string' ? password : '');
  if (!agent) {
    await countFailure(tools.store, email, tools.now());
    await auditFailure(tools, email);
    const now = await findLock(tools.store, email, tools.now());
    return refuse(now ? lockedText(now, tools.now()) : 'El correo o la contraseña no son correctos.', now ? 429 : 401);
  }
  return enterOrAskCode(tools, exchange, agent, next);
};

/** Whoever vouches for the account, its one-time codes are asked for where it has them. */
const enterOrAskCode = async (tools: ConsoleTools, exchange: Exchange, agent: AgentRow, next: string): Promise<FastifyReply> => {
  if (agent.totpSecret === null) return enter(tools, exchange, agent, next);
  await openSession(tools, exchange, agent, 'code');
  return exchange.reply.redirect(`/login/code${next ? `?next=${encodeURIComponent(next)}` : ''}`, 303);
};

const signInWithCode = async (tools: ConsoleTools, exchange: Exchange): Promise<Html | FastifyReply> => {
  const { request, reply } = exchange;
  const half = findSignedIn(request);
  if (half?.stage !== 'code') return reply.redirect('/login', 303);
  const next = textOf(request.body, 'next');
  const lock = await findLock(tools.store, half.agent.email, tools.now());
  if (lock) {
    reply.code(429);
    return codePage({ next, wrong: lockedText(lock, tools.now()) });
  }
  if (!(await takeCode(tools, half.agent, textOf(request.body, 'code')))) {
    await countFailure(tools.store, half.agent.email, tools.now());
    await auditFailure(tools, half.agent.email);
    reply.code(401);
    return codePage({ next, wrong: 'El código no es correcto o ya se usó. Espere al siguiente código de su aplicación.' });
  }
  return enter(tools, exchange, half.agent, next);
};

/** Takes a one-time code of an account: right, and never used before. */
export const takeCode = async (tools: ConsoleTools, agent: AgentRow, typed: string): Promise<boolean> => {
  const secret = agent.totpSecret === null ? null : decryptSecret(agent.totpSecret, tools.sessionSecret);
  const step = secret === null ? null : stepOfCode(secret, typed, tools.now());
  return step !== null && tools.store.agents.takeTotpStep(agent.id, step);
};

const enter = async (tools: ConsoleTools, exchange: Exchange, agent: AgentRow, next: string): Promise<FastifyReply> => {
  const mustEnrol = agent.totpSecret === null && tools.totpRoles(agent.company).includes(agent.role);
  await forgetFailures(tools.store, agent.email);
  await tools.store.agents.update(agent.id, { lastLoginAt: tools.now() });
  await openSession(tools, exchange, agent, mustEnrol ? 'enrol' : 'full');
  await audit(tools, agent, 'login');
  return exchange.reply.redirect(mustEnrol ? '/account/totp' : localPath(next), 303);
};

// One hash a process, for addresses without an account: they take as long to be refused as those with one.
let nobodysHash: Promise<string> | undefined;

const checkPassword = async (tools: ConsoleTools, email: string, password: string): Promise<AgentRow | null> => {
  const agent = await tools.store.agents.findByEmail(email);
  nobodysHash ??= hashPassword('nobody has this password');
  const isRight = await isPassword(password, agent?.passwordHash ?? (await nobodysHash));
  return agent && isRight && agent.disabledAt === null && tools.profiles.has(agent.company) ? agent : null;
};

const audit = (tools: ConsoleTools, agent: SignedIn['agent'], action: string) =>
  tools.store.audit.add({ company: agent.company, at: tools.now(), agentId: agent.id, action });

const auditFailure = async (tools: ConsoleTools, email: string): Promise<void> => {
  const agent = await tools.store.agents.findByEmail(email);
  if (agent)
    await tools.store.audit.add({ company: agent.company, at: tools.now(), agentId: null, action: 'login-failed', subject: agent.id });
};

const lockedText = (until: Date, now: Date): string => {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000);
  const wait = seconds < 60 ? `${seconds} segundos` : `${Math.ceil(seconds / 60)} ${seconds <= 60 ? 'minuto' : 'minutos'}`;
  return `Hubo demasiados intentos. Espere ${wait} e inténtelo de nuevo.`;
};

const loginPage = (tools: ConsoleTools, { email = '', next, wrong }: { email?: string; next: string; wrong?: string }): Html =>
  barePage(
    { title: 'Entrar', notice: wrong ? { kind: 'wrong', text: wrong } : null },
    html`<h1>Ventanilla</h1>
    <form method="post" action="/login" class="card">
      <input type="hidden" name="next" value="${next}">
      <label for="email">Correo</label>
      <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${email}"${email === '' ? html` autofocus` : null}>
      <label for="password">Contraseña</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256"${email === '' ? null : html` autofocus`}>
      <button type="submit">Entrar</button>
    </form>
    ${waysIn(tools, next).map(({ href, text }) => html`<p><a href="${href}" role="button" class="secondary">Entrar con ${text}</a></p>`)}
    <p class="quiet">¿Olvidó su contraseña? Pida una nueva a quien administra la consola.</p>`,
  );

const codePage = ({ next, wrong }: { next: string; wrong?: string }): Html =>
  barePage(
    { title: 'Código de un solo uso', notice: wrong ? { kind: 'wrong', text: wrong } : null },
    html`<h1>Código de un solo uso</h1>
    <form method="post" action="/login/code" class="card">
      <input type="hidden" name="next" value="${next}">
      <label for="code">Código de su aplicación</label>
      <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required autofocus aria-describedby="code-help">
      <small id="code-help">Seis dígitos; cambian cada 30 segundos.</small>
      <button type="submit">Entrar</button>
    </form>
    <p class="quiet"><a href="/login">Volver a empezar</a></p>`,
  );
