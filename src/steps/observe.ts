// Tells what was reached. In: rows that were just stored, settled or answered. Out: facts for whoever counts them (assembly/observe.ts). On failure: the caller fails; its rows stand.
import type { Channel } from '../core/words.ts';
import type { DueMail, ReplyRow } from '../store/replies.ts';
import type { Tools } from './tools.ts';

/** Messages that were committed a moment ago. */
export const observeStored = (tools: Tools, stored: { company: string; channel: Channel; receivedAt: Date }[]): void => {
  for (const { company, channel, receivedAt } of stored)
    tools.observe?.({ stage: 'stored', company, channel, since: receivedAt, outcome: 'stored', kind: 'message' }, tools.now());
};

/** Messages that this run settled. */
export const observeSettled = async (tools: Tools, ids: string[]): Promise<void> => {
  if (!tools.observe || ids.length === 0) return;
  for (const { company, channel, receivedAt, disposition, ignoredReason } of await tools.store.messages.findSettlements(ids)) {
    const outcome = ignoredReason ?? disposition ?? 'none';
    tools.observe({ stage: 'settled', company, channel, since: receivedAt, outcome, kind: 'message' }, tools.now());
  }
};

/** The states in which a try leaves an answer for good. */
const ENDS: ReadonlySet<string> = new Set(['sent', 'delivered', 'read', 'failed', 'refused', 'task']);

/** Mails that were accepted a moment ago. */
export const observeSent = (tools: Tools, sent: DueMail[]): void => {
  for (const { company, channel, kind, askedAt } of sent)
    tools.observe?.({ stage: 'answered', company, channel, since: askedAt, outcome: 'sent', kind }, tools.now());
};

/** An answer that this run tried, where the try was its end. */
export const observeAnswered = async (tools: Tools, { id, company, channel, kind }: ReplyRow): Promise<void> => {
  if (!tools.observe) return;
  const ended = await tools.store.replies.findState(id);
  if (!ended || !ENDS.has(ended.state)) return;
  tools.observe({ stage: 'answered', company, channel, since: ended.askedAt, outcome: ended.state, kind }, tools.now());
};
