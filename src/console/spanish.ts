import type { CompanyProfile } from '../core/company.ts';
import { AREA_NAMES } from '../core/policy/explain.ts';
import { Area, type Category, type Channel, type ReplyKind, type ReplyState } from '../core/words.ts';
import type { Role } from '../store/agents.ts';

// The words of the domain as agents read them.
export const CATEGORY_NAMES: Record<Category, string> = {
  falla: 'Falla',
  queja: 'Queja',
  aclaracion: 'Aclaración',
  saldo: 'Saldo',
  contratacion: 'Contratación',
  cancelacion: 'Cancelación',
  suspension: 'Suspensión',
  duda: 'Duda',
  sugerencia: 'Sugerencia',
  datos: 'Datos',
  otro: 'Otro',
};
// "+526865541907", not "+16195550100": a number of another country stays as it is.
const MEXICAN_PHONE = /^\+52(\d{3})(\d{3})(\d{4})$/;
/** A telephone as people here read it aloud: "686 554 1907". */
export const phoneText = (phone: string): string => phone.replace(MEXICAN_PHONE, '$1 $2 $3');

/** The categories that open a ticket: what an agent may choose. */
export const OPENING: Category[] = [
  'falla',
  'queja',
  'aclaracion',
  'saldo',
  'contratacion',
  'cancelacion',
  'suspension',
  'duda',
  'sugerencia',
];
export const AREAS = Object.values(Area);
export const areaName = (area: Area): string => capital(AREA_NAMES[area]);
export const CHANNEL_NAMES: Record<Channel, string> = {
  email: 'Correo',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  web: 'Formulario',
  call: 'Llamada',
  desk: 'Teléfono u oficina',
};
const BRANDS = new Set(['WhatsApp', 'Messenger']);
/** A channel's name in the middle of a sentence: "por correo", "por WhatsApp". */
export const inSentence = (channelName: string): string => (BRANDS.has(channelName) ? channelName : channelName.toLowerCase());
export const ROLE_NAMES: Record<Role, string> = { agent: 'Agente', supervisor: 'Supervisión', admin: 'Administración' };
export const REPLY_NAMES: Record<ReplyKind, string> = {
  folio: 'Folio',
  data_request: 'Solicitud de datos',
  appended: 'Aviso de mensaje agregado',
  reopened: 'Aviso de reapertura',
  resolved: 'Aviso de solución',
  more_time: 'Aviso de más tiempo',
  agent: 'Respuesta',
  assigned: 'Aviso de asignación',
};
export const REPLY_STATES: Record<ReplyState, string> = {
  queued: 'por enviar',
  sending: 'enviándose',
  sent: 'enviada',
  delivered: 'entregada',
  read: 'leída',
  failed: 'no se pudo enviar',
  refused: 'rechazada',
  withheld: 'retenida por el límite de respuestas',
  task: 'pendiente de llamar',
};
export const FIELD_NAMES: Record<string, string> = {
  contract: 'Contrato',
  holder: 'Titular',
  contact: 'Contacto',
  phone: 'Teléfono',
  email: 'Correo',
  city: 'Ciudad',
  category: 'Categoría',
  folio: 'Folio citado',
  accessibility: 'Atención accesible',
  description: 'Descripción',
};

export const cityName = (profile: Pick<CompanyProfile, 'cities'>, city: string | null): string =>
  city === null ? '' : (profile.cities.find(({ id }) => id === city)?.name ?? city);

/** The clock of a ticket's city: what its customer and its technicians go by. */
export const zoneOf = (profile: CompanyProfile, city: string | null): string =>
  profile.cities.find(({ id }) => id === city)?.timeZone ?? profile.timeZone;

const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string) => {
  const known =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('es-MX', {
      timeZone,
      day: 'numeric',
      month: 'short',
      hour: 'numeric',
      minute: '2-digit',
      hourCycle: 'h23',
      year: 'numeric',
    });
  formats.set(timeZone, known);
  return known;
};

/** `24 nov 2026, 10:00`. */
export const timeText = (at: Date, timeZone: string): string => formatOf(timeZone).format(at);

/** A stretch in the two largest units that say something: `2 d 3 h`, `5 h 20 min`, `4 min`. */
export const spanText = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`;
  return `${rest} min`;
};

export type Term = { kind: 'late' | 'soon' | 'fine' | 'paused' | 'ended'; mark: string; text: string };
const SOON_MS = 6 * 3_600_000;

/** What is left of a term, in words and with a mark whose shape says it too: colour only repeats it. */
export const termOf = (ticket: { status: string; dueAt: Date; pausedAt: Date | null; resolvedAt: Date | null }, now: Date): Term => {
  if (ticket.status === 'joined') return { kind: 'ended', mark: '⇥', text: 'Unido a otro' };
  if (ticket.resolvedAt) {
    const isInTime = ticket.resolvedAt <= ticket.dueAt;
    return { kind: 'ended', mark: '✓', text: isInTime ? 'Resuelto a tiempo' : 'Resuelto fuera de término' };
  }
  const leftMs = ticket.dueAt.getTime() - now.getTime();
  if (ticket.pausedAt) return { kind: 'paused', mark: '‖', text: 'En pausa' };
  if (leftMs <= 0) return { kind: 'late', mark: '▲', text: `Venció hace ${spanText(-leftMs)}` };
  if (leftMs <= SOON_MS) return { kind: 'soon', mark: '◆', text: `Vence en ${spanText(leftMs)}` };
  return { kind: 'fine', mark: '○', text: `Faltan ${spanText(leftMs)}` };
};

export const money = (cents: number): string => new Intl.NumberFormat('es-MX', { style: 'currency', currency: 'MXN' }).format(cents / 100);

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
