import type { Area } from '../../core/words.ts';
import { Role } from '../../store/agents.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { AREAS, areaName, ROLE_NAMES } from '../spanish.ts';
import { type ConsoleTools, fieldOf, type Visit } from '../visit.ts';
import { adminMenu } from './pages.ts';

export const AGENTS_URL = '/admin/agents';
const ROLES = Object.values(Role);

/** What is in the fields of an account's form. */
export type Typed = { name: string; email: string; role: Role | null; area: Area | null; city: string | null };
export type Wrong = { field: string; text: string } | null;

export const readTyped = (visit: Visit): Typed => ({
  name: fieldOf(visit, 'name').slice(0, 120),
  email: fieldOf(visit, 'email').slice(0, 300),
  role: ROLES.find((role) => role === fieldOf(visit, 'role')) ?? null,
  area: AREAS.find((area) => area === fieldOf(visit, 'area')) ?? null,
  city: visit.profile.cities.find(({ id }) => id === fieldOf(visit, 'city'))?.id ?? null,
});

export const nameField = ({ name }: Pick<Typed, 'name'>, wrong: Wrong = null): Html =>
  html`<label for="name">Nombre completo</label><input id="name" name="name" required maxlength="120" value="${name}" autocomplete="off"${wrong?.field === 'name' ? html` aria-invalid="true"` : null}>`;

const option = (value: string, text: string, chosen: boolean): Html =>
  html`<option value="${value}"${chosen ? html` selected` : null}>${text}</option>`;

export const placeFields = (visit: Visit, typed: Pick<Typed, 'role' | 'area' | 'city'>, wrong: Wrong = null): Html => html`
  <label for="role">Puesto</label><select id="role" name="role" required${wrong?.field === 'role' ? html` aria-invalid="true"` : null}>${ROLES.map((role) => option(role, `${ROLE_NAMES[role]}: ${ROLE_DOES[role]}`, typed.role === role))}</select>
  <label for="area">Área</label><select id="area" name="area">${option('', 'Todas las áreas', typed.area === null)}${AREAS.map((area) => option(area, areaName(area), typed.area === area))}</select>
  ${
    visit.profile.cities.length > 0 &&
    html`<label for="city">Ciudad</label><select id="city" name="city">${option('', 'Todas las ciudades', typed.city === null)}${visit.profile.cities.map(({ id, name }) => option(id, name, typed.city === id))}</select>`
  }`;

const ROLE_DOES: Record<Role, string> = {
  agent: 'atiende reportes',
  supervisor: 'atiende y ve a su equipo',
  admin: 'además administra el sistema y las cuentas',
};

/** The one place where a password is shown; the page is kept by no cache. */
export const passwordPage = (visit: Visit, { id, name, email }: { id: string; name: string; email: string }, password: string): Html =>
  page(
    visit,
    { title: 'Contraseña temporal', here: '/admin', width: 'narrow' },
    adminMenu(AGENTS_URL),
    html`<h1>Contraseña temporal de ${name}</h1>
    <div class="card"><dl class="facts"><dt>Correo</dt><dd>${email}</dd><dt>Contraseña</dt><dd><code class="key">${password}</code></dd></dl>
    <p><strong>Cópiela ahora: no se vuelve a mostrar.</strong> Désela en persona o por teléfono. Al entrar por primera vez se le pedirá que elija la suya.</p>
    <p><a href="${AGENTS_URL}/${id}">Ver la cuenta</a> · <a href="${AGENTS_URL}">Volver a la lista</a></p></div>`,
  );

type AuditData = Parameters<ConsoleTools['store']['audit']['add']>[0]['data'];
/** Who did what to which account. */
export const auditAgent = (tools: ConsoleTools, visit: Visit, action: string, subject: string, data: AuditData = {}) =>
  tools.store.audit.add({ company: visit.profile.company, at: tools.now(), agentId: visit.agent.id, action, subject, data });
