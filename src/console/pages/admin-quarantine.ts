import type { FastifyReply } from 'fastify';
import { explainReason } from '../../core/policy/explain.ts';
import type { QuarantineRow } from '../../store/quarantine.ts';
import { adminMenu } from '../admin/pages.ts';
import type { AdminTools } from '../admin/tools.ts';
import { type Html, html, type Piece } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { CHANNEL_NAMES, timeText } from '../spanish.ts';
import { ADMINS, fieldOf, notFound, paramOf, queryOf, type Route, type Visit } from '../visit.ts';
import { cursorOf } from './queue.ts';

const URL = '/admin/quarantine';
const ROWS = 50;
const LONGEST_REASON = 500;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `/admin/quarantine`: what could not be read. Each is kept whole; it can be saved, tried again, or discarded with a reason. */
export const quarantineRoutes = (tools: AdminTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => listPage(tools, visit) },
  { method: 'GET', url: `${URL}/:id`, who: ADMINS, handle: async (visit) => messagePage(tools, visit, await getMessage(tools, visit)) },
  { method: 'GET', url: `${URL}/:id/raw`, who: ADMINS, handle: (visit) => sendRaw(tools, visit) },
  { method: 'POST', url: `${URL}/:id/retry`, who: ADMINS, handle: (visit) => retry(tools, visit) },
  { method: 'POST', url: `${URL}/:id/discard`, who: ADMINS, handle: (visit) => discard(tools, visit) },
];

const listPage = async (tools: AdminTools, visit: Visit): Promise<Html> => {
  const isDiscarded = queryOf(visit, 'discarded') === '1';
  const rows = await tools.store.quarantine.list(visit.profile.company, isDiscarded, cursorOf(queryOf(visit, 'after')), ROWS + 1);
  const last = rows[ROWS - 1];
  const more = isDiscarded ? '&discarded=1' : '';
  return page(
    visit,
    {
      title: 'Cuarentena',
      here: '/admin',
      notice:
        queryOf(visit, 'done') === 'discarded'
          ? { kind: 'done', text: 'El mensaje quedó descartado. Se conserva, y puede verse entre los descartados.' }
          : null,
    },
    adminMenu(URL),
    html`<h1>Cuarentena</h1>
    <p>Mensajes que no se pudieron leer. Se conservan completos y nadie recibió respuesta: alguien debe ver qué dicen.</p>
    <p>${isDiscarded ? html`<a href="${URL}">Ver los que esperan</a> · <strong>Descartados</strong>` : html`<strong>Los que esperan</strong> · <a href="${URL}?discarded=1">Ver los descartados</a>`}</p>
    ${
      rows.length === 0
        ? html`<p class="empty">${isDiscarded ? 'No se ha descartado ninguno.' : '✓ Ninguno: todo lo que llegó se pudo leer.'}</p>`
        : html`<table class="tickets"><caption class="visually-hidden">Mensajes en cuarentena</caption><thead><tr><th scope="col">Llegó</th><th scope="col">Por dónde</th><th scope="col">Causa</th><th scope="col">Tamaño</th><th scope="col">De quién</th></tr></thead>
        <tbody>${rows.slice(0, ROWS).map((row) => tableRow(row, visit))}</tbody></table>`
    }
    ${rows.length > ROWS && last && html`<p><a href="?after=${last.receivedAt.getTime()}_${last.id}${more}">Siguientes ${ROWS}</a></p>`}`,
  );
};

const tableRow = (row: QuarantineRow, { profile }: Visit): Html => html`<tr>
  <td data-label="Llegó"><a href="${URL}/${row.id}"><time datetime="${row.receivedAt.toISOString()}">${timeText(row.receivedAt, profile.timeZone)}</time></a></td>
  <td data-label="Por dónde">${CHANNEL_NAMES[row.channel]}${row.mailbox && html`<br><small>${row.mailbox}</small>`}</td>
  <td data-label="Causa">${causeOf(row)}</td><td data-label="Tamaño">${sizeOf(row)}</td><td data-label="De quién">${senderOf(row)}</td></tr>`;

const causeOf = ({ reason }: QuarantineRow): string => (reason ? explainReason(reason) : 'Sin causa anotada.');
/** Of an unread mail only what its From line hints is known, kept as `email:luz@example.mx`. */
const senderOf = (row: QuarantineRow): string =>
  row.senderName ||
  row.senderAddress ||
  row.senderPhone ||
  (row.conversation?.startsWith('email:') ? row.conversation.slice('email:'.length) : 'no se sabe');

/** `4 KB`, `12.5 MB`; a mail that was cut at the limit says so. */
const sizeOf = ({ raw }: QuarantineRow): Piece => {
  if (!raw) return 'sin original';
  const { sizeBytes, truncated } = raw;
  const text = sizeBytes < 1024 ** 2 ? `${Math.max(1, Math.round(sizeBytes / 1024))} KB` : `${(sizeBytes / 1024 ** 2).toFixed(1)} MB`;
  return truncated ? `${text} (aquí solo el principio)` : text;
};

const getMessage = async (tools: AdminTools, visit: Visit): Promise<QuarantineRow> => {
  const id = paramOf(visit, 'id');
  const row = UUID.test(id) ? await tools.store.quarantine.find(visit.profile.company, id) : null;
  if (!row) throw notFound();
  return row;
};

const messagePage = async (tools: AdminTools, visit: Visit, row: QuarantineRow, wrong: string | null = null): Promise<Html> => {
  const state = stateOf(row);
  if (visit.request.headers['hx-request']) return state;
  const people = await tools.store.agents.list(visit.profile.company);
  const nameOf = (actor: string) => people.find(({ id }) => actor === `agent:${id}`)?.name ?? 'Sistema';
  const isHere = row.disposition === 'quarantined';
  const zone = visit.profile.timeZone;
  return page(
    visit,
    { title: 'Mensaje en cuarentena', here: '/admin', notice: wrong ? { kind: 'wrong', text: wrong } : null },
    adminMenu(URL),
    html`<h1>Mensaje en cuarentena</h1><p><a href="${URL}">Volver a la lista</a></p>
    <div class="columns"><div><section class="card">${state}
      <dl class="facts"><dt>Llegó</dt><dd><time datetime="${row.receivedAt.toISOString()}">${timeText(row.receivedAt, zone)}</time></dd>
      <dt>Por dónde</dt><dd>${CHANNEL_NAMES[row.channel]}${row.mailbox && `, ${row.mailbox}`}</dd><dt>De quién</dt><dd>${senderOf(row)}</dd>
      ${row.subject && html`<dt>Asunto</dt><dd>${row.subject}</dd>`}<dt>Tamaño</dt><dd>${sizeOf(row)}</dd>
      ${isHere && html`<dt>Código</dt><dd><code>${row.reason}</code></dd>`}</dl>
      ${row.rawHash && html`<p><a href="${URL}/${row.id}/raw" role="button" class="secondary" download>Guardar el original</a></p><p class="quiet">Ábralo con cuidado: llegó de fuera y puede traer archivos dañinos.${row.channel !== 'email' && ' Es la entrega de Meta tal como llegó; puede traer mensajes de otras personas.'}</p>`}</section>
      ${row.events.length > 0 && html`<section class="card"><h2>Lo que se ha hecho</h2><ul class="log">${row.events.map((event) => html`<li><time datetime="${event.at.toISOString()}">${timeText(event.at, zone)}</time> ${EVENTS[event.kind] ?? event.kind} · ${nameOf(event.actor)}${reasonOf(event.data)}</li>`)}</ul></section>`}</div>
    ${
      isHere &&
      html`<div class="side"><section class="card"><h2>Intentar de nuevo</h2><p>Se lee otra vez desde el original, como si acabara de llegar. Sirve cuando lo que falló ya se corrigió.</p>
      ${row.raw?.truncated && html`<p class="quiet">De este correo solo se trajo el principio: probablemente vuelva aquí. Completo está en el servidor, en el buzón ${row.mailbox}.</p>`}
      <form method="post" action="${URL}/${row.id}/retry">${csrfField(visit)}<button type="submit">Intentar de nuevo</button></form></section>
      ${
        row.reviewedAt === null &&
        html`<section class="card"><h2>Descartar</h2><form method="post" action="${URL}/${row.id}/discard">${csrfField(visit)}<label for="reason">Por qué</label><input id="reason" name="reason" required maxlength="${LONGEST_REASON}" autocomplete="off"${wrong ? html` aria-invalid="true"` : null}>
      <button type="submit" class="secondary">Descartar</button></form><p class="quiet">Sale de la lista y nadie recibe respuesta. El original se conserva, y queda anotado quién y por qué.</p></section>`
      }</div>`
    }</div>`,
  );
};

const EVENTS: Record<string, string> = { retried: 'Se intentó de nuevo', discarded: 'Se descartó' };
const reasonOf = (data: unknown): Piece => {
  const { reason } = data as { reason?: unknown };
  return typeof reason === 'string' && ` — «${reason}»`;
};

/** Where the message stands; while it is being read again, this part asks again by itself. */
const stateOf = (row: QuarantineRow): Html => {
  if (row.state === 'stored')
    return html`<p id="message-state" role="status" hx-get="${URL}/${row.id}" hx-trigger="every 2s" hx-swap="outerHTML"><strong>Se está leyendo otra vez…</strong></p>`;
  if (row.disposition === 'quarantined')
    return html`<p id="message-state" role="status"><span class="tag bad">${row.reviewedAt ? 'Descartado' : 'En cuarentena'}</span> ${causeOf(row)}</p>`;
  const became = row.ticket
    ? html`está en el reporte <a href="/tickets/${row.ticket.folio}">${row.ticket.folio}</a>`
    : row.disposition === 'review'
      ? html`espera en <a href="/review/${row.id}">Revisión</a>`
      : (BECAME[row.reason ?? ''] ?? BECAME[row.disposition ?? ''] ?? 'salió de la cuarentena');
  return html`<p id="message-state" role="status"><span class="tag">✓ Leído</span> El mensaje ya se pudo leer: ${became}.</p>`;
};
const BECAME: Record<string, string> = {
  unpacked: 'lo que traía la entrega de Meta quedó guardado como mensajes propios',
  pending: 'se pidieron los datos que faltan',
  ignored: 'no pedía respuesta (aviso automático o repetido)',
};

const sendRaw = async (tools: AdminTools, visit: Visit): Promise<FastifyReply> => {
  const row = await getMessage(tools, visit);
  const raw = row.rawHash === null ? null : await tools.store.messages.findRaw(row.rawHash);
  if (!raw) throw notFound();
  const { company } = visit.profile;
  await tools.store.audit.add({ company, at: tools.now(), agentId: visit.agent.id, action: 'quarantine-downloaded', subject: row.id });
  const name = row.channel === 'email' ? `correo-${row.id}.eml` : `mensaje-${row.id}.json`;
  return visit.reply
    .headers({ 'content-security-policy': "default-src 'none'; sandbox", 'content-disposition': `attachment; filename="${name}"` })
    .type('application/octet-stream')
    .send(raw.bytes);
};

const orderOf = (visit: Visit, { id }: QuarantineRow) => ({ company: visit.profile.company, messageId: id, agent: visit.agent.id });

const retry = async (tools: AdminTools, visit: Visit): Promise<FastifyReply> => {
  const row = await getMessage(tools, visit);
  await tools.quarantine.retry(orderOf(visit, row));
  return visit.reply.redirect(`${URL}/${row.id}`, 303);
};

const discard = async (tools: AdminTools, visit: Visit): Promise<Html | FastifyReply> => {
  const row = await getMessage(tools, visit);
  const reason = fieldOf(visit, 'reason').slice(0, LONGEST_REASON);
  if (reason === '') {
    visit.reply.code(422);
    return messagePage(tools, visit, row, 'Escriba por qué se descarta.');
  }
  const { kind } = await tools.quarantine.discard({ ...orderOf(visit, row), reason });
  return visit.reply.redirect(kind === 'done' ? `${URL}?done=discarded` : `${URL}/${row.id}`, 303);
};
