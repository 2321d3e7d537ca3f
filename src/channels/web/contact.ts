// The contact form over HTTP. In: JSON or a browser's form. Out: 202 with the message's id after `onForm` has committed it, 422 with what is wrong in it, 503 where it could not be stored.
import { createHash, randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from '../../core/message.ts';
import { codeOf } from '../../runtime/errors.ts';
import { limitKey } from './address.ts';
import { checkFields, readFields, type TypedFields } from './fields.ts';
import { type FormCompany, formPage, thanksPage, troublePage } from './page.ts';
import { parseForm } from './parse.ts';
import { styleOf } from './style.ts';

/** All fields at their limits fit several times over. */
export const MAX_FORM_BYTES = 64 * 1024;

/** A message from the form: `isSuspect` where a machine filled in what people do not see. */
export type Submission = { company: string; message: IncomingMessage; rawBody: Buffer; isSuspect: boolean };

export type ContactOptions = {
  companies: ReadonlyMap<string, FormCompany>;
  /** Commits before it resolves; gives the message's id. */
  onForm: (submission: Submission) => Promise<string>;
  /** Whether this address may send another; counts it. Where it fails the message is taken: a limit never loses one. */
  limiter: (key: string) => Promise<boolean>;
};

type ContactRequest = FastifyRequest<{ Params: { company: string } }>;
type Sent = { rawBody: Buffer; fields: Record<string, unknown> | null };

/** GET, POST and OPTIONS /contact/:company, in a scope of its own with its own parsers and error answers. */
export const contactRoutes = (app: FastifyInstance, options: ContactOptions): void => {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const parser = { parseAs: 'buffer', bodyLimit: MAX_FORM_BYTES } as const;
    scope.addContentTypeParser('application/json', parser, async (_request: FastifyRequest, body: Buffer) => readJson(body));
    scope.addContentTypeParser('application/x-www-form-urlencoded', parser, async (_request: FastifyRequest, body: Buffer) =>
      readForm(body),
    );
    scope.addHook('onRequest', async (request: ContactRequest, reply) => {
      const company = options.companies.get(request.params.company);
      if (!company) return reply.code(404).send({ error: 'No existe esa página.' });
      allowOrigin(company, request, reply);
    });
    scope.setErrorHandler(async (error: FastifyError, request: ContactRequest, reply) => answerFailure(options, error, request, reply));
    scope.options('/contact/:company', async (_request, reply) => reply.code(204).send());
    scope.get('/contact/:company', async (request: ContactRequest, reply) =>
      sendPage(reply, getCompany(options, request), (company) => formPage(company, { ...NOTHING_TYPED, pageId: randomUUID() })),
    );
    scope.post('/contact/:company', { bodyLimit: MAX_FORM_BYTES }, async (request: ContactRequest, reply) =>
      takeForm(options, request, reply),
    );
  });
};

const takeForm = async (options: ContactOptions, request: ContactRequest, reply: FastifyReply) => {
  const company = getCompany(options, request);
  const sent = request.body as Sent | null;
  if (!sent?.fields) return answer(reply.code(400), company, request, { error: 'Envíe los datos del formulario completos.' }, null);
  const { typed, wrongTypes } = readFields(sent.fields);
  if (!(await isAllowed(options, request))) {
    const error = 'Recibimos muchos mensajes desde su conexión. Espere unos minutos e inténtelo de nuevo.';
    return answer(reply.code(429).header('retry-after', '600'), company, request, { error }, typed);
  }
  const checked = checkFields(typed, wrongTypes);
  if ('errors' in checked) {
    reply.code(422);
    if (!wantsPage(request)) return reply.send({ errors: checked.errors });
    return sendPage(reply, company, () => formPage(company, { ...typed, pageId: typed.pageId || randomUUID() }, checked.errors));
  }
  const { isSuspect } = checked.form;
  const message = parseForm(checked.form, company.company);
  const id = await options.onForm({ company: company.company, message, rawBody: sent.rawBody, isSuspect });
  reply.code(202);
  return wantsPage(request) ? sendPage(reply, company, () => thanksPage(company, id)) : reply.send({ id });
};

const isAllowed = async ({ limiter }: ContactOptions, request: ContactRequest): Promise<boolean> => {
  try {
    return await limiter(`${request.params.company}:${limitKey(request.ip)}`);
  } catch (error) {
    request.log.warn({ code: codeOf(error) }, 'form limiter away, message taken');
    return true;
  }
};

/** What the server refused by itself, and what `onForm` could not store. */
const answerFailure = (options: ContactOptions, error: FastifyError, request: ContactRequest, reply: FastifyReply) => {
  const company = getCompany(options, request);
  const status = error.statusCode ?? 503;
  const sentence = SENTENCES.get(status);
  if (sentence) return answer(reply.code(status), company, request, { error: sentence }, null);
  request.log.error({ company: company.company, code: codeOf(error) }, 'form not stored');
  const typed = (request.body as Sent | null)?.fields ? readFields((request.body as Sent).fields ?? {}).typed : null;
  const away = 'Por el momento no pudimos guardar su mensaje. Inténtelo de nuevo en unos minutos.';
  return answer(reply.code(503).header('retry-after', '60'), company, request, { error: away }, typed);
};

const SENTENCES = new Map([
  [400, 'Envíe los datos del formulario completos.'],
  [413, 'Su mensaje es demasiado largo.'],
  [415, 'Envíe el formulario como application/json o application/x-www-form-urlencoded.'],
]);

const answer = (reply: FastifyReply, company: FormCompany, request: FastifyRequest, body: { error: string }, typed: TypedFields | null) =>
  wantsPage(request) ? sendPage(reply, company, () => troublePage(company, body.error, typed)) : reply.send(body);

/** A browser that sends its own form; scripts send JSON, or accept anything. */
const wantsPage = (request: FastifyRequest): boolean =>
  (request.headers.accept ?? '').includes('text/html') && !(request.headers['content-type'] ?? '').startsWith('application/json');

const sendPage = (reply: FastifyReply, company: FormCompany, render: (company: FormCompany) => string) =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policyOf(company))
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'same-origin')
    // What was typed is never kept; the empty form may be, so that going back shows it as it was left.
    .header('cache-control', reply.request.method === 'GET' ? 'private, no-cache' : 'no-store')
    .send(render(company));

/** Nothing from elsewhere, no script, only our style by its hash; frames only on the company's own sites. */
const policyOf = ({ look, origins }: FormCompany): string => {
  const style = createHash('sha256').update(styleOf(look)).digest('base64');
  const frames = ["'self'", ...origins].join(' ');
  return `default-src 'none'; style-src 'sha256-${style}'; form-action 'self'; base-uri 'none'; frame-ancestors ${frames}`;
};

const allowOrigin = ({ origins }: FormCompany, request: FastifyRequest, reply: FastifyReply): void => {
  reply.header('vary', 'Origin, Accept');
  const { origin } = request.headers;
  if (!origin || !origins.includes(origin)) return;
  reply.header('access-control-allow-origin', origin);
  if (request.method !== 'OPTIONS') return;
  reply.headers({
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
  });
};

/** The hook has refused unknown companies before any handler runs. */
const getCompany = ({ companies }: ContactOptions, request: ContactRequest): FormCompany => {
  const company = companies.get(request.params.company);
  if (!company) throw new TypeError('a request that was not refused is one of a known company');
  return company;
};

const readJson = (rawBody: Buffer): Sent => {
  try {
    const value: unknown = JSON.parse(rawBody.toString('utf8'));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return { rawBody, fields: isObject ? (value as Record<string, unknown>) : null };
  } catch {
    return { rawBody, fields: null };
  }
};

const readForm = (rawBody: Buffer): Sent => ({
  rawBody,
  fields: Object.fromEntries(new URLSearchParams(rawBody.toString('utf8'))),
});

const NOTHING_TYPED: TypedFields = { name: '', email: '', phone: '', contract: '', city: '', message: '', trap: '', pageId: '' };
