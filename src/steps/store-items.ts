// Stores what stands in webhooks of Meta. In: deliveries of one company with a verdict for each thing in them. Out: messages and events in the caller's transaction, and what is to be handed on. On failure: the caller's transaction is undone; what no database can keep is kept as an event that says so.
import type { MetaItem } from '../channels/meta/items.ts';
import { PermanentError } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { Stored } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { type EventItem, rowOfEvent } from './event-row.ts';
import { follow, touchedBy } from './follow.ts';
import { knowPeople } from './people.ts';
import { type Received, seenIn, storeMessages } from './receive.ts';
import type { Tools } from './tools.ts';

/** A webhook with what is in it; `arrivedAt` is when the door had it. */
export type Opened = { company: string; rawHash: string; arrivedAt: Date; placed: Placed[] };
type Placed = { item: MetaItem; place: number };
export type Kept = { stored: Stored[]; replies: string[] };

/** Stores deliveries of one company, in a number of statements that does not grow with them. */
export const storeItems = async (nouns: Nouns, tools: Tools, company: string, opened: Opened[]): Promise<Kept> => {
  const now = tools.now();
  const placed = opened.flatMap(({ placed: own, rawHash, arrivedAt }) => own.map((one) => ({ ...one, rawHash, arrivedAt })));
  const received = placed.flatMap(({ item, rawHash, arrivedAt }) => receivedOf(item, rawHash, arrivedAt));
  const events = placed.flatMap(({ item, ...around }) => (item.kind === 'message' ? [] : [{ item, ...around }]));
  const items: EventItem[] = events.map(({ item }) => item);
  const phones = await knowPeople(nouns, company, [...seenIn(received), ...seenInEvents(items, now)], (known) => touchedBy(items, known));
  const stored = await storeMessages(nouns, tools, company, received, phones);
  const rows = events.map(({ item, rawHash, place, arrivedAt }) => rowOfEvent(company, item, { rawHash, place, now: arrivedAt }));
  const isFresh = await nouns.channelEvents.addAll(rows);
  const fresh = items.filter((_, index) => isFresh[index]);
  const replies = await follow(nouns, { company, phones, now }, fresh);
  return { stored, replies };
};

/** The same one by one, where something in a delivery is a value that can never be kept: it spoils nothing around it. */
export const storeOneByOne = async (nouns: Nouns, tools: Tools, opened: Opened): Promise<Kept> => {
  const { company, placed } = opened;
  const kept: Kept = { stored: [], replies: [] };
  for (const { item, place } of placed) {
    const storeAs = (as: MetaItem) => storeItems(nouns, tools, company, [{ ...opened, placed: [{ item: as, place }] }]);
    const one = await nouns
      .attempt(() => storeAs(item))
      .catch((error: unknown) => {
        // Anything but a bad value is temporary: the whole delivery is tried again.
        if (!(error instanceof PermanentError)) throw error;
        log.error({ company, channel: item.channel, kind: item.kind, code: error.code }, 'kept raw: no row can hold it');
        return storeAs(unstorable(item));
      });
    kept.stored.push(...one.stored);
    kept.replies.push(...one.replies);
  }
  return kept;
};

/** Windows and ages count from Meta's time; what comes late (a repeat after an outage) must not wait for its burst again. */
const receivedOf = (item: MetaItem, rawHash: string, arrivedAt: Date): Received[] => {
  if (item.kind !== 'message') return [];
  const receivedAt = item.at !== null && item.at < arrivedAt ? item.at : arrivedAt;
  return [{ message: item.message, receivedAt, rawHash, standby: item.standby }];
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
