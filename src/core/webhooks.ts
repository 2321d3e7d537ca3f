/** What other programs can hear of, each with what it tells people. */
export const WEBHOOK_TYPES = {
  'ticket.created': 'Se abrió un reporte',
  'ticket.message_added': 'Llegó otro mensaje del cliente',
  'ticket.answered': 'Una persona respondió al cliente',
  'ticket.updated': 'Cambió un dato, el área, quien atiende o el término',
  'ticket.escalated': 'Venció el término',
  'ticket.resolved': 'Se resolvió',
  'ticket.reopened': 'Se reabrió',
  'ticket.joined': 'Se unió a otro reporte',
} as const;
export type WebhookType = keyof typeof WEBHOOK_TYPES;
/** A trial that an administrator asks for. */
export const TRIAL_TYPE = 'ventanilla.test';

const OF_KIND: Record<string, WebhookType> = {
  opened: 'ticket.created',
  appended: 'ticket.message_added',
  answered: 'ticket.answered',
  'answered-elsewhere': 'ticket.answered',
  escalated: 'ticket.escalated',
  resolved: 'ticket.resolved',
  reopened: 'ticket.reopened',
  joined: 'ticket.joined',
};
/** Stays in the house: notes of our own people, and what changes nothing. */
const UNTOLD = new Set(['note', 'folio-sent', 'reaction']);

/** What an entry of a ticket's log is called outside; null where it is not told. */
export const webhookTypeOf = (kind: string): WebhookType | null =>
  UNTOLD.has(kind) ? null : Object.hasOwn(OF_KIND, kind) ? (OF_KIND[kind] ?? 'ticket.updated') : 'ticket.updated';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Waits between tries, as Standard Webhooks recommends them: a little over three days in all. */
const WAITS_MS = [5_000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS];
const LONGEST_ASKED_MS = 6 * HOUR_MS;
/** An endpoint that took nothing for so long is stopped. */
const STOPPED_AFTER_MS = 72 * HOUR_MS;

/** How long after a failed try the next one is; null where there is none. `askedMs`: what the receiver asked for (Retry-After). */
export const waitAfter = (attempts: number, askedMs: number | null): number | null => {
  const wait = WAITS_MS[attempts - 1];
  return wait === undefined ? null : Math.max(wait, Math.min(askedMs ?? 0, LONGEST_ASKED_MS));
};

export const isLongFailing = (failingSince: Date | null, now: Date): boolean =>
  failingSince !== null && now.getTime() - failingSince.getTime() >= STOPPED_AFTER_MS;

const LONGEST_URL = 500;
// "localhost", "127.0.0.1", "[::1]"; not "localhost.example.mx".
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * The address of an endpoint as it is kept, or null: https, without user, password and fragment. Plain http to this machine only
 * where the installation allows it (for trying out). To which addresses its name leads is looked at when it is connected to.
 */
export const readWebhookUrl = (typed: string, allowLoopback: boolean): string | null => {
  if (typed.length > LONGEST_URL || !URL.canParse(typed)) return null;
  const { protocol, hostname, username, password, hash, href } = new URL(typed);
  if (username !== '' || password !== '' || hash !== '') return null;
  const isLoopback = LOOPBACK.test(hostname);
  if (protocol === 'https:') return isLoopback && !allowLoopback ? null : href;
  return protocol === 'http:' && isLoopback && allowLoopback ? href : null;
};
