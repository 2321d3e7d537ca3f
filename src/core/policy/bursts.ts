import type { PolicyLimits } from '../company.ts';

export type Timed = { id: string; receivedAt: Date };
export type Burst<T extends Timed> = { messages: T[]; closesAt: Date };

/**
 * Chat messages of one sender grouped as they are read (policy, rule 2): less than `burstGapMs` apart they are one burst,
 * which closes that long after its last message and at most `burstMaxMs` after its first. In and out: oldest first.
 */
export const groupBursts = <T extends Timed>(messages: T[], limits: Pick<PolicyLimits, 'burstGapMs' | 'burstMaxMs'>): Burst<T>[] => {
  const bursts: Burst<T>[] = [];
  for (const message of messages) {
    const open = bursts.at(-1);
    if (open && message.receivedAt < open.closesAt) {
      open.messages.push(message);
      open.closesAt = closingOf(open.messages, limits);
    } else bursts.push({ messages: [message], closesAt: closingOf([message], limits) });
  }
  return bursts;
};

const closingOf = (messages: Timed[], limits: Pick<PolicyLimits, 'burstGapMs' | 'burstMaxMs'>): Date => {
  const first = messages[0]?.receivedAt.getTime() ?? 0;
  const last = messages.at(-1)?.receivedAt.getTime() ?? 0;
  return new Date(Math.min(last + limits.burstGapMs, first + limits.burstMaxMs));
};
