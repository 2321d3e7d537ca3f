import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CompanyProfile } from '../core/company.ts';
import { storable } from '../core/text/storable.ts';
import type { AgentRow, Role } from '../store/agents.ts';
import type { SessionStage } from '../store/sessions.ts';
import type { Store } from '../store/store.ts';
import type { Html } from './html.ts';
import type { CountTogether } from './rate-limits.ts';

/** A company's provider of OpenID Connect, and what its people call it. */
export type OidcSettings = { issuer: string; clientId: string; clientSecret: string; name: string };

/** What the pages work with; built by the worker. */
export type ConsoleTools = {
  store: Store;
  profiles: ReadonlyMap<string, CompanyProfile>;
  /** Signs form tokens and encrypts the secrets of one-time codes. */
  sessionSecret: string;
  /** The roles of a company that must use one-time codes. */
  totpRoles: (company: string) => readonly Role[];
  now: () => Date;
  /** By company; none where people sign in with passwords only. */
  oidc?: ReadonlyMap<string, OidcSettings>;
  /** Default: loopback. */
  trustedProxies?: string;
  /** Counts requests for all processes together; without it each counts for itself. */
  countTogether?: CountTogether;
  /** Webhooks may go to this machine: for trying out. */
  allowLoopbackWebhooks?: boolean;
};

/** Who may use a route: those who are signed in with one of these roles, programs with a token of the API, or anyone at all. */
export type Who = 'anyone' | 'token' | readonly Role[];
export const EVERY_ROLE: readonly Role[] = ['agent', 'supervisor', 'admin'];
export const SUPERVISORS: readonly Role[] = ['supervisor', 'admin'];
export const ADMINS: readonly Role[] = ['admin'];

/** A signed-in person at one request. */
export type SignedIn = {
  sessionId: string;
  stage: SessionStage;
  agent: AgentRow;
  /** The agent's company: every query of theirs carries its id. */
  profile: CompanyProfile;
  /** The token that every form of this session carries as `_csrf`, or a script as `x-csrf-token`. */
  csrf: string;
};
export type Visit = SignedIn & { request: FastifyRequest; reply: FastifyReply };

/** One page or form. `handle` gives markup, or the reply that it has sent itself (`reply.redirect(url, 303)`, a file). */
export type Route = {
  method: 'GET' | 'POST';
  url: string;
  who: readonly Role[];
  handle: (visit: Visit) => Promise<Html | FastifyReply>;
};

/** What a visitor is told in place of a page; foreign and missing things look the same. */
export const notFound = (): Error => Object.assign(new Error('not found'), { statusCode: 404 });
export const badRequest = (told: string): Error => Object.assign(new Error(told), { statusCode: 400, told });

/** A field of the query or of a form as text that PostgreSQL takes (`%00` comes from no keyboard); '' where it is missing or was given twice. */
export const textOf = (fields: unknown, name: string): string => {
  if (typeof fields !== 'object' || fields === null) return '';
  const value = Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? storable(value).trim() : '';
};
/** A checked box or several fields of one name. */
export const textsOf = (fields: unknown, name: string): string[] => {
  if (typeof fields !== 'object' || fields === null) return [];
  const value = Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
};
export const fieldOf = (visit: Visit, name: string): string => textOf(visit.request.body, name);
export const queryOf = (visit: Visit, name: string): string => textOf(visit.request.query, name);
export const paramOf = (visit: Visit, name: string): string => textOf(visit.request.params, name);
