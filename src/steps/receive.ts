// Stores what a source gave us. In: raw mails with the mailbox's position, or a chat or form message. Out: committed rows, then jobs. On failure: nothing is stored and the source is not told "received".
import type { IncomingMessage } from '../core/message.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import { identityOf } from '../core/policy/delivery.ts';
import type { MailBatch } from '../store/mail-batches.ts';
import type { Stored } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { observeStored } from './observe.ts';
import { knowPeople, type Phones, type Seen } from './people.ts';
import { profileOf, type Tools } from './tools.ts';

/** Commits a batch of mails and the new position together, then enqueues them (house, truths 1 and 2). */
export const receiveMails = async (tools: Tools, batch: MailBatch): Promise<number> => {
  const ids = await tools.store.transaction((nouns) => nouns.messages.storeMails(batch, tools.now()));
  const fresh = ids.length === 0 ? [] : batch.mails.slice(-ids.length);
  observeStored(
    tools,
    fresh.map((mail) => ({ company: batch.company, channel: 'email', receivedAt: mail.internalDate })),
  );
  await tools.enqueue.understandAll(ids.map((id) => ({ id, company: batch.company, delayMs: 0, bulk: true })));
  return ids.length;
};

export type Received = { message: IncomingMessage; receivedAt: Date; rawHash: string | null; standby?: boolean };

/** Commits one chat or form message and enqueues it for when its burst may close (policy, rule 2); returns its id. */
export const receiveMessage = async (tools: Tools, received: Received): Promise<{ id: string; duplicate: boolean }> => {
  const { company } = received.message;
  const stored = await tools.store.transaction(async (nouns) =>
    theOnly(await storeMessages(nouns, tools, company, [received], await knowPeople(nouns, company, seenIn([received])))),
  );
  await handOn(tools, [stored]);
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
    const received = [{ message: form.message, receivedAt: now, rawHash }];
    const message = theOnly(await storeMessages(nouns, tools, form.message.company, received, new Map()));
    if (form.isSuspect && !message.duplicate)
      await nouns.messages.settle([message.id], now, { disposition: 'review', reason: 'suspect-form' });
    return message;
  });
  // The sender waits for the commit and no longer: what is handed on may be lost, the sweep makes up for it.
  if (!form.isSuspect) handOn(tools, [stored]).catch(() => undefined);
  return stored.id;
};

/** Stores messages of one company in the caller's transaction; who wrote from a known user id is known by telephone (policy, rule 3). */
export const storeMessages = (nouns: Nouns, tools: Tools, company: string, received: Received[], phones: Phones): Promise<Stored[]> => {
  const { limits } = profileOf(tools, company);
  return nouns.messages.storeAll(
    received.map(({ message, receivedAt, rawHash, standby = false }) => {
      const { channel, externalId } = message;
      const known = channel === 'whatsapp' ? (phones.get(message.sender.userId ?? '') ?? null) : null;
      const sender = { ...message.sender, phone: message.sender.phone ?? known };
      return {
        message: { ...message, sender },
        conversation: conversationOf(channel, sender) ?? `unknown:${externalId ?? receivedAt.toISOString()}`,
        identity: identityOf(message),
        receivedAt,
        dueAt: channel === 'web' ? receivedAt : new Date(receivedAt.getTime() + limits.burstGapMs),
        rawHash,
        standby,
      };
    }),
  );
};

/** Who shows a user id in these messages, and with which telephone. */
export const seenIn = (received: Received[]): Seen[] =>
  received.flatMap(({ message: { channel, sender }, receivedAt }) =>
    channel === 'whatsapp' && sender.userId ? [{ userId: sender.userId, phone: sender.phone, at: receivedAt }] : [],
  );

/** Enqueues what was committed: understanding when the burst may close, files at once (their links die in minutes). */
export const handOn = async (tools: Tools, stored: Stored[]): Promise<void> => {
  const fresh = stored.filter(({ duplicate }) => !duplicate);
  observeStored(tools, fresh);
  await Promise.all([
    tools.enqueue.understandAll(fresh.map(({ id, company, dueAt }) => ({ id, company, delayMs: dueAt.getTime() - tools.now().getTime() }))),
    ...fresh.flatMap(({ mediaIds }) => mediaIds.map((mediaId) => tools.enqueue.media(mediaId))),
  ]);
};

const theOnly = (stored: Stored[]): Stored => {
  const [one] = stored;
  if (!one) throw new TypeError('storing one message gives one row');
  return one;
};
