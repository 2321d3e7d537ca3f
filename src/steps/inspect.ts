// Looks after the channels to Meta. In: what Meta says of token, templates and number. Out: the channels' states, warnings in the log, and answers released where a dead token lives again. On failure: the next look comes.
import type { Channel } from '../core/words.ts';
import { log } from '../runtime/log.ts';
import { STOPPED_MS } from './gate.ts';
import type { Tools } from './tools.ts';

/** What Meta says of a channel; null where it cannot be asked. */
export type ChannelLook = { isAlive: boolean; tokenExpiresAt: Date | null; faults: string[]; quality: string | null } | null;
export type Watched = { company: string; channel: Channel; look: (now: Date) => Promise<ChannelLook> };

const DAY_MS = 86_400_000;
const WARN_DAYS = 14;

/** Looks at every channel whose last look is a day old, or that is stopped; at all with `force` (a start may bring a new token). */
export const inspect = async (tools: Tools, watched: Watched[], force: boolean): Promise<void> => {
  for (const one of watched) {
    const state = await tools.store.channelStates.find(one.company, one.channel);
    const isFresh = state?.checkedAt && tools.now().getTime() - state.checkedAt.getTime() < DAY_MS;
    if (force || state?.state === 'stopped' || !isFresh) await inspectOne(tools, one);
  }
};

/** The same again and again: all of them until it went well once, then those that are due. */
export const inspectAgain = (tools: Tools, watched: Watched[]): (() => Promise<void>) => {
  let isFirst = true;
  return async () => {
    await inspect(tools, watched, isFirst);
    isFirst = false;
  };
};

const inspectOne = async ({ store, now: clock }: Tools, { company, channel, look }: Watched): Promise<void> => {
  const now = clock();
  const found = await look(now);
  if (!found) return log.warn({ company, channel }, 'Meta does not say how the channel is');
  const { isAlive, ...kept } = found;
  await store.channelStates.saveLook(company, channel, now, kept);
  const days = kept.tokenExpiresAt && daysUntil(kept.tokenExpiresAt, now);
  if (days !== null && days <= WARN_DAYS) log.error({ company, channel, days }, 'the token ends soon: make a new one');
  if (kept.faults.length > 0) log.error({ company, channel, faults: kept.faults }, 'the channel is not as configured');
  if (!isAlive) return store.channelStates.stop(company, channel, 'token:dead', now, new Date(now.getTime() + STOPPED_MS));
  const state = await store.channelStates.find(company, channel);
  // A restriction is Meta's to lift: only a send tells.
  if (!state?.lastError?.startsWith('token')) return;
  if (await store.channelStates.open(company, channel, now)) await store.replies.release(company, channel, now);
};

/** Whole days from now until a moment, 0 once it has passed. */
export const daysUntil = (end: Date, now: Date): number => Math.max(0, Math.floor((end.getTime() - now.getTime()) / DAY_MS));
