// Stores what a source gave us. In: raw mails with the mailbox's position, or a chat or form message. Out: committed rows, then jobs. On failure: nothing is stored and the source is not told "received".
import type { IncomingMessage } from '../core/message.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import { identityOf } from '../core/policy/delivery.ts';
import type { MailBatch } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { profileOf, type Tools } from './tools.ts';

/** Commits a batch of mails and the new position together, then enqueues them (house, truths 1 and 2). */
export const receiveMails = async (tools: Tools, batch: MailBatch): Promise<number> => {
  const ids = await tools.store.transaction((nouns) => nouns.messages.storeMails(batch, tools.now()));
  for (const id of ids) await tools.enqueue.understand(id);
  return ids.length;
};

export type Received = { message: IncomingMessage; receivedAt: Date; rawHash: string | null };

/** Commits one chat or form message and enqueues it for when its burst may close (policy, rule 2); returns its id. */
export const receiveMessage = async (tools: Tools, received: Received): Promise<{ id: string; duplicate: boolean }> => {
  const stored = await tools.store.transaction((nouns) => storeMessage(nouns, tools, received));
  if (!stored.duplicate) await tools.enqueue.understand(stored.id, stored.dueAt.getTime() - tools.now().getTime());
  return stored;
};

/** Commits a form with its raw bytes; what a machine filled in waits for a person instead of being answered. Returns its id. */
export const receiveForm = async (
  tools: Tools,
  form: { message: IncomingMessage; rawBody: Buffer; isSuspect: boolean },
): Promise<string> => {
  const now = tools.now();
  const stored = await tools.store.transaction(async (nouns) => {
    const rawHash = await nouns.messages.saveRaw(form.rawBody);
    const message = await storeMessage(nouns, tools, { message: form.message, receivedAt: now, rawHash });
    if (form.isSuspect && !message.duplicate)
      await nouns.messages.settle([message.id], now, { disposition: 'review', reason: 'suspect-form' });
    return message;
  });
  if (!stored.duplicate && !form.isSuspect) await tools.enqueue.understand(stored.id);
  return stored.id;
};

/** Stores one message in the caller's transaction; who wrote from a known user id is known by telephone (policy, rule 3). */
export const storeMessage = async (nouns: Nouns, tools: Tools, { message, receivedAt, rawHash }: Received) => {
  const { limits } = profileOf(tools, message.company);
  const { userId, phone } = message.sender;
  const known =
    message.channel === 'whatsapp' && userId
      ? await nouns.messages.linkIdentity(message.company, 'whatsapp', userId, phone, receivedAt)
      : phone;
  const sender = { ...message.sender, phone: known };
  const dueAt = message.channel === 'web' ? receivedAt : new Date(receivedAt.getTime() + limits.burstGapMs);
  const conversation = conversationOf(message.channel, sender) ?? `unknown:${message.externalId ?? receivedAt.toISOString()}`;
  const stored = await nouns.messages.store({
    message: { ...message, sender },
    conversation,
    identity: identityOf(message),
    receivedAt,
    dueAt,
    rawHash,
  });
  return { ...stored, dueAt };
};
