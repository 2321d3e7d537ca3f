import { type Block, look } from '../admin/block.ts';
import { type ChannelView, viewChannel } from '../admin/channels.ts';
import { type MailboxView, viewMailbox } from '../admin/mailboxes.ts';
import { adminMenu } from '../admin/pages.ts';
import { DATABASE_SLOW, type QueueView, REDIS_GONE, viewQueue } from '../admin/queues.ts';
import { type Level, type Remark, showLevel, showRemark, worstOf } from '../admin/standing.ts';
import type { AdminTools } from '../admin/tools.ts';
import { showTraffic, viewTraffic } from '../admin/traffic.ts';
import { countText, viewBacklog, viewTerms } from '../admin/work.ts';
import { viewWorkers, type WorkerView } from '../admin/workers.ts';
import { type Html, html, type Piece } from '../html.ts';
import { page } from '../layout.ts';
import { areaName, CHANNEL_NAMES, cityName, spanText, timeText } from '../spanish.ts';
import { ADMINS, type Route, type Visit } from '../visit.ts';

/** `/admin`: is all well? What needs a person comes first, with what to do; each part below fails for itself. */
export const adminRoutes = (tools: AdminTools): Route[] => [
  {
    method: 'GET',
    url: '/admin',
    who: ADMINS,
    handle: async (visit) => {
      const seen = showState(await lookAtAll(tools, visit), visit, tools.now());
      return visit.request.headers['hx-request'] ? seen : page(visit, { title: 'Estado', here: '/admin' }, adminMenu('/admin'), seen);
    },
  },
];

type Seen = Awaited<ReturnType<typeof lookAtAll>>;

const lookAtAll = async (tools: AdminTools, { profile }: Visit) => {
  const { watch, queues } = tools;
  const { company } = profile;
  const now = tools.now();
  const [mailboxes, channels, stands, traffic, terms, backlog, processes] = await Promise.all([
    look('mailboxes', () => watch.mailboxes(company, now)),
    look('channels', () => watch.channels(company, now)),
    look('queues', () => queues.stand()),
    look('traffic', () => watch.traffic(company, now)),
    look('terms', () => watch.terms(company, now)),
    look('backlog', () => watch.backlog(company, now)),
    look('processes', () => watch.processes()),
  ]);
  const mail = channels.kind === 'seen' ? (channels.value.troubles.find(({ channel }) => channel === 'email') ?? null) : null;
  return {
    mailboxes: map(mailboxes, (rows) =>
      profile.mailboxes.map(({ address }) => viewMailbox(address, rows.find((row) => row.address === address) ?? null, company, now)),
    ),
    channels: map(channels, ({ states, troubles }) =>
      tools.channelsOf(company).map((settings) => {
        const of = <Row extends { channel: string }>(rows: Row[]) => rows.find(({ channel }) => channel === settings.channel) ?? null;
        return viewChannel(settings, of(states), of(troubles), { company, now });
      }),
    ),
    queues: map(stands, (found) => found.map((stand) => viewQueue(stand, now))),
    traffic,
    terms,
    backlog: map(backlog, (found) => viewBacklog(found, mail, now)),
    workers: map(processes, viewWorkers),
  };
};

const map = <From, To>(block: Block<From>, change: (value: From) => To): Block<To> =>
  block.kind === 'seen' ? { kind: 'seen', value: change(block.value) } : block;

const remarksOf = (seen: Seen): Remark[] => {
  const found = [
    ...(seen.queues.kind === 'seen' ? seen.queues.value.flatMap(({ remarks }) => remarks) : [REDIS_GONE]),
    ...(seen.workers.kind === 'seen' ? seen.workers.value.remarks : []),
    ...(seen.mailboxes.kind === 'seen' ? seen.mailboxes.value.flatMap(({ remarks }) => remarks) : []),
    ...(seen.channels.kind === 'seen' ? seen.channels.value.flatMap(({ remarks }) => remarks) : []),
    ...(seen.backlog.kind === 'seen' ? seen.backlog.value : []),
    ...(seen.terms.kind === 'seen' ? viewTerms(seen.terms.value) : []),
  ];
  const { queues: _redis, ...ofDatabase } = seen;
  return Object.values(ofDatabase).some(({ kind }) => kind === 'unseen') ? [DATABASE_SLOW, ...found] : found;
};

const showState = (seen: Seen, visit: Visit, now: Date): Html => {
  const remarks = remarksOf(seen);
  const [act, watch] = [remarks.filter(({ level }) => level === 'act'), remarks.filter(({ level }) => level === 'watch')];
  const { timeZone } = visit.profile;
  return html`<div id="state" hx-get="/admin" hx-trigger="every 15s" hx-swap="outerHTML" data-live-block>
    <div class="state-head"><h1>¿Todo bien?</h1><p class="quiet" role="status">Visto el <time datetime="${now.toISOString()}">${timeText(now, timeZone)}</time>; se actualiza solo. <a href="/admin">Actualizar ahora</a><span class="stale" data-stale hidden> ▲ Sin conexión con la consola: esto ya no es reciente.</span></p></div>
    <section class="card verdict ${worstOf(remarks)}" aria-labelledby="verdict"><h2 id="verdict">${verdict(act.length, watch.length)}</h2>
    ${act.length === 0 && watch.length === 0 && html`<p>Los buzones, los canales de Meta, las colas y los procesos trabajan. No hay que hacer nada.</p>`}
    ${act.map(showRemark)}
    ${watch.length > 0 && act.length > 0 ? html`<details><summary>${watch.length === 1 ? 'Un aviso más, que puede esperar' : `${watch.length} avisos más, que pueden esperar`}</summary>${watch.map(showRemark)}</details>` : watch.map(showRemark)}</section>
    <div class="blocks">
      ${section('Buzones de correo', seen.mailboxes, (views) => views.map((view) => showMailbox(view, now, timeZone)), 'Esta empresa no tiene buzones.')}
      ${section('WhatsApp y Messenger', seen.channels, (views) => views.map(showChannel), 'Esta empresa no tiene canales de Meta.')}
    </div>
    ${section('Mensajes y respuestas de las últimas 24 horas', seen.traffic, ({ messages, answers }) => [
      html`<div class="charts"><div>${showTraffic('Mensajes recibidos', 'No llegó ningún mensaje.', viewTraffic(messages, now, timeZone))}</div>
      <div>${showTraffic('Respuestas enviadas', 'No salió ninguna respuesta.', viewTraffic(answers, now, timeZone))}</div></div>`,
    ])}
    <div class="blocks">
      ${section('Colas', seen.queues, (views) => [showQueues(views, now)], null, 'Redis no contesta; por eso no se ve cuánto espera. Arriba dice qué hacer.')}
      ${section('Procesos', seen.workers, ({ workers }) => [showWorkers(workers, now)])}
    </div>
    ${section('Términos en riesgo', seen.terms, (terms) => [
      html`<dl class="facts"><dt>Vencidos</dt><dd><a href="/?escalated=1">${countText(terms.late)}</a></dd><dt>Vencen en 6 horas</dt><dd>${countText(terms.soon)}</dd><dt>Sin quien los atienda</dt><dd><a href="/?unassigned=1">${countText(terms.unassigned)}</a></dd></dl>
      ${
        terms.next.length > 0 &&
        html`<h3>Los próximos en vencer</h3><ul class="plain-list">${terms.next.map(
          ({ folio, dueAt, area, city, agentName }) =>
            html`<li><a href="/tickets/${folio}">${folio}</a> <span class="term soon"><span aria-hidden="true">◆</span> Vence en ${spanText(dueAt.getTime() - now.getTime())}</span> · ${areaName(area)}${city && ` · ${cityName(visit.profile, city)}`} · ${agentName ?? 'sin quien lo atienda'}</li>`,
        )}</ul>`
      }`,
    ])}
  </div>`;
};

const verdict = (act: number, watch: number): Piece => {
  if (act > 0) return [showLevel('act'), ` · ${act === 1 ? 'Una cosa necesita' : `${act} cosas necesitan`} que alguien actúe`];
  if (watch > 0) return [showLevel('watch'), ` · Todo trabaja; hay ${watch === 1 ? 'un aviso' : `${watch} avisos`}`];
  return html`<span class="level fine"><span aria-hidden="true">✓</span> Todo bien</span>`;
};

const UNSEEN = 'La base de datos no contestó a tiempo; esta parte no se puede mostrar ahora.';

/** A part of the page, or the sentence that stands in its place. */
const section = <Value>(
  title: string,
  block: Block<Value>,
  show: (value: Value) => Piece[],
  none: string | null = null,
  unseen = UNSEEN,
): Html => {
  const pieces = block.kind === 'seen' ? show(block.value) : [];
  return html`<section class="card"><h2>${title}</h2>${
    block.kind === 'unseen'
      ? html`<p class="remark act">${showLevel('act')} ${unseen}</p>`
      : pieces.length === 0
        ? html`<p class="quiet">${none}</p>`
        : pieces
  }</section>`;
};

const ago = (at: Date | null | undefined, now: Date, timeZone: string): Piece =>
  at
    ? html`<time datetime="${at.toISOString()}" title="${timeText(at, timeZone)}">hace ${now.getTime() - at.getTime() < 60_000 ? 'menos de 1 min' : spanText(now.getTime() - at.getTime())}</time>`
    : 'ninguno todavía';

const showMailbox = ({ address, state, error, remarks, row }: MailboxView, now: Date, timeZone: string): Html => {
  const level: Level = worstOf(remarks);
  return html`<article class="thing ${level}"><h3>${address}</h3><p>${showLevel(level)} · ${state}</p>
    <dl class="facts"><dt>Último correo</dt><dd>${ago(row?.lastMailAt, now, timeZone)}</dd>
    <dt>Demora</dt><dd>${row?.lagMs == null ? 'sin correos hoy' : row.lagMs < 60_000 ? `${Math.max(1, Math.round(row.lagMs / 1000))} s` : spanText(row.lagMs)}</dd>
    <dt>El servidor contestó</dt><dd>${ago(row?.lastSeenAt, now, timeZone)}</dd>
    ${error && html`<dt>Último error</dt><dd>${error}${row?.lastErrorAt && html` <small>(${ago(row.lastErrorAt, now, timeZone)})</small>`}</dd>`}
    ${row?.nextTryAt && html`<dt>Próximo intento</dt><dd><time datetime="${row.nextTryAt.toISOString()}">${row.nextTryAt > now ? `en ${spanText(row.nextTryAt.getTime() - now.getTime())}` : 'ahora'}</time></dd>`}</dl></article>`;
};

const showChannel = (view: ChannelView): Html => {
  const level = worstOf(view.remarks);
  return html`<article class="thing ${level}"><h3>${CHANNEL_NAMES[view.channel]} · ${view.name}</h3><p>${showLevel(level)} · ${view.state}</p>
    <dl class="facts"><dt>Token</dt><dd>${view.token}</dd>${view.channel === 'whatsapp' && html`<dt>Calidad</dt><dd>${view.quality ?? 'Meta no la ha dicho'}</dd>`}
    <dt>Sin entregar (24 h)</dt><dd>${countText(view.undelivered)}</dd><dt>En espera de salir</dt><dd>${countText(view.held)}</dd></dl></article>`;
};

const showQueues = (
  views: QueueView[],
  now: Date,
): Html => html`<table class="tickets"><caption class="visually-hidden">Colas de trabajo</caption>
  <thead><tr><th scope="col">Cola</th><th scope="col">Esperan</th><th scope="col">En curso</th><th scope="col">Aplazados</th><th scope="col">Fallidos</th><th scope="col">El más antiguo</th></tr></thead>
  <tbody>${views.map(
    ({
      title,
      name,
      waiting,
      active,
      delayed,
      failed,
      oldestAt,
      remarks,
    }) => html`<tr><td data-label="Cola">${title}<br><small>${name}</small> ${remarks.length > 0 && showLevel(worstOf(remarks))}</td><td data-label="Esperan">${waiting}</td>
    <td data-label="En curso">${active}</td><td data-label="Aplazados">${delayed}</td><td data-label="Fallidos">${failed}</td><td data-label="El más antiguo">${oldestAt ? `espera hace ${spanText(now.getTime() - oldestAt.getTime())}` : 'ninguno espera'}</td></tr>`,
  )}</tbody></table><p><a href="/admin/queues/">Ver los trabajos en Colas</a></p>`;

const showWorkers = (
  workers: WorkerView[],
  now: Date,
): Html => html`<table class="tickets"><caption class="visually-hidden">Procesos</caption>
  <thead><tr><th scope="col">Proceso</th><th scope="col">Estado</th><th scope="col">Versión</th></tr></thead>
  <tbody>${workers.map(({ name, does, alive, lastSeenMs }) => {
    const oldest = alive.reduce<Date | null>((first, { startedAt }) => (first === null || startedAt < first ? startedAt : first), null);
    const silent = lastSeenMs === null ? 'no ha dado señales' : `sin señales hace ${spanText(lastSeenMs)}`;
    return html`<tr><td data-label="Proceso">${name}<br><small>${does}</small></td>
      <td data-label="Estado">${showLevel(alive.length > 0 ? 'fine' : 'act')}<br><small>${alive.length === 0 ? silent : `${alive.length === 1 ? 'uno' : alive.length}, desde hace ${oldest ? spanText(now.getTime() - oldest.getTime()) : ''}`}</small></td>
      <td data-label="Versión">${[...new Set(alive.map(({ version }) => version))].join(', ') || '—'}</td></tr>`;
  })}</tbody></table>`;
