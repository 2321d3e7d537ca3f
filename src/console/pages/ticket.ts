import { randomUUID } from 'node:crypto';
import { readFolio } from '../../core/folio.ts';
import { CAUSES, isCause } from '../../core/policy/actions/resolve.ts';
import type { FileEvent, FileTicket } from '../../store/ticket-file.ts';
import type { WorkRow } from '../../store/worklist.ts';
import type { DeskTools } from '../actions.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { areaName, CATEGORY_NAMES, cityName, money, phoneText, termOf, timeText, zoneOf } from '../spanish.ts';
import { actionForms } from '../ticket/action-forms.ts';
import { answerBox, findWay } from '../ticket/answer-box.ts';
import { type Around, showConversation } from '../ticket/conversation.ts';
import { describeEvent, showLog } from '../ticket/log.ts';
import { type ConsoleTools, EVERY_ROLE, notFound, paramOf, queryOf, type Route, SUPERVISORS, type Visit } from '../visit.ts';
import { tags } from './queue.ts';

const DONE: Record<string, string> = {
  answer: 'La respuesta va en camino.',
  note: 'La nota quedó guardada.',
  resolve: 'El reporte quedó resuelto; el cliente recibirá el aviso.',
  reopen: 'El reporte se reabrió con un término nuevo.',
  take: 'El reporte es suyo.',
  assign: 'El reporte quedó asignado.',
  pause: 'El término está en pausa.',
  resume: 'El término corre de nuevo.',
  move: 'El reporte cambió de área o ciudad.',
  correct: 'El dato quedó corregido.',
  join: 'Los reportes quedaron unidos: este es el que sigue.',
  split: 'El mensaje tiene ahora su propio reporte.',
  undo: 'El cambio se deshizo.',
  capture: 'El reporte quedó registrado.',
  appended: 'Se agregó a este reporte abierto del mismo contrato.',
};

export const ticketRoutes = (tools: ConsoleTools & DeskTools): Route[] => [
  { method: 'GET', url: '/tickets/:folio', who: EVERY_ROLE, handle: (visit) => openTicketPage(tools, visit) },
];

const openTicketPage = async (tools: ConsoleTools & DeskTools, visit: Visit): Promise<Html | Visit['reply']> => {
  const typed = paramOf(visit, 'folio');
  const series = visit.profile.cities.length > 0 ? visit.profile.cities.map((city) => city.series) : [visit.profile.series];
  const folio = readFolio(typed, series);
  if (folio !== null && folio !== typed) return visit.reply.redirect(`/tickets/${folio}`, 303);
  const done = DONE[queryOf(visit, 'done')];
  return ticketPage(tools, visit, await getTicket(tools, visit), done ? { kind: 'done', text: done } : null);
};

/** The ticket of the address, of the agent's own company; another company's is not found. */
export const getTicket = async (tools: ConsoleTools, visit: Visit): Promise<FileTicket> => {
  const ticket = await tools.store.ticketFiles.find(visit.profile.company, paramOf(visit, 'folio'));
  if (!ticket) throw notFound();
  return ticket;
};

export type TicketNotice = { kind: 'done' | 'wrong'; text: string; refused?: string; seen?: string } | null;

/** The page of a ticket. A notice of a stale form shows what was changed since it was drawn. */
export const ticketPage = async (
  tools: ConsoleTools & DeskTools,
  visit: Visit,
  ticket: FileTicket,
  notice: TicketNotice,
): Promise<Html> => {
  const { store } = tools;
  const { company } = visit.profile;
  const [messages, replies, events, agents, way, saved, subscriber, directoryLoaded, others, compensation] = await Promise.all([
    store.ticketFiles.messages(ticket.id),
    store.ticketFiles.replies(ticket.id),
    store.ticketFiles.events(ticket.id),
    store.agents.list(company),
    findWay(tools, visit, ticket),
    store.savedAnswers.list(company, ticket.area),
    ticket.contractKey === null ? [] : store.subscribers.findByContractKeys(company, [ticket.contractKey]),
    store.subscribers.isLoaded(company),
    ticket.contractKey === null ? [] : store.worklist.ofContract(company, ticket.contractKey, 20),
    ticket.status === 'open' && ticket.category === 'falla'
      ? tools.actions.compensation({ company, ticketId: ticket.id, repairedAt: null })
      : null,
  ]);
  const names = new Map(agents.map(({ id, name }) => [id, name]));
  const zone = zoneOf(visit.profile, ticket.city);
  const around: Around = { profile: visit.profile, zone, nameOf: (actor) => nameOf(actor, names) };
  const [requestId, seen] = [randomUUID(), events.at(-1)?.id ?? ''];
  const refused = notice?.refused ?? null;
  const since = notice?.seen === undefined ? [] : changesSince(events, notice.seen);
  return page(
    visit,
    {
      title: `${ticket.folio} · ${CATEGORY_NAMES[ticket.category]}`,
      notice: notice && {
        kind: notice.kind,
        text: [
          notice.text,
          notice.refused !== undefined && FORMS.has(notice.refused) && html` <a href="#action-${notice.refused}">Ir a lo que escribió</a>`,
          since.length > 0 && html`<ul>${since.map((event) => html`<li>${describeEvent(event, around)}</li>`)}</ul>`,
        ],
      },
    },
    html`<div class="ticket" data-live-ticket="${ticket.folio}" data-version="${ticket.version}">
      ${head(tools, visit, ticket, zone)}
      <p class="presence notice" data-presence role="status" hidden></p>
      <p class="notice wrong" data-changed role="status" hidden>Este reporte cambió. <a href="/tickets/${ticket.folio}">Actualizar la página</a></p>
      <div class="columns"><div class="talk">
        <h2>Conversación</h2>${showConversation({ messages, replies, events }, around)}
        ${answerBox(tools, visit, { ticket, way, saved, requestId, seen, refused })}
      </div><div class="side">
        ${actionForms(visit, { ticket, messages, agents, compensation, isInDirectory: subscriber.length > 0, requestId, seen, refused })}
        ${facts(visit, ticket)}
        ${subscriberCard(subscriber, directoryLoaded, visit)}
        ${othersCard(
          others.filter(({ id }) => id !== ticket.id),
          visit,
          tools.now(),
        )}
        <section class="card"><h2>Bitácora</h2>${showLog(events, around, { visit, folio: ticket.folio, version: ticket.version, requestId, replies })}</section>
      </div></div></div>`,
  );
};

/** The actions whose forms are folded away: a refused one stands far down the page on a telephone. */
const FORMS: ReadonlySet<string> = new Set(['resolve', 'reopen', 'assign', 'pause', 'move', 'correct', 'join', 'split']);

const nameOf = (actor: string, names: Map<string, string>): string => {
  if (actor === 'system') return 'Sistema';
  if (actor === 'customer') return 'Cliente';
  if (actor.startsWith('api:')) return 'Otro sistema';
  return names.get(actor.replace(/^agent:/, '')) ?? 'Otra persona';
};

const changesSince = (events: FileEvent[], seen: string): FileEvent[] => {
  const index = events.findIndex(({ id }) => id === seen);
  return index < 0 ? events.slice(-3) : events.slice(index + 1);
};

const head = (tools: ConsoleTools, visit: Visit, ticket: FileTicket, zone: string): Html => {
  const term = termOf(ticket, tools.now());
  return html`<div class="ticket-head"><h1><span class="folio">${ticket.folio}</span> ${CATEGORY_NAMES[ticket.category]}</h1>
    <p><span class="term ${term.kind}"><span aria-hidden="true">${term.mark}</span> ${term.text}</span>
      <span class="quiet">Término: <time datetime="${ticket.dueAt.toISOString()}">${timeText(ticket.dueAt, zone)}</time></span> ${tags(ticket)}
      ${ticket.writtenOnly && html`<span class="tag strong">Solo por escrito</span>`}
      ${ticket.warnings.map((code) => html`<span class="tag bad">${WARNINGS[code] ?? code}</span> `)}</p>
    ${ticket.joinedInto && html`<p class="notice">Este reporte se unió a <a href="/tickets/${ticket.joinedInto.folio}">${ticket.joinedInto.folio}</a>, que sigue en su lugar.</p>`}
    <p class="quiet">${areaName(ticket.area)}${ticket.city && ` · ${cityName(visit.profile, ticket.city)}`} · Atiende: ${ticket.agent?.name ?? 'nadie'}</p></div>`;
};
const WARNINGS: Record<string, string> = {
  'unreadable-message': 'Llegó un mensaje en el que no se pudo leer nada: ábralo en su original',
  'unknown-sender': 'Escribió alguien que no conocemos en este reporte: confirme quién es antes de darle datos',
  'answer-undelivered': 'Una respuesta no llegó al cliente',
};

const causeName = (code: string | null): string | null => (code !== null && isCause(code) ? CAUSES[code].name : code);

const facts = (visit: Visit, ticket: FileTicket): Html => {
  const rows: [string, string | Html | null][] = [
    ['Contrato', ticket.contract],
    ['Titular', ticket.holder],
    ['Contacto', ticket.contact],
    [
      'Teléfono',
      ticket.phone && (ticket.writtenOnly ? phoneText(ticket.phone) : html`<a href="tel:${ticket.phone}">${phoneText(ticket.phone)}</a>`),
    ],
    ['Correo', ticket.email],
    ['Ciudad', ticket.city && cityName(visit.profile, ticket.city)],
    ['Abierto', timeText(ticket.openedAt, zoneOf(visit.profile, ticket.city))],
    ['Causa', causeName(ticket.cause)],
    ['Compensación', ticket.compensationCents === null ? null : money(ticket.compensationCents)],
  ];
  // One that was split off and joined again is both; it is shown once.
  const folios = new Set([...(ticket.related ? [ticket.related] : []), ...ticket.relating, ...ticket.joined].map(({ folio }) => folio));
  return html`<section class="card"><h2>Datos</h2><dl class="facts">${rows.map(([name, value]) => value && html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    ${folios.size > 0 && html`<p>Relacionados: ${[...folios].map((folio) => html`<a class="tag" href="/tickets/${folio}">${folio}</a> `)}</p>`}
    <p><a href="/tickets/${ticket.folio}/slip">Comprobante para imprimir</a></p>
    ${
      SUPERVISORS.includes(visit.agent.role) &&
      html`<p>Expediente para la autoridad: <a href="/tickets/${ticket.folio}/file.pdf" download>PDF</a> · <a href="/tickets/${ticket.folio}/file.json" download>JSON</a></p>`
    }</section>`;
};

const subscriberCard = (
  rows: { contract: string; holder: string; phone: string | null; email: string | null; city: string | null }[],
  directoryLoaded: boolean,
  visit: Visit,
): Html =>
  html`<section class="card"><h2>Suscriptor</h2>${
    rows.length === 0
      ? html`<p class="quiet">${directoryLoaded ? 'El directorio no tiene este contrato.' : 'No hay un directorio cargado.'}</p>`
      : rows.map(
          (row) =>
            html`<dl class="facts"><dt>Contrato</dt><dd>${row.contract}</dd><dt>Titular</dt><dd>${row.holder}</dd>${row.phone && html`<dt>Teléfono</dt><dd>${phoneText(row.phone)}</dd>`}${
              row.email && html`<dt>Correo</dt><dd>${row.email}</dd>`
            }${row.city && html`<dt>Ciudad</dt><dd>${cityName(visit.profile, row.city)}</dd>`}</dl>`,
        )
  }</section>`;

const othersCard = (rows: WorkRow[], visit: Visit, now: Date): Html =>
  html`<section class="card"><h2>Otros reportes del contrato</h2>${
    rows.length === 0
      ? html`<p class="quiet">Ninguno.</p>`
      : html`<ul class="plain-list">${rows.map(
          (row) =>
            html`<li><a href="/tickets/${row.folio}">${row.folio}</a> ${CATEGORY_NAMES[row.category]}<br><small>${termOf(row, now).text} · ${timeText(row.openedAt, zoneOf(visit.profile, row.city))}</small></li>`,
        )}</ul>`
  }</section>`;
