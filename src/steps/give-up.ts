// Takes note that a message could not be understood in all its tries. In: its id and the failure's code. Out: another round some minutes later, or after the last a quarantine, and its conversation goes on. On failure: the sweep brings the message back.
import { observeSettled } from './observe.ts';
import { profileOf, type Tools } from './tools.ts';
import { burstsOf } from './understand.ts';

/** How long a message waits for its next round. */
const PUT_OFF_MS = 5 * 60_000;
/** What stopped a message for so many rounds, each of minutes, is the message itself and no outage. */
const ROUNDS = 3;

/**
 * Counts a given-up round against what stands first in the conversation; what waits behind it is only put off. After the
 * last round that is quarantined whole (a burst is one unit): kept, shown to an administrator, and out of the way.
 */
export const giveUp = async (tools: Tools, messageId: string, code: string): Promise<void> => {
  const message = await tools.store.messages.find(messageId);
  if (!message || message.state === 'settled') return;
  const { company, conversation } = message;
  const nextRoundAt = new Date(tools.now().getTime() + PUT_OFF_MS);
  if (!tools.profiles.has(company)) return tools.store.messages.postpone(messageId, nextRoundAt);
  const ended = await tools.store.transaction(async (nouns) => {
    if (conversation !== null) await nouns.lock([`conversation:${company}:${conversation}`]);
    const waiting = conversation === null ? [message] : await nouns.messages.findUnsettled(company, conversation);
    const unit = burstsOf(waiting, profileOf(tools, company))[0]?.messages.map((row) => row.id) ?? [];
    if (!unit.includes(messageId)) {
      await nouns.messages.postpone(messageId, nextRoundAt);
      return [];
    }
    if ((await nouns.messages.countGivenUp(unit, nextRoundAt)) < ROUNDS) return [];
    const why = { rule: 0, because: 'given-up', facts: { code, rounds: ROUNDS }, candidates: [] };
    await nouns.messages.quarantine(unit, tools.now(), 'given-up', why);
    return unit;
  });
  await observeSettled(tools, ended);
};
