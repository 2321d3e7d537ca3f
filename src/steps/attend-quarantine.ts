// Looks after what could not be read. In: a quarantined message and an administrator's order. Out: it is understood once more from its raw bytes, or discarded with a reason and kept. On failure or refusal: nothing of it stands.
import type { Nouns } from '../store/store.ts';
import type { Tools } from './tools.ts';

export type QuarantineOrder = { company: string; messageId: string; agent: string };
export type QuarantineOutcome = { kind: 'done' } | { kind: 'gone' };

/** Sends a message the whole way again, from its raw bytes; what stopped it may stop it again, and then it is back. */
export const retryQuarantined = async (tools: Tools, order: QuarantineOrder): Promise<QuarantineOutcome> => {
  const outcome = await tools.store.transaction((nouns) =>
    change(nouns, tools.now(), order, 'retried', {}, () => nouns.quarantine.restart(order.company, order.messageId, tools.now())),
  );
  if (outcome.kind === 'done') await tools.enqueue.understand(order.messageId);
  return outcome;
};

/** Takes a message off the list for a reason; it and its bytes stay, and it can still be tried again. */
export const discardQuarantined = (tools: Tools, order: QuarantineOrder & { reason: string }): Promise<QuarantineOutcome> =>
  tools.store.transaction((nouns) =>
    change(nouns, tools.now(), order, 'discarded', { reason: order.reason }, () =>
      nouns.quarantine.discard(order.company, order.messageId, tools.now()),
    ),
  );

/** The change, its entry on the message and its entry in the audit: all three or none. */
const change = async (
  nouns: Nouns,
  at: Date,
  { company, messageId, agent }: QuarantineOrder,
  kind: 'retried' | 'discarded',
  data: { reason?: string },
  apply: () => Promise<boolean>,
): Promise<QuarantineOutcome> => {
  if (!(await apply())) return { kind: 'gone' };
  await nouns.quarantine.log({ id: nouns.newId(), messageId, at, kind, actor: `agent:${agent}`, data });
  await nouns.audit.add({ company, at, agentId: agent, action: `quarantine-${kind}`, subject: messageId, data });
  return { kind: 'done' };
};
