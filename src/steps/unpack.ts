// Takes webhooks of Meta apart. In: those that wait, the oldest of each company first. Out: messages and events in place of the webhook's row, then jobs. On failure: each is tried alone and later again; after many tries it is quarantined, and nothing behind it waits for it.
import type { MetaItem } from '../channels/meta/items.ts';
import { codeOf, PermanentError } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { DeliveryOwner, WaitingDelivery } from '../store/meta-deliveries.ts';
import type { Nouns } from '../store/store.ts';
import { observeSettled } from './observe.ts';
import { handOn } from './receive.ts';
import { type Kept, type Opened, storeItems, storeOneByOne } from './store-items.ts';
import type { Tools } from './tools.ts';

/** Reads a webhook's body: a verdict for each thing of its owner in it. */
export type ReadDelivery = (owner: DeliveryOwner, rawBody: Buffer) => MetaItem[];
export type UnpackTools = Tools & { readDelivery: ReadDelivery };

/** No more in one transaction, which is to be short and to hold little in memory. */
const MOST = 50;
const MOST_BYTES = 2 * 1024 * 1024;
/** After so many rounds a job hands over to another: a process that is told to end need not wait for a whole pile. */
const ROUNDS = 10;
/** The door's clock may be ahead of ours by so much: what it took a moment ago is due. */
const AHEAD_MS = 1_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Half an hour of tries: what stopped a webhook for so long is the webhook itself and no outage. */
const MOST_FAILURES = 12;

/**
 * Takes apart what waits, companies in turns, each company's in the order in which it came. `again`: a try before this one
 * failed, or ended its process, so that each goes alone.
 */
export const unpack = async (tools: UnpackTools, id: string, again = false): Promise<void> => {
  for (let round = 0; round < ROUNDS; round++) {
    // Of a company that is not configured any more it waits until it is.
    const due = (await tools.store.metaDeliveries.findDue(dueBy(tools))).filter(({ company }) => tools.profiles.has(company));
    let taken = 0;
    for (const { company } of due) taken += await unpackSome(tools, company, again);
    if (taken === 0) return;
  }
  await tools.enqueue.unpack(id);
};

/** Takes apart one that was given up, for the message that stands for it in quarantine; throws what stops it. */
export const unpackQuarantined = async (tools: UnpackTools, id: string): Promise<void> => {
  const kept = await tools.store.transaction(async (nouns) => {
    const delivery = await nouns.metaDeliveries.takeOne(id);
    await nouns.quarantine.endDelivery(id, tools.now());
    return delivery ? keepAlone(nouns, tools, await open(nouns, tools, [delivery])) : null;
  });
  if (kept) tell(tools, kept);
};

/** Returns how many it took on, whatever became of them. */
const unpackSome = async (tools: UnpackTools, company: string, again: boolean): Promise<number> => {
  let together: string[] = [];
  let alone: string[] = [];
  try {
    const kept = await tools.store.transaction(async (nouns) => {
      const taken = cut(await nouns.metaDeliveries.take(company, dueBy(tools), MOST));
      const fresh = again ? [] : taken.filter(({ failures }) => failures === 0);
      together = fresh.map(({ id }) => id);
      alone = taken.flatMap(({ id }) => (together.includes(id) ? [] : [id]));
      return fresh.length === 0 ? null : keepTogether(nouns, tools, company, await open(nouns, tools, fresh));
    });
    if (kept) tell(tools, kept);
  } catch (error) {
    if (together.length === 0) throw error;
    log.warn({ company, code: codeOf(error), deliveries: together.length }, 'webhooks are taken apart one by one');
    alone.unshift(...together);
  }
  for (const id of alone) await unpackAlone(tools, id);
  return new Set([...together, ...alone]).size;
};

const dueBy = ({ now }: Tools): Date => new Date(now().getTime() + AHEAD_MS);

const cut = (taken: WaitingDelivery[]): WaitingDelivery[] => {
  let bytes = 0;
  return taken.filter(({ sizeBytes }, place) => {
    bytes += sizeBytes;
    return place === 0 || bytes <= MOST_BYTES;
  });
};

/** The failure is counted first: a webhook that ends its process comes no sooner again than one that fails. */
const unpackAlone = async (tools: UnpackTools, id: string): Promise<void> => {
  const waitMs = await tools.store.transaction((nouns) => countTry(nouns, tools, id));
  if (waitMs === null) return observeSettled(tools, [id]);
  try {
    const kept = await tools.store.transaction(async (nouns) => {
      const delivery = await nouns.metaDeliveries.takeOne(id);
      return delivery ? keepAlone(nouns, tools, await open(nouns, tools, [delivery])) : null;
    });
    if (kept) tell(tools, kept);
  } catch (error) {
    log.error({ id, code: codeOf(error), waitMs }, 'a webhook could not be taken apart');
    await tools.enqueue.unpack(id, waitMs);
  }
};

/** How long until the next try, should this one fail; null where there is none: it is gone, or was given up. */
const countTry = async (nouns: Nouns, { now }: Tools, id: string): Promise<number | null> => {
  const delivery = await nouns.metaDeliveries.takeOne(id);
  if (!delivery) return null;
  const failures = delivery.failures + 1;
  if (failures > MOST_FAILURES) {
    await nouns.metaDeliveries.postpone(id, delivery.failures, null);
    await nouns.quarantine.addDelivery(delivery, now());
    log.error({ company: delivery.company, id, failures }, 'a webhook was given up');
    return null;
  }
  const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  await nouns.metaDeliveries.postpone(id, failures, new Date(now().getTime() + waitMs));
  return waitMs;
};

type Taken = Opened & { id: string };
type Told = Kept & { taken: Taken[] };

/** Their bytes are held as they are until the messages on them stand. */
const open = async (nouns: Nouns, tools: UnpackTools, deliveries: WaitingDelivery[]): Promise<Taken[]> => {
  const raws = await nouns.metaDeliveries.holdRaws(deliveries.map(({ rawHash }) => rawHash));
  return deliveries.map((delivery) => {
    const { id, company, rawHash, receivedAt: arrivedAt } = delivery;
    const rawBody = raws.get(rawHash);
    if (!rawBody) throw new PermanentError('no-raw', `expected the bytes of webhook ${id}, found none`);
    const placed = tools.readDelivery(delivery, rawBody).map((item, place) => ({ item, place }));
    return { id, company, rawHash, arrivedAt, placed };
  });
};

const keepTogether = async (nouns: Nouns, tools: Tools, company: string, taken: Taken[]): Promise<Told> => {
  const kept = await storeItems(nouns, tools, company, taken);
  await nouns.metaDeliveries.remove(taken.map(({ id }) => id));
  return { ...kept, taken };
};

const keepAlone = async (nouns: Nouns, tools: Tools, taken: Taken[]): Promise<Told> => {
  const [delivery] = taken;
  if (!delivery) throw new TypeError('one webhook is taken apart alone');
  const kept = await nouns
    .attempt(() => storeItems(nouns, tools, delivery.company, [delivery]))
    .catch((error: unknown) => {
      if (!(error instanceof PermanentError)) throw error;
      return storeOneByOne(nouns, tools, delivery);
    });
  await nouns.metaDeliveries.remove([delivery.id]);
  return { ...kept, taken };
};

/** What is handed on may be lost, the sweep makes up for it. */
const tell = (tools: Tools, { stored, replies, taken }: Told): void => {
  for (const { company, placed } of taken)
    for (const alert of alertsIn(placed.map(({ item }) => item))) log.error({ company, ...alert }, 'Meta reports');
  handOnAll(tools, stored, replies).catch(() => undefined);
};

const handOnAll = async (tools: Tools, stored: Kept['stored'], replies: string[]): Promise<void> => {
  await handOn(tools, stored);
  for (const id of replies) await tools.enqueue.answer(id);
};

/** What an administrator must hear of, with how often the body says it: a batch of 1000 to a wrong number is one line. */
const alertsIn = (items: MetaItem[]): { because: string; code: number | null; times: number }[] => {
  const alerts = new Map<string, { because: string; code: number | null; times: number }>();
  for (const item of items) {
    if (item.kind !== 'other' || !item.alert) continue;
    const key = `${item.because} ${item.errorCode}`;
    const alert = alerts.get(key) ?? { because: item.because, code: item.errorCode, times: 0 };
    alerts.set(key, { ...alert, times: alert.times + 1 });
  }
  return [...alerts.values()];
};
