// Meta's webhook of WhatsApp and Messenger. In: signed bytes over HTTP. Out: 200 after `onDelivery` has committed them; 503 where it failed, so that Meta repeats; 4xx for what is not Meta's.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf } from '../../runtime/errors.ts';
import { log } from '../../runtime/log.ts';
import { type Accounts, findOwners, type Owner } from './accounts.ts';
import { readObject, readText } from './json.ts';
import { isOneOf, isSigned } from './signature.ts';

/** Interfaces, HTTP: Meta sends up to 3 MB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** One webhook as it came: the bytes to keep, and whose things are in them. */
export type Delivery = { rawBody: Buffer; owners: Owner[] };

export type WebhookOptions = {
  /** Several verify tokens and app secrets hold during a rotation; a company without a secret has no route. */
  companies: ReadonlyMap<string, { verifyTokens: readonly string[]; appSecrets: readonly string[]; accounts: Accounts }>;
  /** Commits before it resolves. */
  onDelivery: (delivery: Delivery) => Promise<void>;
};

type CompanyRequest = FastifyRequest<{ Params: { company: string } }>;

/** GET and POST /webhooks/meta/:company. A scope of its own, so that no other parser touches the bytes that are signed. */
export const metaWebhook = (app: FastifyInstance, options: WebhookOptions): void => {
  const accounts = new Map([...options.companies].map(([name, keys]) => [name, keys.accounts] as const));
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body));
    scope.get('/webhooks/meta/:company', async (request: CompanyRequest, reply) => answerChallenge(options, request, reply));
    scope.post('/webhooks/meta/:company', { bodyLimit: MAX_BODY_BYTES }, async (request: CompanyRequest, reply) =>
      takeDelivery(options, accounts, request, reply),
    );
  });
};

const answerChallenge = (options: WebhookOptions, request: CompanyRequest, reply: FastifyReply) => {
  const keys = findKeys(options, request.params.company);
  if (!keys) return reply.code(404).send({ error: 'unknown company' });
  // The keys hold dots ("hub.mode"): they are names, not paths.
  const query = readObject(request.query) ?? {};
  const isOurs = query['hub.mode'] === 'subscribe' && isOneOf(query['hub.verify_token'], keys.verifyTokens);
  if (!isOurs) return reply.code(403).send({ error: 'wrong verify token' });
  return reply.type('text/plain').send(readText(query['hub.challenge']) ?? '');
};

const takeDelivery = async (
  options: WebhookOptions,
  accounts: ReadonlyMap<string, Accounts>,
  request: CompanyRequest,
  reply: FastifyReply,
) => {
  const { company } = request.params;
  const keys = findKeys(options, company);
  if (!keys) return reply.code(404).send({ error: 'unknown company' });
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signature = request.headers['x-hub-signature-256'];
  if (!isSigned(rawBody, signature, keys.appSecrets)) return reply.code(401).send({ error: 'wrong signature' });
  const body = parseJson(rawBody);
  if (body === undefined) return reply.code(400).send({ error: 'not JSON' });
  const isProven = (owner: string) => isSigned(rawBody, signature, findKeys(options, owner)?.appSecrets ?? []);
  try {
    await options.onDelivery({ rawBody, owners: findOwners(body, { company, accounts, isProven }) });
  } catch (error) {
    log.error({ company, code: codeOf(error), bytes: rawBody.length }, 'webhook not stored');
    return reply.code(503).header('retry-after', '5').send({ error: 'not stored, send it again' });
  }
  return reply.send({ ok: true });
};

const findKeys = ({ companies }: WebhookOptions, company: string) => {
  const keys = companies.get(company);
  const appSecrets = (keys?.appSecrets ?? []).filter((secret) => secret !== '');
  const verifyTokens = (keys?.verifyTokens ?? []).filter((token) => token !== '');
  return appSecrets.length > 0 ? { appSecrets, verifyTokens } : null;
};

const parseJson = (rawBody: Buffer): unknown => {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
};
