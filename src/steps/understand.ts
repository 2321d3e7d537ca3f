// Understands one stored message. In: a message id. Out: it and what came before it in its conversation is settled, with ticket, log and answer. On failure: retried, then swept.

import type { ParsedMail, ReadMail } from '../channels/email/parse.ts';
import type { DeliveryReport } from '../channels/email/report.ts';
import type { CompanyProfile } from '../core/company.ts';
import { classifyAutomatic } from '../core/policy/automatic.ts';
import { type Burst, groupBursts } from '../core/policy/bursts.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import { identityOf } from '../core/policy/delivery.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { consultDirectory } from './consult-directory.ts';
import { observeSettled } from './observe.ts';
import { settleUnit } from './settle.ts';
import { profileOf, type UnderstandTools } from './tools.ts';

/** Settles a message and, in order, everything of its conversation that came before it (policy, all rules; house, truth 5). */
export const understand = async (tools: UnderstandTools, messageId: string): Promise<void> => {
  const message = await tools.store.messages.find(messageId);
  if (!message || message.state === 'settled') return;
  if (message.kind === 'delivery') return tools.unpackQuarantined?.(message.id);
  if (message.channel === 'email') return understandMail(tools, message);
  return understandConversation(tools, message);
};

/** Parses a mail outside the transaction, then decides it; earlier mails of the conversation come first. */
const understandMail = async (tools: UnderstandTools, message: MessageRow): Promise<void> => {
  const profile = profileOf(tools, message.company);
  const { within = withoutBound } = tools;
  const mail = await within(message.rawBytes ?? 0, () => readMail(tools, profile, message));
  if (mail.kind === 'malformed') {
    if ((await tools.store.messages.quarantine([message.id], tools.now(), mail.code)) > 0) await observeSettled(tools, [message.id]);
    return;
  }
  const conversation = conversationOf('email', mail.message.sender) ?? `message:${message.id}`;
  await understandEarlier(tools, message, conversation);
  await consultDirectory(tools, profile, { channel: 'email', subject: mail.message.subject, text: mail.message.text });
  const replies = await tools.store.transaction((nouns) => settleMail(nouns, tools, profile, message, mail, conversation));
  if (replies === null) return;
  await tools.enqueue.answerAll(replies);
  await observeSettled(tools, [message.id]);
};

const withoutBound = <T>(_bytes: number, work: () => Promise<T>): Promise<T> => work();

type Mail = ParsedMail | { kind: 'malformed'; code: 'no-raw' };

/** A machine that stood still is no fault of the mail: one that needs too long is parsed once more. */
const readMail = async (tools: UnderstandTools, profile: CompanyProfile, message: MessageRow): Promise<Mail> => {
  const parsed = await readOnce(tools, profile, message);
  return parsed.kind === 'malformed' && parsed.code === 'timeout' ? readOnce(tools, profile, message) : parsed;
};

/** The parser takes large bytes over: they are read anew each time. */
const readOnce = async (tools: UnderstandTools, profile: CompanyProfile, { rawHash, mailbox }: MessageRow): Promise<Mail> => {
  const raw = rawHash && (await tools.store.messages.findRaw(rawHash));
  return raw ? tools.parseMail(raw.bytes, mailbox ?? '', profile) : { kind: 'malformed', code: 'no-raw' };
};

/** Mails and forms of a sender are decided in the order in which they came, whichever job runs first (house, truth 5). */
const understandEarlier = async (tools: UnderstandTools, message: MessageRow, conversation: string): Promise<void> => {
  const waiting = await tools.store.messages.findUnsettled(message.company, conversation);
  for (const other of waiting) {
    const isEarlier = +other.receivedAt < +message.receivedAt || (+other.receivedAt === +message.receivedAt && other.id < message.id);
    if (isEarlier && !isChat(other)) await understand(tools, other.id);
  }
};

const isChat = ({ channel }: MessageRow): boolean => channel === 'whatsapp' || channel === 'messenger';

/** Saves what was parsed and settles the mail: duplicate (rule 1), automatic (rule 17), or decided. Returns the answers to send; null where somebody else settled it. */
export const settleMail = async (
  nouns: Nouns,
  tools: UnderstandTools,
  profile: CompanyProfile,
  message: MessageRow,
  mail: ReadMail,
  conversation: string,
): Promise<string[] | null> => {
  const { id } = message;
  const identity = identityOf(mail.message);
  // Sent off together, in this order: what is found is found under the locks.
  const locking = nouns.lock([`conversation:${profile.company}:${conversation}`, `identity:${profile.company}:${identity}`]);
  const claiming = nouns.messages.findClaim(id, profile.company, identity);
  const [claim] = await Promise.all([claiming, locking]);
  if (claim?.state !== 'stored') return null;
  const found = { message: mail.message, conversation, authentication: mail.authentication?.dmarc ?? null };
  if (claim.firstId !== null) {
    const duplicate = { disposition: 'ignored', ignoredReason: 'duplicate', duplicateOfId: claim.firstId } as const;
    await nouns.messages.settle([id], tools.now(), duplicate, { ...found, identity: null });
    return [];
  }
  const parsed = { ...found, identity };
  const automatic = classifyAutomatic(mail.facts, profile);
  if (automatic) {
    if (automatic.reason === 'bounce' && mail.report?.failed) await heedBounce(nouns, profile.company, mail.report, tools.now());
    const ended = { disposition: 'ignored', ignoredReason: automatic.reason, reason: automatic.because } as const;
    await nouns.messages.settle([id], tools.now(), ended, parsed);
    return [];
  }
  return settleUnit(nouns, profile, [nouns.messages.asParsed(message, parsed)], tools.now(), parsed);
};

/** An answer that came back did not reach the customer: its row says so, and the ticket warns the agent. */
const heedBounce = async (nouns: Nouns, company: string, { about, status }: DeliveryReport, now: Date): Promise<void> => {
  await nouns.lockTickets(await nouns.replies.findTickets(company, { messageIds: about }));
  for (const { id, ticketId } of await nouns.replies.bounce(company, about, `bounced:${status ?? 'unknown'}`)) {
    if (ticketId === null) continue;
    await nouns.tickets.addWarning(ticketId, 'answer-undelivered');
    await nouns.tickets.log(ticketId, now, { kind: 'bounced', actor: 'system', data: { replyId: id, status } });
  }
};

/** Settles the closed bursts of a chat, or each form, in order; what is still open is looked at again when it closes (rule 2). */
const understandConversation = async (tools: UnderstandTools, message: MessageRow): Promise<void> => {
  const profile = profileOf(tools, message.company);
  const conversation = message.conversation ?? `message:${message.id}`;
  if (!isChat(message)) await understandEarlier(tools, message, conversation);
  await consultFor(tools, profile, message.channel, conversation);
  for (;;) {
    const step = await tools.store.transaction((nouns) => settleFirst(nouns, profile, conversation, tools.now()));
    for (const replyId of step.replies) await tools.enqueue.answer(replyId);
    await observeSettled(tools, step.settled);
    if (step.openUntil) {
      const { id, closesAt } = step.openUntil;
      await tools.enqueue.understandAll([{ id, company: message.company, delayMs: closesAt.getTime() - tools.now().getTime() }]);
    }
    if (!step.goOn) return;
  }
};

type Step = { settled: string[]; replies: string[]; openUntil: { id: string; closesAt: Date } | null; goOn: boolean };
const DONE: Step = { settled: [], replies: [], openUntil: null, goOn: false };

/** One unit a transaction, so that the locks of one are let go before the next asks for its own. */
const settleFirst = async (nouns: Nouns, profile: CompanyProfile, conversation: string, now: Date): Promise<Step> => {
  await nouns.lock([`conversation:${profile.company}:${conversation}`]);
  const unsettled = (await nouns.messages.findUnsettled(profile.company, conversation)).filter((row) => row.channel !== 'email');
  const waiting = await heedAmendments(nouns, profile.company, unsettled, now);
  const [burst] = burstsOf(waiting, profile);
  const last = burst?.messages.at(-1);
  if (!burst || !last) return DONE;
  if (burst.closesAt <= now) {
    const replies = await settleUnit(nouns, profile, burst.messages, now);
    return { settled: burst.messages.map((row) => row.id), replies, openUntil: null, goOn: true };
  }
  for (const row of burst.messages) await nouns.messages.postpone(row.id, burst.closesAt);
  return { ...DONE, openUntil: { id: last.id, closesAt: burst.closesAt } };
};

/** What its sender edited is read as it stands now; what was withdrawn before it was read waits for a person instead of an answer. */
const heedAmendments = async (nouns: Nouns, company: string, waiting: MessageRow[], now: Date): Promise<MessageRow[]> => {
  const heeded: MessageRow[] = [];
  for (const channel of ['whatsapp', 'messenger'] as const) {
    const ids = waiting.flatMap((row) => (row.channel === channel && row.externalId !== null ? [row.externalId] : []));
    const amendments = await nouns.channelEvents.findAmendments(company, channel, ids);
    for (const row of waiting.filter((candidate) => candidate.channel === channel)) {
      const own = amendments.filter(({ externalId }) => externalId === row.externalId);
      const edited = own.find(({ kind, text }) => kind === 'edit' && text !== null && text !== row.text);
      if (edited?.text) await nouns.messages.correct(row.id, edited.text);
      if (own.some(({ kind }) => kind === 'revoke'))
        await nouns.messages.settle([row.id], now, { disposition: 'review', reason: 'withdrawn' });
      else heeded.push(edited?.text ? { ...row, text: edited.text } : row);
    }
  }
  return [...waiting.filter((row) => !isChat(row)), ...heeded].sort(
    (one, other) => +one.receivedAt - +other.receivedAt || (one.id < other.id ? -1 : 1),
  );
};

/** What waits on the conversation names a contract, perhaps over several messages of a burst or in a form's own field. */
const consultFor = async (
  tools: UnderstandTools,
  profile: CompanyProfile,
  channel: MessageRow['channel'],
  conversation: string,
): Promise<void> => {
  if (!tools.consult?.has(profile.company)) return;
  const waiting = (await tools.store.messages.findUnsettled(profile.company, conversation)).filter((row) => row.channel === channel);
  const text = waiting.map((row) => row.text ?? '').join('\n');
  const form = waiting.map((row) => (row.form as { contract?: string | null } | null)?.contract).find(Boolean) ?? null;
  const labelled = form === null ? text : `${text}\n\nContrato: ${form}`;
  await consultDirectory(tools, profile, { channel, subject: null, text: labelled });
};

/** What is read at once, the first to close first: chat in bursts, each channel its own; anything else alone. */
export const burstsOf = (waiting: MessageRow[], profile: Pick<CompanyProfile, 'limits'>): Burst<MessageRow>[] => {
  const alone = waiting.filter((row) => !isChat(row)).map((row) => ({ messages: [row], closesAt: row.receivedAt }));
  const chats = ['whatsapp', 'messenger'].flatMap((channel) =>
    groupBursts(
      waiting.filter((row) => row.channel === channel),
      profile.limits,
    ),
  );
  return [...alone, ...chats].sort((one, other) => +one.closesAt - +other.closesAt);
};
