import type { AgentView } from '../../store/agents.ts';
import { readAccountAddress } from '../access/address.ts';
import { hashPassword, makePassword } from '../access/password.ts';
import {
  auditAgent as audit,
  nameField,
  passwordPage,
  placeFields,
  readTyped,
  type Typed,
  AGENTS_URL as URL,
  type Wrong,
} from '../admin/account-form.ts';
import { adminMenu } from '../admin/pages.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { areaName, cityName, ROLE_NAMES, timeText } from '../spanish.ts';
import { ADMINS, type ConsoleTools, type Route, type Visit } from '../visit.ts';

/** `/admin/agents`: the accounts of the company. A password is told once, to be handed over, and its owner sets another. */
export const agentsRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => listPage(tools, visit) },
  { method: 'GET', url: `${URL}/new`, who: ADMINS, handle: async (visit) => newPage(visit) },
  { method: 'POST', url: URL, who: ADMINS, handle: (visit) => addAgent(tools, visit) },
];

const listPage = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const { profile } = visit;
  const [agents, load] = await Promise.all([tools.store.agents.list(profile.company), tools.store.worklist.load(profile.company)]);
  const openOf = (id: string) => load.find(({ agentId }) => agentId === id)?.open ?? 0;
  return page(
    visit,
    { title: 'Personas', here: '/admin' },
    adminMenu(URL),
    html`<h1>Personas</h1><p><a href="${URL}/new" role="button">Agregar a alguien</a></p>
    <table class="tickets"><caption class="visually-hidden">Cuentas de la consola</caption><thead><tr><th scope="col">Nombre</th><th scope="col">Puesto</th><th scope="col">Área y ciudad</th><th scope="col">Estado</th><th scope="col">Códigos</th><th scope="col">Abiertos</th><th scope="col">Último ingreso</th></tr></thead><tbody>
    ${agents.map(
      (
        agent,
      ) => html`<tr><td data-label="Nombre"><a href="${URL}/${agent.id}">${agent.name}</a><br><small>${agent.email}</small></td><td data-label="Puesto">${ROLE_NAMES[agent.role]}</td>
      <td data-label="Área y ciudad">${agent.area ? areaName(agent.area) : 'Todas las áreas'}<br><small>${agent.city ? cityName(profile, agent.city) : 'Todas las ciudades'}</small></td>
      <td data-label="Estado">${stateOf(agent)}</td><td data-label="Códigos">${agent.hasTotp ? 'Activos' : 'No'}</td>
      <td data-label="Abiertos">${openOf(agent.id)}${agent.disabledAt && openOf(agent.id) > 0 && html` <span class="tag bad">reasignar</span>`}</td>
      <td data-label="Último ingreso">${agent.lastLoginAt ? timeText(agent.lastLoginAt, profile.timeZone) : 'nunca'}</td></tr>`,
    )}</tbody></table>`,
  );
};

const stateOf = ({ disabledAt, absent }: AgentView): Html =>
  disabledAt ? html`<span class="tag bad">✕ Bloqueada</span>` : absent ? html`<span class="tag">Ausente</span>` : html`Presente`;

const EMPTY: Typed = { name: '', email: '', role: null, area: null, city: null };

const newPage = (visit: Visit, typed: Typed = EMPTY, wrong: Wrong = null): Html =>
  page(
    visit,
    { title: 'Agregar a alguien', here: '/admin', width: 'narrow', notice: wrong ? { kind: 'wrong', text: wrong.text } : null },
    adminMenu(URL),
    html`<h1>Agregar a alguien</h1><p><a href="${URL}">Volver a la lista</a></p>
    <form method="post" action="${URL}" class="card">${csrfField(visit)}
      ${nameField(typed, wrong)}
      <label for="email">Correo</label><input id="email" name="email" type="email" required maxlength="254" value="${typed.email}" autocomplete="off"${wrong?.field === 'email' ? html` aria-invalid="true"` : null} aria-describedby="email-help">
      <small id="email-help">Con él entra; ahí se le avisa de sus reportes.</small>
      ${placeFields(visit, typed, wrong)}
      <button type="submit">Agregar y mostrar su contraseña</button></form>`,
  );

const addAgent = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const typed = readTyped(visit);
  const email = readAccountAddress(typed.email);
  const refuse = (field: string, text: string) => {
    visit.reply.code(422);
    return newPage(visit, typed, { field, text });
  };
  if (typed.name === '') return refuse('name', 'Escriba el nombre.');
  if (email === null) return refuse('email', 'Escriba un correo completo, como ana@empresa.mx.');
  if (typed.role === null) return refuse('role', 'Elija el puesto.');
  const password = makePassword();
  const { company } = visit.profile;
  const account = { company, email, name: typed.name, role: typed.role, area: typed.area, city: typed.city };
  const id = await tools.store.agents.add({
    ...account,
    passwordHash: await hashPassword(password),
    passwordTemporary: true,
    createdAt: tools.now(),
  });
  if (id === null) return refuse('email', 'Ese correo ya tiene una cuenta.');
  await audit(tools, visit, 'agent-added', id, { email, role: typed.role, area: typed.area, city: typed.city });
  return passwordPage(visit, { id, name: typed.name, email }, password);
};
