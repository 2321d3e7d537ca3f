// Stands in for Meta's Graph API on this machine, in tests and in the demo. In: requests as ours go out. Out: Meta's answers, its refusals by the documentation, and the troubles it was told to make.
import { createHash, createHmac, randomUUID } from 'node:crypto';
import fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { badParameter, type Fault, findMessengerFault, findWhatsAppFault, personKey, type StandInTemplate } from './graph-rules.ts';

type Json = Record<string, unknown>;

export type GraphStandInOptions = {
  token: string;
  appSecret: string;
  phoneNumberId: string;
  wabaId: string;
  pageId: string;
  templates?: readonly StandInTemplate[];
  port?: number;
  now?: () => number;
  /** Called after a message was taken, to send its statuses and echoes. */
  onSent?: (sent: SentMessage) => void;
};

export type SentMessage = {
  product: 'whatsapp' | 'messenger';
  /** Digits without + (52 + 10 for Mexico), user id or page-scoped id. */
  to: string;
  providerId: string;
  at: Date;
  body: Json;
};

/**
 * What the next calls that send meet: `silent-after` takes the message and never answers, `silent-before` does not take
 * it either; `fault` answers as Meta would with that code.
 */
export type Trouble = 'silent-after' | 'silent-before' | { fault: Fault; headers?: Record<string, string> };

type Request = FastifyRequest<{ Params: { version: string; id: string; edge?: string }; Querystring: Record<string, string> }>;

/** Listens on 127.0.0.1 until `close`. `sent` is what was taken, `requests` all that was asked. */
export const startGraphStandIn = async (options: GraphStandInOptions) => {
  const now = options.now ?? Date.now;
  const sent: SentMessage[] = [];
  const requests: { method: string; path: string; body: Json }[] = [];
  const lastMessageAt = new Map<string, number>();
  const troubles: Trouble[] = [];
  const media = new Map<string, { bytes: Buffer; mimeType: string; links: Set<string> }>();
  const names = new Map<string, Json>();
  const tokenData: Json = { is_valid: true, expires_at: 0, data_access_expires_at: 0, scopes: DEFAULT_SCOPES, app_id: '777000' };
  const numberPace = openPace(80, 1000 / 80, now);
  const pairPaces = new Map<string, () => boolean>();
  const state = {
    token: options.token,
    templates: [...(options.templates ?? [])],
    subscribedFields: ['messages', 'message_echoes'],
    quality: 'GREEN',
  };
  const app = fastify({ forceCloseConnections: true, bodyLimit: 1024 * 1024 });

  app.addHook('preHandler', async (request: Request, reply) => {
    requests.push({ method: request.method, path: request.url.split('?')[0] ?? '', body: objectOf(request.body) });
    if (request.url.startsWith('/media/')) return;
    const fault = findDoorFault(request, state.token, options.appSecret);
    if (fault) return answerFault(reply, fault);
  });

  app.post('/:version/:id/messages', async (request: Request, reply) => {
    const product = productOf(request.params.id, options);
    if (!product) return answerFault(reply, { ...badParameter('no such object'), subcode: 33 });
    const body = objectOf(request.body);
    // Read marks and typing are no sends: troubles wait for one.
    const trouble = body.status === undefined && body.sender_action === undefined ? troubles.shift() : undefined;
    if (trouble === 'silent-before') return reply.hijack();
    if (trouble && trouble !== 'silent-after') return answerFault(reply.headers(trouble.headers ?? {}), trouble.fault);
    const to = recipientOf(product, body);
    const lastAt = lastMessageAt.get(`${product}:${to}`);
    const known = { sinceLastMessageMs: lastAt === undefined ? null : now() - lastAt, templates: state.templates };
    const fault = product === 'whatsapp' ? findWhatsAppFault(body, known) : findMessengerFault(body, known);
    if (fault) return answerFault(reply, fault);
    if (body.status !== undefined) return { success: true };
    if (body.sender_action !== undefined) return { recipient_id: to };
    const paceFault = product === 'whatsapp' ? findPaceFault(to) : null;
    if (paceFault) return answerFault(reply, paceFault);
    const message: SentMessage = { product, to, providerId: newProviderId(product), at: new Date(now()), body };
    sent.push(message);
    options.onSent?.(message);
    return trouble === 'silent-after' ? reply.hijack() : answerTaken(message);
  });

  const findPaceFault = (to: string): Fault | null => {
    if (!numberPace()) return { status: 429, code: 130429, message: '(#130429) Rate limit hit' };
    const pairPace = pairPaces.get(to) ?? openPace(45, 6_000, now);
    pairPaces.set(to, pairPace);
    return pairPace() ? null : { status: 400, code: 131056, message: '(#131056) Business account pair rate limit hit' };
  };

  app.get('/:version/:id', async (request: Request, reply) => {
    const { id } = request.params;
    if (id === 'debug_token') return { data: request.query.input_token === state.token ? tokenData : { is_valid: false, scopes: [] } };
    const file = media.get(id);
    if (file) return describeMedia(id, file, newLink(id));
    if (id === options.phoneNumberId) return { id, quality_rating: state.quality };
    const name = names.get(id);
    return name ? { id, ...name } : answerFault(reply, { ...badParameter('no such object'), subcode: 33 });
  });

  app.get('/:version/:id/:edge', async (request: Request, reply) => {
    const { id, edge } = request.params;
    if (edge === 'message_templates' && id === options.wabaId) return listPage(state.templates, request.query);
    if (edge === 'subscribed_apps' && id === options.pageId) return { data: [{ id: '777000', subscribed_fields: state.subscribedFields }] };
    return answerFault(reply, { ...badParameter('no such object'), subcode: 33 });
  });

  app.get('/media/:id', async (request: Request, reply) => {
    const file = media.get(request.params.id);
    if (request.headers.authorization !== `Bearer ${state.token}` && request.query.open !== '1') return reply.code(401).send();
    if (!file?.links.has(request.query.link ?? '')) return reply.code(404).send();
    return reply.type(file.mimeType).send(file.bytes);
  });

  const newLink = (id: string, isOpen = false): string => {
    const link = randomUUID();
    media.get(id)?.links.add(link);
    return `${url}/media/${id}?link=${link}${isOpen ? '&open=1' : ''}`;
  };

  const url = await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  return {
    url,
    sent,
    requests,
    tokenData,
    state,
    /** Opens the window, as a message of the person's does; for WhatsApp number or user id (call it for each). */
    customerWrote: (product: 'whatsapp' | 'messenger', person: string, at = new Date(now())) =>
      lastMessageAt.set(`${product}:${personKey(person)}`, at.getTime()),
    /** The next `times` sends meet this. */
    makeTrouble: (trouble: Trouble, times = 1) => void troubles.push(...Array.from({ length: times }, () => trouble)),
    setName: (psid: string, name: Json) => void names.set(psid, name),
    /** A file that a customer sent: its id, and a link that works until `expireLinks`; open links want no token (Messenger's). */
    addMedia: (bytes: Buffer, mimeType: string) => {
      const id = String(7000 + media.size);
      media.set(id, { bytes, mimeType, links: new Set() });
      return { id, link: newLink(id), openLink: newLink(id, true) };
    },
    expireLinks: (id: string) => media.get(id)?.links.clear(),
    forgetMedia: (id: string) => void media.delete(id),
    close: () => app.close(),
  };
};

export type GraphStandIn = Awaited<ReturnType<typeof startGraphStandIn>>;

const findDoorFault = (request: Request, token: string, appSecret: string): Fault | null => {
  if (!VERSION.test(request.params.version ?? '')) return { status: 400, code: 2500, message: 'Unknown path components' };
  if (request.headers.authorization !== `Bearer ${token}`) {
    return { status: 401, code: 190, subcode: 463, message: 'Error validating access token' };
  }
  const proof = createHmac('sha256', appSecret).update(token).digest('hex');
  return request.query.appsecret_proof === proof ? null : badParameter('appsecret_proof');
};

const productOf = (id: string, options: GraphStandInOptions): SentMessage['product'] | null => {
  if (id === options.phoneNumberId) return 'whatsapp';
  return id === options.pageId ? 'messenger' : null;
};

const recipientOf = (product: SentMessage['product'], body: Json): string =>
  personKey(String(product === 'messenger' ? objectOf(body.recipient).id : (body.to ?? body.recipient ?? '')));

const newProviderId = (product: SentMessage['product']): string =>
  product === 'whatsapp' ? `wamid.${Buffer.from(randomUUID()).toString('base64')}` : `m_${randomUUID()}`;

const answerTaken = ({ product, to, providerId, body }: SentMessage): Json => {
  if (product === 'messenger') return { recipient_id: to, message_id: providerId };
  const who = body.to === undefined ? { user_id: to } : { wa_id: to.replace(/^52(\d{10})$/, '521$1') };
  return { messaging_product: 'whatsapp', contacts: [{ input: body.to ?? body.recipient, ...who }], messages: [{ id: providerId }] };
};

const answerFault = (reply: FastifyReply, { status, code, subcode, message }: Fault) =>
  reply.code(status).send({
    error: { message, type: 'OAuthException', code, ...(subcode ? { error_subcode: subcode } : {}), fbtrace_id: 'StandInTrace' },
  });

const describeMedia = (id: string, { bytes, mimeType }: { bytes: Buffer; mimeType: string }, link: string): Json => ({
  messaging_product: 'whatsapp',
  url: link,
  mime_type: mimeType,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  file_size: bytes.length,
  id,
});

const listPage = (templates: readonly StandInTemplate[], { limit = '25', after = '0' }: Record<string, string>): Json => {
  const end = Number(after) + Number(limit);
  const data = templates.slice(Number(after), end).map(({ body, ...shown }) => ({ ...shown, components: [{ type: 'BODY', text: body }] }));
  const cursors = { after: String(end) };
  return { data, paging: end < templates.length ? { cursors, next: 'more' } : { cursors } };
};

/** A bucket: `size` at once, then one more each `everyMs`. */
const openPace = (size: number, everyMs: number, now: () => number): (() => boolean) => {
  let left = size;
  let seenAt = now();
  return () => {
    const at = now();
    left = Math.min(size, left + (at - seenAt) / everyMs);
    seenAt = at;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
};

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});

const DEFAULT_SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management', 'pages_messaging', 'pages_manage_metadata'];
// "v26.0", not "26".
const VERSION = /^v\d{2}\.0$/;
