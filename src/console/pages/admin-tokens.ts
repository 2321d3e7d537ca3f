import { API_RIGHTS, type ApiTokenRow } from '../../store/api-tokens.ts';
import { adminMenu } from '../admin/pages.ts';
import { hashToken, makeToken, RIGHT_NAMES } from '../api/token.ts';
import { type Html, html } from '../html.ts';
import { csrfField, page } from '../layout.ts';
import { timeText } from '../spanish.ts';
import { ADMINS, type ConsoleTools, fieldOf, notFound, paramOf, queryOf, type Route, textsOf, type Visit } from '../visit.ts';

const URL = '/admin/tokens';
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LASTS: [string, string][] = [
  ['365', 'Un año'],
  ['90', 'Tres meses'],
  ['', 'Hasta que se revoque'],
];
const DAY_MS = 86_400_000;

/** `/admin/tokens`: by which other programs read and register tickets. A token is shown once, when it is made. */
export const tokenRoutes = (tools: ConsoleTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => tokensPage(tools, visit, {}) },
  { method: 'POST', url: URL, who: ADMINS, handle: (visit) => makeOne(tools, visit) },
  { method: 'POST', url: `${URL}/:id/revoke`, who: ADMINS, handle: (visit) => revoke(tools, visit) },
];

const tokensPage = async (tools: ConsoleTools, visit: Visit, { token, wrong }: { token?: string; wrong?: string }): Promise<Html> => {
  const tokens = await tools.store.apiTokens.list(visit.profile.company);
  const done = queryOf(visit, 'done') === 'revoked' ? 'El token quedó revocado: ya no abre nada.' : null;
  return page(
    visit,
    {
      title: 'Tokens de la API',
      here: '/admin',
      notice: wrong ? { kind: 'wrong', text: wrong } : done ? { kind: 'done', text: done } : null,
    },
    adminMenu(URL),
    html`<h1>Tokens de la API</h1>
    <p>Con un token, otro sistema de la empresa lee o registra reportes. Qué puede hacer y cómo: <a href="/api/docs">descripción de la API</a>.</p>
    ${
      token &&
      html`<section class="notice done" role="status"><h2>El token nuevo</h2><p>Cópielo ahora y guárdelo como una contraseña: no se volverá a mostrar.</p><p><code class="key">${token}</code></p></section>`
    }
    ${
      tokens.length === 0
        ? html`<p class="empty">No hay tokens.</p>`
        : html`<table class="tickets"><caption class="visually-hidden">Tokens</caption><thead><tr><th scope="col">Nombre</th><th scope="col">Permisos</th><th scope="col">Hecho</th><th scope="col">Último uso</th><th scope="col">Estado</th></tr></thead>
          <tbody>${tokens.map((row) => tokenRow(visit, row, tools.now()))}</tbody></table>`
    }
    <section class="card"><h2>Hacer un token</h2><form method="post" action="${URL}">${csrfField(visit)}
      <label for="name">Para qué es</label><input id="name" name="name" required maxlength="80" autocomplete="off" placeholder="Mesa de ayuda del corporativo">
      <fieldset><legend>Permisos</legend>${API_RIGHTS.map((right, index) => html`<label class="box"><input type="checkbox" name="rights" value="${right}"${index === 0 ? html` checked` : null}> ${RIGHT_NAMES[right]} <code>${right}</code></label>`)}</fieldset>
      <label for="days">Vale</label><select id="days" name="days">${LASTS.map(([value, text]) => html`<option value="${value}">${text}</option>`)}</select>
      <button type="submit">Hacer token</button></form></section>`,
  );
};

const tokenRow = (visit: Visit, row: ApiTokenRow, now: Date): Html => {
  const at = (moment: Date | null) => (moment === null ? 'nunca' : timeText(moment, visit.profile.timeZone));
  const isOver = row.expiresAt !== null && row.expiresAt <= now;
  const state = row.revokedAt
    ? `Revocado: ${at(row.revokedAt)}`
    : isOver
      ? `Venció: ${at(row.expiresAt)}`
      : row.expiresAt
        ? `Vale hasta ${at(row.expiresAt)}`
        : 'Vale';
  return html`<tr><td data-label="Nombre">${row.name}</td><td data-label="Permisos">${row.rights.map((right) => html`<code>${right}</code> `)}</td>
    <td data-label="Hecho">${at(row.createdAt)}</td><td data-label="Último uso">${at(row.lastUsedAt)}</td>
    <td data-label="Estado">${state}${
      !row.revokedAt &&
      html` <form method="post" action="${URL}/${row.id}/revoke" class="inline">${csrfField(visit)}<button type="submit" class="plain">Revocar<span class="visually-hidden">: ${row.name}</span></button></form>`
    }</td></tr>`;
};

const makeOne = async (tools: ConsoleTools, visit: Visit): Promise<Html> => {
  const { profile, agent } = visit;
  const name = fieldOf(visit, 'name').slice(0, 80);
  const chosen = textsOf(visit.request.body, 'rights');
  const rights = API_RIGHTS.filter((right) => chosen.includes(right));
  if (name === '' || rights.length === 0) {
    visit.reply.code(422);
    return tokensPage(tools, visit, { wrong: name === '' ? 'Falta para qué es el token.' : 'Elija al menos un permiso.' });
  }
  const days = Number(LASTS.find(([value]) => value === fieldOf(visit, 'days'))?.[0] || 0);
  const now = tools.now();
  const token = makeToken();
  const id = await tools.store.apiTokens.add({
    company: profile.company,
    name,
    hash: hashToken(token),
    rights,
    createdBy: `agent:${agent.id}`,
    createdAt: now,
    expiresAt: days > 0 ? new Date(now.getTime() + days * DAY_MS) : null,
  });
  await tools.store.audit.add({
    company: profile.company,
    at: now,
    agentId: agent.id,
    action: 'token-made',
    subject: id,
    data: { name, rights, days },
  });
  return tokensPage(tools, visit, { token });
};

const revoke = async (tools: ConsoleTools, visit: Visit) => {
  const id = paramOf(visit, 'id');
  const { company } = visit.profile;
  if (!UUID.test(id) || !(await tools.store.apiTokens.revoke(company, id, tools.now()))) throw notFound();
  await tools.store.audit.add({ company, at: tools.now(), agentId: visit.agent.id, action: 'token-revoked', subject: id });
  return visit.reply.redirect(`${URL}?done=revoked`, 303);
};
