import type { PolicyLimits } from '../company.ts';
import type { Channel, ReplyKind } from '../words.ts';

/** What the choice of a way looks at, when the answer is about to go out. */
export type Ways = {
  kind: ReplyKind;
  channel: Channel;
  recipient: string;
  /** When the customer last wrote on that channel; null: never. */
  lastFromCustomerAt: Date | null;
  /** An address known from the text, a form or the directory. */
  email: string | null;
  /** A telephone that has written to us on WhatsApp. */
  whatsapp: string | null;
  now: Date;
};

export type Way =
  | { kind: 'send'; channel: Channel; recipient: string; template: boolean }
  /** An agent must telephone. */
  | { kind: 'call' }
  | { kind: 'closed'; reason: string };

const NOTICES: ReadonlySet<ReplyKind> = new Set<ReplyKind>(['resolved', 'more_time']);

/**
 * How an answer may go out now (policy, rule 16). WhatsApp: past the window only an approved template. Messenger: past it
 * nothing automatic; `resolved` and `more_time` go by mail, else by WhatsApp template, else an agent telephones.
 */
export const chooseWay = (ways: Ways, limits: Pick<PolicyLimits, 'metaWindowMs'>): Way => {
  const { channel, recipient } = ways;
  const open = isWindowOpen(ways.lastFromCustomerAt, ways.now, limits);
  if (channel === 'whatsapp') return { kind: 'send', channel, recipient, template: !open };
  if (channel !== 'messenger' || open) return { kind: 'send', channel, recipient, template: false };
  if (!NOTICES.has(ways.kind)) return { kind: 'closed', reason: 'window-closed' };
  if (ways.email !== null) return { kind: 'send', channel: 'email', recipient: ways.email, template: false };
  if (ways.whatsapp !== null) return { kind: 'send', channel: 'whatsapp', recipient: ways.whatsapp, template: true };
  return { kind: 'call' };
};

/** Whether free text may still go out: at most 24 hours after the customer's last message. */
export const isWindowOpen = (lastFromCustomerAt: Date | null, now: Date, limits: Pick<PolicyLimits, 'metaWindowMs'>): boolean =>
  lastFromCustomerAt !== null && now.getTime() - lastFromCustomerAt.getTime() <= limits.metaWindowMs;
