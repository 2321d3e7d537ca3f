import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { CompanyProfile } from '../../core/company.ts';
import { CAUSES, isCause } from '../../core/policy/actions/resolve.ts';
import type { ListedPlace, ListedTicket, ReportQuery } from '../../store/reports.ts';
import { areaName, CATEGORY_NAMES, cityName, zoneOf } from '../spanish.ts';
import type { ConsoleTools, Visit } from '../visit.ts';
import { readReportQuery } from './ask.ts';
import { type Cell, CSV_MARK, linesOf } from './csv.ts';

const ROWS_AT_ONCE = 1_000;
const STATES: Record<string, string> = { open: 'Abierto', resolved: 'Resuelto' };

type Column = [string, (ticket: ListedTicket, profile: CompanyProfile) => Cell];
const moment =
  (of: (ticket: ListedTicket) => Date | null) =>
  (ticket: ListedTicket, profile: CompanyProfile): Cell => {
    const at = of(ticket);
    return at === null ? null : sortable(at, zoneOf(profile, ticket.city));
  };

const COLUMNS: Column[] = [
  ['Folio', ({ folio }) => folio],
  ['Recibido', moment(({ openedAt }) => openedAt)],
  ['Estado', ({ status }) => STATES[status] ?? status],
  ['Categoría', ({ category }) => CATEGORY_NAMES[category]],
  ['Área', ({ area }) => areaName(area)],
  ['Ciudad', ({ city }, profile) => cityName(profile, city)],
  ['Prioridad', ({ priority }) => (priority === 'preferente' ? 'Preferente' : 'Normal')],
  ['Contrato', ({ contract }) => contract],
  ['Titular', ({ holder }) => holder],
  ['Contacto', ({ contact }) => contact],
  ['Teléfono', ({ phone }) => phone],
  ['Correo', ({ email }) => email],
  ['Atiende', ({ agentName }) => agentName],
  ['Término', moment(({ dueAt }) => dueAt)],
  ['Primera respuesta', moment(({ firstAnswerAt }) => firstAnswerAt)],
  ['Resuelto', moment(({ resolvedAt }) => resolvedAt)],
  ['Escalado', ({ escalated }) => (escalated ? 'Sí' : 'No')],
  ['Reaperturas', ({ reopenings }) => reopenings],
  ['Causa', ({ cause }) => (cause !== null && isCause(cause) ? CAUSES[cause].name : cause)],
  ['Compensación (MXN)', ({ compensationCents }) => (compensationCents === null ? null : compensationCents / 100)],
];

/** Each ticket that the report on the page counts, one a line; who took them out is audited. Sent page by page: a year is never in memory. */
export const sendTicketsCsv = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const { profile, agent, reply } = visit;
  const query = readReportQuery(visit, tools.now());
  const { company, from, to, area, city, category } = query;
  await tools.store.audit.add({
    company,
    at: tools.now(),
    agentId: agent.id,
    action: 'tickets-exported',
    data: { from, to, area, city, category },
  });
  const name = ['reportes', company, from, to, area, city, category].filter(Boolean).join('-');
  return reply
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.csv`)}`)
    .type('text/csv; charset=utf-8')
    .send(Readable.from(lines(tools, profile, query), { objectMode: false }));
};

async function* lines(tools: ConsoleTools, profile: CompanyProfile, query: ReportQuery): AsyncGenerator<string> {
  yield CSV_MARK + linesOf([COLUMNS.map(([name]) => name)]);
  let after: ListedPlace | null = null;
  for (;;) {
    const tickets: ListedTicket[] = await tools.store.reports.tickets({ ...query, timeZone: profile.timeZone }, after, ROWS_AT_ONCE);
    if (tickets.length > 0) yield linesOf(tickets.map((ticket) => COLUMNS.map(([, cell]) => cell(ticket, profile))));
    if (tickets.length < ROWS_AT_ONCE) return;
    after = tickets.at(-1) ?? null;
  }
}

/** `2026-11-24 10:00` by the city's clock: a spreadsheet reads it as a moment and sorts by it. */
const sortable = (at: Date, timeZone: string): string => {
  const part = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day} ${part.hour}:${part.minute}`;
};

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const two = '2-digit' as const;
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: two, day: two, hour: two, minute: two, hourCycle: 'h23' });
  formats.set(timeZone, known);
  return known;
};
