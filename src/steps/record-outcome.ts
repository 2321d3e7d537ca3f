// Records what became of a try. In: a claimed reply and the outcome. Out: its row at an end, or waiting for the next try. On failure: the row stays claimed and is tried again when its lease ends.
import { advanceReply } from '../core/policy/progress.ts';
import type { Way } from '../core/policy/window.ts';
import type { ReplyRow } from '../store/replies.ts';
import { isMeta, STOPPED_MS } from './gate.ts';
import type { AnswerTools, Outcome } from './outgoing.ts';
import type { Tools } from './tools.ts';
import type { SendWay } from './write-reply.ts';

/** When a send whose end is unknown is looked at first, and how long until the next look where Meta has told us nothing at all. */
export const LOOK_AFTER_MS = 5 * 60_000;
const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 2 * 3_600_000;

export const record = async (tools: AnswerTools, reply: ReplyRow, way: SendWay, outcome: Outcome): Promise<void> => {
  const now = tools.now();
  switch (outcome.kind) {
    case 'sent':
      return recordSent(tools, reply, way, outcome.providerId);
    case 'refused':
      return end(tools, reply, 'refused', outcome.because);
    case 'unknown': {
      const nextTryAt = new Date(now.getTime() + LOOK_AFTER_MS);
      await tools.store.replies.updateClaimed(reply, { because: `unknown:${outcome.because}`, nextTryAt });
      return;
    }
    case 'window-closed':
      return closeWindow(tools, reply, way);
    case 'stopped': {
      const nextTryAt = new Date(now.getTime() + STOPPED_MS);
      await tools.store.channelStates.stop(reply.company, way.channel, outcome.because, now, nextTryAt);
      return hold(tools, reply, `channel-stopped:${outcome.because}`, nextTryAt);
    }
    case 'later': {
      const waitMs = outcome.afterMs ?? Math.min(FIRST_WAIT_MS * 2 ** (reply.attempts - 1), LONGEST_WAIT_MS);
      await tools.store.replies.updateClaimed(reply, {
        state: 'queued',
        because: outcome.because,
        nextTryAt: new Date(now.getTime() + waitMs),
        handedAt: null,
      });
      await tools.enqueue.answer(reply.id, waitMs);
    }
  }
};

/** A wait that is no try: nothing was sent, and it does not lengthen the waits that follow. */
export const hold = async (tools: Tools, reply: ReplyRow, because: string, until: Date): Promise<void> => {
  await tools.store.replies.updateClaimed(reply, {
    state: 'queued',
    attempts: { decrement: 1 },
    because,
    nextTryAt: until,
    handedAt: null,
  });
  await tools.enqueue.answer(reply.id, until.getTime() - tools.now().getTime());
};

/** An answer that will not arrive is an agent's matter: the ticket says so. */
export const end = async (tools: Tools, reply: ReplyRow, state: 'refused' | 'failed', because: string): Promise<void> => {
  const { ticketId } = reply;
  await tools.store.transaction(async (nouns) => {
    // The ticket first, in the order of everybody (store/locks.ts); a warning without its end, or the other way round, helps nobody.
    if (ticketId) await nouns.lockTickets([ticketId]);
    const isOurs = await nouns.replies.updateClaimed(reply, { state, because, nextTryAt: null, handedAt: null });
    if (isOurs && ticketId) await nouns.tickets.addWarning(ticketId, 'answer-undelivered');
  });
};

export const endUnsent = async (tools: Tools, reply: ReplyRow, way: Exclude<Way, SendWay>): Promise<void> => {
  if (way.kind === 'closed') return end(tools, reply, 'refused', way.reason);
  const task = { state: 'task', channel: 'call', recipient: null, because: 'call', nextTryAt: null, handedAt: null } as const;
  await tools.store.replies.updateClaimed(reply, task);
};

/** A status or an echo may have been quicker than the answer to the send: then only the provider's name for it is added. */
const recordSent = async ({ store, now }: Tools, reply: ReplyRow, way: SendWay, providerId: string | null): Promise<void> => {
  const isOurs = await store.replies.markSent(reply, now(), providerId);
  if (!isOurs && providerId !== null) await store.replies.name(reply.id, providerId);
  if (!isMeta(way.channel) || providerId === null) return;
  for (const told of await store.channelEvents.findStatuses(reply.company, way.channel, providerId)) {
    const present = await store.replies.find(reply.id);
    const state = present && advanceReply(present.state, told.state as 'sent' | 'delivered' | 'read' | 'failed');
    if (!state) continue;
    const moments = { sentAt: null, deliveredAt: state === 'delivered' ? told.at : null, readAt: state === 'read' ? told.at : null };
    await store.replies.reportAll([{ id: reply.id, state, because: state === 'failed' ? 'meta:status' : null, providerId, ...moments }]);
  }
};

/** Meta says the window is closed although our clock did not: the answer takes the way that rule 16 gives it then, at once. */
const closeWindow = async (tools: AnswerTools, reply: ReplyRow, way: SendWay): Promise<void> => {
  if (way.template || reply.kind === 'agent') return end(tools, reply, 'refused', 'window-closed');
  await tools.store.replies.updateClaimed(reply, {
    state: 'queued',
    text: null,
    because: 'window-closed',
    nextTryAt: tools.now(),
    handedAt: null,
  });
  await tools.enqueue.answer(reply.id);
};
