// Meta's webhook of WhatsApp and Messenger. In: signed bytes over HTTP. Out: 200 after `onDelivery` has committed them; 503 where it failed, so that Meta repeats; 4xx for what is not Meta's.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codeOf } from '../../runtime/errors.ts';
import { type Accounts, sortByOwner } from './accounts.ts';
import { type MetaItem, other, type ParseBody } from './items.ts';
import { readObject, readText } from './json.ts';
import { isOneOf, isSigned } from './signature.ts';

/** Interfaces, HTTP: Meta sends up to 3 MB. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** One webhook as it came: the bytes to keep, which kind of account it is about, and a verdict for each thing in it. */
export type Delivery = { rawBody: Buffer; object: string; items: MetaItem[] };

export type WebhookOptions = {
  /** Several verify tokens and app secrets hold during a rotation; a company without a secret has no route. */
  companies: ReadonlyMap<string, { verifyTokens: readonly string[]; appSecrets: readonly string[]; accounts: Accounts }>;
  /** Who reads which `object`: whatsapp_business_account, page. */
  parsers: Readonly<Record<string, ParseBody>>;
  /** Commits before it resolves. */
  onDelivery: (company: string, delivery: Delivery) => Promise<void>;
};

type CompanyRequest = FastifyRequest<{ Params: { company: string } }>;

/** GET and POST /webhooks/meta/:company. A scope of its own, so that no other parser touches the bytes that are signed. */
export const metaWebhook = (app: FastifyInstance, options: WebhookOptions): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
      async (_request: FastifyRequest, body: Buffer) => body,
    );
    scope.get('/webhooks/meta/:company', async (request: CompanyRequest, reply) => answerChallenge(options, request, reply));
    scope.post('/webhooks/meta/:company', { bodyLimit: MAX_BODY_BYTES }, async (request: CompanyRequest, reply) =>
      takeDelivery(options, request, reply),
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

const takeDelivery = async (options: WebhookOptions, request: CompanyRequest, reply: FastifyReply) => {
  const { company } = request.params;
  const keys = findKeys(options, company);
  if (!keys) return reply.code(404).send({ error: 'unknown company' });
  const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isSigned(rawBody, request.headers['x-hub-signature-256'], keys.appSecrets)) {
    return reply.code(401).send({ error: 'wrong signature' });
  }
  const body = parseJson(rawBody);
  if (body === undefined) return reply.code(400).send({ error: 'not JSON' });
  try {
    await handOver(options, company, readDelivery(options, company, rawBody, body), request.headers['x-hub-signature-256']);
  } catch (error) {
    request.log.error({ company, code: codeOf(error), bytes: rawBody.length }, 'webhook not stored');
    return reply.code(503).header('retry-after', '5').send({ error: 'not stored, send it again' });
  }
  return reply.send({ ok: true });
};

/** Everything in the body to the company whose it is; one after the other, so that 200 stands for all of them. */
const handOver = async (options: WebhookOptions, company: string, delivery: Delivery, signature: unknown): Promise<void> => {
  const accounts = new Map([...options.companies].map(([name, keys]) => [name, keys.accounts] as const));
  const isProven = (owner: string) => isSigned(delivery.rawBody, signature, findKeys(options, owner)?.appSecrets ?? []);
  for (const [owner, items] of sortByOwner(delivery.items, { company, accounts, isProven }))
    await options.onDelivery(owner, { ...delivery, items });
};

const findKeys = ({ companies }: WebhookOptions, company: string) => {
  const keys = companies.get(company);
  const appSecrets = (keys?.appSecrets ?? []).filter((secret) => secret !== '');
  const verifyTokens = (keys?.verifyTokens ?? []).filter((token) => token !== '');
  return appSecrets.length > 0 ? { appSecrets, verifyTokens } : null;
};

const readDelivery = (options: WebhookOptions, company: string, rawBody: Buffer, body: unknown): Delivery => {
  const object = readText(readObject(body)?.object) ?? '';
  const parse = Object.hasOwn(options.parsers, object) ? options.parsers[object] : undefined;
  const origin = { channel: object === 'page' ? 'messenger' : 'whatsapp', accountId: null, at: null, raw: body } as const;
  if (!parse) return { rawBody, object, items: [other(origin, 'unknown-object')] };
  return { rawBody, object, items: parse(body, { company }) };
};

const parseJson = (rawBody: Buffer): unknown => {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
};
