import type { PolicyLimits } from '../../company.ts';
import type { Channel } from '../../words.ts';
import type { Route } from '../recipient.ts';
import { isWindowOpen } from '../window.ts';
import { isBlank, type Refused, refused } from './action.ts';

const LONGEST: Partial<Record<Channel, number>> = { whatsapp: 4096, messenger: 2000 };
const LONGEST_MAIL = 50_000;
const LONGEST_NOTE = 20_000;

/** An internal note: what only our own people read. */
export const note = (text: string): Refused | { kind: 'done'; text: string } => {
  if (isBlank(text)) return refused('text-missing');
  return text.length > LONGEST_NOTE ? refused('text-too-long') : { kind: 'done', text: text.trim() };
};

export type Writing = {
  text: string;
  /** Where the customer's last message can be answered; null: nowhere. */
  route: Route | null;
  /** When the customer last wrote on that channel; null: never. */
  lastFromCustomerAt: Date | null;
  /** An address that the customer gave or wrote from. */
  email: string | null;
  now: Date;
};

/**
 * Where a person's own answer goes: the channel of the customer's last message, by mail where Meta's window has closed and an
 * address is known (policy, rules 12 and 16). Refused where it is too long for the channel, or there is no way.
 */
export const chooseAgentRoute = (
  writing: Writing,
  limits: Pick<PolicyLimits, 'metaWindowMs'>,
): Refused | { kind: 'done'; route: Route } => {
  if (isBlank(writing.text)) return refused('text-missing');
  const route = openRoute(writing, limits);
  if (route === null) return refused(writing.route === null ? 'no-channel' : 'window-closed');
  return writing.text.length > (LONGEST[route.channel] ?? LONGEST_MAIL) ? refused('text-too-long') : { kind: 'done', route };
};

const openRoute = ({ route, email, lastFromCustomerAt, now }: Writing, limits: Pick<PolicyLimits, 'metaWindowMs'>): Route | null => {
  const byMail: Route | null = email === null ? null : { channel: 'email', recipient: email };
  if (route === null) return byMail;
  if (route.channel === 'email' || isWindowOpen(lastFromCustomerAt, now, limits)) return route;
  return byMail;
};

/** The subject of a person's mail: the customer's own, so that their program keeps the thread, with the folio. */
export const subjectOf = (theirs: string | null, folio: string): string => {
  const bare = (theirs ?? '').replace(REPLY_MARK, '').trim();
  if (bare === '') return `Reporte ${folio}`;
  return bare.includes(folio) ? `Re: ${bare}` : `Re: ${bare} (${folio})`;
};

// "RE: RV: sin internet" keeps "sin internet"; "Reporte de falla" is kept whole.
const REPLY_MARK = /^(?:\s*(?:re|rv|fw|fwd)\s*:)+/i;
