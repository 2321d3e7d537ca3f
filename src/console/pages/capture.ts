import { randomUUID } from 'node:crypto';
import { canonicalPhone } from '../../core/phone.ts';
import type { TypedMatter } from '../../core/policy/actions/draft.ts';
import { explainRefusal } from '../../core/policy/actions/refusals.ts';
import { contractKeyOf } from '../../core/policy/contracts.ts';
import type { FileTicket } from '../../store/ticket-file.ts';
import type { DeskTools } from '../actions.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import {
  categoryField,
  cityField,
  descriptionField,
  inclusionFields,
  type MatterValues,
  matterField,
  readMatter,
  type Wrong,
  wrongNotice,
  wrongOf,
} from '../matter-form.ts';
import { areaName, CATEGORY_NAMES, cityName, phoneText, timeText, zoneOf } from '../spanish.ts';
import { type ConsoleTools, EVERY_ROLE, fieldOf, queryOf, type Route, type Visit } from '../visit.ts';
import { getTicket } from './ticket.ts';

type Tools = ConsoleTools & DeskTools;
const FOUND_AT_MOST = 8;

/** `/capture`: the procedure's steps a) to e) for who telephones or stands at the counter; and the slip with the folio. */
export const captureRoutes = (tools: Tools): Route[] => [
  { method: 'GET', url: '/capture', who: EVERY_ROLE, handle: async (visit) => capturePage(visit, { values: {}, wrong: [] }) },
  { method: 'POST', url: '/capture', who: EVERY_ROLE, handle: (visit) => capture(tools, visit) },
  { method: 'GET', url: '/capture/directory', who: EVERY_ROLE, handle: (visit) => directory(tools, visit) },
  {
    method: 'GET',
    url: '/tickets/:folio/slip',
    who: EVERY_ROLE,
    handle: async (visit) => slipPage(visit, await getTicket(tools, visit)),
  },
  { method: 'POST', url: '/tickets/:folio/send-folio', who: EVERY_ROLE, handle: (visit) => sendFolio(tools, visit) },
];

type Shown = { values: MatterValues; wrong: Wrong[]; by?: string; separate?: boolean };

const capturePage = (visit: Visit, shown: Shown): Html =>
  page(
    visit,
    { title: 'Captura', here: '/capture', width: 'narrow', notice: wrongNotice(shown.wrong) },
    html`<h1>Teléfono y oficina</h1>
    <form method="post" action="/capture" class="capture">${csrfField(visit)}<input type="hidden" name="requestId" value="${randomUUID()}">
      <fieldset><legend>Llegó por</legend><label class="box"><input type="radio" name="by" value="telephone"${shown.by === 'office' ? null : html` checked`}> Teléfono</label>
        <label class="box"><input type="radio" name="by" value="office"${shown.by === 'office' ? html` checked` : null}> Oficina</label></fieldset>
      <section class="card"><h2>a) Titular y contrato</h2>
        ${matterField('contract', 'Número de contrato', shown, html` hx-get="/capture/directory" hx-trigger="input changed delay:250ms" hx-target="#directory" hx-include="#contract,#holder,#phone"${shown.wrong.length === 0 ? html` autofocus` : null}`)}
        ${matterField('holder', 'Nombre del titular', shown, html` hx-get="/capture/directory" hx-trigger="input changed delay:250ms" hx-target="#directory" hx-include="#contract,#holder,#phone"`)}
        <div id="directory" aria-live="polite"></div>
        ${matterField('contact', 'Quien llama, si no es el titular', shown)}${cityField(visit, shown)}</section>
      <section class="card"><h2>b) Falla, aclaración o queja</h2>${categoryField(shown)}${descriptionField(shown, 'Qué pasa')}${inclusionFields(shown)}</section>
      <section class="card"><h2>c) Teléfono</h2>${matterField('phone', 'Teléfono para localizarle', shown, html` inputmode="tel"`)}</section>
      <section class="card"><h2>d) Correo electrónico</h2>${matterField('email', 'Correo', shown, html` inputmode="email"`)}</section>
      <section class="card"><h2>e) Número de reporte</h2>
        <label class="box"><input type="checkbox" name="separate" value="1"${shown.separate ? html` checked` : null}> Es otro asunto, aunque el contrato tenga un reporte abierto de la misma área</label>
        <button type="submit">Registrar y dar folio</button></section>
    </form>`,
  );

const capture = async (tools: Tools, visit: Visit): Promise<Html | Visit['reply']> => {
  const matter: TypedMatter = readMatter(visit);
  const [by, separate] = [
    fieldOf(visit, 'by') === 'office' ? ('office' as const) : ('telephone' as const),
    fieldOf(visit, 'separate') === '1',
  ];
  const typedId = fieldOf(visit, 'requestId');
  const requestId = UUID.test(typedId) ? typedId : randomUUID();
  const outcome = await tools.actions.capture({ company: visit.profile.company, agent: visit.agent.id, requestId, by, matter, separate });
  if (outcome.kind === 'refused') {
    visit.reply.code(422);
    return capturePage(visit, { values: matter, wrong: wrongOf(outcome), by, separate });
  }
  const folio = outcome.kind === 'repeated' ? await folioOf(tools, visit, outcome.messageId) : outcome.folio;
  return visit.reply.redirect(folio === null ? '/capture' : `/tickets/${folio}/slip?done=${outcome.kind}`, 303);
};
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const folioOf = async (tools: Tools, visit: Visit, messageId: string): Promise<string | null> => {
  const message = await tools.store.ticketFiles.findMessage(visit.profile.company, messageId);
  const ticket = message?.ticketId ? await tools.store.tickets.find(message.ticketId) : null;
  return ticket?.folio ?? null;
};

/** What the directory has while the agent types, and the open tickets of a contract that fits. */
const directory = async (tools: Tools, visit: Visit): Promise<Html> => {
  const { profile } = visit;
  const contract = queryOf(visit, 'contract')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const key = contractKeyOf(contract, profile);
  const rows = await tools.store.subscribers.suggest(
    profile.company,
    {
      contractKey: key,
      holder: queryOf(visit, 'holder').slice(0, 100),
      phone: canonicalPhone(`52${queryOf(visit, 'phone').replace(/\D/g, '')}`),
    },
    FOUND_AT_MOST,
  );
  const open =
    key.length >= 4 ? (await tools.store.worklist.ofContract(profile.company, key, 10)).filter(({ status }) => status === 'open') : [];
  if (rows.length === 0 && open.length === 0)
    return html`${contract.length >= 4 && html`<p class="quiet">El directorio no tiene ese contrato.</p>`}`;
  return html`${
    open.length > 0 &&
    html`<p class="notice">Ya hay ${open.length === 1 ? 'un reporte abierto' : `${open.length} reportes abiertos`}: ${open.map(
      (row) => html`<a href="/tickets/${row.folio}">${row.folio}</a> (${CATEGORY_NAMES[row.category]}, ${areaName(row.area)}) `,
    )}</p>`
  }<ul class="plain-list suggestions">${rows.map(
    (
      row,
    ) => html`<li><button type="button" class="secondary" data-fill data-contract="${row.contract}" data-holder="${row.holder}" data-phone="${row.phone}" data-email="${row.email}" data-city="${row.city}">
      ${row.contract} · ${row.holder}${row.city && ` · ${cityName(profile, row.city)}`}</button></li>`,
  )}</ul>`;
};

const SENT: Record<string, string> = {
  opened: 'El reporte quedó registrado. Dígale el folio.',
  appended: 'El contrato ya tenía un reporte abierto del mismo asunto: se agregó ahí. Dígale ese folio.',
  sent: 'El folio va en camino.',
  'sent-before': 'El folio ya se le había enviado por ese medio.',
};

const slipPage = (visit: Visit, ticket: FileTicket, wrong?: string): Html => {
  const done = SENT[queryOf(visit, 'done')];
  const zone = zoneOf(visit.profile, ticket.city);
  const send = (
    channel: 'email' | 'whatsapp',
    label: string,
    value: string | null,
  ) => html`<form method="post" action="/tickets/${ticket.folio}/send-folio" class="row">${csrfField(visit)}
    <input type="hidden" name="channel" value="${channel}"><label class="visually-hidden" for="to-${channel}">${label}</label>
    <input id="to-${channel}" name="to" value="${value}" required maxlength="254" placeholder="${label}"><button type="submit" class="secondary">Enviar por ${label}</button></form>`;
  return page(
    visit,
    {
      title: `Folio ${ticket.folio}`,
      here: '/capture',
      width: 'narrow',
      notice: wrong ? { kind: 'wrong', text: wrong } : done ? { kind: 'done', text: done } : null,
    },
    html`<section class="slip card"><p class="quiet">${visit.profile.name}</p><h1>Número de reporte</h1><p class="big-folio">${ticket.folio}</p>
      <dl class="facts"><dt>Asunto</dt><dd>${CATEGORY_NAMES[ticket.category]}</dd>${ticket.contract && html`<dt>Contrato</dt><dd>${ticket.contract}</dd>`}${ticket.holder && html`<dt>Titular</dt><dd>${ticket.holder}</dd>`}
      <dt>Recibido</dt><dd>${timeText(ticket.openedAt, zone)}</dd><dt>Respuesta a más tardar</dt><dd>${timeText(ticket.dueAt, zone)}</dd></dl></section>
    <div class="no-print"><p><button type="button" data-print>Imprimir comprobante</button> <a href="/tickets/${ticket.folio}">Abrir el reporte</a> · <a href="/capture">Capturar otro</a></p>
      <section class="card"><h2>Enviar el folio, si lo desea</h2>${visit.profile.attention.whatsapp && send('whatsapp', 'WhatsApp', ticket.phone && phoneText(ticket.phone))}${send('email', 'correo', ticket.email)}</section></div>`,
  );
};

// "ana@example.mx", not "ana".
const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]+$/;

const sendFolio = async (tools: Tools, visit: Visit): Promise<Html | Visit['reply']> => {
  const ticket = await getTicket(tools, visit);
  const channel = fieldOf(visit, 'channel') === 'email' ? 'email' : 'whatsapp';
  const recipient = recipientOf(channel, fieldOf(visit, 'to'));
  if (recipient === null) {
    visit.reply.code(422);
    return slipPage(visit, ticket, explainRefusal(channel === 'email' ? 'invalid-email' : 'invalid-phone'));
  }
  const outcome = await tools.actions.sendFolio({
    company: visit.profile.company,
    ticketId: ticket.id,
    agent: visit.agent.id,
    channel,
    recipient,
  });
  if (outcome.kind === 'refused') return slipPage(visit, ticket, explainRefusal(outcome.because));
  return visit.reply.redirect(`/tickets/${ticket.folio}/slip?done=${outcome.kind === 'done' ? 'sent' : 'sent-before'}`, 303);
};

const recipientOf = (channel: 'email' | 'whatsapp', typed: string): string | null => {
  if (channel === 'email') return ADDRESS.test(typed) ? typed.toLowerCase() : null;
  const digits = typed.replace(/\D/g, '');
  return canonicalPhone(digits.length === 10 ? `52${digits}` : digits);
};
