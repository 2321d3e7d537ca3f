import type { FastifyReply } from 'fastify';
import type { AgentView } from '../../store/agents.ts';
import { findLock, forgetFailures } from '../access/lock-out.ts';
import { hashPassword, makePassword } from '../access/password.ts';
import { auditAgent as audit, nameField, passwordPage, placeFields, readTyped, AGENTS_URL as URL } from '../admin/account-form.ts';
import { adminMenu } from '../admin/pages.ts';
import { handedOver, handOverForm } from '../hand-over.ts';
import { type Html, html, type Piece } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { timeText } from '../spanish.ts';
import { ADMINS, type ConsoleTools, fieldOf, notFound, paramOf, queryOf, type Route, type Visit } from '../visit.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** `/admin/agents/:id`: one account. Whose password, codes or lock it is signs them out everywhere. */
export const agentRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: `${URL}/:id`, who: ADMINS, handle: async (visit) => agentPage(tools, visit, await getAgent(tools, visit)) },
  { method: 'POST', url: `${URL}/:id`, who: ADMINS, handle: (visit) => changeAgent(tools, visit) },
  { method: 'POST', url: `${URL}/:id/password`, who: ADMINS, handle: (visit) => renewPassword(tools, visit) },
  { method: 'POST', url: `${URL}/:id/codes`, who: ADMINS, handle: (visit) => resetCodes(tools, visit) },
  { method: 'POST', url: `${URL}/:id/lock`, who: ADMINS, handle: (visit) => lockAgent(tools, visit) },
  { method: 'POST', url: `${URL}/:id/unlock`, who: ADMINS, handle: (visit) => unlockAgent(tools, visit) },
];

const getAgent = async (tools: ConsoleTools, visit: Visit): Promise<AgentView> => {
  const id = paramOf(visit, 'id');
  const agent = UUID.test(id) ? await tools.store.agents.findOf(visit.profile.company, id) : null;
  if (!agent) throw notFound();
  return agent;
};

const DONE: Record<string, string> = {
  saved: 'Los cambios quedaron guardados.',
  codes: 'Los códigos se quitaron y sus sesiones se cerraron.',
  locked: 'La cuenta quedó bloqueada y sus sesiones se cerraron.',
  unlocked: 'La cuenta puede entrar de nuevo.',
};

const agentPage = async (tools: ConsoleTools, visit: Visit, agent: AgentView, wrong: string | null = null): Promise<Html> => {
  const isSelf = agent.id === visit.agent.id;
  const [lock, load] = await Promise.all([
    findLock(tools.store, agent.email, tools.now()),
    tools.store.worklist.load(visit.profile.company),
  ]);
  const open = load.find(({ agentId }) => agentId === agent.id)?.open ?? 0;
  const done = DONE[queryOf(visit, 'done')];
  const act = (verb: string, text: string, className = 'secondary') =>
    html`<form method="post" action="${URL}/${agent.id}/${verb}">${csrfField(visit)}<button type="submit" class="${className}">${text}</button></form>`;
  return page(
    visit,
    {
      title: agent.name,
      here: '/admin',
      notice: wrong ? { kind: 'wrong', text: wrong } : done ? { kind: 'done', text: done } : handedOver(visit),
    },
    adminMenu(URL),
    html`<h1>${agent.name}</h1><p><a href="${URL}">Volver a la lista</a></p>
    ${handOverForm(visit, agent, { action: `${URL}/${agent.id}/hand-over`, open })}
    <div class="columns"><section class="card"><h2>Cuenta</h2>
      <dl class="facts"><dt>Correo</dt><dd>${agent.email}</dd><dt>Último ingreso</dt><dd>${agent.lastLoginAt ? timeText(agent.lastLoginAt, visit.profile.timeZone) : 'nunca'}</dd><dt>Reportes abiertos</dt><dd>${open}</dd></dl>
      <form method="post" action="${URL}/${agent.id}">${csrfField(visit)}${nameField(agent)}
      ${isSelf ? html`<p class="quiet">Su propio puesto, área y ciudad los cambia otra persona de administración.</p>` : placeFields(visit, agent)}
      <label class="box"><input type="checkbox" name="absent" value="1"${agent.absent ? html` checked` : null}> Ausente: no recibe reportes nuevos</label>
      <label class="box"><input type="checkbox" name="mailNotices" value="1"${agent.mailNotices ? html` checked` : null}> Avisarle por correo de cada reporte que recibe</label>
      <button type="submit">Guardar</button></form></section>
    <div class="side">${
      isSelf
        ? html`<section class="card"><h2>Su acceso</h2><p>Su contraseña y sus códigos están en <a href="/account">Su cuenta</a>.</p></section>`
        : html`<section class="card"><h2>Contraseña</h2><p>${agent.passwordTemporary ? 'Tiene una temporal: al entrar elegirá la suya.' : 'Si la olvidó, déle una temporal; sus sesiones se cierran.'}</p>${act('password', 'Dar una contraseña temporal')}</section>
      <section class="card"><h2>Códigos de un solo uso</h2>${
        agent.hasTotp
          ? html`<p>Están activos. Si perdió su teléfono, quítelos: podrá entrar con su contraseña y activarlos de nuevo.</p>${act('codes', 'Quitar los códigos')}`
          : html`<p class="quiet">No los ha activado.</p>`
      }</section>
      <section class="card"><h2>Bloqueo</h2>${lockPart(visit, agent, lock, act)}</section>`
    }</div></div>`,
  );
};

const lockPart = (
  { profile }: Visit,
  agent: AgentView,
  lock: Date | null,
  act: (verb: string, text: string, className?: string) => Html,
): Piece => {
  if (agent.disabledAt)
    return html`<p><span class="tag bad">✕ Bloqueada</span> desde el ${timeText(agent.disabledAt, profile.timeZone)}.</p>
      ${act('unlock', 'Desbloquear')}`;
  return html`${lock && html`<p>Hubo demasiados intentos con otra contraseña: no puede entrar hasta el ${timeText(lock, profile.timeZone)}.</p>${act('unlock', 'Permitirle entrar ya')}`}
    <p>Quien ya no trabaja aquí no debe poder entrar. Sus reportes y lo que hizo se conservan.</p>${act('lock', 'Bloquear la cuenta')}`;
};

const changeAgent = async (tools: ConsoleTools, visit: Visit): Promise<Html | FastifyReply> => {
  const agent = await getAgent(tools, visit);
  const { name, role, area, city } = readTyped(visit);
  const isSelf = agent.id === visit.agent.id;
  if (name === '' || (!isSelf && role === null)) {
    visit.reply.code(422);
    return agentPage(tools, visit, agent, 'Faltan el nombre o el puesto.');
  }
  const [absent, mailNotices] = [fieldOf(visit, 'absent') === '1', fieldOf(visit, 'mailNotices') === '1'];
  const wanted = { name, absent, mailNotices, ...(!isSelf && role !== null && { role, area, city }) };
  const changes = Object.fromEntries(
    (Object.keys(wanted) as (keyof typeof wanted)[])
      .filter((key) => wanted[key] !== undefined && wanted[key] !== agent[key])
      .map((key) => [key, { before: agent[key], after: wanted[key] ?? null }]),
  );
  if (Object.keys(changes).length > 0) {
    await tools.store.agents.update(agent.id, wanted);
    await audit(tools, visit, 'agent-changed', agent.id, changes);
  }
  return visit.reply.redirect(`${URL}/${agent.id}?done=saved`, 303);
};

/** An account of another person; one's own is never reset or locked here, so that nobody is left without a way in. */
const getOther = async (tools: ConsoleTools, visit: Visit): Promise<AgentView> => {
  const agent = await getAgent(tools, visit);
  if (agent.id === visit.agent.id)
    throw Object.assign(new Error('own account'), { statusCode: 403, told: 'Su propia cuenta la cambia otra persona de administración.' });
  return agent;
};

const renewPassword = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const agent = await getOther(tools, visit);
  const password = makePassword();
  await tools.store.agents.update(agent.id, { passwordHash: await hashPassword(password), passwordTemporary: true });
  await tools.store.sessions.closeAll(agent.id);
  await forgetFailures(tools.store, agent.email);
  await audit(tools, visit, 'password-renewed', agent.id);
  return passwordPage(visit, agent, password);
};

const resetCodes = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const agent = await getOther(tools, visit);
  await tools.store.agents.update(agent.id, { totpSecret: null, totpStep: null });
  await tools.store.sessions.closeAll(agent.id);
  await audit(tools, visit, 'totp-reset', agent.id);
  return visit.reply.redirect(`${URL}/${agent.id}?done=codes`, 303);
};

const lockAgent = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const agent = await getOther(tools, visit);
  if (agent.disabledAt === null) {
    await tools.store.agents.update(agent.id, { disabledAt: tools.now() });
    await tools.store.sessions.closeAll(agent.id);
    await audit(tools, visit, 'agent-locked', agent.id);
  }
  return visit.reply.redirect(`${URL}/${agent.id}?done=locked`, 303);
};

const unlockAgent = async (tools: ConsoleTools, visit: Visit): Promise<FastifyReply> => {
  const agent = await getOther(tools, visit);
  await tools.store.agents.update(agent.id, { disabledAt: null });
  await forgetFailures(tools.store, agent.email);
  await audit(tools, visit, 'agent-unlocked', agent.id);
  return visit.reply.redirect(`${URL}/${agent.id}?done=unlocked`, 303);
};
