import type { CompanyProfile } from '../../core/company.ts';
import { explainDecision } from '../../core/policy/explain.ts';
import type { Why } from '../../core/policy/outcome.ts';
import type { FileEvent, FileMessage, FileReply } from '../../store/ticket-file.ts';
import { type Html, html } from '../html.ts';
import { CATEGORY_NAMES, CHANNEL_NAMES, cityName, FIELD_NAMES, phoneText, REPLY_NAMES, REPLY_STATES, timeText } from '../spanish.ts';
import { marksOf, showWords } from './words-of-message.ts';

export type Entries = { messages: FileMessage[]; replies: FileReply[]; events: FileEvent[] };
export type Around = { profile: CompanyProfile; zone: string; nameOf: (actor: string) => string };

/** Everything that was said on a ticket, over all channels, in order: customers' messages, our answers, notes of our own people. */
export const showConversation = (entries: Entries, around: Around): Html => {
  const notes = entries.events.filter(({ kind }) => kind === 'note');
  const parts = [
    ...entries.messages.map((message) => ({ at: message.receivedAt, markup: showMessage(message, around, entries.events) })),
    ...entries.replies.map((reply) => ({ at: reply.sentAt ?? reply.createdAt, markup: showReply(reply, around, entries.events) })),
    ...notes.map((note) => ({ at: note.at, markup: showNote(note, around) })),
  ].sort((one, other) => one.at.getTime() - other.at.getTime());
  return html`<ol class="conversation">${parts.map(({ markup }) => html`<li>${markup}</li>`)}</ol>`;
};

/** One message of a customer with what was read in it and why it is where it is. */
export const showMessage = (message: FileMessage, around: Around, events: FileEvent[] = []): Html => {
  const { profile, zone } = around;
  const { reading } = message;
  const text = message.text ?? '';
  const isWhole = reading?.text === text;
  return html`<article class="message in" id="m-${message.id}">
    <header><strong>${message.senderName || message.senderAddress || message.senderPhone || 'Cliente'}</strong>
      <span class="tag">${CHANNEL_NAMES[message.channel]}</span>
      <time datetime="${message.receivedAt.toISOString()}">${timeText(message.receivedAt, zone)}</time></header>
    ${sender(message)}
    ${message.subject && html`<p class="subject"><strong>Asunto:</strong> ${message.subject}</p>`}
    ${text === '' ? html`<p class="quiet">Sin texto.</p>` : showWords(text, message.channel, isWhole ? marksOf(reading?.evidence) : [], profile)}
    ${attachments(message)}
    ${message.channel === 'email' && message.rawHash && html`<p><a href="/messages/${message.id}/mail">Ver el correo con su formato</a></p>`}
    ${
      reading &&
      html`<details class="read"><summary>Qué se leyó</summary>${whatWasRead(message, around)}
      ${!isWhole && html`<p class="quiet">Se leyó junto con lo demás que escribió en ese momento:</p>${showWords(reading.text, message.channel, marksOf(reading.evidence), profile)}`}</details>`
    }
    ${whyHere(message, around, events)}
  </article>`;
};

/** The last who decided where a message is: an agent who split or joined tickets; what the system had decided before is told as the past. */
const whyHere = (message: FileMessage, { profile, nameOf }: Around, events: FileEvent[]): Html | null => {
  const decided = message.decision ? explainDecision(message.decision as Why, profile) : null;
  const moved = events.findLast((event) => broughtBy(event, message.id));
  if (!moved) return decided === null ? null : html`<p class="why"><strong>Por qué está aquí:</strong> ${decided}</p>`;
  const { from, reason } = moved.data as { from?: unknown; reason?: unknown };
  const how = moved.kind === 'took' ? 'unió a este el reporte' : 'lo separó del reporte';
  return html`<p class="why"><strong>Por qué está aquí:</strong> ${nameOf(moved.actor)} ${how} <a href="/tickets/${String(from)}">${String(from)}</a>${
    typeof reason === 'string' && html` («${reason}»)`
  }.${decided !== null && html` <span class="quiet">Antes de eso: ${decided}</span>`}</p>`;
};

/** Whether an agent brought a message to this ticket from another. */
const broughtBy = ({ kind, data }: FileEvent, messageId: string): boolean => {
  const { from, messages, messageId: opened } = data as { from?: unknown; messages?: unknown; messageId?: unknown };
  if (kind === 'took') return Array.isArray(messages) && messages.includes(messageId);
  return kind === 'opened' && opened === messageId && typeof from === 'string' && FOLIO.test(from);
};
// "MXL-26-004821-0", not "review".
const FOLIO = /^[A-Z]{3}-\d{2}-\d{6}-\d$/;

const sender = (message: FileMessage): Html | null => {
  const ways = (message.senderName ? [message.senderAddress, message.senderPhone && phoneText(message.senderPhone)] : [])
    .filter(Boolean)
    .join(' · ');
  const warning = message.authentication === 'fail' ? html` <span class="tag bad">Remitente no comprobado</span>` : null;
  return ways === '' ? warning : html`<p class="quiet">${ways}${warning}</p>`;
};

const whatWasRead = ({ reading }: FileMessage, { profile }: Around): Html | null => {
  if (!reading) return null;
  const fields: [string, string | null][] = [
    ['category', CATEGORY_NAMES[reading.category]],
    ['contract', reading.contract],
    ['holder', reading.holder],
    ['contact', reading.contact],
    ['phone', reading.phone && phoneText(reading.phone)],
    ['email', reading.email],
    ['city', reading.city && cityName(profile, reading.city)],
    ['folio', reading.folio],
    ['accessibility', reading.accessibility ? 'Sí' : null],
  ];
  const sure = (field: string) => {
    const found = (reading.evidence as Record<string, { confidence?: number } | undefined> | null)?.[field]?.confidence;
    return typeof found === 'number' ? html` <small>${Math.round(found * 100)} %</small>` : null;
  };
  return html`<dl class="facts">${fields.map(([field, value]) => value && html`<dt>${FIELD_NAMES[field]}</dt><dd>${value}${sure(field)}</dd>`)}</dl>`;
};

const SIZES = [
  [1024 * 1024, 'MB'],
  [1024, 'KB'],
] as const;
const sizeText = (bytes: number | null): string => {
  if (bytes === null) return '';
  const [unit, name] = SIZES.find(([size]) => bytes >= size) ?? [1, 'bytes'];
  return `${Math.round((bytes / unit) * 10) / 10} ${name}`;
};

const attachments = ({ attachments: files }: FileMessage): Html | null =>
  files.length === 0
    ? null
    : html`<ul class="files">${files.map((file) => {
        if (file.latitude !== null && file.longitude !== null) {
          const [latitude, longitude] = [file.latitude.toFixed(6), file.longitude.toFixed(6)];
          return html`<li>Ubicación: ${file.place} <span class="quiet">${latitude}, ${longitude}</span>
            <a href="https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}" target="_blank" rel="noopener noreferrer">Abrir en el mapa (otro sitio)</a></li>`;
        }
        const name = file.name || file.type;
        if (file.state === 'missing') return html`<li>${name} <span class="quiet">(no se pudo guardar: ${file.error})</span></li>`;
        if (file.state === 'pending') return html`<li>${name} <span class="quiet">(se está descargando)</span></li>`;
        return html`<li><a href="/files/${file.id}" download>${name}</a> <span class="quiet">${file.mimeType} ${sizeText(file.sizeBytes)}</span>
          ${PICTURES.has(file.mimeType ?? '') && html`<br><img class="picture" src="/files/${file.id}?show=1" alt="Imagen adjunta: ${name}" loading="lazy">`}</li>`;
      })}</ul>`;
export const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

const showReply = (reply: FileReply, { zone, nameOf }: Around, events: FileEvent[]): Html => {
  const wrote = events.find(({ kind, data }) => kind === 'answered' && (data as { replyId?: unknown }).replyId === reply.id);
  const isBad = ['failed', 'refused', 'withheld', 'task'].includes(reply.state);
  return html`<article class="message out"><header><strong>${wrote ? nameOf(wrote.actor) : 'Respuesta automática'}</strong>
    <span class="tag">${CHANNEL_NAMES[reply.channel]}</span> <span class="tag${isBad ? ' bad' : ''}">${REPLY_NAMES[reply.kind]}: ${REPLY_STATES[reply.state]}</span>
    <time datetime="${reply.createdAt.toISOString()}">${timeText(reply.sentAt ?? reply.createdAt, zone)}</time></header>
    <p class="quiet">${reply.recipient ? `Para ${reply.recipient}` : 'Sin a quién escribir'}${reply.because && ` · ${reply.because}`}</p>
    ${reply.subject && html`<p class="subject"><strong>Asunto:</strong> ${reply.subject}</p>`}
    ${reply.text === null ? html`<p class="quiet">El texto se escribe al enviarla.</p>` : html`<details${reply.kind === 'agent' ? html` open` : null}><summary>Texto</summary><div class="pre">${reply.text}</div></details>`}</article>`;
};

const showNote = (note: FileEvent, { zone, nameOf }: Around): Html =>
  html`<article class="message note"><header><strong>${nameOf(note.actor)}</strong> <span class="tag">Nota interna</span>
    <time datetime="${note.at.toISOString()}">${timeText(note.at, zone)}</time></header><div class="pre">${String((note.data as { text?: unknown }).text ?? '')}</div></article>`;
