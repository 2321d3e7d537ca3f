import { randomBytes } from 'node:crypto';
import { readWebhookUrl, TRIAL_TYPE, WEBHOOK_TYPES, type WebhookType } from '../../core/webhooks.ts';
import type { EndpointRow } from '../../store/webhooks.ts';
import { encryptSecret } from '../access/totp.ts';
import { adminMenu } from '../admin/pages.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { timeText } from '../spanish.ts';
import { ADMINS, type ConsoleTools, fieldOf, notFound, paramOf, queryOf, type Route, textsOf, type Visit } from '../visit.ts';

const URL = '/admin/webhooks';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_ENDPOINTS = 20;
const DELIVERIES_SHOWN = 50;
const TYPES = Object.keys(WEBHOOK_TYPES) as WebhookType[];

const DONE: Record<string, string> = {
  tested: 'La prueba va en camino: en unos segundos se ve abajo si llegó.',
  rotated: 'La clave anterior ya no firma.',
  stopped: 'El destino está detenido: no se le envía nada.',
  started: 'El destino recibe avisos de nuevo; los que habían fallado se envían otra vez.',
  removed: 'El destino quedó borrado, con sus envíos.',
};

/** `/admin/webhooks`: where other programs hear of tickets, and what became of what they were told. A secret is shown once. */
export const webhookRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => listPage(tools, visit) },
  { method: 'POST', url: URL, who: ADMINS, handle: (visit) => addEndpoint(tools, visit) },
  { method: 'GET', url: `${URL}/:id`, who: ADMINS, handle: async (visit) => endpointPage(tools, visit, await getEndpoint(tools, visit)) },
  { method: 'POST', url: `${URL}/:id/:verb`, who: ADMINS, handle: (visit) => act(tools, visit) },
];

const makeSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const getEndpoint = async (tools: ConsoleTools, visit: Visit): Promise<EndpointRow> => {
  const id = paramOf(visit, 'id');
  const endpoint = UUID.test(id) ? await tools.store.webhooks.find(visit.profile.company, id) : null;
  if (!endpoint) throw notFound();
  return endpoint;
};

const audit = (tools: ConsoleTools, visit: Visit, action: string, endpoint: { id: string; url: string }) =>
  tools.store.audit.add({
    company: visit.profile.company,
    at: tools.now(),
    agentId: visit.agent.id,
    action,
    subject: endpoint.id,
    data: { url: endpoint.url },
  });

const listPage = async (tools: ConsoleTools, visit: Visit, wrong: string | null = null): Promise<Html> => {
  const endpoints = await tools.store.webhooks.list(visit.profile.company);
  const done = DONE[queryOf(visit, 'done')];
  return page(
    visit,
    {
      title: 'Avisos a otros sistemas',
      here: '/admin',
      notice: wrong ? { kind: 'wrong', text: wrong } : done ? { kind: 'done', text: done } : null,
    },
    adminMenu(URL),
    html`<h1>Avisos a otros sistemas</h1>
    <p>Cuando pasa algo con un reporte, se envía un aviso firmado a estas direcciones (Standard Webhooks). Otro sistema puede así seguir los reportes sin preguntar.</p>
    ${
      endpoints.length === 0
        ? html`<p class="empty">No hay destinos.</p>`
        : html`<table class="tickets"><caption class="visually-hidden">Destinos</caption><thead><tr><th scope="col">Dirección</th><th scope="col">Eventos</th><th scope="col">Estado</th><th scope="col">Último recibido</th></tr></thead><tbody>
          ${endpoints.map(
            (
              one,
            ) => html`<tr><td data-label="Dirección"><a href="${URL}/${one.id}">${one.url}</a></td><td data-label="Eventos">${one.events.length} de ${TYPES.length}</td>
            <td data-label="Estado">${stateOf(one, visit)}</td><td data-label="Último recibido">${one.lastSuccessAt ? timeText(one.lastSuccessAt, visit.profile.timeZone) : 'nunca'}</td></tr>`,
          )}</tbody></table>`
    }
    <section class="card"><h2>Agregar un destino</h2><form method="post" action="${URL}">${csrfField(visit)}
      <label for="url">Dirección</label><input id="url" name="url" type="url" required maxlength="500" autocomplete="off" placeholder="https://mesa.example/ventanilla" value="${wrong ? fieldOf(visit, 'url') : ''}" aria-describedby="url-help">
      <small id="url-help">Con https y en internet: las direcciones internas no se aceptan.</small>
      <fieldset><legend>Eventos</legend>${TYPES.map((type) => html`<label class="box"><input type="checkbox" name="events" value="${type}" checked> ${WEBHOOK_TYPES[type]} <code>${type}</code></label>`)}</fieldset>
      <button type="submit">Agregar y mostrar su clave</button></form></section>`,
  );
};

const STOPPED: Record<string, string> = {
  failing: 'Detenido: llevaba tres días sin recibir',
  gone: 'Detenido: respondió que ya no existe (410)',
  agent: 'Detenido por una persona',
};

const stateOf = (endpoint: EndpointRow, { profile }: Visit): Html => {
  if (endpoint.state !== 'active') return html`<span class="tag bad">✕ ${STOPPED[endpoint.because ?? ''] ?? 'Detenido'}</span>`;
  if (endpoint.failingSince) return html`<span class="tag bad">▲ Falla desde ${timeText(endpoint.failingSince, profile.timeZone)}</span>`;
  return html`Activo`;
};

const addEndpoint = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const { company } = visit.profile;
  const url = readWebhookUrl(fieldOf(visit, 'url'), tools.allowLoopbackWebhooks ?? false);
  const chosen = textsOf(visit.request.body, 'events');
  const events = TYPES.filter((type) => chosen.includes(type));
  const isFull = (await tools.store.webhooks.list(company)).length >= MOST_ENDPOINTS;
  const wrong =
    url === null
      ? 'La dirección debe empezar con https://, sin usuario ni contraseña, y no ser de esta máquina.'
      : events.length === 0
        ? 'Elija al menos un evento.'
        : isFull
          ? `Ya hay ${MOST_ENDPOINTS} destinos.`
          : null;
  if (wrong !== null || url === null) {
    visit.reply.code(422);
    return listPage(tools, visit, wrong);
  }
  const secret = makeSecret();
  const id = await tools.store.webhooks.add({
    company,
    url,
    events,
    secrets: [encryptSecret(secret, tools.sessionSecret)],
    createdBy: `agent:${visit.agent.id}`,
    createdAt: tools.now(),
  });
  await audit(tools, visit, 'webhook-added', { id, url });
  const endpoint = await tools.store.webhooks.find(company, id);
  if (!endpoint) throw notFound();
  return endpointPage(tools, visit, endpoint, secret);
};

const endpointPage = async (tools: ConsoleTools, visit: Visit, endpoint: EndpointRow, secret: string | null = null): Promise<Html> => {
  const deliveries = await tools.store.webhooks.deliveries(endpoint.id, DELIVERIES_SHOWN);
  const done = DONE[queryOf(visit, 'done')];
  const at = (moment: Date | null) => (moment === null ? '' : timeText(moment, visit.profile.timeZone));
  const button = (verb: string, text: string) =>
    html`<form method="post" action="${URL}/${endpoint.id}/${verb}" class="inline">${csrfField(visit)}<button type="submit" class="secondary">${text}</button></form> `;
  return page(
    visit,
    { title: 'Destino de avisos', here: '/admin', notice: done ? { kind: 'done', text: done } : null },
    adminMenu(URL),
    html`<h1>Destino de avisos</h1><p><a href="${URL}">Volver a la lista</a></p>
    ${
      secret &&
      html`<section class="notice done" role="status"><h2>Su clave</h2><p>Cópiela ahora en el otro sistema, para comprobar las firmas: no se volverá a mostrar.</p><p><code class="key">${secret}</code></p></section>`
    }
    <section class="card"><dl class="facts"><dt>Dirección</dt><dd>${endpoint.url}</dd><dt>Estado</dt><dd>${stateOf(endpoint, visit)}</dd>
      <dt>Eventos</dt><dd>${endpoint.events.map((type) => html`<code>${type}</code> `)}</dd><dt>Claves</dt><dd>${endpoint.secrets.length === 1 ? 'Una' : 'Dos: la nueva y la anterior firman a la vez'}</dd></dl>
      <div class="row">${endpoint.state === 'active' && button('test', 'Enviar una prueba')}${
        endpoint.secrets.length === 1 ? button('rotate', 'Cambiar la clave') : button('retire', 'Retirar la clave anterior')
      }${endpoint.state === 'active' ? button('stop', 'Detener') : button('start', 'Reanudar')}</div>
      <details><summary>Borrar este destino</summary><p>Se borra con sus envíos; lo que esté por enviar ya no sale.</p>${button('remove', 'Borrar')}</details></section>
    <h2>Envíos</h2>
    ${
      deliveries.length === 0
        ? html`<p class="empty">Todavía no se le ha enviado nada.</p>`
        : html`<table class="tickets"><caption class="visually-hidden">Envíos, los más nuevos primero</caption><thead><tr><th scope="col">Cuándo</th><th scope="col">Evento</th><th scope="col">Reporte</th><th scope="col">Estado</th><th scope="col">Respuesta</th><th scope="col">Intentos</th></tr></thead><tbody>
        ${deliveries.map(
          (
            one,
          ) => html`<tr><td data-label="Cuándo">${at(one.createdAt)}</td><td data-label="Evento">${one.type === TRIAL_TYPE ? 'Prueba' : html`<code>${one.type}</code>`}</td>
          <td data-label="Reporte">${one.ticket && html`<a href="/tickets/${one.ticket.folio}">${one.ticket.folio}</a>`}</td>
          <td data-label="Estado">${one.state === 'sent' ? 'Recibido' : one.state === 'failed' ? html`<span class="tag bad">✕ No se pudo</span>` : one.attempts === 0 ? 'Por enviar' : `Se intenta de nuevo: ${at(one.nextTryAt)}`}</td>
          <td data-label="Respuesta">${one.status ?? ''} ${one.because && one.because !== `http:${one.status}` && (REASONS[one.because] ?? one.because)}</td><td data-label="Intentos">${one.attempts}</td></tr>`,
        )}</tbody></table>`
    }`,
  );
};
const REASONS: Record<string, string> = {
  timeout: 'No respondió en 15 segundos',
  'address-refused': 'La dirección es interna: no se envía',
  ENOTFOUND: 'El nombre no existe',
  ECONNREFUSED: 'Nadie atiende en esa dirección',
  ECONNRESET: 'Cortó la conexión',
  closed: 'Cortó la conexión',
  stopped: 'El destino estaba detenido',
  secret: 'La clave ya no se puede leer: cámbiela',
  gone: 'Respondió que ya no existe',
};

const act = async (tools: ConsoleTools, visit: Visit): Promise<Html | Visit['reply']> => {
  const endpoint = await getEndpoint(tools, visit);
  const { webhooks } = tools.store;
  const verb = paramOf(visit, 'verb');
  const back = (done: string) => visit.reply.redirect(`${URL}/${endpoint.id}?done=${done}`, 303);
  switch (verb) {
    case 'test':
      await webhooks.addTrial(endpoint.id, tools.now());
      await audit(tools, visit, 'webhook-tested', endpoint);
      return back('tested');
    case 'rotate': {
      const secret = makeSecret();
      const secrets = [encryptSecret(secret, tools.sessionSecret), ...endpoint.secrets.slice(0, 1)];
      await webhooks.change(endpoint.id, { secrets });
      await audit(tools, visit, 'webhook-rotated', endpoint);
      return endpointPage(tools, visit, { ...endpoint, secrets }, secret);
    }
    case 'retire':
      await webhooks.change(endpoint.id, { secrets: endpoint.secrets.slice(0, 1) });
      await audit(tools, visit, 'webhook-rotated', endpoint);
      return back('rotated');
    case 'stop':
      await webhooks.stop(endpoint.id, 'agent');
      await audit(tools, visit, 'webhook-stopped', endpoint);
      return back('stopped');
    case 'start':
      await webhooks.change(endpoint.id, { state: 'active', because: null, failingSince: null });
      await webhooks.retryFailed(endpoint.id, tools.now());
      await audit(tools, visit, 'webhook-started', endpoint);
      return back('started');
    case 'remove':
      await webhooks.remove(visit.profile.company, endpoint.id);
      await audit(tools, visit, 'webhook-removed', endpoint);
      return visit.reply.redirect(`${URL}?done=removed`, 303);
    default:
      throw notFound();
  }
};
