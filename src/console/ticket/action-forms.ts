import { CORRECTABLE } from '../../core/policy/actions/correct.ts';
import { CAUSES } from '../../core/policy/actions/resolve.ts';
import type { Compensation } from '../../core/policy/compensation.ts';
import { maskSecrets } from '../../core/text/mask.ts';
import type { AgentView } from '../../store/agents.ts';
import type { FileMessage, FileTicket } from '../../store/ticket-file.ts';
import { type Html, html, type Piece } from '../html.ts';
import { csrfField } from '../layout.ts';
import { AREAS, areaName, CATEGORY_NAMES, cityName, FIELD_NAMES, money, OPENING, phoneText, spanText } from '../spanish.ts';
import { fieldOf, type Visit } from '../visit.ts';

export type ActionForms = {
  ticket: FileTicket;
  messages: FileMessage[];
  agents: AgentView[];
  compensation: Compensation | null;
  /** Whether the directory has the ticket's contract: why there may be no compensation to confirm. */
  isInDirectory: boolean;
  requestId: string;
  seen: string;
  /** The action whose form comes back refused: it stands open, as it was filled in. */
  refused: string | null;
};

/** What an agent may do to a ticket as it stands; each form carries the version it was drawn from. */
export const actionForms = (visit: Visit, forms: ActionForms): Html => {
  const { ticket } = forms;
  if (ticket.status === 'joined') return html``;
  const form = (
    action: string,
    label: string,
    button: string,
    fields: Piece,
    isOpen = false,
  ) => html`<details class="action" id="action-${action}"${isOpen || forms.refused === action ? html` open` : null}>
    <summary>${label}</summary><form method="post" action="/tickets/${ticket.folio}/${action}">${csrfField(visit)}
    <input type="hidden" name="version" value="${ticket.version}"><input type="hidden" name="requestId" value="${forms.requestId}">
    <input type="hidden" name="seen" value="${forms.seen}">${fields}<button type="submit">${button}</button></form></details>`;
  const isOpen = ticket.status === 'open';
  const reason = (action: string, isRequired = true) => reasonField(action, keptOf(visit, forms, action, 'reason'), isRequired);
  return html`<section class="card actions" aria-label="Acciones"><h2>Acciones</h2>
    ${isOpen && form('resolve', 'Resolver', 'Resolver y avisar al cliente', resolveFields(visit, forms))}
    ${!isOpen && form('reopen', 'Reabrir', 'Reabrir', reason('reopen'))}
    ${isOpen && ticket.agentId !== visit.agent.id && form('take', 'Tomar', 'Tomar este reporte', null)}
    ${isOpen && form('assign', 'Asignar a otra persona', 'Asignar', assignFields(visit, forms))}
    ${isOpen && !ticket.pausedAt && form('pause', 'Pausar el término', 'Pausar', html`${reason('pause')}<label class="box"><input type="checkbox" name="attributable" value="1"${keptCheck(visit, forms, 'pause')}> La espera es por causa nuestra</label>`)}
    ${isOpen && ticket.pausedAt && form('resume', 'Reanudar el término', 'Reanudar', html`<p class="quiet">En pausa: ${ticket.pauseReason}</p>`, true)}
    ${isOpen && form('move', 'Cambiar de área o ciudad', 'Cambiar', moveFields(visit, forms))}
    ${form('correct', 'Corregir un dato', 'Corregir', correctFields(visit, forms))}
    ${form('join', 'Unir a otro reporte', 'Unir', html`<label for="join-folio">Folio del reporte que sigue</label><input id="join-folio" name="into" value="${keptOf(visit, forms, 'join', 'into')}" required autocomplete="off">${reason('join')}`)}
    ${forms.messages.length > 1 && form('split', 'Separar un mensaje', 'Separar en otro reporte', splitFields(visit, forms))}
  </section>`;
};

const reasonField = (name: string, typed: string, isRequired = true): Html =>
  html`<label for="${name}-reason">Motivo${isRequired ? null : ' (si hace falta)'}</label><input id="${name}-reason" name="reason" value="${typed}" maxlength="500"${isRequired ? html` required` : null}>`;

/** What was typed into the form that comes back, and what it shows at first in any other. */
const keptOf = (visit: Visit, { refused }: ActionForms, action: string, field: string, otherwise = ''): string =>
  refused === action ? fieldOf(visit, field) : otherwise;

const keptCheck = (visit: Visit, forms: ActionForms, action: string): Piece =>
  keptOf(visit, forms, action, 'attributable') === '1' ? html` checked` : null;

const options = (pairs: [string, string][], chosen: string | null): Piece =>
  pairs.map(([value, text]) => html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : null}>${text}</option>`);

const resolveFields = (visit: Visit, forms: ActionForms): Piece => html`<label for="cause">Causa</label>
  <select id="cause" name="cause" required><option value="">Elegir…</option>${options(
    Object.entries(CAUSES).map(([code, { name }]) => [code, name]),
    keptOf(visit, forms, 'resolve', 'cause'),
  )}</select>
  ${forms.ticket.category === 'falla' && outageFields(visit, forms)}
  <label for="resolve-reason">Qué se hizo (para la bitácora)</label><textarea id="resolve-reason" name="reason" rows="2" maxlength="2000">${keptOf(visit, forms, 'resolve', 'reason')}</textarea>`;

/** Only what can be reckoned is offered: without a price nobody could be told an amount. */
const outageFields = (visit: Visit, forms: ActionForms): Piece => {
  const { ticket, compensation, isInDirectory } = forms;
  return compensation === null
    ? html`<p class="quiet">No se ofrece confirmar una compensación: ${whyNoPrice(ticket, isInDirectory)}.</p>`
    : html`<input type="hidden" name="asked" value="1"><label for="repaired">Volvió el servicio (vacío: ahora)</label><input id="repaired" name="repaired" type="datetime-local" value="${keptOf(visit, forms, 'resolve', 'repaired')}">
    <label class="box"><input type="checkbox" name="attributable" value="1"${keptCheck(visit, forms, 'resolve')}> El tiempo sin servicio fue por causa nuestra: avisar la compensación</label>
    <p class="quiet">Si se confirma ahora: ${spanText(compensation.withoutServiceMs)} sin servicio; crédito ${money(compensation.creditCents)} más bonificación ${money(compensation.bonusCents)}: <strong>${money(compensation.totalCents)}</strong>.</p>`;
};

const whyNoPrice = (ticket: FileTicket, isInDirectory: boolean): string => {
  if (ticket.contract === null) return 'el reporte no tiene contrato, y sin él no se sabe cuánto paga al mes';
  return isInDirectory
    ? 'el directorio no dice cuánto paga al mes este contrato'
    : 'el directorio no tiene este contrato, y no se sabe cuánto paga al mes';
};

const assignFields = (visit: Visit, forms: ActionForms): Piece => {
  const to = keptOf(visit, forms, 'assign', 'to', forms.ticket.agentId ?? '');
  return html`<label for="to">Persona</label><select id="to" name="to"><option value="">Nadie</option>${forms.agents
    .filter(({ disabledAt }) => disabledAt === null)
    .map(
      ({ id, name, absent, area }) =>
        html`<option value="${id}"${id === to ? html` selected` : null}${absent && id !== visit.agent.id ? html` disabled` : null}>${name}${area && ` · ${areaName(area)}`}${absent && ' (ausente)'}</option>`,
    )}</select>${reasonField('assign', keptOf(visit, forms, 'assign', 'reason'), false)}`;
};

const cityField = (visit: Visit, id: string, chosen: string | null): Piece =>
  visit.profile.cities.length > 0 &&
  html`<label for="${id}">Ciudad</label><select id="${id}" name="city">${options(
    visit.profile.cities.map((city) => [city.id, city.name]),
    chosen,
  )}</select>`;

const moveFields = (visit: Visit, forms: ActionForms): Piece =>
  html`<label for="area">Área</label><select id="area" name="area">${options(
    AREAS.map((area) => [area, areaName(area)]),
    keptOf(visit, forms, 'move', 'area', forms.ticket.area),
  )}</select>${cityField(visit, 'move-city', keptOf(visit, forms, 'move', 'city', forms.ticket.city ?? ''))}${reasonField('move', keptOf(visit, forms, 'move', 'reason'))}`;

const correctFields = (visit: Visit, forms: ActionForms): Piece => {
  const { ticket } = forms;
  const shown = (field: (typeof CORRECTABLE)[number]): string | null => {
    if (field === 'category') return CATEGORY_NAMES[ticket.category];
    if (field === 'phone') return ticket.phone && phoneText(ticket.phone);
    return field === 'city' && ticket.city ? cityName(visit.profile, ticket.city) : ticket[field];
  };
  const places = visit.profile.cities.map(({ name }) => name).join(', ');
  const now = CORRECTABLE.map((field) => `${FIELD_NAMES[field]}: ${shown(field) ?? 'nada'}`);
  return html`<label for="field">Dato</label><select id="field" name="field">${options(
    CORRECTABLE.map((field) => [field, FIELD_NAMES[field] ?? field]),
    keptOf(visit, forms, 'correct', 'field'),
  )}</select>
  <label for="value">Valor correcto (vacío: no se sabe)</label><input id="value" name="value" value="${keptOf(visit, forms, 'correct', 'value')}" list="values" maxlength="200" aria-describedby="value-help">
  <datalist id="values">${OPENING.map((category) => html`<option value="${CATEGORY_NAMES[category]}">`)}${visit.profile.cities.map(({ name }) => html`<option value="${name}">`)}</datalist>
  <small id="value-help">Ahora: ${now.join('; ')}.${places && ` Ciudades: ${places}.`}</small>${reasonField('correct', keptOf(visit, forms, 'correct', 'reason'), false)}`;
};

const splitFields = (visit: Visit, forms: ActionForms): Piece =>
  html`<label for="message">Mensaje</label><select id="message" name="message">${options(
    forms.messages.map(({ id, text, subject }) => [id, maskSecrets((subject ?? text ?? 'Sin texto').slice(0, 80))]),
    keptOf(visit, forms, 'split', 'message'),
  )}</select><label for="split-category">Categoría del reporte nuevo</label><select id="split-category" name="category">${options(
    OPENING.map((category) => [category, CATEGORY_NAMES[category]]),
    keptOf(visit, forms, 'split', 'category'),
  )}</select>${reasonField('split', keptOf(visit, forms, 'split', 'reason'))}`;
