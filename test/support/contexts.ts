import type { Context, Known, MatterView, SubscriberView, TicketView } from '../../src/core/policy/context.ts';
import type { Fields, Found, Reading } from '../../src/core/reading.ts';
import { konecta } from './profiles.ts';

export const NOW = new Date('2026-11-24T18:00:00.000Z');
export const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
export const DAY = 86_400_000;
export const FOLIO = 'MXL-26-000001-7';

const found = <T>(value: T | null | undefined, confidence = 1): Found<T> | null =>
  value === null || value === undefined ? null : { value, evidence: [], confidence };

/** A reading of the fields that are given; nothing else was said. */
export const reading = (said: Partial<Fields> & { holderStated?: boolean; onlyThanks?: boolean; confidence?: number } = {}): Reading => ({
  contract: found(said.contract),
  holder: found(said.holder),
  holderStated: said.holderStated ?? false,
  contact: found(said.contact),
  phone: found(said.phone),
  email: found(said.email),
  city: found(said.city),
  category: { value: said.category ?? 'falla', evidence: [], confidence: said.confidence ?? 1 },
  folio: found(said.folio),
  accessibility: said.accessibility ? { value: true, evidence: [], confidence: 1 } : null,
  onlyThanks: said.onlyThanks ?? false,
});

export const NOTHING_KNOWN: Known = {
  contract: null,
  holder: null,
  holderStated: false,
  contact: null,
  phone: null,
  email: null,
  city: null,
};

/** An open ticket of reparaciones without contract or holder, but for what is given. */
export const ticket = (more: Partial<TicketView> = {}): TicketView => ({
  id: 'ticket-1',
  folio: FOLIO,
  category: 'falla',
  area: 'reparaciones',
  city: 'mexicali',
  status: 'open',
  priority: 'normal',
  contract: null,
  holder: null,
  contact: null,
  authority: [],
  phone: null,
  email: null,
  unidentified: false,
  unverified: false,
  openedAt: ago(DAY),
  resolvedAt: null,
  folioTold: true,
  lastAppendedAt: null,
  openedBy: 'email:ana@example.mx',
  ...more,
});

export const resolved = (ms: number, more: Partial<TicketView> = {}): TicketView =>
  ticket({ status: 'resolved', resolvedAt: ago(ms), ...more });

/** A falla that waits for data after one question. */
export const matter = (more: Partial<MatterView> = {}): MatterView => ({
  id: 'matter-1',
  category: 'falla',
  description: 'No tengo internet',
  asks: 1,
  unknownContract: null,
  known: NOTHING_KNOWN,
  expiresAt: new Date(NOW.getTime() + DAY),
  ...more,
});

export const subscriber = (more: Partial<SubscriberView> = {}): SubscriberView => ({
  contract: 'MXL204518',
  holder: 'Ana Ruiz Soto',
  phone: null,
  email: null,
  city: null,
  ...more,
});

type Given = Partial<Omit<Context, 'unit'>> & { said?: Parameters<typeof reading>[0]; text?: string; unit?: Partial<Context['unit']> };

/** The context of one mail to Soportemxl from an unknown address, without tickets, matter or directory, but for what is given. */
export const context = ({ said, text = 'No tengo internet', unit, ...more }: Given = {}): Context => ({
  profile: konecta(),
  now: NOW,
  referenced: null,
  matter: null,
  senderTickets: [],
  directoryLoaded: false,
  subscribersOfSender: [],
  subscribersOfContract: [],
  subscribersOfHolder: [],
  contractTickets: [],
  ...more,
  unit: {
    channel: 'email',
    mailbox: 'soportemxl@konecta.mx',
    conversation: 'email:ana@example.mx',
    sender: { name: null, address: 'ana@example.mx', phone: null, userId: null },
    replyTo: null,
    authentication: null,
    receivedAt: NOW,
    text,
    reading: reading(said),
    hasAttachments: false,
    attachmentNames: [],
    ...unit,
  },
});
