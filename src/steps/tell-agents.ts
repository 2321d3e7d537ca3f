// Tells agents by mail of the tickets given to them. In: the clock's tick. Out: one queued row of the outbox for each agent who was not told within the last minute, with all that came since; none for who wishes none. On failure: the next tick tries again.
import type { CompanyProfile } from '../core/company.ts';
import { OWN_MESSAGE_ID_PREFIX } from '../core/policy/automatic.ts';
import type { DueNotices } from '../store/notices.ts';
import type { AgentNotice } from '../store/replies.ts';
import type { Tools } from './tools.ts';

/** In a storm an agent gets one mail a minute, not one a ticket. */
const EVERY_MS = 60_000;

/** Gathers what agents are to be told of into the outbox (docs/policy.md, rule 13); returns how many mails that makes. */
export const tellAgents = async (tools: Tools): Promise<number> => {
  const ids = await tools.store.transaction(async (nouns) => {
    const now = tools.now();
    const due = await nouns.notices.takeDue(now, new Date(now.getTime() - EVERY_MS));
    const places = new Map((await nouns.tickets.findMany(due.flatMap(({ ticketIds }) => ticketIds))).map(({ id, city }) => [id, city]));
    const notices = due.flatMap((one) => noticeOf(nouns.newId(), tools.profiles.get(one.company), one, places, now) ?? []);
    return notices.length === 0 ? [] : nouns.replies.tellAgents(notices);
  });
  await tools.enqueue.answerAll(ids);
  return ids.length;
};

/** It goes out from the mailbox of the first ticket's city. It has no ticket of its own, so that no customer's thread holds it. */
const noticeOf = (
  id: string,
  profile: CompanyProfile | undefined,
  { agentId, ticketIds }: DueNotices,
  places: ReadonlyMap<string, string | null>,
  now: Date,
): AgentNotice | null => {
  const city = places.get(ticketIds[0] ?? '') ?? null;
  const mailbox = profile?.mailboxes.find(({ cities }) => city !== null && cities.includes(city)) ?? profile?.mailboxes[0];
  if (!profile || !mailbox) return null;
  return {
    id,
    company: profile.company,
    key: `assigned:${agentId}:${id}`,
    agentId,
    mailbox: mailbox.address,
    neverTo: profile.ownAddresses,
    facts: { agentId, ticketIds },
    emailMessageId: `<${OWN_MESSAGE_ID_PREFIX}${id}@${mailbox.address.split('@')[1] ?? 'localhost'}>`,
    at: now,
  };
};
