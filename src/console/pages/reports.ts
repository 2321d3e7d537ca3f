import type { FastifyReply } from 'fastify';
import { readFolio } from '../../core/folio.ts';
import { countTickets, REPORT_GROUPS, type Report, type ReportQuery, type ReportRow } from '../../store/reports.ts';
import { type Html, html, type Piece } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { GROUP_NAMES, keyName, monthName, monthOf, monthsToChoose, readReportQuery } from '../reports/ask.ts';
import { chartOf } from '../reports/chart.ts';
import { csvOf } from '../reports/csv.ts';
import { sendTicketsCsv } from '../reports/tickets-csv.ts';
import { AREAS, areaName, CATEGORY_NAMES, cityName, money, OPENING, spanText, timeText } from '../spanish.ts';
import { type ConsoleTools, queryOf, type Route, SUPERVISORS, type Visit } from '../visit.ts';

/** `/reports`: what became of the tickets that were received, as a chart, a table and a CSV; and the way to the file of one. */
export const reportRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: '/reports', who: SUPERVISORS, handle: (visit) => reportPage(tools, visit) },
  { method: 'GET', url: '/reports/summary.csv', who: SUPERVISORS, handle: (visit) => sendCsv(tools, visit) },
  { method: 'GET', url: '/reports/tickets.csv', who: SUPERVISORS, handle: (visit) => sendTicketsCsv(tools, visit) },
  { method: 'POST', url: '/reports/count', who: SUPERVISORS, handle: (visit) => countNow(tools, visit) },
  { method: 'GET', url: '/reports/file', who: SUPERVISORS, handle: async (visit) => findFile(tools, visit) },
];

const ask = async (tools: ConsoleTools, visit: Visit): Promise<{ query: ReportQuery; report: Report; countedAt: Date }> => {
  const { company, timeZone } = visit.profile;
  const now = tools.now();
  const query = readReportQuery(visit, now);
  await countTickets(tools.store.db, { company, timeZone, now });
  const [report, mark] = await Promise.all([tools.store.reports.summary(query), tools.store.reports.findMark(company)]);
  return { query, report, countedAt: mark?.countedAt ?? now };
};

/** Counts what has changed up to this moment, and shows the same report again. */
const countNow = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const { company, timeZone } = visit.profile;
  await countTickets(tools.store.db, { company, timeZone, now: tools.now(), isAsked: true });
  return visit.reply.redirect(`/reports?${parametersOf(readReportQuery(visit, tools.now()))}`, 303);
};

const reportPage = async (tools: ConsoleTools, visit: Visit, wrong: string | null = null): Promise<Html> => {
  const { profile } = visit;
  const [{ query, report, countedAt }, months] = await Promise.all([ask(tools, visit), tools.store.reports.months(profile.company)]);
  const inOrder = query.group === 'month' ? report.rows : report.rows.toSorted((one, other) => other.received - one.received);
  const bars = inOrder.map((row) => ({ name: keyName(profile, query.group, row.key), row }));
  const choice = monthsToChoose(months, query, monthOf(tools.now(), profile.timeZone));
  return page(
    visit,
    { title: 'Informes', here: '/reports', notice: wrong === null ? null : { kind: 'wrong', text: wrong } },
    html`<h1>Informes</h1>
    ${filterForm(visit, query, choice)}
    <p class="quiet">Reportes recibidos de ${monthName(query.from)} a ${monthName(query.to)}, en la hora de ${profile.name}.</p>
    <form method="post" action="/reports/count?${parametersOf(query)}" class="row counted">${csrfField(visit)}<p>Cuentas al corte de <time datetime="${countedAt.toISOString()}">${timeText(countedAt, profile.timeZone)}</time>.</p>
      <button type="submit" class="secondary">Actualizar cuentas</button></form>
    ${
      bars.length === 0
        ? html`<p class="empty">No se recibieron reportes en ese periodo con estos filtros.</p>`
        : html`${facts(report.total)}<section class="card">${chartOf(bars, `Recibidos por ${GROUP_NAMES[query.group].toLowerCase()}`)}</section>${table(bars, report.total, query)}
          <p><a href="/reports/summary.csv?${parametersOf(query)}" download role="button" class="secondary">Descargar este cuadro (CSV)</a>
          <a href="/reports/tickets.csv?${parametersOf(query)}" download role="button" class="secondary">Descargar los reportes uno por uno (CSV)</a></p>
          <p class="quiet">La lista uno por uno lleva nombres y teléfonos: cada descarga queda registrada.</p>${notes()}`
    }
    <section class="card"><h2>Expediente de un reporte</h2>
      <p>Todos los mensajes, respuestas, decisiones y tiempos de una queja, para PROFECO o el IFT. Cada descarga queda registrada.</p>
      <form method="get" action="/reports/file" class="row"><label for="folio">Folio</label><input id="folio" name="folio" required maxlength="40" autocomplete="off">
      <button type="submit" name="format" value="pdf">PDF</button><button type="submit" name="format" value="json" class="secondary">JSON</button></form></section>`,
  );
};

const parametersOf = ({ group, from, to, area, city, category }: ReportQuery): string =>
  new URLSearchParams({ group, from, to, area: area ?? '', city: city ?? '', category: category ?? '' }).toString();

const share = (part: number, whole: number): string => (whole === 0 ? 'sin datos' : `${Math.round((part / whole) * 1000) / 10} %`);
const span = (ms: number | null): string => (ms === null ? 'sin datos' : spanText(ms));

const facts = (total: ReportRow): Html => {
  const shown: [string, string][] = [
    ['Recibidos', String(total.received)],
    ['Resueltos', `${total.resolved} (${share(total.resolved, total.received)})`],
    ['Dentro de término', share(total.inTerm, total.inTerm + total.late)],
    ['Primera respuesta', span(total.firstAnswerMs)],
    ['Solución', span(total.resolutionMs)],
    ['Compensaciones', money(total.compensationCents)],
  ];
  return html`<dl class="figures">${shown.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
};

const COLUMNS: [string, (row: ReportRow) => string][] = [
  ['Recibidos', (row) => String(row.received)],
  ['Resueltos', (row) => String(row.resolved)],
  ['En término', (row) => `${row.inTerm} (${share(row.inTerm, row.inTerm + row.late)})`],
  ['Fuera de término', (row) => String(row.late)],
  ['Primera respuesta', (row) => span(row.firstAnswerMs)],
  ['Solución', (row) => span(row.resolutionMs)],
  ['Reabiertos', (row) => String(row.reopened)],
  ['Compensación', (row) => money(row.compensationCents)],
];

const table = (bars: { name: string; row: ReportRow }[], total: ReportRow, { group }: ReportQuery): Html => {
  const cells = (row: ReportRow): Piece => COLUMNS.map(([name, show]) => html`<td data-label="${name}">${show(row)}</td>`);
  return html`<table class="tickets numbers"><caption class="visually-hidden">Reportes por ${GROUP_NAMES[group].toLowerCase()}</caption>
    <thead><tr><th scope="col">${GROUP_NAMES[group]}</th>${COLUMNS.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
    <tbody>${bars.map(({ name, row }) => html`<tr><th scope="row">${name}</th>${cells(row)}</tr>`)}</tbody>
    <tfoot><tr><th scope="row">Total</th>${cells(total)}</tr></tfoot></table>`;
};

const notes = (): Html => html`<details><summary>Cómo se cuenta</summary><ul>
  <li>Cada reporte cuenta en el mes en que se recibió; el que se unió a otro no cuenta aparte.</li>
  <li>«En término»: resuelto sin que venciera nunca su término. El porcentaje es sobre los que ya se decidieron: en término y fuera de término.</li>
  <li>«Primera respuesta»: desde que se recibió hasta la primera respuesta de una persona o la solución; los acuses automáticos no cuentan. Los tiempos son medianas, con una exactitud de 1 %, en horas corridas.</li>
  <li>«Compensación»: crédito y bonificación que se confirmaron al resolver.</li></ul></details>`;

const filterForm = (visit: Visit, query: ReportQuery, months: string[]): Html => {
  const { profile, agent } = visit;
  const options = (pairs: [string, string][], chosen: string | null): Piece =>
    pairs.map(([value, text]) => html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : null}>${text}</option>`);
  const all: [string, string] = ['', 'Todas'];
  const isOneArea = agent.role !== 'admin' && agent.area !== null;
  return html`<form method="get" action="/reports" class="filters" aria-label="Qué se cuenta">
    <label>Por <select name="group">${options(
      REPORT_GROUPS.filter((group) => group !== 'city' || profile.cities.length > 0).map((group) => [group, GROUP_NAMES[group]]),
      query.group,
    )}</select></label>
    <label>Desde <select name="from">${options(
      months.map((month) => [month, monthName(month)]),
      query.from,
    )}</select></label>
    <label>Hasta <select name="to">${options(
      months.map((month) => [month, monthName(month)]),
      query.to,
    )}</select></label>
    ${
      isOneArea
        ? html`<p class="quiet">Área: ${query.area && areaName(query.area)}</p>`
        : html`<label>Área <select name="area">${options([all, ...AREAS.map((area): [string, string] => [area, areaName(area)])], query.area)}</select></label>`
    }
    ${profile.cities.length > 0 && html`<label>Ciudad <select name="city">${options([all, ...profile.cities.map(({ id, name }): [string, string] => [id, name])], query.city)}</select></label>`}
    <label>Categoría <select name="category">${options([all, ...OPENING.map((one): [string, string] => [one, CATEGORY_NAMES[one]])], query.category)}</select></label>
    <button type="submit" class="secondary">Contar</button></form>`;
};

const hours = (ms: number | null): number | null => (ms === null ? null : Math.round((ms / 3_600_000) * 100) / 100);

const sendCsv = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const { profile } = visit;
  const { query, report } = await ask(tools, visit);
  const line = (name: string, row: ReportRow) => [
    name,
    row.received,
    row.resolved,
    row.inTerm,
    row.late,
    hours(row.firstAnswerMs),
    hours(row.resolutionMs),
    row.reopened,
    row.compensationCents / 100,
  ];
  const head = [
    GROUP_NAMES[query.group],
    'Recibidos',
    'Resueltos',
    'En término',
    'Fuera de término',
    'Mediana de primera respuesta (h)',
    'Mediana de solución (h)',
    'Reabiertos',
    'Compensación (MXN)',
  ];
  const nameOf = ({ key }: ReportRow) => (query.group === 'month' ? key : keyName(profile, query.group, key));
  const parts = [
    profile.company,
    query.from,
    query.to,
    query.group,
    query.area,
    query.city && cityName(profile, query.city),
    query.category,
  ];
  const name = parts.filter(Boolean).join('-');
  return visit.reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`informe-${name}.csv`)}`)
    .type('text/csv; charset=utf-8')
    .send(csvOf([head, ...report.rows.map((row) => line(nameOf(row), row)), line('Total', report.total)]));
};

/** Leads from a folio in any spelling to the file of its ticket. */
const findFile = async (tools: ConsoleTools, visit: Visit): Promise<Html | FastifyReply> => {
  const { profile } = visit;
  const series = profile.cities.length > 0 ? profile.cities.map((city) => city.series) : [profile.series];
  const folio = readFolio(queryOf(visit, 'folio'), series);
  const ticket = folio === null ? null : await tools.store.ticketFiles.find(profile.company, folio);
  if (ticket) return visit.reply.redirect(`/tickets/${ticket.folio}/file.${queryOf(visit, 'format') === 'json' ? 'json' : 'pdf'}`, 303);
  visit.reply.code(404);
  return reportPage(tools, visit, 'No hay un reporte con ese folio.');
};
