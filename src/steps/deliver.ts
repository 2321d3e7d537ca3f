// Stores a webhook of Meta. In: the raw body and a verdict for each thing in it. Out: committed messages and events, then jobs. On failure: nothing is stored and Meta repeats; what no database can keep is kept as an event that says so, and never spoils the batch.
import type { MetaItem } from '../channels/meta/items.ts';
import { PermanentError } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { Stored } from '../store/messages.ts';
import { type EventItem, rowOfEvent } from './event-row.ts';
import { follow, touchedBy } from './follow.ts';
import { knowPeople } from './people.ts';
import { handOn, type Received, seenIn, storeMessages } from './receive.ts';
import type { Tools } from './tools.ts';

export type Delivery = { company: string; rawBody: Buffer; items: MetaItem[] };
type Placed = { item: MetaItem; place: number };
type Committed = { stored: Stored[]; replies: string[] };

/**
 * Commits a delivery whole, in a number of statements that does not grow with it, and returns: Meta waits for that and no
 * longer. What is handed on afterwards may be lost, the sweep makes up for it.
 */
export const deliver = async (tools: Tools, delivery: Delivery): Promise<void> => {
  const committed = await store(tools, [placedOf(delivery)]).catch((error: unknown) => {
    // Anything but a bad value is temporary: it goes to Meta as 503, which repeats.
    if (!(error instanceof PermanentError)) throw error;
    return storeOneByOne(tools, delivery, placedOf(delivery).placed);
  });
  handOnAll(tools, committed).catch(() => undefined);
};

/** Commits several deliveries of one company in one transaction; where one of them spoils it, each for itself. */
export const deliverTogether = async (tools: Tools, deliveries: Delivery[]): Promise<void> => {
  const committed = await store(tools, deliveries.map(placedOf)).catch((error: unknown) => {
    if (!(error instanceof PermanentError)) throw error;
    return null;
  });
  if (committed) handOnAll(tools, committed).catch(() => undefined);
  else for (const delivery of deliveries) await deliver(tools, delivery);
};

const handOnAll = async (tools: Tools, { stored, replies }: Committed): Promise<void> => {
  await handOn(tools, stored);
  for (const id of replies) await tools.enqueue.answer(id);
};

type PlacedDelivery = Pick<Delivery, 'company' | 'rawBody'> & { placed: Placed[] };

const placedOf = ({ company, rawBody, items }: Delivery): PlacedDelivery => ({
  company,
  rawBody,
  placed: items.map((item, place) => ({ item, place })),
});

const store = (tools: Tools, deliveries: PlacedDelivery[]): Promise<Committed> =>
  tools.store.transaction(async (nouns) => {
    const now = tools.now();
    const company = deliveries[0]?.company ?? '';
    const placed = deliveries.flatMap((delivery, index) => delivery.placed.map((one) => ({ ...one, index })));
    const received = placed.flatMap(({ item, index }) => receivedOf(item, now).map((one) => ({ ...one, index })));
    const events = placed.flatMap(({ item, place, index }) => (item.kind === 'message' ? [] : [{ item, place, index }]));
    const items: EventItem[] = events.map(({ item }) => item);
    const phones = await knowPeople(nouns, company, [...seenIn(received), ...seenInEvents(items, now)], (known) => touchedBy(items, known));
    const hashes = await nouns.messages.saveRaws(deliveries.map(({ rawBody }) => rawBody));
    const raw = received.map(({ index, ...one }) => ({ ...one, rawHash: hashes[index] ?? null }));
    const stored = await storeMessages(nouns, tools, company, raw, phones);
    const rows = events.map(({ item, place, index }) => rowOfEvent(company, item, { rawHash: hashes[index] ?? '', place, now }));
    const isFresh = await nouns.channelEvents.addAll(rows);
    const fresh = items.filter((_, index) => isFresh[index]);
    const replies = await follow(nouns, { company, phones, now }, fresh);
    return { stored, replies };
  });

/** Windows and ages count from Meta's time; what comes late (a repeat after an outage) must not wait for its burst again. */
const receivedOf = (item: MetaItem, now: Date): Received[] => {
  if (item.kind !== 'message') return [];
  const receivedAt = item.at !== null && item.at < now ? item.at : now;
  return [{ message: item.message, receivedAt, rawHash: null, standby: item.standby }];
};

/** People whom events name by user id alone are looked up; only their own messages link a telephone to it. */
const seenInEvents = (items: EventItem[], now: Date) =>
  items
    .flatMap((item) => {
      if (item.channel !== 'whatsapp') return [];
      if (item.kind === 'system') return [item.before, item.after];
      if (item.kind === 'echo') return [item.recipient];
      return item.kind === 'edit' ? [item.message.sender] : item.kind === 'revoke' ? [item.sender] : [];
    })
    .flatMap(({ userId }) => (userId ? [{ userId, phone: null, at: now }] : []));

const storeOneByOne = async (tools: Tools, delivery: Delivery, placed: Placed[]): Promise<Committed> => {
  const committed: Committed = { stored: [], replies: [] };
  for (const { item, place } of placed) {
    const one = await store(tools, [{ ...delivery, placed: [{ item, place }] }]).catch((error: unknown) => {
      if (!(error instanceof PermanentError)) throw error;
      log.error({ company: delivery.company, channel: item.channel, kind: item.kind, code: error.code }, 'kept raw: no row can hold it');
      return store(tools, [{ ...delivery, placed: [{ item: unstorable(item), place }] }]);
    });
    committed.stored.push(...one.stored);
    committed.replies.push(...one.replies);
  }
  return committed;
};

const unstorable = ({ channel, at }: MetaItem): MetaItem => ({
  kind: 'other',
  channel,
  accountId: null,
  at,
  raw: null,
  because: 'unstorable',
  alert: true,
  errorCode: null,
});
