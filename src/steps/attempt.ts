// Tries a claimed answer once. In: a claimed reply, and who notes what comes of it. Out: it is sent, or stands at another end with its reason, or waits for its next try. On failure: the row stays claimed and is tried again when its lease ends.
import type { CompanyProfile } from '../core/company.ts';
import { chooseWay, type Way } from '../core/policy/window.ts';
import type { Channel } from '../core/words.ts';
import type { ReplyRow } from '../store/replies.ts';
import type { Store } from '../store/store.ts';
import { isMeta, passGate } from './gate.ts';
import type { AnswerTools, Outcome, Outgoing } from './outgoing.ts';
import { end, endUnsent, hold, record } from './record-outcome.ts';
import { profileOf, type Tools } from './tools.ts';
import { isKnownUnsent } from './unknown-send.ts';
import { type SendWay, writeReply } from './write-reply.ts';

/** A claimed reply is tried again after this, should the process die; longer than any one try may take. */
export const LEASE_MS = 5 * 60_000;
/** What fails for longer will not arrive: an agent's matter. */
const GIVE_UP_MS = 3 * 86_400_000;
/** A person may answer on Messenger for so long (Meta, HUMAN_AGENT). */
const HUMAN_AGENT_MS = 7 * 86_400_000;

/** Notes what became of a send; `record` for one answer alone. */
export type Note = (tools: AnswerTools, reply: ReplyRow, way: SendWay, outcome: Outcome) => Promise<void>;

export const attempt = async (tools: AnswerTools, reply: ReplyRow, note: Note = record): Promise<void> => {
  const { store } = tools;
  if (isMeta(reply.channel) && !(await isKnownUnsent(tools, reply))) return;
  if (reply.attempts > 1 && tools.now().getTime() - reply.createdAt.getTime() > GIVE_UP_MS)
    return end(tools, reply, 'failed', reply.because ?? 'given-up');
  const profile = profileOf(tools, reply.company);
  const way = await wayOf(tools, profile, reply, reply.because === 'window-closed');
  if (way.kind !== 'send') return endUnsent(tools, reply, way);
  const content = await writeReply(tools, profile, reply, way);
  if (content === null) return end(tools, reply, 'refused', 'no-approved-template');
  const outgoing = outgoingOf(reply, way, content);
  const gate = await passGate(tools, way.channel, outgoing);
  if (gate.kind === 'wait') return hold(tools, reply, gate.because, gate.until);
  if (isMeta(way.channel) && !(await store.replies.updateClaimed(reply, { handedAt: tools.now() }))) return;
  const outcome = await tools.send(way.channel, outgoing);
  await note(tools, reply, way, outcome);
  if (gate.isProbe && (outcome.kind === 'sent' || outcome.kind === 'refused' || outcome.kind === 'window-closed'))
    await openChannel(tools, reply.company, way.channel);
};

/** Meta takes our messages again: what waited goes out. */
const openChannel = async ({ store, now }: Tools, company: string, channel: Channel): Promise<void> => {
  if (await store.channelStates.open(company, channel, now())) await store.replies.release(company, channel, now());
};

/** Rule 16 is decided now, when the answer goes out, not when it was called for; where Meta said that its window is closed, Meta is right. */
const wayOf = async ({ store, now }: AnswerTools, profile: CompanyProfile, reply: ReplyRow, isClosed: boolean): Promise<Way> => {
  const { channel, recipient } = reply;
  if (recipient === null) return { kind: 'call' };
  if (!isMeta(channel)) return { kind: 'send', channel, recipient, template: false };
  if (reply.template) return { kind: 'send', channel, recipient, template: true };
  const sender = channel === 'messenger' || !recipient.startsWith('+') ? { userId: recipient } : { phone: recipient };
  const known = await otherWays(store, reply);
  const lastFromCustomerAt = isClosed ? null : await store.messages.findLastFrom(reply.company, channel, sender);
  const isHuman = channel === 'messenger' && reply.kind === 'agent';
  const limits = isHuman ? { metaWindowMs: HUMAN_AGENT_MS } : profile.limits;
  return chooseWay({ kind: reply.kind, channel, recipient, lastFromCustomerAt, ...known, now: now() }, limits);
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
