// Takes webhooks of Meta. In: signed bodies, and whose things are in them. Out: committed as they came, with a row for each owner, then a job that takes them apart. On failure: Meta is told, and repeats.
import type { NewDelivery } from '../store/meta-deliveries.ts';
import type { Tools } from './tools.ts';

/**
 * Commits bodies whole and returns: Meta waits for that and no longer. What is handed on afterwards may be lost, the sweep
 * makes up for it.
 */
export const deliver = async (tools: Tools, deliveries: NewDelivery[]): Promise<void> => {
  const [first] = await tools.store.metaDeliveries.addAll(deliveries, tools.now());
  if (first !== undefined) tools.enqueue.unpack(first).catch(() => undefined);
};
