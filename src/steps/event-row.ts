// Composes the row of an event. In: a verdict of a webhook. Out: the row that keeps it, with what makes it one. On failure: nothing can fail.
import type { MetaItem } from '../channels/meta/items.ts';
import type { EventRow } from '../store/channel-events.ts';

export type EventItem = Exclude<MetaItem, { kind: 'message' }>;

/** `place` is the item's in its body: what has no id of its own is known by both. */
export const rowOfEvent = (company: string, item: EventItem, around: { rawHash: string; place: number; now: Date }): EventRow => ({
  company,
  channel: item.channel,
  kind: item.kind,
  identity: identityOf(item) ?? `raw:${around.rawHash}:${around.place}`,
  externalId: targetOf(item),
  data: dataOf(item),
  verdict: item.kind === 'other' ? item.because : 'taken',
  receivedAt: item.at !== null && item.at < around.now ? item.at : around.now,
  settledAt: around.now,
  rawHash: around.rawHash,
});

/** What Meta repeats is one event; null where it gives nothing to know it by. */
const identityOf = (item: EventItem): string | null => {
  const own = (...parts: (string | number | null | undefined)[]) => [item.channel, item.kind, ...parts].join(':');
  const at = item.at?.getTime() ?? null;
  switch (item.kind) {
    case 'status':
      return own(item.providerId ?? `${item.recipient.userId ?? item.recipient.phone}@${item.upTo?.getTime()}`, item.state);
    case 'echo':
      return own(item.externalId);
    case 'edit':
    case 'revoke':
    case 'reaction':
      // Messenger gives these no id of their own.
      if (item.externalId !== null) return own(item.externalId);
      return at === null ? null : own(item.targetId, at, item.kind === 'reaction' ? item.emoji : null);
    case 'system':
      return item.externalId === null ? null : own(item.externalId);
    case 'other':
      return null;
  }
};

/** The message of ours or of the customer that it speaks of. */
const targetOf = (item: EventItem): string | null => {
  if (item.kind === 'status') return item.providerId;
  if ('targetId' in item) return item.targetId;
  return 'externalId' in item ? item.externalId : null;
};

/** What an administrator or the ticket's log needs of it; the whole stands in the raw body. */
const dataOf = (item: EventItem): EventRow['data'] => ({
  accountId: item.accountId,
  ...('state' in item && { state: item.state }),
  ...('errorCode' in item && { errorCode: item.errorCode }),
  ...('targetId' in item && { targetId: item.targetId }),
  ...('emoji' in item && { emoji: item.emoji }),
  ...('because' in item && { because: item.because, alert: item.alert }),
  ...(item.kind === 'edit' && { text: item.message.text }),
});
