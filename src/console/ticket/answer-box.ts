import { explainRefusal } from '../../core/policy/actions/refusals.ts';
import { chooseAgentRoute } from '../../core/policy/actions/write.ts';
import { chooseRecipient, type Route } from '../../core/policy/recipient.ts';
import type { FileTicket } from '../../store/ticket-file.ts';
import { type Html, html, type Piece } from '../html.ts';
import { csrfField } from '../layout.ts';
import { CHANNEL_NAMES, inSentence, phoneText, spanText, timeText, zoneOf } from '../spanish.ts';
import { type ConsoleTools, fieldOf, type Visit } from '../visit.ts';

/** Where an answer would go now, and until when; or why it cannot. */
export type Way = {
  route: Route | null;
  refusal: string | null;
  lastFromCustomerAt: Date | null;
  closesAt: Date | null;
  isFallback: boolean;
};

/** How the customer of a ticket can be answered right now: shown before one writes (policy, rules 12, 16 and 18). */
export const findWay = async (tools: ConsoleTools, visit: Visit, ticket: FileTicket): Promise<Way> => {
  const { store } = tools;
  const { profile } = visit;
  const last = await store.tickets.findLastMessage(ticket.id);
  const asker = last && {
    channel: last.channel,
    sender: { name: last.senderName, address: last.senderAddress, phone: last.senderPhone, userId: last.senderUserId },
    replyTo: last.replyTo,
  };
  const route = asker && chooseRecipient(asker, profile);
  const email =
    ticket.email ?? (await store.tickets.findSenders(ticket.id)).find(({ senderAddress }) => senderAddress)?.senderAddress ?? null;
  const isPhone = route?.recipient.startsWith('+') && route.channel !== 'messenger';
  const lastFromCustomerAt =
    route &&
    (await store.messages.findLastFrom(ticket.company, route.channel, isPhone ? { phone: route.recipient } : { userId: route.recipient }));
  const chosen = chooseAgentRoute({ text: '.', route, lastFromCustomerAt, email, now: tools.now() }, profile.limits);
  if (chosen.kind === 'refused')
    return { route: null, refusal: explainRefusal(chosen.because), lastFromCustomerAt, closesAt: null, isFallback: false };
  const hasWindow = chosen.route.channel === 'whatsapp' || chosen.route.channel === 'messenger';
  return {
    route: chosen.route,
    refusal: null,
    lastFromCustomerAt,
    closesAt: hasWindow && lastFromCustomerAt ? new Date(lastFromCustomerAt.getTime() + profile.limits.metaWindowMs) : null,
    isFallback: route !== null && chosen.route.channel !== route.channel,
  };
};

export type AnswerBox = {
  ticket: FileTicket;
  way: Way;
  saved: { id: string; title: string; text: string }[];
  requestId: string;
  seen: string;
  /** The action whose form comes back refused: its box holds what was typed. */
  refused: string | null;
};

/** The box in which an agent answers, with the way it will go and its window. */
export const answerBox = (tools: ConsoleTools, visit: Visit, box: AnswerBox): Html => {
  const { ticket, way } = box;
  const kept = (action: string): string => (box.refused === action ? fieldOf(visit, 'text') : '');
  const hidden = html`${csrfField(visit)}<input type="hidden" name="version" value="${ticket.version}">
    <input type="hidden" name="requestId" value="${box.requestId}"><input type="hidden" name="seen" value="${box.seen}">`;
  return html`<section class="card answer" id="answer"><h2>Responder al cliente</h2>
    ${windowState(tools, visit, box)}
    ${
      way.route &&
      html`<form method="post" action="/tickets/${ticket.folio}/answer">${hidden}
      ${
        box.saved.length > 0 &&
        html`<label for="saved">Respuesta guardada</label><select id="saved" data-saved><option value="">Elegir…</option>${box.saved.map(
          ({ title, text }) => html`<option value="${text}">${title}</option>`,
        )}</select>`
      }
      <label for="text">Respuesta</label>
      <textarea id="text" name="text" rows="6" required maxlength="${LONGEST[way.route.channel] ?? 50_000}" data-draft="${ticket.folio}">${kept('answer')}</textarea>
      <div class="row"><button type="submit">Enviar por ${inSentence(CHANNEL_NAMES[way.route.channel])}</button>
      <button type="submit" class="secondary" formaction="/tickets/${ticket.folio}/save-answer" formnovalidate>Guardar para otra vez…</button></div></form>`
    }
    <p class="quiet"><a href="/answers?from=${ticket.folio}">Respuestas guardadas</a></p></section>
  <section class="card" id="note"><h2>Nota interna</h2><form method="post" action="/tickets/${ticket.folio}/note">${hidden}
    <label for="note-text">Solo la lee nuestra gente</label><textarea id="note-text" name="text" rows="3" required maxlength="20000">${kept('note')}</textarea>
    <button type="submit" class="secondary">Guardar nota</button></form></section>`;
};
const LONGEST: Record<string, number> = { whatsapp: 4096, messenger: 2000 };

const windowState = (tools: ConsoleTools, visit: Visit, { ticket, way }: AnswerBox): Piece => {
  const zone = zoneOf(visit.profile, ticket.city);
  const call = ticket.writtenOnly ? html`<p class="notice wrong">Pidió atención solo por escrito: no le llame.</p>` : null;
  if (!way.route)
    return html`${call}<p class="notice wrong">${way.refusal}${ticket.phone && !ticket.writtenOnly && html` Puede llamarle: <a href="tel:${ticket.phone}">${phoneText(ticket.phone)}</a>.`}</p>`;
  const doubt =
    ticket.warnings.includes('unknown-sender') &&
    html`<p class="notice wrong">En este reporte escribió alguien que no conocemos: antes de enviar, confirme que ${phoneText(way.route.recipient)} es del cliente.</p>`;
  const where = html`${doubt}<p>Va por <strong>${inSentence(CHANNEL_NAMES[way.route.channel])}</strong> a ${phoneText(way.route.recipient)}.</p>`;
  if (way.isFallback)
    return html`${call}<p class="notice wrong">La ventana de 24 horas de su canal ya se cerró: la respuesta irá por correo.</p>${where}`;
  if (!way.closesAt) return html`${call}${where}`;
  const left = way.closesAt.getTime() - tools.now().getTime();
  return html`${call}${where}<p class="notice done">La ventana de 24 horas está abierta: se cierra en ${spanText(left)} (${timeText(way.closesAt, zone)}).</p>`;
};
