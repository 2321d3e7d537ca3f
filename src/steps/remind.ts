// Watches the terms. In: the clock's tick. Out: tickets past their term are escalated to their area's supervisors, and customers with a falla are told once. On failure: the next tick tries again.
import { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import { addNotice } from './notice.ts';
import { profileOf, type Tools } from './tools.ts';

/** How many terms one pass acts on at most. */
const BATCH = 200;

/** Acts on the terms that have ended (policy, rule 14), each in a transaction of its own; returns how many. */
export const remind = async (tools: Tools): Promise<number> => {
  const due = await tools.store.tickets.findPastTerm(tools.now(), BATCH);
  const failures: unknown[] = [];
  for (const { id, dueAt } of due) {
    try {
      const replyId = await tools.store.transaction((nouns) => passTerm(nouns, tools, id, dueAt));
      if (replyId) await tools.enqueue.answer(replyId);
    } catch (error) {
      // One ticket that fails must not keep the others from their customers; the pass as a whole still counts as failed.
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} terms were not acted on`);
  return due.length;
};

const passTerm = async (nouns: Nouns, tools: Tools, id: string, dueAt: Date): Promise<string | null> => {
  const now = tools.now();
  const ticket = await nouns.tickets.find(id);
  if (!ticket || !(await nouns.tickets.passTerm(id, dueAt, now))) return null;
  await nouns.tickets.log(id, now, { kind: 'escalated', actor: 'system', data: { dueAt: dueAt.toISOString() } });
  const { company, area, city } = ticket;
  await nouns.notifications.tellSupervisors({
    company,
    area,
    city,
    ticketId: id,
    kind: 'escalated',
    key: `escalated:${id}:${dueAt.toISOString()}`,
    at: now,
  });
  if (ticket.area !== 'reparaciones') return null;
  const occasion = `more_time:${id}:${ticket.termAt.toISOString()}`;
  return addNotice(nouns, profileOf(tools, ticket.company), {
    id: nouns.newId(),
    kind: ReplyKind.more_time,
    ticket,
    occasion,
    facts: {},
    now,
  });
};
