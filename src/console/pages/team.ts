import type { AgentView } from '../../store/agents.ts';
import { handedOver, handOverForm } from '../hand-over.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { AREAS, areaName, cityName, ROLE_NAMES } from '../spanish.ts';
import {
  badRequest,
  type ConsoleTools,
  EVERY_ROLE,
  fieldOf,
  notFound,
  paramOf,
  queryOf,
  type Route,
  SUPERVISORS,
  type Visit,
} from '../visit.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `/team`: who is there and how much each has; and the saved answers of everybody. */
export const teamRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: '/team', who: SUPERVISORS, handle: (visit) => teamPage(tools, visit) },
  { method: 'POST', url: '/team/:id/absence', who: SUPERVISORS, handle: (visit) => changeAbsence(tools, visit) },
  { method: 'GET', url: '/answers', who: EVERY_ROLE, handle: (visit) => answersPage(tools, visit) },
  { method: 'POST', url: '/answers', who: EVERY_ROLE, handle: (visit) => saveAnswer(tools, visit) },
  { method: 'POST', url: '/answers/:id/remove', who: SUPERVISORS, handle: (visit) => removeAnswer(tools, visit) },
  {
    method: 'POST',
    url: '/tickets/:folio/save-answer',
    who: EVERY_ROLE,
    handle: (visit) => answersPage(tools, visit, { text: fieldOf(visit, 'text'), folio: paramOf(visit, 'folio') }),
  },
];

/** A supervisor of an area looks after its people and those of all areas; one without an area, and an administrator, after everybody. */
const looksAfter = ({ agent }: Visit, other: AgentView): boolean =>
  agent.role === 'admin' || agent.area === null || other.area === null || other.area === agent.area;

const teamPage = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const { profile } = visit;
  const [agents, load] = await Promise.all([tools.store.agents.list(profile.company), tools.store.worklist.load(profile.company)]);
  const own = agents.filter((agent) => looksAfter(visit, agent));
  const shown = own.filter(({ disabledAt }) => disabledAt === null);
  const loadOf = (id: string | null) => load.find(({ agentId }) => agentId === id) ?? { open: 0, late: 0 };
  const nobody = loadOf(null);
  return page(
    visit,
    { title: 'Equipo', here: '/team', notice: handedOver(visit) },
    html`<h1>Equipo</h1>
    <p>Los reportes nuevos van a quien tiene menos abiertos en su área y ciudad; quien está ausente no recibe.</p>
    ${own.map((agent) => handOverForm(visit, agent, { action: `/team/${agent.id}/hand-over`, open: loadOf(agent.id).open }))}
    ${nobody.open > 0 && html`<p class="notice wrong">${nobody.open} reportes abiertos no tienen quien los atienda. <a href="/?unassigned=1">Verlos en la lista</a></p>`}
    <table class="tickets"><caption class="visually-hidden">Personas</caption><thead><tr><th scope="col">Nombre</th><th scope="col">Puesto</th><th scope="col">Área y ciudad</th><th scope="col">Abiertos</th><th scope="col">Escalados</th><th scope="col">Presencia</th></tr></thead><tbody>
    ${shown.map(
      (
        agent,
      ) => html`<tr><td data-label="Nombre">${agent.name}<br><small>${agent.email}</small></td><td data-label="Puesto">${ROLE_NAMES[agent.role]}</td>
      <td data-label="Área y ciudad">${agent.area ? areaName(agent.area) : 'Todas las áreas'}<br><small>${agent.city ? cityName(profile, agent.city) : 'Todas las ciudades'}</small></td>
      <td data-label="Abiertos">${loadOf(agent.id).open}</td><td data-label="Escalados">${loadOf(agent.id).late}</td>
      <td data-label="Presencia"><form method="post" action="/team/${agent.id}/absence" class="inline">${csrfField(visit)}<input type="hidden" name="absent" value="${agent.absent ? 'no' : 'yes'}">
        ${agent.absent ? 'Ausente' : 'Presente'} <button type="submit" class="plain">Marcar ${agent.absent ? 'presente' : 'ausente'}<span class="visually-hidden">: ${agent.name}</span></button></form></td></tr>`,
    )}</tbody></table>`,
  );
};

/** Somebody of the address whom the visitor looks after. */
export const getPerson = async (tools: ConsoleTools, visit: Visit): Promise<AgentView> => {
  const id = paramOf(visit, 'id');
  const agent = (await tools.store.agents.list(visit.profile.company)).find((one) => one.id === id && looksAfter(visit, one));
  if (!agent) throw notFound();
  return agent;
};

const changeAbsence = async (tools: ConsoleTools, visit: Visit) => {
  const agent = await getPerson(tools, visit);
  const absent = fieldOf(visit, 'absent') === 'yes';
  await tools.store.agents.update(agent.id, { absent });
  await tools.store.audit.add({
    company: visit.profile.company,
    at: tools.now(),
    agentId: visit.agent.id,
    action: absent ? 'absent' : 'present',
    subject: agent.id,
  });
  return visit.reply.redirect('/team', 303);
};

/** A draft comes from a ticket, and the way back to it goes along: the answer is still to be sent. */
const answersPage = async (tools: ConsoleTools, visit: Visit, draft = { text: '', folio: queryOf(visit, 'from') }): Promise<Html> => {
  const saved = await tools.store.savedAnswers.list(visit.profile.company, null);
  const canRemove = SUPERVISORS.includes(visit.agent.role);
  const from = FOLIO.test(draft.folio) ? draft.folio : '';
  return page(
    visit,
    {
      title: 'Respuestas guardadas',
      width: 'narrow',
      notice: queryOf(visit, 'done') ? { kind: 'done', text: 'Los cambios quedaron guardados.' } : null,
    },
    html`<h1>Respuestas guardadas</h1>
    ${from && html`<p><a href="/tickets/${from}#answer">Volver al reporte ${from}</a></p>`}
    <section class="card"><h2>Guardar una</h2><form method="post" action="/answers">${csrfField(visit)}<input type="hidden" name="from" value="${from}">
      <label for="title">Título (con uno que ya existe se cambia su texto)</label><input id="title" name="title" required maxlength="80">
      <label for="area">Área</label><select id="area" name="area"><option value="">Todas</option>${AREAS.map((area) => html`<option value="${area}">${areaName(area)}</option>`)}</select>
      <label for="text">Texto</label><textarea id="text" name="text" rows="6" required maxlength="10000">${draft.text}</textarea><button type="submit">Guardar</button></form></section>
    ${saved.length === 0 && html`<p class="empty">Todavía no hay ninguna. Las que guarde podrán elegirse al responder un reporte.</p>`}
    ${saved.map(
      ({
        id,
        title,
        text,
        area,
      }) => html`<section class="card"><h2>${title}</h2><p class="quiet">${area ? areaName(area) : 'Todas las áreas'}</p><div class="pre">${text}</div>
      ${canRemove && html`<form method="post" action="/answers/${id}/remove" class="inline">${csrfField(visit)}<button type="submit" class="plain">Borrar<span class="visually-hidden">: ${title}</span></button></form>`}</section>`,
    )}`,
  );
};

const saveAnswer = async (tools: ConsoleTools, visit: Visit) => {
  const [title, text] = [fieldOf(visit, 'title').slice(0, 80), fieldOf(visit, 'text').slice(0, 10_000)];
  if (title === '' || text === '') throw badRequest('Faltan el título o el texto.');
  const area = AREAS.find((one) => one === fieldOf(visit, 'area')) ?? null;
  await tools.store.savedAnswers.save(visit.profile.company, { title, text, area }, tools.now());
  await tools.store.audit.add({
    company: visit.profile.company,
    at: tools.now(),
    agentId: visit.agent.id,
    action: 'answer-saved',
    data: { title },
  });
  const from = fieldOf(visit, 'from');
  return visit.reply.redirect(`/answers?done=1${FOLIO.test(from) ? `&from=${from}` : ''}`, 303);
};

// "MXL-26-004821-0", not "//evil.test".
const FOLIO = /^[A-Z]{3}-\d{2}-\d{6}-\d$/;

const removeAnswer = async (tools: ConsoleTools, visit: Visit) => {
  const id = paramOf(visit, 'id');
  if (!UUID.test(id) || !(await tools.store.savedAnswers.remove(visit.profile.company, id))) throw notFound();
  await tools.store.audit.add({
    company: visit.profile.company,
    at: tools.now(),
    agentId: visit.agent.id,
    action: 'answer-removed',
    subject: id,
  });
  return visit.reply.redirect('/answers?done=1', 303);
};
