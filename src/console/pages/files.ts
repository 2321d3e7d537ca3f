import type { FastifyReply } from 'fastify';
import sanitizeHtml from 'sanitize-html';
import type { DeskTools } from '../actions.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { PICTURES } from '../ticket/conversation.ts';
import { type ConsoleTools, EVERY_ROLE, notFound, paramOf, queryOf, type Route, type Visit } from '../visit.ts';

type Tools = ConsoleTools & DeskTools;

/** Customers' files and mails. Whatever they hold, it is shown or saved without running, and without asking another host. */
export const fileRoutes = (tools: Tools): Route[] => [
  { method: 'GET', url: '/files/:id', who: EVERY_ROLE, handle: (visit) => sendFile(tools, visit) },
  { method: 'GET', url: '/messages/:id/mail', who: EVERY_ROLE, handle: (visit) => mailPage(tools, visit) },
  { method: 'GET', url: '/messages/:id/body', who: EVERY_ROLE, handle: (visit) => sendMailBody(tools, visit) },
];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const getId = (visit: Visit): string => {
  const id = paramOf(visit, 'id');
  if (!UUID.test(id)) throw notFound();
  return id;
};

// What the first bytes of a picture are, whatever its sender declared.
const BEGINNINGS: [RegExp, string][] = [
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^\x89PNG\r\n\x1a\n/, 'image/png'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[\s\S]{4}WEBP/, 'image/webp'],
];

const sendFile = async (tools: Tools, visit: Visit): Promise<FastifyReply> => {
  const file = await tools.store.ticketFiles.findAttachment(visit.profile.company, getId(visit));
  if (!file) throw notFound();
  const bytes = await bytesOf(tools, file);
  if (!bytes) throw notFound();
  const beginning = bytes.subarray(0, 16).toString('latin1');
  const picture = BEGINNINGS.find(([pattern]) => pattern.test(beginning))?.[1] ?? null;
  const isShown = queryOf(visit, 'show') === '1' && picture !== null && PICTURES.has(picture);
  return visit.reply
    .headers({
      // Alone in its tab a file is nobody: no scripts, no forms, no cookies of ours.
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': isShown
        ? 'inline'
        : `attachment; filename*=UTF-8''${encodeURIComponent(file.name || `${file.type}-${file.position + 1}`)}`,
      'cache-control': 'private, max-age=3600',
    })
    .type(isShown ? picture : 'application/octet-stream')
    .send(bytes);
};

export const bytesOf = async (
  tools: Tools,
  file: { rawHash: string | null; position: number; message: { rawHash: string | null } },
): Promise<Buffer | null> => {
  if (file.rawHash !== null) return (await tools.store.messages.findRaw(file.rawHash))?.bytes ?? null;
  const raw = file.message.rawHash === null ? null : await tools.store.messages.findRaw(file.message.rawHash);
  return raw && tools.mail.file(raw.bytes, file.position);
};

const mailPage = async (tools: Tools, visit: Visit): Promise<Html> => {
  const message = await tools.store.ticketFiles.findMessage(visit.profile.company, getId(visit));
  if (message?.channel !== 'email') throw notFound();
  const withImages = queryOf(visit, 'images') === '1';
  const ticket = message.ticketId === null ? null : await tools.store.tickets.find(message.ticketId);
  return page(
    visit,
    { title: 'Correo' },
    html`<h1>${message.subject || 'Correo sin asunto'}</h1>
    <p class="quiet">De ${message.senderName} ${message.senderAddress}</p>
    <p>${ticket && html`<a href="/tickets/${ticket.folio}">Volver a ${ticket.folio}</a> · `}${
      withImages
        ? html`<a href="/messages/${message.id}/mail">Ocultar imágenes de otros sitios</a>`
        : html`<a href="/messages/${message.id}/mail?images=1">Mostrar imágenes de otros sitios</a> <span class="quiet">(quien escribió puede saber que las abrió)</span>`
    }</p>
    <iframe class="mail" title="Contenido del correo" sandbox src="/messages/${message.id}/body${withImages ? '?images=1' : ''}" referrerpolicy="no-referrer"></iframe>`,
  );
};

const sendMailBody = async (tools: Tools, visit: Visit): Promise<FastifyReply> => {
  const message = await tools.store.ticketFiles.findMessage(visit.profile.company, getId(visit));
  if (message?.channel !== 'email' || message.rawHash === null) throw notFound();
  const raw = await tools.store.messages.findRaw(message.rawHash);
  const written = raw && (await tools.mail.html(raw.bytes, { company: visit.profile.company, mailbox: message.mailbox ?? '' }));
  const images = queryOf(visit, 'images') === '1' ? 'https: http:' : "'none'";
  return visit.reply
    .headers({
      'content-security-policy': `default-src 'none'; img-src ${images}; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox`,
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
    })
    .type('text/html; charset=utf-8')
    .send(documentOf(written ? sanitiseMail(written, queryOf(visit, 'images') === '1') : html`<pre>${message.text}</pre>`.markup));
};

const documentOf = (content: string): string =>
  `<!doctype html><html lang="es"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Correo</title><style>body{font:16px/1.5 sans-serif;margin:.5rem;overflow-wrap:anywhere}img{max-width:100%;height:auto}pre{white-space:pre-wrap}</style></head><body>${content}</body></html>`;

const LENGTH = /^\d{1,4}(?:px|%|em|pt)?$/;
const COLOUR = /^(?:#[0-9a-f]{3,8}|[a-z]{3,20}|rgba?\([\d\s.,%]{5,40}\))$/i;

/** The HTML of a mail without scripts, forms, frames, styles that reach out, and links that run: a second wall inside the sandbox. */
export const sanitiseMail = (written: string, withImages: boolean): string =>
  sanitizeHtml(written, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'img', 'font', 'center', 'del', 'ins'],
    allowedAttributes: {
      '*': ['style', 'align', 'dir', 'lang', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'size', 'face'],
      table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      td: ['width', 'height', 'colspan', 'rowspan', 'bgcolor', 'valign'],
      th: ['width', 'height', 'colspan', 'rowspan', 'bgcolor', 'valign'],
      tr: ['bgcolor', 'valign'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
    allowedStyles: {
      '*': {
        color: [COLOUR],
        'background-color': [COLOUR],
        'text-align': [/^(?:left|right|center|justify)$/],
        'font-weight': [/^(?:normal|bold|\d{3})$/],
        'font-style': [/^(?:normal|italic)$/],
        'text-decoration': [/^(?:none|underline|line-through)$/],
        'font-size': [LENGTH],
        width: [LENGTH],
        'max-width': [LENGTH],
        padding: [/^(?:\d{1,3}(?:px|em)?\s*){1,4}$/],
      },
    },
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && (!withImages || !/^https?:/i.test(attribs.src ?? '')),
    transformTags: { a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer nofollow' }) },
  });
