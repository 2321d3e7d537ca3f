// Tells an agent by mail that a ticket is theirs. In: the ticket, whose it is now and who made it so. Out: a queued row of the outbox, once; none for who took it themselves or wishes none. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import { composeAgentNotice } from '../core/policy/agent-notice.ts';
import { OWN_MESSAGE_ID_PREFIX } from '../core/policy/automatic.ts';
import type { City } from '../core/words.ts';
import type { ReplyRow } from '../store/replies.ts';
import type { Nouns } from '../store/store.ts';
import type { Tools } from './tools.ts';

export type Given = {
  ticketId: string;
  city: City | null;
  /** Null: nobody attends it. */
  agentId: string | null;
  /** The agent who did it; null where the system routed it. */
  by: string | null;
  /** Makes the notice one: the opening, or the action's entry in the log. */
  occasion: string;
  now: Date;
};

/** Queues the notice; the sweep brings it to its queue (docs/policy.md, rule 13). It has no ticket of its own, so that no customer's thread holds it. */
export const tellAgent = async (nouns: Nouns, profile: CompanyProfile, given: Given): Promise<void> => {
  const { ticketId, agentId, by, occasion, now } = given;
  if (agentId === null || agentId === by) return;
  const mailbox = profile.mailboxes.find(({ cities }) => given.city !== null && cities.includes(given.city)) ?? profile.mailboxes[0];
  if (!mailbox) return;
  const id = nouns.newId();
  await nouns.replies.tellAgent({
    id,
    company: profile.company,
    key: `assigned:${ticketId}:${agentId}:${occasion}`,
    agentId,
    mailbox: mailbox.address,
    neverTo: profile.ownAddresses,
    facts: { ticketId, agentId },
    emailMessageId: `<${OWN_MESSAGE_ID_PREFIX}${id}@${mailbox.address.split('@')[1] ?? 'localhost'}>`,
    at: now,
  });
};

/** The notice as it is sent, the same at each try; null where the ticket is gone. */
export const writeAgentNotice = async ({ store }: Tools, profile: CompanyProfile, reply: ReplyRow) => {
  if (reply.text !== null) return { subject: reply.subject, text: reply.text, html: null, whatsappTemplate: null };
  const ticket = await store.tickets.find(String((reply.facts as { ticketId?: unknown }).ticketId));
  if (!ticket) return null;
  const written = composeAgentNotice(ticket, profile);
  await store.replies.update(reply.id, written);
  return { ...written, html: null, whatsappTemplate: null };
};
