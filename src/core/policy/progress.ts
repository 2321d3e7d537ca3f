import type { ReplyState } from '../words.ts';

const ORDER: Partial<Record<ReplyState, number>> = { queued: 0, sending: 1, sent: 2, delivered: 3, read: 4 };

/**
 * The state of an answer after a provider's status: forwards only, whatever the order of arrival; `failed` counts unless the
 * customer had it already (Meta, status webhooks). Null where nothing changes.
 */
export const advanceReply = (present: ReplyState, reported: 'sent' | 'delivered' | 'read' | 'failed'): ReplyState | null => {
  if (reported === 'failed') return present === 'delivered' || present === 'read' || present === 'failed' ? null : 'failed';
  const [now, then] = [ORDER[present], ORDER[reported]];
  return now !== undefined && then !== undefined && then > now ? reported : null;
};
