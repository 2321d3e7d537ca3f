import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { codeOf } from '../../runtime/errors.ts';
import { log } from '../../runtime/log.ts';
import { inTime } from '../database-answers.ts';
import { docsPage } from './docs-page.ts';
import { describeApi } from './openapi.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { ApiProblem, type FieldProblem } from './problem.ts';
import { IDEMPOTENCY_KEY } from './shapes.ts';
import type { ApiTools, Client } from './tickets.ts';
import { hashToken, readBearer } from './token.ts';

const REQUESTS_A_MINUTE = 120;
const LARGEST_BODY = 256 * 1024;
const SPANISH = z.locales.es().localeError;

const clients = new WeakMap<FastifyRequest, Client>();

/** `/api`: the tickets of a company for other programs, by token; `/api/docs` describes it to anyone. */
export const addApi = (app: FastifyInstance, tools: ApiTools): void => {
  app.register(
    async (scope) => {
      scope.setErrorHandler((error: FastifyError, request, reply) => answerProblem(error, request, reply));
      scope.setNotFoundHandler((_request, reply) =>
        sendProblem(reply, new ApiProblem('no-encontrado', 'Esa dirección no es de la API: vea /api/docs.')),
      );
      await scope.register(async (tickets) => addOperations(tickets, tools));
      const description = describeApi();
      scope.get('/docs/openapi.json', { config: { who: 'anyone' } }, (_request, reply) =>
        reply.type('application/json; charset=utf-8').send(description),
      );
      const shown = docsPage(description);
      scope.get('/docs', { config: { who: 'anyone' } }, async () => shown);
    },
    { prefix: '/api' },
  );
};

const addOperations = (scope: FastifyInstance, tools: ApiTools): void => {
  scope.addHook('onRequest', async (request) => {
    const client = await findClient(tools, request);
    if (client) clients.set(request, client);
  });
  for (const operation of OPERATIONS)
    scope.route({
      method: operation.method,
      url: operation.path,
      bodyLimit: LARGEST_BODY,
      config: {
        who: 'token',
        // Counted by token; tries without a right one by address, and refused only then.
        rateLimit: {
          max: REQUESTS_A_MINUTE,
          timeWindow: '1 minute',
          keyGenerator: (request: FastifyRequest) => clients.get(request)?.token.id ?? request.ip,
        },
      },
      preParsing: async (request) => {
        checkRight(clients.get(request), operation);
      },
      handler: (request, reply) => run(tools, operation, request, reply),
    });
};

const findClient = async (tools: ApiTools, request: FastifyRequest): Promise<Client | null> => {
  const bearer = readBearer(request.headers.authorization);
  const token = bearer === null ? null : await inTime(tools.store.apiTokens.use(hashToken(bearer), tools.now()));
  const profile = token && tools.profiles.get(token.company);
  return token && profile ? { token, profile } : null;
};

const checkRight = (client: Client | undefined, { right }: Operation): void => {
  if (!client) throw new ApiProblem('sin-token', 'Envíe un token vigente: `Authorization: Bearer vt_…`.');
  if (!client.token.rights.includes(right)) throw new ApiProblem('sin-permiso', `Esta operación pide el permiso ${right}.`);
};

const run = async (tools: ApiTools, operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
  const client = clients.get(request);
  if (!client) throw new Error('a request without a client was let through');
  const asked = {
    params: check(operation.params, request.params, 'no-encontrado'),
    query: check(operation.query, request.query, 'peticion-invalida'),
    body: check(operation.body, request.body, 'datos-invalidos'),
    idempotencyKey: operation.isIdempotent ? readKey(request) : null,
  };
  const { status, body, headers = {} } = await operation.run(tools, client, asked);
  return reply.code(status).headers(headers).type('application/json; charset=utf-8').send(body);
};

const check = (
  schema: z.ZodObject | undefined,
  value: unknown,
  code: 'no-encontrado' | 'peticion-invalida' | 'datos-invalidos',
): unknown => {
  if (!schema) return null;
  const read = schema.safeParse(value, { error: SPANISH });
  if (read.success) return read.data;
  const errors: FieldProblem[] = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), detail: message }));
  throw new ApiProblem(code, errors.map(({ field, detail }) => (field === '' ? detail : `${field}: ${detail}`)).join('; '), errors);
};

const readKey = (request: FastifyRequest): string => {
  const read = IDEMPOTENCY_KEY.safeParse(request.headers['idempotency-key']);
  if (read.success) return read.data;
  throw new ApiProblem(
    'peticion-invalida',
    'Falta el encabezado Idempotency-Key, de 1 a 200 caracteres: con él, repetir una petición no registra otro reporte.',
    [{ field: 'Idempotency-Key', detail: 'De 1 a 200 caracteres ASCII sin espacios.' }],
  );
};

const sendProblem = (reply: FastifyReply, { problem }: ApiProblem): FastifyReply => {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  // As text, so that nobody writes another type over it.
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .serializer((text: string) => text)
    .send(JSON.stringify(problem));
};

const answerProblem = (error: FastifyError | ApiProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  if (error instanceof ApiProblem) return sendProblem(reply, error);
  const status = error.statusCode ?? 500;
  if (status >= 500)
    log.error({ code: codeOf(error), route: request.routeOptions.url, requestId: request.id, err: error }, 'the API failed');
  return sendProblem(reply, problemFor(status, request.id));
};

const problemFor = (status: number, requestId: string): ApiProblem => {
  if (status === 429)
    return new ApiProblem('demasiadas-peticiones', `Más de ${REQUESTS_A_MINUTE} en un minuto. Espere lo que dice Retry-After.`);
  if (status === 413) return new ApiProblem('demasiado-grande', `Una petición puede medir ${LARGEST_BODY / 1024} KiB.`);
  if (status === 415) return new ApiProblem('tipo-no-admitido', 'Envíe `Content-Type: application/json`.');
  if (status >= 500) return new ApiProblem('error-interno', `Inténtelo de nuevo; si sigue, díganos este número: ${requestId}.`);
  return new ApiProblem('peticion-invalida', 'El cuerpo no es JSON bien formado.');
};
