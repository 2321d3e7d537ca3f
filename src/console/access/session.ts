import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AgentRow } from '../../store/agents.ts';
import type { SessionStage } from '../../store/sessions.ts';
import type { ConsoleTools, SignedIn } from '../visit.ts';

const LASTS_MS = 12 * 3_600_000;
const IDLE_MS = 2 * 3_600_000;
/** Between password and one-time code. */
const HALF_LASTS_MS = 10 * 60_000;
const TOUCH_EVERY_MS = 60_000;

/** The session of a request's cookie; null where there is none, it has ended, or the company is no longer configured. */
export const findSession = async (tools: ConsoleTools, request: FastifyRequest): Promise<SignedIn | null> => {
  const secret = request.cookies[cookieName(request)];
  if (!secret) return null;
  const now = tools.now();
  const row = await tools.store.sessions.find(hashOf(secret), now, IDLE_MS);
  const profile = row && tools.profiles.get(row.agent.company);
  if (!row || !profile) return null;
  if (now.getTime() - row.seenAt.getTime() > TOUCH_EVERY_MS) await tools.store.sessions.touch(row.id, now);
  return { sessionId: row.id, stage: row.stage, agent: row.agent, profile, csrf: csrfOf(tools, row.id) };
};

/** Opens a session under a new cookie; the one the browser had before, if any, ends. */
export const openSession = async (
  tools: ConsoleTools,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  agent: AgentRow,
  stage: SessionStage,
): Promise<void> => {
  const old = request.cookies[cookieName(request)];
  if (old) await tools.store.sessions.close(hashOf(old));
  const secret = randomBytes(32).toString('base64url');
  const now = tools.now();
  const expiresAt = new Date(now.getTime() + (stage === 'code' ? HALF_LASTS_MS : LASTS_MS));
  await tools.store.sessions.open({ id: hashOf(secret), agentId: agent.id, stage, now, expiresAt });
  reply.setCookie(cookieName(request), secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: expiresAt,
  });
};

export const closeSession = async (tools: ConsoleTools, request: FastifyRequest, reply: FastifyReply): Promise<void> => {
  const secret = request.cookies[cookieName(request)];
  if (secret) await tools.store.sessions.close(hashOf(secret));
  reply.clearCookie(cookieName(request), { path: '/', secure: request.protocol === 'https' });
};

/** Whether a token is the one of this session's forms. */
export const isCsrf = (signedIn: SignedIn, token: string): boolean => {
  const [expected, found] = [Buffer.from(signedIn.csrf), Buffer.from(token)];
  return expected.length === found.length && timingSafeEqual(expected, found);
};

// Over HTTPS the name forbids any other host to set it. Plain HTTP is this machine's own (a proxy in front says https).
const cookieName = (request: FastifyRequest) => (request.protocol === 'https' ? '__Host-ventanilla' : 'ventanilla');

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');
const csrfOf = (tools: ConsoleTools, sessionId: string) =>
  createHmac('sha256', tools.sessionSecret).update(`csrf:${sessionId}`).digest('base64url');
