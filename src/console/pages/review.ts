import { randomUUID } from 'node:crypto';
import { MATTER_CHOICES, MATTER_QUESTION, takesChoices } from '../../core/policy/actions/ask-matter.ts';
import { explainReason } from '../../core/policy/explain.ts';
import { maskSecrets } from '../../core/text/mask.ts';
import type { FileMessage } from '../../store/ticket-file.ts';
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
import { CHANNEL_NAMES, phoneText, timeText } from '../spanish.ts';
import { showMessage } from '../ticket/conversation.ts';
import { type ConsoleTools, EVERY_ROLE, fieldOf, notFound, paramOf, queryOf, type Route, type Visit } from '../visit.ts';
import { waitingCards } from '../waiting-cards.ts';
import { cursorOf } from './queue.ts';

type Tools = ConsoleTools & DeskTools;
const ROWS = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `/review`: the messages that a person must look at. What is made of one is kept with it, as material to teach the readers with. */
export const reviewRoutes = (tools: Tools): Route[] => [
  { method: 'GET', url: '/review', who: EVERY_ROLE, handle: (visit) => reviewPage(tools, visit) },
  {
    method: 'GET',
    url: '/review/:id',
    who: EVERY_ROLE,
    handle: async (visit) => messagePage(tools, visit, await getMessage(tools, visit)),
  },
  { method: 'POST', url: '/review/:id/open', who: EVERY_ROLE, handle: (visit) => openTicket(tools, visit) },
  { method: 'POST', url: '/review/:id/ask', who: EVERY_ROLE, handle: (visit) => ask(tools, visit) },
  { method: 'POST', url: '/review/:id/no-request', who: EVERY_ROLE, handle: (visit) => markNoRequest(tools, visit) },
  { method: 'POST', url: '/review/:id/undo', who: EVERY_ROLE, handle: (visit) => undoNoRequest(tools, visit) },
];

const reviewPage = async (tools: Tools, visit: Visit): Promise<Html> => {
  const { company } = visit.profile;
  const [waiting, asked, expired, calls] = await Promise.all([
    tools.store.ticketFiles.review(company, cursorOf(queryOf(visit, 'after')), ROWS + 1),
    tools.store.waiting.list(company, tools.now(), ROWS + 1),
    tools.store.ticketFiles.expiredMatters(company, tools.now(), ROWS),
    tools.store.ticketFiles.calls(company, ROWS),
  ]);
  const undo = queryOf(visit, 'marked');
  const last = waiting[ROWS - 1];
  return page(
    visit,
    { title: 'Revisión', here: '/review' },
    html`<h1>Revisión</h1>
    ${
      UUID.test(undo) &&
      html`<form method="post" action="/review/${undo}/undo" class="notice done">${csrfField(visit)}El mensaje quedó marcado como no solicitud. <button class="plain" type="submit">Deshacer</button></form>`
    }
    <h2>Mensajes por revisar</h2>${list(visit, waiting.slice(0, ROWS), 'No hay mensajes por revisar.')}
    ${waiting.length > ROWS && last && html`<p><a href="?after=${last.receivedAt.getTime()}_${last.id}">Siguientes ${ROWS}</a></p>`}
    <h2>Esperamos sus datos</h2><p class="quiet">Todavía pueden responder. Si una de estas personas llama, abra el reporte desde su mensaje.</p>${
      asked.length === 0 ? html`<p class="empty">No esperamos datos de nadie.</p>` : waitingCards(visit, asked.slice(0, ROWS), tools.now())
    }${asked.length > ROWS && html`<p class="quiet">Se muestran las ${ROWS} más recientes; a las demás las encuentra el buscador de <a href="/">Reportes</a>.</p>`}
    <h2>Sin los datos que se pidieron</h2><p class="quiet">Pasó el plazo para que respondieran. Puede abrir el reporte con lo que se sabe.</p>${list(visit, expired, 'Ninguno.')}
    <h2>Por llamar</h2>${
      calls.length === 0
        ? html`<p class="quiet">Nadie espera una llamada.</p>`
        : html`<ul class="plain-list">${calls.map(
            ({ ticket }) =>
              ticket &&
              html`<li><a href="/tickets/${ticket.folio}">${ticket.folio}</a> ${ticket.holder} ${ticket.phone && phoneText(ticket.phone)}${ticket.writtenOnly && html` <span class="tag bad">Solo por escrito</span>`}</li>`,
          )}</ul>`
    }`,
  );
};

const list = (visit: Visit, messages: FileMessage[], none: string): Html =>
  messages.length === 0
    ? html`<p class="empty">${none}</p>`
    : html`<ul class="cards">${messages.map(
        (
          message,
        ) => html`<li class="card"><p><a href="/review/${message.id}"><strong>${message.senderName || message.senderAddress || message.senderPhone || 'Sin remitente'}</strong></a>
        <span class="tag">${CHANNEL_NAMES[message.channel]}</span> <time datetime="${message.receivedAt.toISOString()}">${timeText(message.receivedAt, visit.profile.timeZone)}</time></p>
        <p class="clip">${message.subject && html`<strong>${maskSecrets(message.subject)}</strong> · `}${maskSecrets((message.text ?? '').slice(0, 300))}</p>
        <p class="quiet">${message.reason && explainReason(message.reason)}</p></li>`,
      )}</ul>`;

const getMessage = async (tools: Tools, visit: Visit): Promise<FileMessage> => {
  const id = paramOf(visit, 'id');
  const message = UUID.test(id) ? await tools.store.ticketFiles.findMessage(visit.profile.company, id) : null;
  if (!message || (message.disposition !== 'review' && message.disposition !== 'pending')) throw notFound();
  return message;
};

type Refusals = { wrong: Wrong[]; values: MatterValues } | null;

const messagePage = async (tools: Tools, visit: Visit, message: FileMessage, refused: Refusals = null): Promise<Html> => {
  const { profile } = visit;
  const agents = await tools.store.agents.list(profile.company);
  const nameOf = (actor: string) => agents.find(({ id }) => actor === `agent:${id}`)?.name ?? 'Sistema';
  const shown = { values: refused?.values ?? valuesOf(message), wrong: refused?.wrong ?? [] };
  return page(
    visit,
    { title: 'Revisar mensaje', notice: wrongNotice(shown.wrong) },
    html`<h1>Revisar mensaje</h1><p><a href="/review">Volver a la lista</a></p>
    <div class="columns"><div class="talk">${showMessage(message, { profile, zone: profile.timeZone, nameOf })}</div>
    <div class="side"><section class="card"><h2>Abrir un reporte</h2><form method="post" action="/review/${message.id}/open">${csrfField(visit)}
      <input type="hidden" name="requestId" value="${randomUUID()}">
      ${categoryField(shown)}${matterField('contract', 'Contrato', shown)}${matterField('holder', 'Titular', shown)}${matterField('contact', 'Quien escribe, si no es el titular', shown)}
      ${matterField('phone', 'Teléfono', shown)}${matterField('email', 'Correo', shown)}${cityField(visit, shown)}${descriptionField(shown, 'Qué pide')}${inclusionFields(shown)}
      <button type="submit">${message.authentication === 'fail' ? 'Abrir reporte sin enviar folio' : 'Abrir reporte y enviar folio'}</button></form></section>
    ${
      message.disposition === 'review' &&
      takesChoices(message.channel) &&
      html`<section class="card"><h2>Preguntar el asunto</h2><p>Se le escribe: «${MATTER_QUESTION}»</p>
      <p class="quiet">Con estos botones: ${MATTER_CHOICES.map(({ title }) => html`<span class="tag">${title}</span> `)}</p>
      <form method="post" action="/review/${message.id}/ask">${csrfField(visit)}<input type="hidden" name="requestId" value="${randomUUID()}">
      <button type="submit" class="secondary">Preguntar</button></form></section>`
    }${
      message.disposition === 'review' &&
      html`<section class="card"><h2>No es una solicitud</h2><form method="post" action="/review/${message.id}/no-request">${csrfField(visit)}
      <input type="hidden" name="requestId" value="${randomUUID()}"><label for="nr-reason">Por qué (si hace falta)</label><input id="nr-reason" name="reason" maxlength="500">
      <button type="submit" class="secondary">Marcar como no solicitud</button></form><p class="quiet">No se responde ni se borra; sirve para que el sistema lea mejor.</p></section>`
    }</div></div>`,
  );
};

/** The form begins with what was read, else with what the channel gives. */
const valuesOf = ({ reading, text, senderPhone, senderAddress, subject }: FileMessage): MatterValues => ({
  category: reading?.category ?? null,
  contract: reading?.contract ?? null,
  holder: reading?.holder ?? null,
  contact: reading?.contact ?? null,
  phone: reading?.phone ?? senderPhone,
  email: reading?.email ?? senderAddress,
  city: reading?.city ?? null,
  description: (text || subject || '').slice(0, 20_000),
  preferente: reading?.accessibility ?? false,
  writtenOnly: false,
});

const orderOf = (visit: Visit, message: FileMessage) => {
  const requestId = fieldOf(visit, 'requestId');
  return { company: visit.profile.company, messageId: message.id, agent: visit.agent.id, ...(UUID.test(requestId) && { requestId }) };
};

const openTicket = async (tools: Tools, visit: Visit) => {
  const message = await getOpenMessage(tools, visit);
  if (!message) return visit.reply.redirect('/review', 303);
  const matter = readMatter(visit);
  const outcome = await tools.actions.openFromReview({ ...orderOf(visit, message), matter });
  if (outcome.kind === 'repeated') return visit.reply.redirect('/review', 303);
  if (outcome.kind === 'done') return visit.reply.redirect(`/tickets/${outcome.folio}?done=capture`, 303);
  visit.reply.code(422);
  return messagePage(tools, visit, message, { wrong: wrongOf(outcome), values: matter });
};

/** A message that has become a ticket meanwhile, as when a form is sent twice, is no longer here; another company's never was. */
const getOpenMessage = async (tools: Tools, visit: Visit): Promise<FileMessage | null> => {
  const id = paramOf(visit, 'id');
  const message = UUID.test(id) ? await tools.store.ticketFiles.findMessage(visit.profile.company, id) : null;
  if (!message) throw notFound();
  return message.disposition === 'review' || message.disposition === 'pending' ? message : null;
};

const markNoRequest = async (tools: Tools, visit: Visit) => {
  const message = await getMessage(tools, visit);
  const outcome = await tools.actions.markAsNoRequest({ ...orderOf(visit, message), reason: fieldOf(visit, 'reason') || null });
  if (outcome.kind !== 'refused') return visit.reply.redirect(`/review?marked=${message.id}`, 303);
  visit.reply.code(422);
  return messagePage(tools, visit, message, { wrong: wrongOf(outcome), values: valuesOf(message) });
};

const ask = async (tools: Tools, visit: Visit) => {
  const message = await getMessage(tools, visit);
  const outcome = await tools.actions.askForMatter(orderOf(visit, message));
  if (outcome.kind !== 'refused') return visit.reply.redirect('/review', 303);
  visit.reply.code(422);
  return messagePage(tools, visit, message, { wrong: wrongOf(outcome), values: valuesOf(message) });
};

const undoNoRequest = async (tools: Tools, visit: Visit) => {
  const message = await getMessage(tools, visit);
  await tools.actions.undoNoRequest({ ...orderOf(visit, message), reason: null });
  return visit.reply.redirect(`/review/${message.id}`, 303);
};
