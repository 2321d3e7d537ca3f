// Sends one answer. In: a reply id. Out: it is sent, or stands at another end with its reason, or waits for its next try. On failure: retried, then swept.
import type { CompanyProfile } from '../core/company.ts';
import { asksForAuthority } from '../core/policy/authority.ts';
import type { Known } from '../core/policy/context.ts';
import { missingFrom } from '../core/policy/missing.ts';
import { chooseWay, type Way } from '../core/policy/window.ts';
import type { Category, Channel } from '../core/words.ts';
import type { ReplyRow } from '../store/replies.ts';
import type { Store } from '../store/store.ts';
import type { TicketRow } from '../store/tickets.ts';
import type { RenderedAnswer } from '../templates/render.ts';
import type { AnswerFacts } from '../templates/variables.ts';
import { profileOf, type Tools } from './tools.ts';

/** What goes to a channel. `id` is our own key for it, which providers hand back. */
export type Outgoing = {
  id: string;
  company: string;
  recipient: string;
  mailbox: string | null;
  content: Pick<RenderedAnswer, 'subject' | 'text' | 'html' | 'whatsappTemplate'>;
  automatic: 'replied' | 'generated' | 'person';
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  attempt: number;
  /** When it was called for: the Date of a mail, the same at each try. */
  createdAt: Date;
};

/** What became of a try, the same for every channel. */
export type Outcome =
  | { kind: 'sent'; providerId: string | null }
  | { kind: 'refused'; because: string }
  | { kind: 'later'; because: string; afterMs: number | null }
  /** The provider may have taken it: not sent again where no key keeps it one (Meta). */
  | { kind: 'unknown'; because: string }
  | { kind: 'window-closed' };

export type Writing = { channel: Channel; kind: ReplyRow['kind']; accessible: boolean; facts: AnswerFacts };
export type AnswerTools = Tools & {
  write: (profile: CompanyProfile, writing: Writing) => RenderedAnswer;
  send: (channel: Channel, outgoing: Outgoing) => Promise<Outcome>;
};

/** A claimed reply is tried again after this, should the process die; longer than any one try may take. */
const LEASE_MS = 5 * 60_000;
const GIVE_UP_MS = 3 * 86_400_000;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;

/** Sends an answer once it is due; a second run of the same job changes nothing (house, truths 2 and 3). */
export const answer = async (tools: AnswerTools, replyId: string): Promise<void> => {
  const reply = await tools.store.replies.claim(replyId, tools.now(), LEASE_MS);
  if (!reply) return;
  const profile = profileOf(tools, reply.company);
  const way = await wayOf(tools, profile, reply);
  if (way.kind !== 'send') return endUnsent(tools.store, reply, way);
  const content = await contentOf(tools, profile, reply, way);
  if (content === null) return endUnsent(tools.store, reply, { kind: 'closed', reason: 'no-approved-template' });
  const outcome = await tools.send(way.channel, outgoingOf(reply, way, content));
  await record(tools, reply, outcome);
};

type SendWay = Extract<Way, { kind: 'send' }>;

/** Rule 16 is decided now, when the answer goes out, not when it was called for. */
const wayOf = async ({ store, now }: AnswerTools, profile: CompanyProfile, reply: ReplyRow): Promise<Way> => {
  const { channel, recipient } = reply;
  if (recipient === null) return { kind: 'call' };
  if (channel !== 'whatsapp' && channel !== 'messenger') return { kind: 'send', channel, recipient, template: false };
  if (reply.template) return { kind: 'send', channel, recipient, template: true };
  const sender = channel === 'messenger' || !recipient.startsWith('+') ? { userId: recipient } : { phone: recipient };
  const known = await otherWays(store, reply);
  const lastFromCustomerAt = await store.messages.findLastFrom(reply.company, channel, sender);
  return chooseWay({ kind: reply.kind, channel, recipient, lastFromCustomerAt, ...known, now: now() }, profile.limits);
};

/** Address and WhatsApp number that the ticket's text, its senders or the directory have shown (rule 16). */
const otherWays = async (store: Store, reply: ReplyRow): Promise<{ email: string | null; whatsapp: string | null }> => {
  const ticket = reply.ticketId ? await store.tickets.find(reply.ticketId) : null;
  if (!ticket) return { email: null, whatsapp: null };
  const senders = await store.tickets.findSenders(ticket.id);
  const phones = [ticket.phone, ...senders.map((sender) => sender.senderPhone)].filter((phone) => phone !== null);
  for (const phone of new Set(phones)) {
    const last = await store.messages.findLastFrom(reply.company, 'whatsapp', { phone });
    if (last) return { email: ticket.email ?? addressOf(senders), whatsapp: phone };
  }
  return { email: ticket.email ?? addressOf(senders), whatsapp: null };
};

const addressOf = (senders: { senderAddress: string | null }[]): string | null =>
  senders.find((sender) => sender.senderAddress)?.senderAddress ?? null;

/** Written once, before the first try, so that each try says the same; null where only an approved template may go and there is none. */
const contentOf = async (
  tools: AnswerTools,
  profile: CompanyProfile,
  reply: ReplyRow,
  way: SendWay,
): Promise<Outgoing['content'] | null> => {
  const rewritten = way.channel !== reply.channel || way.template !== reply.template;
  if (reply.kind === 'agent') return { subject: reply.subject, text: reply.text ?? '', html: reply.html, whatsappTemplate: null };
  if (reply.text !== null && !rewritten && !way.template)
    return { subject: reply.subject, text: reply.text, html: reply.html, whatsappTemplate: null };
  const facts = await factsOf(tools, profile, reply, way.channel);
  const written = tools.write(profile, { channel: way.channel, kind: reply.kind, accessible: reply.accessible, facts });
  if (way.template && written.whatsappTemplate === null) return null;
  const text = way.template ? (written.whatsappTemplate?.text ?? written.text) : written.text;
  await tools.store.replies.update(reply.id, {
    channel: way.channel,
    recipient: way.recipient,
    template: way.template,
    subject: written.subject,
    text,
    html: written.html,
  });
  return { ...written, text, whatsappTemplate: way.template ? written.whatsappTemplate : null };
};

const outgoingOf = (reply: ReplyRow, way: SendWay, content: Outgoing['content']): Outgoing => ({
  id: reply.id,
  company: reply.company,
  recipient: way.recipient,
  mailbox: reply.mailbox,
  content,
  automatic: reply.kind === 'agent' ? 'person' : reply.messageId === null ? 'generated' : 'replied',
  messageId: reply.emailMessageId,
  inReplyTo: way.channel === reply.channel ? reply.inReplyTo : null,
  references: way.channel === reply.channel ? reply.references : [],
  attempt: reply.attempts,
  createdAt: reply.createdAt,
});

/** What the answer may speak of: the ticket, or what the pending matter knows so far. */
const factsOf = async ({ store, now }: AnswerTools, profile: CompanyProfile, reply: ReplyRow, channel: Channel): Promise<AnswerFacts> => {
  const ticket = reply.ticketId ? await store.tickets.find(reply.ticketId) : null;
  const matter = !ticket && reply.matterId ? await store.matters.find(reply.matterId) : null;
  const known = matter?.known as Known | undefined;
  const held: Held = ticket ?? { ...EMPTY, ...known, category: matter?.category ?? 'duda' };
  const told = reply.facts as { unknownContract?: string | null; compensationCents?: number | null };
  return {
    folio: ticket?.folio ?? null,
    category: held.category,
    contract: held.contract,
    holder: held.holder,
    contact: held.contact,
    phone: held.phone,
    email: held.email,
    city: held.city,
    dueAt: ticket?.dueAt ?? null,
    termHours: ticket ? profile.termHours[ticket.area] : null,
    missing: reply.kind === 'resolved' ? [] : missingFrom({ ...held, channel }),
    unknownContract: told.unknownContract ?? null,
    asksAuthority: asksForAuthority(held),
    priority: ticket?.priority ?? 'normal',
    writtenOnly: ticket?.writtenOnly ?? false,
    compensationCents: told.compensationCents ?? null,
    now: now(),
  };
};

type Held = Pick<TicketRow, 'contract' | 'holder' | 'contact' | 'authority' | 'phone' | 'email' | 'city'> & { category: Category };
const EMPTY = { contract: null, holder: null, contact: null, authority: [], phone: null, email: null, city: null };

const endUnsent = async (store: Store, reply: ReplyRow, way: Exclude<Way, SendWay>): Promise<void> => {
  if (way.kind === 'closed') return store.replies.update(reply.id, { state: 'refused', because: way.reason, nextTryAt: null });
  await store.replies.update(reply.id, { state: 'task', channel: 'call', recipient: null, because: 'call', nextTryAt: null });
};

const record = async (tools: AnswerTools, reply: ReplyRow, outcome: Outcome): Promise<void> => {
  const { store } = tools;
  const now = tools.now();
  switch (outcome.kind) {
    case 'sent':
      return store.replies.update(reply.id, { state: 'sent', sentAt: now, providerId: outcome.providerId, because: null, nextTryAt: null });
    case 'refused':
      return end(tools, reply, 'refused', outcome.because);
    case 'unknown':
      return store.replies.update(reply.id, { because: `unknown:${outcome.because}`, nextTryAt: null });
    case 'window-closed':
      return closeWindow(tools, reply);
    case 'later': {
      if (now.getTime() - reply.createdAt.getTime() > GIVE_UP_MS) return end(tools, reply, 'failed', outcome.because);
      const waitMs = outcome.afterMs ?? Math.min(FIRST_WAIT_MS * 2 ** (reply.attempts - 1), LONGEST_WAIT_MS);
      const nextTryAt = new Date(now.getTime() + waitMs);
      await store.replies.update(reply.id, { state: 'queued', because: outcome.because, nextTryAt });
      await tools.enqueue.answer(reply.id, waitMs);
    }
  }
};

/** An answer that will not arrive is an agent's matter: the ticket says so. */
const end = async ({ store }: AnswerTools, reply: ReplyRow, state: 'refused' | 'failed', because: string): Promise<void> => {
  await store.replies.update(reply.id, { state, because, nextTryAt: null });
  if (reply.ticketId) await store.tickets.addWarning(reply.ticketId, 'answer-undelivered');
};

/** Meta says the window is closed although our clock did not: on WhatsApp the approved template goes out instead, at once. */
const closeWindow = async (tools: AnswerTools, reply: ReplyRow): Promise<void> => {
  if (reply.channel !== 'whatsapp' || reply.template) return end(tools, reply, 'refused', 'window-closed');
  await tools.store.replies.update(reply.id, {
    state: 'queued',
    template: true,
    text: null,
    because: 'window-closed',
    nextTryAt: tools.now(),
  });
  await tools.enqueue.answer(reply.id);
};
