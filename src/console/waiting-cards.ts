import { maskSecrets } from '../core/text/mask.ts';
import type { WaitingRow } from '../store/waiting.ts';
import { type Html, html } from './html.ts';
import { CATEGORY_NAMES, CHANNEL_NAMES, phoneText, timeText } from './spanish.ts';
import type { Visit } from './visit.ts';

/** The people whose data we wait for: who, since when and until when, what was asked, and their messages to open a ticket from. */
export const waitingCards = (visit: Visit, rows: WaitingRow[], now: Date): Html =>
  html`<ul class="cards">${rows.map((row) => cardOf(row, visit.profile.timeZone, now))}</ul>`;

const cardOf = (row: WaitingRow, zone: string, now: Date): Html | null => {
  const [first, ...more] = row.messages;
  if (!first) return null;
  const isOver = row.expiresAt < now;
  return html`<li class="card"><p><a href="/review/${first.id}"><strong>${whoOf(first)}</strong></a>
    <span class="tag">${CHANNEL_NAMES[first.channel]}</span> <span class="tag">${CATEGORY_NAMES[row.category]}</span> desde el ${time(row.openedAt, zone)}</p>
    <p class="clip">${maskSecrets(row.description.slice(0, 300))}</p>
    ${more.length > 0 && html`<p>Después escribió: ${more.map((one, at) => html`${at > 0 && ', '}<a href="/review/${one.id}">${timeText(one.receivedAt, zone)}</a>`)}</p>`}
    <p class="quiet">${askedOf(row)} ${isOver ? 'El plazo terminó el' : 'Esperamos hasta el'} ${time(row.expiresAt, zone)}.</p></li>`;
};

const whoOf = ({ senderName, senderAddress, senderPhone }: WaitingRow['messages'][number]): string => {
  const reach = senderAddress ?? (senderPhone && phoneText(senderPhone));
  return [senderName, reach].filter(Boolean).join(' · ') || 'Sin remitente';
};

const askedOf = ({ asks, unknownContract }: WaitingRow): string => {
  const times = asks === 1 ? 'una vez' : `${asks} veces`;
  return unknownContract === null
    ? `Se le pidió el contrato o el nombre del titular (${times}).`
    : `Se le pidió verificar el contrato ${unknownContract}, que no está en el directorio (datos pedidos ${times}).`;
};

const time = (at: Date, zone: string): Html => html`<time datetime="${at.toISOString()}">${timeText(at, zone)}</time>`;
