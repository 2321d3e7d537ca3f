import type { CompanyProfile } from '../../core/company.ts';
import { composeFolio, readFolio } from '../../core/folio.ts';
import { canonicalPhone } from '../../core/phone.ts';
import { contractKeyOf } from '../../core/policy/contracts.ts';
import type { Area, Category } from '../../core/words.ts';
import { searchWaiting } from '../../store/waiting.ts';
import { type SearchTerms, searchWork, type WorkCursor, type WorkFilter, type WorkRow } from '../../store/worklist.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { AREAS, areaName, CATEGORY_NAMES, cityName, OPENING, termOf, timeText, zoneOf } from '../spanish.ts';
import { type ConsoleTools, EVERY_ROLE, queryOf, type Route, textsOf, type Visit } from '../visit.ts';
import { waitingCards } from '../waiting-cards.ts';

const ROWS = 50;
const LONGEST_SEARCH = 200;

/** `/`: the tickets as an agent goes through them, by term; filters and search are in the address, so that they can be kept and sent. */
export const queueRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: '/', who: EVERY_ROLE, handle: (visit) => queuePage(tools, visit) },
  { method: 'POST', url: '/notifications/seen', who: EVERY_ROLE, handle: (visit) => markSeen(tools, visit) },
];

const queuePage = async (tools: ConsoleTools, visit: Visit): Promise<Html | Visit['reply']> => {
  const typed = queryOf(visit, 'q').slice(0, LONGEST_SEARCH);
  const terms = typed === '' ? null : readSearch(typed, visit.profile);
  if (terms?.folio && terms.contractKey === null && (await tools.store.tickets.findByFolio(visit.profile.company, terms.folio)))
    return visit.reply.redirect(`/tickets/${terms.folio}`, 303);
  const filter = readFilter(visit);
  const rows = terms
    ? await searchWork(tools.store.db, visit.profile.company, terms)
    : await tools.store.worklist.list(visit.profile.company, filter, readCursor(visit), ROWS + 1);
  const waiting = terms ? await searchWaiting(tools.store.db, visit.profile.company, terms) : [];
  const shown = terms ? rows : rows.slice(0, ROWS);
  const list = html`<div id="queue" data-live-queue>${shown.length === 0 && waiting.length > 0 ? html`<p class="empty">No hay reportes de «${typed}».</p>` : table(visit, shown, tools.now(), typed)}${
    waiting.length > 0 && html`<h2>Esperamos datos de estas personas</h2>${waitingCards(visit, waiting, tools.now())}`
  }${
    !terms && rows.length > ROWS
      ? html`<p><a class="more" href="?${nextPage(visit, shown.at(-1), filter)}">Siguientes ${ROWS}</a></p>`
      : null
  }</div>`;
  if (visit.request.headers['hx-request']) return list;
  return page(
    visit,
    { title: 'Reportes', here: '/' },
    html`<h1>Reportes</h1>${await notices(tools, visit)}${searchForm(typed)}${typed === '' ? filterForm(visit, filter) : html`<p><a href="/">Quitar la búsqueda</a></p>`}
    <p class="live" data-live="queue" hidden><button type="button" class="secondary" data-refresh-queue>Hay cambios: actualizar la lista</button></p>${list}`,
  );
};

/** What a person must see, once: tickets whose term has passed. */
const notices = async (tools: ConsoleTools, visit: Visit): Promise<Html | null> => {
  const unseen = await tools.store.notifications.findUnseen(visit.agent.id);
  if (unseen.length === 0) return null;
  return html`<form method="post" action="/notifications/seen" class="notice wrong">${csrfField(visit)}
    <p>Venció el término de ${unseen.length === 1 ? 'un reporte' : `${unseen.length} reportes`}:</p><ul>${unseen.map(
      ({ id, at, ticket }) => html`<li><input type="hidden" name="id" value="${id}"><a href="/tickets/${ticket.folio}">${ticket.folio}</a>
        ${areaName(ticket.area)}${ticket.city && ` · ${cityName(visit.profile, ticket.city)}`} <small>${timeText(at, zoneOf(visit.profile, ticket.city))}</small></li>`,
    )}</ul><button type="submit" class="secondary">Ya los vi</button></form>`;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const markSeen = async (tools: ConsoleTools, visit: Visit) => {
  const ids = textsOf(visit.request.body, 'id').filter((id) => UUID.test(id));
  await tools.store.notifications.markSeen(visit.agent.id, ids.slice(0, 200), tools.now());
  return visit.reply.redirect('/', 303);
};

/** What a search is about: a folio in any spelling, a contract, a telephone, an address, or else words. */
export const readSearch = (typed: string, profile: CompanyProfile): SearchTerms => {
  const none: SearchTerms = { folio: null, contractKey: null, phone: null, email: null, words: null };
  const series = profile.cities.length > 0 ? profile.cities.map((city) => city.series) : [profile.series];
  const folio = readFolio(typed, series);
  if (folio) return { ...none, folio };
  if (ADDRESS.test(typed)) return { ...none, email: typed.toLowerCase() };
  const bare = typed.toUpperCase().replace(/[\s().-]/g, '');
  const contract = new RegExp(`^(?:${profile.contractPattern})$`).test(bare) ? contractKeyOf(bare, profile) : null;
  const digits = bare.replace(/^\+/, '');
  const phone = TEN_DIGITS.test(digits) ? canonicalPhone(`52${digits}`) : LONG_NUMBER.test(digits) ? canonicalPhone(digits) : null;
  const [, letters = '', year, sequence] = UNCHECKED_FOLIO.exec(bare) ?? [];
  const unchecked = series.includes(letters) ? composeFolio(letters, Number(year), Number(sequence)) : null;
  if (contract !== null || phone !== null || unchecked !== null) return { ...none, folio: unchecked, contractKey: contract, phone };
  return { ...none, words: typed };
};
// "MXL26004821", a folio read aloud without its last digit (or a contract: both are looked for); not "MXL204518".
const UNCHECKED_FOLIO = /^([A-Z]{3})(\d{2})(\d{6})$/;
// "ana@example.mx", not "ana en casa".
const ADDRESS = /^[^\s@]+@[^\s@]+$/;
// "6865550142", not "204518".
const TEN_DIGITS = /^\d{10}$/;
// "526865550142", not "204518".
const LONG_NUMBER = /^\d{11,15}$/;

/** Without any filter in the address an agent sees their own area and city, a supervisor the area. */
const readFilter = (visit: Visit): WorkFilter => {
  const { agent, profile } = visit;
  const isOwn = Object.keys(visit.request.query as object).every((key) => key === 'after' || key === 'order');
  const [area, city] = isOwn ? [agent.area, agent.role === 'agent' ? agent.city : null] : [queryOf(visit, 'area'), queryOf(visit, 'city')];
  const category = queryOf(visit, 'category');
  return {
    state: queryOf(visit, 'state') === 'resolved' ? 'resolved' : 'open',
    area: AREAS.find((one) => one === area) ?? null,
    city: profile.cities.find(({ id }) => id === city)?.id ?? null,
    category: OPENING.find((one) => one === category) ?? null,
    agentId: queryOf(visit, 'mine') === '1' ? agent.id : null,
    unassigned: queryOf(visit, 'unassigned') === '1',
    unidentified: queryOf(visit, 'unidentified') === '1',
    escalated: queryOf(visit, 'escalated') === '1',
    order: queryOf(visit, 'order') === 'age' ? 'age' : 'term',
  };
};

// "1795500000000_0198c0de-0000-7000-8000-000000000000", not "1795500000000".
const CURSOR = /^(\d{1,14})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const cursorOf = (typed: string): WorkCursor | null => {
  const [, at = '', id = ''] = CURSOR.exec(typed) ?? [];
  return id === '' ? null : { at: new Date(Number(at)), id };
};
const readCursor = (visit: Visit) => cursorOf(queryOf(visit, 'after'));

const nextPage = (visit: Visit, last: WorkRow | undefined, filter: WorkFilter): string => {
  const parameters = new URLSearchParams(
    Object.entries(visit.request.query as Record<string, string>).filter(([, value]) => typeof value === 'string'),
  );
  const at = filter.state === 'resolved' ? last?.resolvedAt : filter.order === 'age' ? last?.openedAt : last?.dueAt;
  if (last && at) parameters.set('after', `${at.getTime()}_${last.id}`);
  return parameters.toString();
};

const searchForm = (typed: string): Html => html`<form method="get" action="/" role="search" class="search">
  <label class="visually-hidden" for="q">Buscar reportes</label>
  <input id="q" name="q" type="search" value="${typed}" maxlength="${LONGEST_SEARCH}" placeholder="Folio, contrato, nombre, teléfono, correo o palabras">
  <button type="submit">Buscar</button></form>`;

const option = (value: string, text: string, chosen: string | null): Html =>
  html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : null}>${text}</option>`;

const filterForm = (
  { profile }: Visit,
  filter: WorkFilter,
): Html => html`<form method="get" action="/" class="filters" aria-label="Filtros">
  <label>Área <select name="area">${option('', 'Todas', filter.area)}${AREAS.map((area: Area) => option(area, areaName(area), filter.area))}</select></label>
  ${
    profile.cities.length > 0 &&
    html`<label>Ciudad <select name="city">${option('', 'Todas', filter.city)}${profile.cities.map(({ id, name }) => option(id, name, filter.city))}</select></label>`
  }
  <label>Estado <select name="state">${option('open', 'Abiertos', filter.state)}${option('resolved', 'Resueltos', filter.state)}</select></label>
  <label>Categoría <select name="category">${option('', 'Todas', filter.category)}${OPENING.map((one: Category) => option(one, CATEGORY_NAMES[one], filter.category))}</select></label>
  <label>Orden <select name="order">${option('term', 'Por término', filter.order)}${option('age', 'Por antigüedad', filter.order)}</select></label>
  ${box('mine', 'Míos', filter.agentId !== null)}${box('unassigned', 'Sin asignar', filter.unassigned)}${box('unidentified', 'Sin identificar', filter.unidentified)}${box('escalated', 'Escalados', filter.escalated)}
  <button type="submit" class="secondary">Filtrar</button></form>`;

const box = (name: string, text: string, checked: boolean): Html =>
  html`<label class="box"><input type="checkbox" name="${name}" value="1"${checked ? html` checked` : null}> ${text}</label>`;

const table = (visit: Visit, rows: WorkRow[], now: Date, typed: string): Html =>
  rows.length === 0
    ? html`<p class="empty">${typed === '' ? 'No hay reportes con estos filtros.' : html`No encontramos «${typed}». Pruebe con el folio, el contrato, el teléfono o una palabra del mensaje.`}</p>`
    : html`<table class="tickets"><caption class="visually-hidden">Reportes</caption><thead><tr><th scope="col">Término</th><th scope="col">Folio</th><th scope="col">Asunto</th><th scope="col">Cliente</th><th scope="col">Área</th><th scope="col">Atiende</th></tr></thead>
      <tbody>${rows.map((row) => rowOf(visit, row, now))}</tbody></table>`;

const rowOf = ({ profile }: Visit, row: WorkRow, now: Date): Html => {
  const term = termOf(row, now);
  const zone = zoneOf(profile, row.city);
  return html`<tr class="term-${term.kind}">
    <td data-label="Término"><span class="term ${term.kind}"><span aria-hidden="true">${term.mark}</span> ${term.text}</span>
      <br><small><time datetime="${row.dueAt.toISOString()}">${timeText(row.dueAt, zone)}</time><br>Recibido: <time datetime="${row.openedAt.toISOString()}">${timeText(row.openedAt, zone)}</time></small></td>
    <td data-label="Folio"><a class="folio" href="/tickets/${row.folio}">${row.folio}</a><br>${tags(row)}</td>
    <td data-label="Asunto"><strong>${CATEGORY_NAMES[row.category]}</strong><br><span class="clip">${row.description}</span></td>
    <td data-label="Cliente">${row.holder ?? row.contact ?? 'Sin nombre'}<br><small>${row.contract ? `Contrato ${row.contract}` : 'Sin contrato'}</small></td>
    <td data-label="Área">${areaName(row.area)}<br><small>${cityName(profile, row.city)}</small></td>
    <td data-label="Atiende">${row.agentName ?? html`<em>Nadie</em>`}</td></tr>`;
};

export const tags = (row: Pick<WorkRow, 'priority' | 'escalated' | 'unidentified' | 'unverified' | 'answersWithheld'>): Html =>
  html`${row.priority === 'preferente' && html`<span class="tag strong">Preferente</span> `}${row.escalated && html`<span class="tag bad">Escalado</span> `}${
    row.unidentified && html`<span class="tag">Sin identificar</span> `
  }${row.unverified && html`<span class="tag">Sin verificar</span> `}${row.answersWithheld && html`<span class="tag">Respuestas retenidas</span>`}`;
