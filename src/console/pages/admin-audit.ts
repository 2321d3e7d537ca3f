import type { Area } from '../../core/words.ts';
import type { Role } from '../../store/agents.ts';
import type { AuditRow } from '../../store/audit.ts';
import { adminMenu } from '../admin/pages.ts';
import { type Html, html, type Piece } from '../html.ts';
import { page } from '../layout.ts';
import { AREAS, areaName, ROLE_NAMES, timeText } from '../spanish.ts';
import { ADMINS, type ConsoleTools, queryOf, type Route, type Visit } from '../visit.ts';
import { cursorOf } from './queue.ts';

const URL = '/admin/audit';
const ROWS = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// "2026-11-24", not "24/11/2026".
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `/admin/audit`: who did what, beyond the logs of the tickets; never changed, never deleted. */
export const auditRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => auditPage(tools, visit) },
];

/** What each code means to people; one that is not here is shown as it is. */
const ACTIONS: Record<string, string> = {
  login: 'Entró',
  'login-failed': 'Intento de entrar con otra contraseña o código',
  logout: 'Salió',
  'password-changed': 'Cambió su contraseña',
  'totp-on': 'Activó sus códigos',
  'totp-off': 'Apagó sus códigos',
  absent: 'Marcó ausencia',
  present: 'Marcó presencia',
  notices: 'Encendió sus avisos por correo',
  'no-notices': 'Apagó sus avisos por correo',
  'agent-added': 'Agregó una cuenta',
  'agent-changed': 'Cambió una cuenta',
  'agent-locked': 'Bloqueó una cuenta',
  'agent-unlocked': 'Desbloqueó una cuenta',
  'tickets-handed-over': 'Repartió los reportes de alguien',
  'password-renewed': 'Dio una contraseña temporal',
  'totp-reset': 'Quitó los códigos de una cuenta',
  'quarantine-downloaded': 'Guardó el original de un mensaje en cuarentena',
  'quarantine-retried': 'Intentó de nuevo un mensaje en cuarentena',
  'quarantine-discarded': 'Descartó un mensaje en cuarentena',
  'job-retried': 'Reintentó un trabajo de las colas',
  'job-discarded': 'Descartó un trabajo de las colas',
  retention: 'Borró datos por antigüedad',
  'answer-saved': 'Guardó una respuesta',
  'answer-removed': 'Borró una respuesta guardada',
  'tickets-exported': 'Descargó reportes uno por uno',
  'complaint-exported': 'Sacó el expediente de un reporte',
  'token-made': 'Hizo un token de la API',
  'token-revoked': 'Revocó un token de la API',
  'webhook-added': 'Agregó un destino de avisos',
  'webhook-tested': 'Probó un destino de avisos',
  'webhook-rotated': 'Cambió la clave de un destino de avisos',
  'webhook-stopped': 'Detuvo un destino de avisos',
  'webhook-started': 'Reanudó un destino de avisos',
  'webhook-removed': 'Quitó un destino de avisos',
};

type Person = { id: string; name: string };

const auditPage = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const { profile } = visit;
  const [person, action, day] = [queryOf(visit, 'person'), queryOf(visit, 'action').slice(0, 60), queryOf(visit, 'day')];
  const span = DAY.test(day) ? spanOf(day, profile.timeZone) : null;
  const filter = { agentId: UUID.test(person) ? person : null, action: action || null, ...(span ?? { from: null, until: null }) };
  const [people, rows] = await Promise.all([
    tools.store.agents.list(profile.company),
    tools.store.audit.search(profile.company, filter, cursorOf(queryOf(visit, 'after')), ROWS + 1),
  ]);
  const last = rows[ROWS - 1];
  const next = new URLSearchParams({ person, action, day, after: last ? `${last.at.getTime()}_${last.id}` : '' });
  const isFiltered = filter.agentId !== null || filter.action !== null || span !== null;
  return page(
    visit,
    { title: 'Bitácora', here: '/admin' },
    adminMenu(URL),
    html`<h1>Bitácora</h1><p>Quién hizo qué en la consola, además de lo que cada reporte guarda en su propio registro. Nadie puede cambiarla.</p>
    <form method="get" action="${URL}" class="filters">
      <label>Persona<select name="person"><option value="">Todas</option>${people.map(({ id, name }) => html`<option value="${id}"${id === person ? html` selected` : null}>${name}</option>`)}</select></label>
      <label>Qué<select name="action"><option value="">Todo</option>${[...new Set([...Object.keys(ACTIONS), ...(action ? [action] : [])])].map((one) => html`<option value="${one}"${one === action ? html` selected` : null}>${ACTIONS[one] ?? one}</option>`)}</select></label>
      <label>Día<input type="date" name="day" value="${span ? day : ''}"></label>
      <button type="submit" class="secondary">Filtrar</button>${isFiltered && html` <a href="${URL}">Quitar los filtros</a>`}</form>
    ${
      rows.length === 0
        ? html`<p class="empty">No hay nada anotado${isFiltered && ' con esos filtros'}.</p>`
        : html`<table class="tickets"><caption class="visually-hidden">Bitácora</caption><thead><tr><th scope="col">Cuándo</th><th scope="col">Quién</th><th scope="col">Qué</th><th scope="col">Sobre qué</th></tr></thead><tbody>${rows.slice(0, ROWS).map((row) => showRow(row, people, profile.timeZone))}</tbody></table>`
    }
    ${rows.length > ROWS && html`<p><a href="?${next.toString()}">Siguientes ${ROWS}</a></p>`}`,
  );
};

const showRow = (row: AuditRow, people: Person[], timeZone: string): Html => {
  const nameOf = (id: string | null) => people.find((one) => one.id === id)?.name;
  return html`<tr><td data-label="Cuándo"><time datetime="${row.at.toISOString()}">${timeText(row.at, timeZone)}</time></td>
    <td data-label="Quién">${row.agentId === null ? (row.action === 'login-failed' ? 'Nadie con sesión' : 'El sistema') : (nameOf(row.agentId) ?? 'Una cuenta que ya no existe')}</td>
    <td data-label="Qué">${ACTIONS[row.action] ?? row.action}</td><td data-label="Sobre qué">${nameOf(row.subject) ?? (row.subject && html`<code>${row.subject}</code>`)}${detailOf(row.data)}</td></tr>`;
};

/** What was noted with it: `rol: agent → supervisor`, «Es publicidad». */
const detailOf = (data: unknown): Piece => {
  if (typeof data !== 'object' || data === null) return null;
  const pieces = Object.entries(data).flatMap(([key, value]): Piece[] => {
    if (value === null || value === undefined) return [];
    if (typeof value === 'object' && 'before' in value && 'after' in value)
      return [html`${FIELDS[key] ?? key}: ${told(key, value.before)} → ${told(key, value.after)}`];
    return [html`${FIELDS[key] ?? key}: ${told(key, value)}`];
  });
  return pieces.length > 0 && html`<ul class="details">${pieces.map((piece) => html`<li>${piece}</li>`)}</ul>`;
};
const FIELDS: Record<string, string> = {
  name: 'nombre',
  email: 'correo',
  role: 'puesto',
  area: 'área',
  city: 'ciudad',
  absent: 'ausente',
  mailNotices: 'avisos por correo',
  reason: 'motivo',
  queue: 'cola',
  rights: 'permisos',
  format: 'formato',
  url: 'dirección',
  count: 'cuántos',
  from: 'desde',
  to: 'hasta',
  category: 'categoría',
  given: 'repartidos',
  nobody: 'sin nadie',
  title: 'título',
  by: 'por',
};
const told = (key: string, value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'nada';
  if (typeof value === 'boolean') return value ? 'sí' : 'no';
  if (key === 'role') return ROLE_NAMES[value as Role] ?? String(value);
  if (key === 'area') return AREAS.find((area) => area === value) ? areaName(value as Area) : String(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** A day of the company's clock as two moments. */
export const spanOf = (day: string, timeZone: string): { from: Date; until: Date } | null => {
  const noon = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime()) || noon.toISOString().slice(0, 10) !== day) return null;
  const next = new Date(noon.getTime() + 86_400_000).toISOString().slice(0, 10);
  return { from: startOf(day, timeZone), until: startOf(next, timeZone) };
};

/** Midnight in a zone: what its clock shows at midnight UTC tells how far it is off, once more after the first correction. */
const startOf = (day: string, timeZone: string): Date => {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  const shownAt = (at: number) => {
    const parts = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
    return Date.parse(`${parts.replace(' ', 'T')}Z`);
  };
  const first = wanted - (shownAt(wanted) - wanted);
  return new Date(first - (shownAt(first) - wanted));
};
