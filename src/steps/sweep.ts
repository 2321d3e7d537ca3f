// Finds what was stored and never finished. In: the clock's tick. Out: overdue webhooks, messages, answers and files are in their queues again. On failure: the next tick tries again.
import type { Tools } from './tools.ts';

/** How much one pass enqueues at most; what is left waits for the next. */
const BATCH = 500;

export type Swept = { messages: number; replies: number; files: number; webhooks: boolean };

/** Enqueues again what is overdue by more than `graceMs` (what a queue still holds is enqueued once only); returns how much it was. */
export const sweep = async ({ store, now, enqueue }: Tools, graceMs: number): Promise<Swept> => {
  const before = new Date(now().getTime() - graceMs);
  const messages = await store.messages.findOverdue(before, BATCH);
  const replies = await store.replies.findOverdue(before, BATCH);
  const files = await store.attachments.findOverdue(before, BATCH);
  const webhooks = await store.metaDeliveries.findDue(before);
  for (const { id } of webhooks.slice(0, 1)) await enqueue.unpack(id);
  await enqueue.understandAll(messages.map(({ id, company, channel }) => ({ id, company, delayMs: 0, bulk: channel === 'email' })));
  await enqueue.answerAll(replies.flatMap(({ id, channel }) => (channel === 'email' ? [id] : [])));
  for (const { id, channel } of replies) if (channel !== 'email') await enqueue.answer(id);
  for (const id of files) await enqueue.media(id);
  return { messages: messages.length, replies: replies.length, files: files.length, webhooks: webhooks.length > 0 };
};
