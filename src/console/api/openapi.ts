import { z } from 'zod';
import { OPERATIONS, type Operation } from './operations.ts';
import { PROBLEM, PROBLEMS } from './problem.ts';

type Json = { [key: string]: unknown };

/** `/tickets/:folio` as OpenAPI writes it: `/tickets/{folio}`. */
export const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** The description of the API (OpenAPI 3.1), from the same schemas that requests are checked by and answers are typed by. */
export const describeApi = (): Json => {
  const schemas: Record<string, unknown> = {};
  const refer = (schema: z.ZodType, io: 'input' | 'output'): Json => {
    const made = z.toJSONSchema(schema, {
      io,
      reused: 'inline',
      target: 'draft-2020-12',
      override: ({ jsonSchema }) => void delete jsonSchema.id,
    });
    const { $schema: _dialect, $defs = {}, ...whole } = made as Json & { $defs?: Record<string, unknown> };
    for (const [name, definition] of Object.entries($defs)) schemas[name] = relocated(definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (!id) return relocated(whole) as Json;
    schemas[id] ??= relocated(whole);
    return { $ref: `#/components/schemas/${id}` };
  };
  refer(PROBLEM, 'output');
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const path = `/api${templateOf(operation.path)}`;
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation, refer) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ventanilla',
      version: '1',
      description:
        'Los reportes de la empresa para otros sistemas suyos. Los momentos van en UTC (RFC 3339); los problemas, como RFC 9457. Un campo nuevo puede aparecer en las respuestas sin aviso; los que hay no cambian.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'Un token de /admin/tokens: `Authorization: Bearer vt_…`' },
      },
      schemas,
    },
  };
};

/** Definitions stand among the components, not inside the schema that names them. */
const relocated = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));

type Refer = (schema: z.ZodType, io: 'input' | 'output') => Json;

const describe = (operation: Operation, refer: Refer): Json => ({
  operationId: operation.id,
  summary: operation.summary,
  description: `${operation.description}\n\nPermiso: \`${operation.right}\`.`,
  parameters: parametersOf(operation),
  ...(operation.body && { requestBody: { required: true, content: { 'application/json': { schema: refer(operation.body, 'input') } } } }),
  responses: {
    ...Object.fromEntries(
      Object.entries(operation.answers).map(([status, { description, schema }]) => [
        status,
        { description, content: { 'application/json': { schema: refer(schema, 'output') } } },
      ]),
    ),
    ...problemsOf(operation),
  },
});

const parametersOf = ({ query, params, isIdempotent }: Operation): Json[] => [
  ...(params ? fieldsOf(params).map((field) => ({ ...field, in: 'path', required: true })) : []),
  ...(query ? fieldsOf(query).map((field) => ({ ...field, in: 'query' })) : []),
  ...(isIdempotent
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: true,
          description: 'Única por reporte; con la misma, una repetición devuelve el mismo reporte y no registra otro.',
          schema: { type: 'string', minLength: 1, maxLength: 200 },
        },
      ]
    : []),
];

const fieldsOf = (schema: z.ZodObject): Json[] => {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...type } = property as Json;
    return { name, required: required.includes(name), ...(description ? { description } : {}), schema: type };
  });
};

const problemsOf = ({ problems }: Operation): Json => {
  const byStatus = Map.groupBy(problems, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `${PROBLEMS[code].title} (\`${code}\`)`).join('; '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
};
