import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as oidc from 'openid-client';
import { z } from 'zod';
import { codeOf } from '../../runtime/errors.ts';
import { log } from '../../runtime/log.ts';
import type { AgentRow } from '../../store/agents.ts';
import type { Html } from '../html.ts';
import { type ConsoleTools, notFound, type OidcSettings, textOf } from '../visit.ts';
import type { Access } from './guard.ts';
import { decryptSecret, encryptSecret } from './totp.ts';

const COOKIE = 'ventanilla-oidc';
const PATH = '/login/oidc';
const LASTS_MS = 10 * 60_000;
const ACCESS = {
  who: 'anyone',
  csrf: 'origin',
  rateLimit: { max: 60, timeWindow: '1 minute', keyGenerator: (request: FastifyRequest) => request.ip },
} satisfies Access & { rateLimit: object };

/** What must come back from the provider as it was sent; it lies with the browser, encrypted. */
const KEPT = z.strictObject({
  company: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
  at: z.number(),
});
type Kept = z.output<typeof KEPT>;

export type Exchange = { request: FastifyRequest; reply: FastifyReply };
type Ends = {
  /** The provider vouches for the account: what a right password would open. */
  enter: (exchange: Exchange, agent: AgentRow, next: string) => Promise<FastifyReply>;
  refuse: (exchange: Exchange, told: string, agent: AgentRow | null) => Promise<Html>;
};

/** The ways in beside the password, for the login page. */
export const waysIn = ({ oidc: settings }: ConsoleTools, next: string): { href: string; text: string }[] =>
  [...(settings ?? [])].map(([company, { name }]) => ({
    href: `${PATH}/${company}${next ? `?next=${encodeURIComponent(next)}` : ''}`,
    text: name,
  }));

/**
 * Signing in with a company's OpenID Connect provider: code flow with PKCE, state and nonce, the ID token's signature checked. It
 * opens accounts that are there already, of that company, by an address that the provider has verified; it makes none.
 */
export const addOidc = (app: FastifyInstance, tools: ConsoleTools, ends: Ends): void => {
  const known = new Map<string, Promise<oidc.Configuration>>();
  const configurationOf = (company: string, settings: OidcSettings): Promise<oidc.Configuration> => {
    const found = known.get(company) ?? discover(settings);
    known.set(company, found);
    // A provider that was away is asked again by the next who signs in.
    found.catch(() => known.delete(company));
    return found;
  };
  const settingsOf = (request: FastifyRequest): { company: string; settings: OidcSettings } => {
    const company = textOf(request.params, 'company');
    const settings = tools.oidc?.get(company);
    if (!settings) throw notFound();
    return { company, settings };
  };

  app.get(`${PATH}/:company`, { config: ACCESS }, async (request, reply) => {
    const { company, settings } = settingsOf(request);
    const configuration = await configurationOf(company, settings).catch(away);
    if (configuration === null) return ends.refuse({ request, reply }, AWAY, null);
    const kept: Kept = {
      company,
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      next: textOf(request.query, 'next').slice(0, 500),
      at: tools.now().getTime(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: callbackOf(request, company),
      scope: 'openid email',
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
    });
    reply.setCookie(COOKIE, encryptSecret(JSON.stringify(kept), tools.sessionSecret), {
      path: PATH,
      httpOnly: true,
      sameSite: 'lax',
      secure: request.protocol === 'https',
      maxAge: LASTS_MS / 1000,
    });
    return reply.redirect(url.href, 303);
  });

  app.get(`${PATH}/:company/callback`, { config: ACCESS }, async (request, reply) => {
    const exchange = { request, reply };
    const { company, settings } = settingsOf(request);
    const kept = readKept(tools, request.cookies[COOKIE]);
    reply.clearCookie(COOKIE, { path: PATH });
    if (kept?.company !== company)
      return ends.refuse(exchange, 'El ingreso tardó demasiado o empezó en otro navegador. Inténtelo de nuevo.', null);
    const configuration = await configurationOf(company, settings).catch(away);
    if (configuration === null) return ends.refuse(exchange, AWAY, null);
    const email = await readEmail(configuration, new URL(request.url, callbackOf(request, company)), kept).catch(away);
    const agent = email === null ? null : await tools.store.agents.findByEmail(email);
    if (agent && agent.company === company && agent.disabledAt === null && tools.profiles.has(company))
      return ends.enter(exchange, agent, kept.next);
    return ends.refuse(
      exchange,
      `${settings.name} no confirmó un correo que tenga cuenta en esta consola.`,
      agent?.company === company ? agent : null,
    );
  });
};

const AWAY = 'No se pudo hablar con el sistema de ingreso de su empresa. Entre con su contraseña o inténtelo más tarde.';

const away = (error: unknown): null => {
  log.warn({ code: codeOf(error) }, 'signing in with OpenID Connect failed');
  return null;
};

const discover = async ({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> => {
  const server = new URL(issuer);
  // Configuration lets plain HTTP through to this machine only, where a provider is tried out.
  const execute = [oidc.enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])];
  return oidc.discovery(server, clientId, clientSecret, undefined, { execute, timeout: 10 });
};

const callbackOf = (request: FastifyRequest, company: string): string => `${request.protocol}://${request.host}${PATH}/${company}/callback`;

const readKept = (tools: ConsoleTools, cookie: string | undefined): Kept | null => {
  const text = cookie === undefined ? null : decryptSecret(cookie, tools.sessionSecret);
  // What else is encrypted by that key is no JSON.
  if (!text?.startsWith('{')) return null;
  const read = KEPT.safeParse(JSON.parse(text));
  return read.success && Math.abs(tools.now().getTime() - read.data.at) < LASTS_MS ? read.data : null;
};

/** The address that the provider says is verified, in lower case; null where it says of none. Throws where anything does not fit. */
const readEmail = async (configuration: oidc.Configuration, url: URL, { state, nonce, verifier }: Kept): Promise<string | null> => {
  const tokens = await oidc.authorizationCodeGrant(configuration, url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) return null;
  const said = typeof claims.email === 'string' ? claims : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return said.email_verified === true && typeof said.email === 'string' ? said.email.toLowerCase() : null;
};
