import type { FastifyReply } from 'fastify';
import type { ReplyKind } from '../../core/words.ts';
import { adminMenu } from '../admin/pages.ts';
import type { Preview, PreviewAsked, Previews } from '../admin/previews.ts';
import { code } from '../admin/standing.ts';
import type { AdminTools } from '../admin/tools.ts';
import { type Html, html, type Piece, trusted } from '../html.ts';
import { page } from '../layout.ts';
import { CHANNEL_NAMES, inSentence, REPLY_NAMES } from '../spanish.ts';
import { ADMINS, notFound, paramOf, queryOf, type Route, type Visit } from '../visit.ts';

const URL = '/admin/templates';
// The mail as it is sent has its styles within; nothing else may come in, and nothing runs.
const POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox";

/** `/admin/templates`: each answer as its customer gets it, with invented data. They are edited as files, and reviewed as such. */
export const templateRoutes = (tools: AdminTools): Route[] => [
  { method: 'GET', url: URL, who: ADMINS, handle: (visit) => listPage(tools, visit) },
  { method: 'GET', url: `${URL}/:channel/:kind`, who: ADMINS, handle: (visit) => answerPage(tools, visit) },
  { method: 'GET', url: `${URL}/:channel/:kind/html`, who: ADMINS, handle: (visit) => sendHtml(tools, visit) },
];

const listPage = async (tools: AdminTools, visit: Visit): Promise<Html> => {
  const { company } = visit.profile;
  const previews = await tools.previews(visit.profile);
  return page(
    visit,
    { title: 'Plantillas', here: '/admin' },
    adminMenu(URL),
    html`<h1>Plantillas de respuesta</h1>
    <p>Así reciben los clientes cada respuesta automática, con datos inventados. Se editan en sus archivos, carpeta ${code(`templates/${company}/`)}, y alguien más revisa el cambio; al reiniciar ${code('answer')} y ${code('console')} quedan en uso.</p>
    ${previews.kind === 'broken' ? showProblems(previews.problems) : showList(previews)}
    <h2>Plantillas aprobadas de WhatsApp</h2><p>Pasadas 24 horas del último mensaje del cliente, WhatsApp solo deja salir una plantilla que Meta haya aprobado. Su texto está en ${code(`config/${company}.yaml`)}, en ${code('whatsapp.templates')}, y debe ser igual al de Meta.</p>
    ${await approvedList(tools, visit)}`,
  );
};

const showProblems = (problems: string[]): Html =>
  html`<div class="notice wrong" role="alert"><p>Las plantillas no se pueden leer. Mientras no se corrijan, el proceso ${code('answer')} no arranca:</p><ul>${problems.map((problem) => html`<li>${problem}</li>`)}</ul></div>`;

const showList = ({
  channels,
  kinds,
}: Extract<Previews, { kind: 'open' }>): Html => html`<table class="tickets"><caption class="visually-hidden">Respuestas por canal</caption>
  <thead><tr><th scope="col">Respuesta</th>${channels.map((channel) => html`<th scope="col">${channelName(channel)}</th>`)}</tr></thead>
  <tbody>${kinds.map(
    (kind) =>
      html`<tr><td data-label="Respuesta">${kindName(kind)}</td>${channels.map((channel) => html`<td data-label="${channelName(channel)}"><a href="${URL}/${channel}/${kind}">Ver<span class="visually-hidden">: ${kindName(kind)} por ${inSentence(channelName(channel))}</span></a></td>`)}</tr>`,
  )}</tbody></table>`;

const approvedList = async (tools: AdminTools, { profile }: Visit): Promise<Piece> => {
  const listed = Object.entries(profile.approvedTemplates);
  if (listed.length === 0)
    return html`<p class="notice wrong">La empresa no tiene ninguna: después de 24 horas no se le puede escribir a nadie por WhatsApp.</p>`;
  const state = await tools.store.channelStates.find(profile.company, 'whatsapp');
  const faultOf = (name: string) => state?.faults.find((fault) => fault.startsWith(`template ${name}:`));
  return html`<table class="tickets"><caption class="visually-hidden">Plantillas aprobadas</caption><thead><tr><th scope="col">Nombre en Meta</th><th scope="col">En lugar de</th><th scope="col">Texto</th><th scope="col">En Meta</th></tr></thead><tbody>${listed.map(
    ([
      kind,
      { name, language, text },
    ]) => html`<tr><td data-label="Nombre en Meta">${name}<br><small>${language}</small></td><td data-label="En lugar de"><a href="${URL}/whatsapp/${kind}">${kindName(kind)}</a></td><td data-label="Texto" class="pre">${text}</td>
    <td data-label="En Meta">${faultOf(name) ? html`<span class="level act">▲ ${faultOf(name)?.split(': ')[1]}</span>` : state?.checkedAt ? html`<span class="level fine">✓ Sin diferencias</span>` : 'Sin consultar'}</td></tr>`,
  )}</tbody></table>`;
};

const channelName = (channel: string): string => CHANNEL_NAMES[channel as keyof typeof CHANNEL_NAMES] ?? channel;
const kindName = (kind: string): string => REPLY_NAMES[kind as ReplyKind] ?? kind;

const askedOf = (visit: Visit): PreviewAsked => ({
  channel: paramOf(visit, 'channel'),
  kind: paramOf(visit, 'kind'),
  accessible: queryOf(visit, 'form') === 'accessible',
  isFull: queryOf(visit, 'data') !== 'bare',
});

const getPreview = async (tools: AdminTools, visit: Visit): Promise<Preview> => {
  const previews = await tools.previews(visit.profile);
  const preview = previews.kind === 'open' ? previews.show(askedOf(visit)) : null;
  if (!preview) throw notFound();
  return preview;
};

const answerPage = async (tools: AdminTools, visit: Visit): Promise<Html> => {
  const preview = await getPreview(tools, visit);
  const { channel, kind, accessible, isFull } = askedOf(visit);
  const here = `${URL}/${channel}/${kind}`;
  const choice = (text: string, form: string, data: string, isHere: boolean) =>
    html`<li><a href="${here}?form=${form}&amp;data=${data}"${isHere ? html` aria-current="page"` : null}>${text}</a></li>`;
  const [form, data] = [accessible ? 'accessible' : 'plain', isFull ? 'full' : 'bare'];
  return page(
    visit,
    { title: `${kindName(kind)} por ${inSentence(channelName(channel))}`, here: '/admin' },
    adminMenu(URL),
    html`<h1>${kindName(kind)} por ${inSentence(channelName(channel))}</h1><p><a href="${URL}">Volver a las plantillas</a></p>
    <nav class="submenu" aria-label="Forma y datos"><ul>${choice('Con todos los datos', form, 'full', isFull)}${choice('Con pocos datos', form, 'bare', !isFull)}
      ${preview.hasAccessible && [choice('Lenguaje común', 'plain', data, !accessible), choice('Lenguaje claro', 'accessible', data, accessible)]}</ul></nav>
    <p>Se edita en ${preview.files.map((file, index) => [index > 0 && ' y ', code(file)])}.</p>
    ${preview.subject && html`<p><strong>Asunto:</strong> ${preview.subject}</p>`}
    <div class="blocks"><section class="card"><h2>${preview.html ? 'Solo texto' : 'Texto'}</h2><div class="pre bubble">${preview.text}</div></section>
    ${
      preview.html &&
      html`<section class="card"><h2>Con formato</h2><iframe class="mail" title="El correo con formato" sandbox src="${here}/html?form=${form}&amp;data=${data}" referrerpolicy="no-referrer"></iframe></section>`
    }
    ${channel === 'whatsapp' && html`<section class="card"><h2>Después de 24 horas</h2>${approvedPart(preview)}</section>`}</div>`,
  );
};

const approvedPart = ({ approved }: Preview): Piece =>
  approved
    ? html`<p>Plantilla aprobada ${code(approved.name)} (${approved.language}):</p><div class="pre bubble">${approved.text}</div>
      <dl class="facts">${approved.parameters.map(({ variable, value }, index) => html`<dt>{{${index + 1}}} ${variable}</dt><dd>${value}</dd>`)}</dl>`
    : html`<p>No hay plantilla aprobada para esta respuesta: pasadas 24 horas no sale por WhatsApp, y alguien debe llamar o escribir por otro medio.</p>`;

const sendHtml = async (tools: AdminTools, visit: Visit): Promise<FastifyReply> => {
  const preview = await getPreview(tools, visit);
  if (preview.html === null) throw notFound();
  return visit.reply
    .headers({ 'content-security-policy': POLICY, 'x-frame-options': 'SAMEORIGIN', 'referrer-policy': 'no-referrer' })
    .type('text/html; charset=utf-8')
    .send(trusted(preview.html).markup);
};
