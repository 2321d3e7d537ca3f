// Notes that an agent is to be told of a ticket. In: the ticket, whose it is now and who made it so. Out: a row for the next mail to them (tell-agents.ts), once; none for who took it themselves. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import { composeAgentNotice } from '../core/policy/agent-notice.ts';
import type { ReplyRow } from '../store/replies.ts';
import type { Nouns } from '../store/store.ts';
import type { Tools } from './tools.ts';

export type Given = {
  ticketId: string;
  /** Null: nobody attends it. */
  agentId: string | null;
  /** The agent who did it; null where the system routed it. */
  by: string | null;
  /** Makes the notice one: the opening, or the action's entry in the log. */
  occasion: string;
  now: Date;
};

/** Notes it in the transaction that gives the ticket: neither is lost without the other (docs/policy.md, rule 13). */
export const tellAgent = async (nouns: Nouns, { ticketId, agentId, by, occasion, now }: Given): Promise<void> => {
  if (agentId === null || agentId === by) return;
  await nouns.notices.give({ key: `${ticketId}:${agentId}:${occasion}`, agentId, ticketId, givenAt: now });
};

/** The tickets that a notice tells of; those that wait since an earlier version tell of one. */
export const ticketIdsOf = ({ facts }: Pick<ReplyRow, 'facts'>): string[] => {
  const { ticketIds, ticketId } = facts as { ticketIds?: string[]; ticketId?: string };
  return ticketIds ?? (ticketId === undefined ? [] : [ticketId]);
};

/** The notice as it is sent, the same at each try; null where its tickets are gone. */
export const writeAgentNotice = async ({ store }: Tools, profile: CompanyProfile, reply: ReplyRow) => {
  if (reply.text !== null) return { subject: reply.subject, text: reply.text, html: null, whatsappTemplate: null };
  const written = composeAgentNotice(await store.tickets.findMany(ticketIdsOf(reply)), profile);
  if (written === null) return null;
  await store.replies.update(reply.id, written);
  return { ...written, html: null, whatsappTemplate: null };
};
