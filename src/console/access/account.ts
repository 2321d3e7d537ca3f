import { handedOver, handOverForm, openTickets } from '../hand-over.ts';
import { type Html, html, trusted } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { type ConsoleTools, EVERY_ROLE, fieldOf, queryOf, type Route, type Visit } from '../visit.ts';
import { takeCode } from './login.ts';
import { hashPassword, isPassword, problemOfPassword, SHORTEST_PASSWORD } from './password.ts';
import { openSession } from './session.ts';
import { decryptSecret, describeTotp, encryptSecret, makeTotpSecret, stepOfCode } from './totp.ts';

const DONE: Record<string, string> = {
  password: 'Su contraseña cambió. Las demás sesiones se cerraron.',
  absent: 'Quedó como ausente: no recibirá reportes nuevos.',
  present: 'Quedó como presente: vuelve a recibir reportes.',
  notices: 'Recibirá un correo por cada reporte que se le asigne.',
  'no-notices': 'Ya no recibirá correos de sus reportes.',
  'totp-on': 'Los códigos de un solo uso quedaron activos.',
  'totp-off': 'Los códigos de un solo uso quedaron apagados.',
};

/** What people set for themselves: password, one-time codes, absence. */
export const accountRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: '/account', who: EVERY_ROLE, handle: (visit) => accountPage(tools, visit) },
  { method: 'POST', url: '/account/absence', who: EVERY_ROLE, handle: (visit) => changeAbsence(tools, visit) },
  { method: 'POST', url: '/account/notices', who: EVERY_ROLE, handle: (visit) => changeNotices(tools, visit) },
  { method: 'POST', url: '/account/totp/off', who: EVERY_ROLE, handle: (visit) => switchCodesOff(tools, visit) },
];

/** The pages that are open too to those who must set up codes, or a password of their own, before anything else. */
export const enrolRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: '/account/totp', who: EVERY_ROLE, handle: (visit) => enrolPage(tools, visit, makeTotpSecret()) },
  { method: 'POST', url: '/account/totp', who: EVERY_ROLE, handle: (visit) => switchCodesOn(tools, visit) },
  { method: 'GET', url: '/account/password', who: EVERY_ROLE, handle: async (visit) => passwordPage(visit) },
  { method: 'POST', url: '/account/password', who: EVERY_ROLE, handle: (visit) => changePassword(tools, visit) },
];

const accountPage = async (tools: ConsoleTools, visit: Visit, wrong?: string): Promise<Html> => {
  const { agent } = visit;
  const open = agent.absent ? await openTickets(tools, visit, agent.id) : 0;
  const done = DONE[queryOf(visit, 'done')];
  const mustUseCodes = tools.totpRoles(agent.company).includes(agent.role);
  return page(
    visit,
    {
      title: 'Su cuenta',
      width: 'narrow',
      notice: wrong ? { kind: 'wrong', text: wrong } : done ? { kind: 'done', text: done } : handedOver(visit),
    },
    html`<h1>Su cuenta</h1>
    <dl class="facts"><dt>Nombre</dt><dd>${agent.name}</dd><dt>Correo</dt><dd>${agent.email}</dd></dl>
    <section class="card"><h2>Presencia</h2>
      <form method="post" action="/account/absence">${csrfField(visit)}
        <input type="hidden" name="absent" value="${agent.absent ? 'no' : 'yes'}">
        <p>${agent.absent ? 'Está como ausente: no se le asignan reportes nuevos.' : 'Está presente: se le asignan reportes nuevos.'}</p>
        <button type="submit" class="secondary">${agent.absent ? 'Marcarme presente' : 'Marcarme ausente'}</button>
      </form>${handOverForm(visit, agent, { action: '/account/hand-over', open })}</section>
    <section class="card"><h2>Avisos por correo</h2>
      <form method="post" action="/account/notices">${csrfField(visit)}<input type="hidden" name="wanted" value="${agent.mailNotices ? 'no' : 'yes'}">
        <p>${agent.mailNotices ? 'Recibe un correo con los reportes que se le asignan, uno por minuto cuando mucho. Solo dice el folio, el área, la ciudad y el término de cada uno.' : 'Están apagados: no recibe correos de sus reportes.'}</p>
        <button type="submit" class="secondary">${agent.mailNotices ? 'Apagar los avisos' : 'Recibir avisos'}</button>
      </form></section>
    <section class="card"><h2>Avisos del navegador</h2>
      <p>El navegador puede avisarle de reportes nuevos y términos vencidos mientras la consola esté abierta.</p>
      <button type="button" class="secondary" data-ask-notifications>Permitir avisos</button> <span data-notifications-state role="status"></span></section>
    <section class="card"><h2>Contraseña</h2>${passwordForm(visit)}</section>
    <section class="card"><h2>Códigos de un solo uso</h2>
      ${
        agent.totpSecret === null
          ? html`<p>Protegen su cuenta aunque alguien conozca su contraseña.</p><a href="/account/totp" role="button" class="secondary">Activar códigos</a>`
          : html`<p>Están activos.</p>${
              mustUseCodes
                ? html`<p class="quiet">Su puesto los exige.</p>`
                : html`<form method="post" action="/account/totp/off">${csrfField(visit)}
                    <label for="off-code">Código actual</label><input id="off-code" name="code" inputmode="numeric" autocomplete="one-time-code" required>
                    <button type="submit" class="secondary">Apagar códigos</button></form>`
            }`
      }</section>`,
  );
};

const passwordForm = (visit: Visit): Html => html`<form method="post" action="/account/password">${csrfField(visit)}
  <label for="current">Contraseña actual</label>
  <input id="current" name="current" type="password" autocomplete="current-password" required maxlength="256">
  <label for="fresh">Contraseña nueva</label>
  <input id="fresh" name="fresh" type="password" autocomplete="new-password" required minlength="${SHORTEST_PASSWORD}" maxlength="256" aria-describedby="fresh-help">
  <small id="fresh-help">Al menos ${SHORTEST_PASSWORD} caracteres.</small>
  <button type="submit">Cambiar contraseña</button>
</form>`;

const passwordPage = (visit: Visit, wrong?: string): Html =>
  page(
    visit,
    { title: 'Cambiar contraseña', width: 'narrow', notice: wrong ? { kind: 'wrong', text: wrong } : null },
    html`<h1>Cambiar contraseña</h1>${visit.agent.passwordTemporary && html`<p>La que tiene es temporal. Elija una que solo usted conozca para continuar.</p>`}
    <section class="card">${passwordForm(visit)}</section>`,
  );

const changePassword = async (tools: ConsoleTools, visit: Visit) => {
  const { agent } = visit;
  const typed = visit.request.body as { current?: unknown; fresh?: unknown };
  const [current, fresh] = [typed.current, typed.fresh].map((one) => (typeof one === 'string' ? one : ''));
  const wrong = (await isPassword(current ?? '', agent.passwordHash))
    ? problemOfPassword(fresh ?? '', agent.email)
    : 'La contraseña actual no es correcta.';
  const isSame = wrong === null && agent.passwordTemporary && current === fresh;
  if (wrong || isSame) {
    visit.reply.code(422);
    return agent.passwordTemporary || visit.stage === 'enrol'
      ? passwordPage(visit, wrong ?? 'Elija una contraseña distinta de la temporal.')
      : accountPage(tools, visit, wrong ?? undefined);
  }
  await tools.store.agents.update(agent.id, { passwordHash: await hashPassword(fresh ?? ''), passwordTemporary: false });
  await tools.store.sessions.closeAll(agent.id, visit.sessionId);
  await audit(tools, visit, 'password-changed');
  return visit.reply.redirect('/account?done=password', 303);
};

const changeAbsence = async (tools: ConsoleTools, visit: Visit) => {
  const absent = fieldOf(visit, 'absent') === 'yes';
  await tools.store.agents.update(visit.agent.id, { absent });
  await audit(tools, visit, absent ? 'absent' : 'present');
  return visit.reply.redirect(`/account?done=${absent ? 'absent' : 'present'}`, 303);
};

const changeNotices = async (tools: ConsoleTools, visit: Visit) => {
  const done = fieldOf(visit, 'wanted') === 'yes' ? 'notices' : 'no-notices';
  await tools.store.agents.update(visit.agent.id, { mailNotices: done === 'notices' });
  await audit(tools, visit, done);
  return visit.reply.redirect(`/account?done=${done}`, 303);
};

const enrolPage = async (tools: ConsoleTools, visit: Visit, secret: string, wrong?: string): Promise<Html> => {
  const { svg } = await describeTotp(secret, visit.agent.email, visit.profile.name);
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  return page(
    visit,
    { title: 'Activar códigos', width: 'narrow', notice: wrong ? { kind: 'wrong', text: wrong } : null },
    html`<h1>Activar códigos de un solo uso</h1>
    ${visit.stage === 'enrol' && html`<p>Su puesto exige códigos de un solo uso. Actívelos para continuar.</p>`}
    <form method="post" action="/account/totp" class="card">${csrfField(visit)}
      <input type="hidden" name="secret" value="${encryptSecret(secret, tools.sessionSecret)}">
      <ol><li>Abra en su teléfono una aplicación de códigos (Google Authenticator, Microsoft Authenticator, FreeOTP …).</li>
      <li>Lea este código, o escriba la clave a mano.<br>
        <img class="qr" src="${trusted(image)}" alt="Código QR con la clave de abajo" width="220" height="220">
        <br><code class="key">${secret.match(/.{1,4}/g)?.join(' ')}</code></li>
      <li><label for="code">Escriba el código que muestra la aplicación</label>
        <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required></li></ol>
      <button type="submit">Activar</button>
    </form>`,
  );
};

const switchCodesOn = async (tools: ConsoleTools, visit: Visit) => {
  const stored = fieldOf(visit, 'secret');
  const secret = decryptSecret(stored, tools.sessionSecret);
  if (secret === null || visit.agent.totpSecret !== null) return visit.reply.redirect('/account', 303);
  const step = stepOfCode(secret, fieldOf(visit, 'code'), tools.now());
  if (step === null) {
    visit.reply.code(422);
    return enrolPage(tools, visit, secret, 'El código no es correcto. Escriba el que muestra la aplicación en este momento.');
  }
  await tools.store.agents.update(visit.agent.id, { totpSecret: stored, totpStep: step });
  await tools.store.sessions.closeAll(visit.agent.id, visit.sessionId);
  await openSession(tools, visit, visit.agent, 'full');
  await audit(tools, visit, 'totp-on');
  return visit.reply.redirect('/account?done=totp-on', 303);
};

const switchCodesOff = async (tools: ConsoleTools, visit: Visit) => {
  const mustUseCodes = tools.totpRoles(visit.agent.company).includes(visit.agent.role);
  if (mustUseCodes || !(await takeCode(tools, visit.agent, fieldOf(visit, 'code')))) {
    visit.reply.code(422);
    return accountPage(tools, visit, mustUseCodes ? 'Su puesto exige los códigos.' : 'El código no es correcto.');
  }
  await tools.store.agents.update(visit.agent.id, { totpSecret: null, totpStep: null });
  await audit(tools, visit, 'totp-off');
  return visit.reply.redirect('/account?done=totp-off', 303);
};

const audit = (tools: ConsoleTools, visit: Visit, action: string) =>
  tools.store.audit.add({ company: visit.agent.company, at: tools.now(), agentId: visit.agent.id, action });
