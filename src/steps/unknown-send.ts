// Decides on a send whose end is unknown. In: a claimed reply that an earlier try may have handed to Meta. Out: true where it surely was not taken. On failure: the job fails and is tried again.
import type { ReplyRow } from '../store/replies.ts';
import type { AnswerTools } from './outgoing.ts';
import { end, LOOK_AFTER_MS } from './record-outcome.ts';

/** What Meta has taken it tells of within seconds; news that came this much after the send would have told of it too. */
const TOLD_WITHIN_MS = 30_000;
/** Where Meta has been silent for so long nobody can know: an agent looks, and nothing is sent twice. */
export const GIVE_UP_AFTER_MS = 6 * 3_600_000;

/**
 * A crash or a time-out in the middle of a send leaves open whether Meta took it; Meta has no key that keeps two sends one.
 * A status or an echo settles it. Where Meta has told us of other sends since and not of this one, it was not taken and may
 * go again; where it has told us nothing, the answer waits, and after hours is an agent's matter.
 */
export const isKnownUnsent = async (tools: AnswerTools, reply: ReplyRow): Promise<boolean> => {
  const { handedAt } = reply;
  if (handedAt === null) return true;
  const now = tools.now().getTime();
  const isDue = now - handedAt.getTime() >= LOOK_AFTER_MS;
  const since = new Date(handedAt.getTime() + TOLD_WITHIN_MS);
  if (isDue && (await hasToldOfOthers(tools, reply, handedAt, since))) return true;
  if (now - handedAt.getTime() > GIVE_UP_AFTER_MS) {
    await end(tools, reply, 'failed', reply.because ?? 'unknown');
    return false;
  }
  const nextTryAt = new Date(isDue ? now + LOOK_AFTER_MS : handedAt.getTime() + LOOK_AFTER_MS);
  await tools.store.replies.updateClaimed(reply, {
    attempts: { decrement: 1 },
    nextTryAt,
    because: reply.because ?? 'unknown:interrupted',
  });
  return false;
};

/** Not as long as a webhook waits that may speak of this one; and it may have been read a moment ago. */
const hasToldOfOthers = async ({ store }: AnswerTools, { id, company, channel }: ReplyRow, handedAt: Date, since: Date): Promise<boolean> =>
  !(await store.metaDeliveries.hasBetween(company, handedAt, since)) &&
  (await store.channelEvents.hasToldSince(company, channel, since)) &&
  (await store.replies.findState(id))?.state === 'sending';
