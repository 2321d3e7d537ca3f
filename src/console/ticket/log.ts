import { CAUSES, type Cause, isCause } from '../../core/policy/actions/resolve.ts';
import type { ReplyState } from '../../core/words.ts';
import type { FileEvent } from '../../store/ticket-file.ts';
import { type Html, html } from '../html.ts';
import { csrfField } from '../layout.ts';
import { AREAS, areaName, CATEGORY_NAMES, cityName, FIELD_NAMES, money, timeText } from '../spanish.ts';
import type { Visit } from '../visit.ts';
import type { Around } from './conversation.ts';

const KINDS: Record<string, string> = {
  opened: 'Se abrió',
  appended: 'Se agregó un mensaje',
  reopened: 'Se reabrió',
  resolved: 'Se resolvió',
  escalated: 'Venció el término: se escaló',
  data: 'Llegaron datos',
  moved: 'Se cambió de área o ciudad',
  assigned: 'Se asignó',
  paused: 'Se puso en pausa',
  resumed: 'Se reanudó',
  joined: 'Se unió a otro reporte',
  took: 'Recibió otro reporte',
  gave_back: 'Devolvió otro reporte',
  split_off: 'Se separó un mensaje',
  corrected: 'Se corrigió un dato',
  undone: 'Se deshizo un cambio',
  note: 'Nota interna',
  answered: 'Se respondió al cliente',
  'folio-sent': 'Se envió el folio',
  bounced: 'Regresó un correo nuestro: no llegó al cliente',
  edited: 'El cliente editó un mensaje',
  withdrawn: 'El cliente eliminó un mensaje',
  reaction: 'El cliente reaccionó a un mensaje',
  'contact-moved': 'El cliente cambió de número',
  'answered-elsewhere': 'Se respondió desde otra aplicación',
  routed: 'Se asignó',
  priority: 'Cambió la prioridad',
};

const UNREADABLE = 'Se agregó un mensaje en el que no se pudo leer nada';

/** What happened to a ticket, the newest first; what can be taken back has its button. */
export const showLog = (
  events: FileEvent[],
  around: Around,
  forms: { visit: Visit; folio: string; version: number; requestId: string; replies: readonly { id: string; state: ReplyState }[] },
): Html => {
  const waiting = new Set(forms.replies.flatMap(({ id, state }) => (state === 'queued' ? [id] : [])));
  const undone = new Set(events.flatMap(({ kind, data }) => (kind === 'undone' ? [String((data as { event?: unknown }).event)] : [])));
  const parted = new Map(
    events.flatMap(({ kind, data }) => (kind === 'split_off' ? [[textIn(data, 'message'), textIn(data, 'into')]] : [])),
  );
  return html`<ol class="log">${[...events].reverse().map((event) => {
    const data = event.data as { undo?: unknown; replyId?: unknown };
    // What has gone out to the customer cannot be fetched back.
    const isGone = event.kind === 'answered' && !waiting.has(String(data.replyId));
    const canUndo = data.undo === true && !undone.has(event.id) && !isGone;
    return html`<li><time datetime="${event.at.toISOString()}">${timeText(event.at, around.zone)}</time> ${describeEvent(event, around)}
      ${undone.has(event.id) && html` <span class="tag">deshecho</span>`}${leftFor(event, parted)}
      ${
        canUndo &&
        html`<form method="post" action="/tickets/${forms.folio}/undo" class="inline">${csrfField(forms.visit)}<input type="hidden" name="event" value="${event.id}">
        <input type="hidden" name="version" value="${forms.version}"><button class="plain" type="submit">Deshacer<span class="visually-hidden">: ${KINDS[event.kind] ?? event.kind}, ${timeText(event.at, around.zone)}</span></button></form>`
      }</li>`;
  })}</ol>`;
};

/** A message that was split off later is no longer here, whatever the line says that it brought. */
const leftFor = ({ kind, data }: FileEvent, parted: ReadonlyMap<string, string>): Html | null => {
  const folio = kind === 'appended' || kind === 'opened' ? parted.get(textIn(data, 'messageId')) : undefined;
  return folio ? html` <span class="tag">después se separó a <a href="/tickets/${folio}">${folio}</a></span>` : null;
};

const textIn = (data: unknown, name: string): string => {
  const value = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
};

/** An event in a sentence: what, by whom, from what to what, why. */
export const describeEvent = (event: FileEvent, around: Around): Html => {
  const { name, by, changes, reason } = wordsOfEvent(event, around);
  return html`<strong>${name}</strong> · ${by}${changes.map((change) => `; ${sayChange(change)}`)}${reason && html` — «${reason}»`}`;
};

/** `before` is null where there was nothing, `after` where nothing is left. */
export type Change = { field: string; before: string | null; after: string | null };
export type EventWords = { name: string; by: string; changes: Change[]; reason: string | null };

/** `Causa: Falla de la red`, `Área: Bajas → Ventas`, `Correo: se quitó (ana@example.mx)`. */
export const sayChange = ({ field, before, after }: Change): string => {
  if (after === null) return `${field}: se quitó${before === null ? '' : ` (${before})`}`;
  return `${field}: ${before === null ? after : `${before} → ${after}`}`;
};

/** The same, word by word. */
export const wordsOfEvent = (event: FileEvent, around: Around): EventWords => {
  const data = event.data as Record<string, unknown>;
  return {
    name: data.unreadable === true ? UNREADABLE : (KINDS[event.kind] ?? event.kind),
    by: around.nameOf(event.actor),
    changes: changesIn(data, around),
    reason: typeof data.reason === 'string' ? data.reason : typeof data.why === 'string' ? data.why : null,
  };
};

const HIDDEN = new Set([
  'version',
  'dueAt',
  'termAt',
  'termPassedAt',
  'status',
  'contractKey',
  'pauseReason',
  'joinedIntoId',
  'resolvedAt',
  'pausedAt',
]);

const changesIn = ({ before, after }: Record<string, unknown>, around: Around): EventWords['changes'] => {
  if (typeof after !== 'object' || after === null) return [];
  const old = (typeof before === 'object' && before !== null ? before : {}) as Record<string, unknown>;
  const shown = Object.entries(after).filter(([key]) => !HIDDEN.has(key));
  return shown.map(([key, value]) => ({
    field: NAMES[key] ?? FIELD_NAMES[key] ?? key,
    before: said(key, old[key], around),
    after: said(key, value, around),
  }));
};
const NAMES: Record<string, string> = {
  area: 'Área',
  agentId: 'Atiende',
  unidentified: 'Sin identificar',
  unverified: 'Sin verificar',
  cause: 'Causa',
  attributable: 'Tiempo sin servicio por causa nuestra',
  compensationCents: 'Compensación',
  writtenOnly: 'Solo por escrito',
  priority: 'Prioridad',
};

const said = (key: string, value: unknown, { profile, nameOf }: Around): string | null => {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'boolean') return value ? 'sí' : 'no';
  if (key === 'cause') return isCause(String(value)) ? CAUSES[String(value) as Cause].name : String(value);
  if (key === 'agentId') return nameOf(`agent:${String(value)}`);
  if (key === 'area') return areaName(AREAS.find((one) => one === value) ?? 'atencion');
  if (key === 'city') return cityName(profile, String(value));
  if (key === 'category') return (CATEGORY_NAMES as Record<string, string>)[String(value)] ?? String(value);
  if (key === 'compensationCents') return money(Number(value));
  if (key === 'priority') return value === 'preferente' ? 'preferente' : 'normal';
  return String(value);
};
