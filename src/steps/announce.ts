// Tells one event to one endpoint. In: a delivery id. Out: it is sent, or waits for its next try, or has failed for good; an endpoint that fails for days is stopped. On failure: retried when its lease ends.
import type { Posted } from '../channels/announce/post.ts';
import { isLongFailing, waitAfter } from '../core/webhooks.ts';
import type { ClaimedDelivery } from '../store/webhooks.ts';
import type { Tools } from './tools.ts';

/** Longer than a try may take. */
const LEASE_MS = 60_000;
const BATCH = 200;
const KEPT_MS = 30 * 86_400_000;

export type AnnounceTools = Pick<Tools, 'store' | 'now'> & {
  /** What the receiver reads; the same at every try. */
  compose: (delivery: ClaimedDelivery) => string;
  /** Signs and posts; null where the endpoint's secrets cannot be read any more. */
  post: (delivery: ClaimedDelivery, body: string, at: Date) => Promise<Posted | null>;
  /** An administrator must act: an endpoint was stopped. */
  alarm: (endpoint: { id: string; company: string; because: string }) => void;
};

export const announce = async (tools: AnnounceTools, deliveryId: string): Promise<void> => {
  const { webhooks } = tools.store;
  const delivery = await webhooks.claim(deliveryId, tools.now(), LEASE_MS);
  if (!delivery) return;
  if (delivery.endpoint.state !== 'active') return end(tools, delivery, 'failed', { because: 'stopped' });
  const body = delivery.body ?? tools.compose(delivery);
  if (delivery.body === null) await webhooks.record(delivery, { body });
  const posted = await tools.post(delivery, body, tools.now());
  if (posted === null) return fail(tools, delivery, { kind: 'later', status: null, because: 'secret', afterMs: null });
  if (posted.kind === 'sent') {
    await webhooks.noteSuccess(delivery.endpointId, tools.now());
    return end(tools, delivery, 'sent', { status: posted.status, because: null });
  }
  if (posted.kind === 'gone') {
    await end(tools, delivery, 'failed', { status: posted.status, because: 'gone' });
    return stop(tools, delivery, 'gone');
  }
  return fail(tools, delivery, posted);
};

const end = (
  tools: AnnounceTools,
  delivery: ClaimedDelivery,
  state: 'sent' | 'failed',
  more: { status?: number | null; because: string | null },
) => tools.store.webhooks.record(delivery, { state, nextTryAt: null, endedAt: tools.now(), ...more });

const fail = async (
  tools: AnnounceTools,
  delivery: ClaimedDelivery,
  { status, because, afterMs }: Extract<Posted, { kind: 'later' }>,
): Promise<void> => {
  const { webhooks } = tools.store;
  const now = tools.now();
  await webhooks.noteFailure(delivery.endpointId, now);
  const waitMs = waitAfter(delivery.attempts, afterMs);
  if (waitMs === null) await end(tools, delivery, 'failed', { status, because });
  else await webhooks.record(delivery, { status, because, nextTryAt: new Date(now.getTime() + waitMs) });
  if (isLongFailing(delivery.endpoint.failingSince, now)) await stop(tools, delivery, 'failing');
};

const stop = async (tools: AnnounceTools, { endpoint }: ClaimedDelivery, because: string): Promise<void> => {
  if (await tools.store.webhooks.stop(endpoint.id, because)) tools.alarm({ id: endpoint.id, company: endpoint.company, because });
};

/** Puts what is due into its queue, and forgets what ended long ago; returns how many are due. */
export const findAnnouncements = async (
  tools: Pick<Tools, 'store' | 'now'>,
  enqueue: (deliveryId: string) => Promise<void>,
): Promise<number> => {
  const due = await tools.store.webhooks.findDue(tools.now(), BATCH);
  for (const id of due) await enqueue(id);
  await tools.store.webhooks.forget(new Date(tools.now().getTime() - KEPT_MS));
  return due.length;
};
