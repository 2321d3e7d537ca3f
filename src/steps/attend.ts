// What an agent does to a ticket. In: the ticket, who and why. Out: the change, its event in the log, and the answer it calls for. On failure: nothing of it stands.
import { endOfTerm } from '../core/policy/term.ts';
import { ReplyKind } from '../core/words.ts';
import { addNotice } from './notice.ts';
import { profileOf, type Tools } from './tools.ts';

export type Action = { ticketId: string; agent: string; why: string | null };

/** Resolves an open ticket and tells the customer (policy, rules 10 and 12); false where it is not open any more. */
export const resolveTicket = async (tools: Tools, { ticketId, agent, why }: Action): Promise<boolean> => {
  const now = tools.now();
  const replyId = await tools.store.transaction(async (nouns) => {
    if (!(await nouns.tickets.resolve(ticketId, now))) return undefined;
    await nouns.tickets.log(ticketId, now, { kind: 'resolved', actor: `agent:${agent}`, data: { why } });
    const ticket = await nouns.tickets.find(ticketId);
    if (!ticket) return null;
    const occasion = `resolved:${ticketId}:${now.toISOString()}`;
    return addNotice(nouns, profileOf(tools, ticket.company), {
      id: nouns.newId(),
      kind: ReplyKind.resolved,
      ticket,
      occasion,
      facts: {},
      now,
    });
  });
  if (replyId) await tools.enqueue.answer(replyId);
  return replyId !== undefined;
};

/** Opens a resolved ticket again with a new term; the customer is not answered (policy, rule 10). False where it is open. */
export const reopenTicket = async (tools: Tools, { ticketId, agent, why }: Action): Promise<boolean> => {
  const now = tools.now();
  return tools.store.transaction(async (nouns) => {
    const ticket = await nouns.tickets.find(ticketId);
    if (!ticket || !(await nouns.tickets.reopen(ticketId, now, endOfTerm(ticket.area, now, profileOf(tools, ticket.company)))))
      return false;
    await nouns.tickets.log(ticketId, now, { kind: 'reopened', actor: `agent:${agent}`, data: { why } });
    return true;
  });
};
