import { type Html, html, type Piece } from '../html.ts';
import { barePage } from '../layout.ts';
import { PROBLEMS } from './problem.ts';

type Json = { [key: string]: unknown };

/** The description as a page: drawn from the same document, by us, without a script. */
export const docsPage = (description: Json): Html => {
  const { info, paths, components } = description as {
    info: { description: string };
    paths: Record<string, Record<string, Json>>;
    components: { schemas: Record<string, Json> };
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  return barePage(
    { title: 'API', width: 'wide' },
    html`<h1>API de Ventanilla</h1><p>${info.description}</p>
    <p>La misma descripción para programas: <a href="/api/docs/openapi.json">OpenAPI 3.1 (JSON)</a>.</p>
    <section class="card"><h2>Acceso</h2><p>Cada petición lleva un token de la empresa, que hace y revoca quien administra la consola en <a href="/admin/tokens">Tokens</a>:</p>
      <p class="pre"><code>curl -H "Authorization: Bearer vt_…" 'https://consola.example/api/tickets?status=open'</code></p>
      <p>Hasta 120 peticiones por minuto y token; después, 429 con <code>Retry-After</code>.</p></section>
    ${operations.map(operationCard)}
    <h2>Esquemas</h2>${Object.entries(components.schemas).map(([name, schema]) => schemaCard(name, schema))}
    <h2>Problemas</h2><p>Un error llega como <code>application/problem+json</code> (RFC 9457); su <code>type</code> termina en una de estas palabras.</p>
    <dl class="facts">${Object.entries(PROBLEMS).map(([code, { status, title }]) => html`<dt id="${code}"><code>${code}</code></dt><dd>${status}: ${title}</dd>`)}</dl>`,
  );
};

const operationCard = ({ path, method, operation }: { path: string; method: string; operation: Json }): Html => {
  const { operationId, summary, description, parameters, requestBody, responses } = operation as {
    operationId: string;
    summary: string;
    description: string;
    parameters: { name: string; in: string; required?: boolean; description?: string; schema: Json }[];
    requestBody?: { content: Record<string, { schema: Json }> };
    responses: Record<string, { description: string; content: Record<string, { schema: Json }> }>;
  };
  return html`<section class="card" id="${operationId}"><h2>${summary}</h2><p><code><strong>${method.toUpperCase()}</strong> ${path}</code></p>
    ${description.split('\n\n').map((part) => html`<p>${inCode(part)}</p>`)}
    ${
      parameters.length > 0 &&
      html`<table class="tickets"><caption class="visually-hidden">Parámetros</caption><thead><tr><th scope="col">Parámetro</th><th scope="col">Dónde</th><th scope="col">Tipo</th><th scope="col">Qué es</th></tr></thead><tbody>
      ${parameters.map((one) => html`<tr><td data-label="Parámetro"><code>${one.name}</code>${one.required && ' (obligatorio)'}</td><td data-label="Dónde">${PLACES[one.in]}</td><td data-label="Tipo">${typeOf(one.schema)}</td><td data-label="Qué es">${inCode(one.description ?? '')}</td></tr>`)}</tbody></table>`
    }
    ${requestBody && html`<p>Cuerpo: ${typeOf(requestBody.content['application/json']?.schema ?? {})}</p>`}
    <dl class="facts">${Object.entries(responses).map(([status, { description: said, content }]) => html`<dt>${status}</dt><dd>${inCode(said)}${content['application/json'] && html`: ${typeOf(content['application/json'].schema)}`}</dd>`)}</dl></section>`;
};
const PLACES: Record<string, string> = { path: 'dirección', query: 'consulta', header: 'encabezado' };

const schemaCard = (name: string, schema: Json): Html => {
  const { title, properties = {}, required = [] } = schema as { title?: string; properties?: Record<string, Json>; required?: string[] };
  return html`<section class="card" id="schema-${name}"><h3><code>${name}</code>${title && ` · ${title}`}</h3>
    <dl class="facts">${Object.entries(properties).map(
      ([field, type]) =>
        html`<dt><code>${field}</code></dt><dd>${typeOf(type)}${!required.includes(field) && ' (opcional)'}${typeof type.description === 'string' && html`. ${inCode(type.description)}`}</dd>`,
    )}</dl></section>`;
};

/** A schema in a few words. */
const typeOf = (schema: Json): Piece => {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  if (Array.isArray(schema.enum)) return schema.enum.map((value, index) => html`${index > 0 && ' | '}<code>${String(value)}</code>`);
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map((one: Json, index) => html`${index > 0 && ' | '}${typeOf(one)}`);
  if (schema.type === 'array') return html`lista de ${typeOf((schema.items ?? {}) as Json)}`;
  if (schema.type === 'object' && schema.properties)
    return html`objeto { ${Object.entries(schema.properties as Record<string, Json>).map(([name, type], index) => html`${index > 0 && ', '}<code>${name}</code>: ${typeOf(type)}`)} }`;
  if (schema.format === 'date-time') return 'momento';
  return TYPES[String(schema.type)] ?? String(schema.type ?? 'cualquiera');
};
const TYPES: Record<string, string> = { string: 'texto', integer: 'entero', number: 'número', boolean: 'sí o no', null: 'null' };

/** `code` in a sentence. */
const inCode = (text: string): Piece => text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
