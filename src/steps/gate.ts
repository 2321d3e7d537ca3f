// Lets answers out to Meta, or makes them wait. In: a channel and whom an answer goes to. Out: pass, or until when it waits and why. On failure: the job fails and is tried again.
import type { Channel } from '../core/words.ts';
import type { AnswerTools, Outgoing } from './outgoing.ts';

export type Gate = { kind: 'pass'; isProbe: boolean } | { kind: 'wait'; because: string; until: Date };

/** How long a channel that Meta has stopped is left alone before one answer tries it again. */
export const STOPPED_MS = 15 * 60_000;

export const isMeta = (channel: Channel): boolean => channel === 'whatsapp' || channel === 'messenger';

/** A stopped channel lets one answer through now and then, to see; an open one as many as Meta takes. */
export const passGate = async (tools: AnswerTools, channel: Channel, outgoing: Outgoing): Promise<Gate> => {
  if (!isMeta(channel)) return { kind: 'pass', isProbe: false };
  const now = tools.now();
  const { channelStates } = tools.store;
  const state = await channelStates.find(outgoing.company, channel);
  if (state?.state === 'stopped') {
    const next = new Date(now.getTime() + STOPPED_MS);
    if (await channelStates.takeTry(outgoing.company, channel, now, next)) return { kind: 'pass', isProbe: true };
    const until = state.nextTryAt !== null && state.nextTryAt > now ? state.nextTryAt : next;
    return { kind: 'wait', because: `channel-stopped:${state.lastError ?? 'unknown'}`, until };
  }
  const waitMs = tools.pace ? await tools.pace(channel, outgoing) : 0;
  return waitMs > 0 ? { kind: 'wait', because: 'pace', until: new Date(now.getTime() + waitMs) } : { kind: 'pass', isProbe: false };
};
