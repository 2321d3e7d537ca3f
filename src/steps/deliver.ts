// Stores a webhook of Meta. In: the raw body and a verdict for each thing in it. Out: committed messages and events, then jobs. On failure: nothing is stored and Meta repeats; one bad item is kept and never spoils the batch.
import type { MetaItem, StatusItem } from '../channels/meta/items.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import { advanceReply } from '../core/policy/progress.ts';
import type { EventRow } from '../store/channel-events.ts';
import type { Nouns } from '../store/store.ts';
import { storeMessage } from './receive.ts';
import type { Tools } from './tools.ts';

export type Delivery = { company: string; rawBody: Buffer; items: MetaItem[] };
type Job = { id: string; dueAt: Date };

/** Commits a delivery whole; where an item cannot be stored, each on its own, and the bad one as an event that says so. */
export const deliver = async (tools: Tools, delivery: Delivery): Promise<void> => {
  const jobs = await store(tools, delivery).catch(() => storeOneByOne(tools, delivery));
  for (const { id, dueAt } of jobs) await tools.enqueue.understand(id, dueAt.getTime() - tools.now().getTime());
};

const store = (tools: Tools, { company, rawBody, items }: Delivery): Promise<Job[]> =>
  tools.store.transaction(async (nouns) => {
    const rawHash = await nouns.messages.saveRaw(rawBody);
    const jobs: Job[] = [];
    for (const item of items) jobs.push(...(await storeItem(nouns, tools, company, item, rawHash)));
    return jobs;
  });

const storeOneByOne = async (tools: Tools, delivery: Delivery): Promise<Job[]> => {
  const jobs: Job[] = [];
  for (const item of delivery.items) {
    const bad: MetaItem = {
      kind: 'other',
      channel: item.channel,
      accountId: item.accountId,
      at: item.at,
      raw: null,
      because: 'unstorable',
      alert: true,
      errorCode: null,
    };
    // Where even the note that it is bad cannot be stored, the database is away: that error goes to Meta, which repeats.
    const one = await store(tools, { ...delivery, items: [item] }).catch(() => store(tools, { ...delivery, items: [bad] }));
    jobs.push(...one);
  }
  return jobs;
};

const storeItem = async (nouns: Nouns, tools: Tools, company: string, item: MetaItem, rawHash: string): Promise<Job[]> => {
  const now = tools.now();
  if (item.kind === 'message') {
    // Windows and ages count from Meta's time; what comes late (a repeat after an outage) must not wait for its burst again.
    const receivedAt = item.at !== null && item.at < now ? item.at : now;
    const stored = await storeMessage(nouns, tools, { message: item.message, receivedAt, rawHash });
    return stored.duplicate ? [] : [{ id: stored.id, dueAt: stored.dueAt }];
  }
  const fresh = await nouns.channelEvents.add(eventOf(company, item, rawHash, now));
  if (fresh) await act(nouns, company, item, now);
  return [];
};

/** What an event changes, once. */
const act = async (nouns: Nouns, company: string, item: Exclude<MetaItem, { kind: 'message' }>, now: Date): Promise<void> => {
  switch (item.kind) {
    case 'status':
      return followStatus(nouns, company, item, item.at ?? now);
    case 'echo':
      if (item.byPerson) return keepPersonsAnswer(nouns, company, item, item.at ?? now);
      if (item.metadata) await nouns.replies.confirmSent(company, item.metadata, item.externalId, item.at ?? now);
      return;
    case 'edit':
      return nouns.messages.correct(company, `${item.channel}:${item.targetId}`, item.message.text);
    case 'system':
      return moveContact(nouns, company, item, now);
    default:
  }
};

const followStatus = async (nouns: Nouns, company: string, item: StatusItem, at: Date): Promise<void> => {
  const replies = await nouns.replies.findReported(company, item);
  for (const reply of replies) {
    const state = advanceReply(reply.state, item.state);
    if (state) await nouns.replies.report(reply.id, { state, at, providerId: item.providerId, errorCode: item.errorCode });
  }
};

/** What a person answered in Meta's own inbox stands on the customer's newest open ticket, once. */
const keepPersonsAnswer = async (nouns: Nouns, company: string, item: Extract<MetaItem, { kind: 'echo' }>, at: Date): Promise<void> => {
  const conversation = conversationOf(item.channel, { name: null, address: null, ...item.recipient });
  const [ticket] = conversation ? await nouns.tickets.viewOfSender(company, [conversation], at, 7) : [];
  await nouns.replies.addPersons({
    company,
    channel: item.channel,
    externalId: item.externalId,
    recipient: item.recipient.phone ?? item.recipient.userId,
    text: item.text,
    at,
    ticketId: ticket?.id ?? null,
  });
  if (ticket)
    await nouns.tickets.log(ticket.id, at, { kind: 'answered-elsewhere', actor: 'system', data: { externalId: item.externalId } });
};

/** A changed number or id is the same person: conversations and known telephones move along. */
const moveContact = async (nouns: Nouns, company: string, item: Extract<MetaItem, { kind: 'system' }>, now: Date): Promise<void> => {
  const { before, after, channel } = item;
  const phone = after.phone ?? before.phone;
  if (after.userId && phone) await nouns.messages.linkIdentity(company, channel, after.userId, phone, now);
  const [from, to] = [before, after].map((person) => conversationOf(channel, { name: null, address: null, ...person }));
  if (from && to && from !== to) await nouns.messages.moveConversation(company, from, to);
};

const eventOf = (company: string, item: Exclude<MetaItem, { kind: 'message' }>, rawHash: string, now: Date): EventRow => ({
  company,
  channel: item.channel,
  kind: item.kind,
  identity: identityOfEvent(item),
  externalId: externalIdOf(item),
  data: dataOf(item),
  verdict: item.kind === 'other' ? item.because : 'taken',
  receivedAt: item.at ?? now,
  settledAt: now,
  rawHash,
});

const identityOfEvent = (item: Exclude<MetaItem, { kind: 'message' }>): string | null => {
  const key =
    item.kind === 'status'
      ? (item.providerId ?? `${item.recipient.userId ?? item.recipient.phone}@${item.upTo?.getTime()}`)
      : externalIdOf(item);
  if (key === null) return null;
  return [item.channel, item.kind, key, ...(item.kind === 'status' ? [item.state] : [])].join(':');
};

const externalIdOf = (item: Exclude<MetaItem, { kind: 'message' }>): string | null => {
  if (item.kind === 'status') return item.providerId;
  return 'externalId' in item ? item.externalId : null;
};

/** What an administrator or the ticket's log needs of it; the whole stands in the raw body. */
const dataOf = (item: Exclude<MetaItem, { kind: 'message' }>): EventRow['data'] => ({
  accountId: item.accountId,
  ...('state' in item && { state: item.state }),
  ...('errorCode' in item && { errorCode: item.errorCode }),
  ...('targetId' in item && { targetId: item.targetId }),
  ...('emoji' in item && { emoji: item.emoji }),
  ...('because' in item && { because: item.because, alert: item.alert }),
});
