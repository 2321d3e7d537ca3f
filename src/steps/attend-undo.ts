// Takes an action of an agent back. In: the ticket and the entry in its log. Out: the former values, with an entry of its own. On failure or refusal: nothing of it stands.
import type { TicketState } from '../core/policy/actions/action.ts';
import { giveBack, type LoggedEvent, undo } from '../core/policy/actions/undo.ts';
import { type Acting, actOnTicket, applyVerdict, type Order, type Outcome } from './act-on-ticket.ts';
import { resolvedKey } from './attend.ts';
import type { Tools } from './tools.ts';

/** Takes back what an agent did, where nothing changed since: a resolution, move, assignment, correction, joining, or an answer that has not gone out. */
export const undoAction = async (tools: Tools, order: Order & { undoneId: string; reason: string | null }): Promise<Outcome> => {
  const joinedIntoId = (await tools.store.tickets.find(order.ticketId))?.joinedIntoId ?? null;
  return actOnTicket(
    tools,
    order,
    async (acting, ticket) => {
      const event = await acting.nouns.attending.findEvent(ticket.id, order.undoneId);
      if (!event) return { kind: 'refused', because: 'event-not-found' };
      const into = event.kind === 'joined' && joinedIntoId ? await acting.nouns.attending.lock(order.company, joinedIntoId) : null;
      if (event.kind === 'joined' && into?.status === 'joined') return { kind: 'refused', because: 'changed-since' };
      const verdict = undo(ticket, event, { at: acting.entry.at, reason: order.reason });
      if (verdict.kind === 'done' && event.kind === 'answered' && !(await withdrawAnswer(acting, event)))
        return { kind: 'refused', because: 'already-sent' };
      if (verdict.kind === 'done' && event.kind === 'resolved' && !(await withdrawNotice(acting, event)))
        return { kind: 'refused', because: 'notice-sent' };
      const applied = await applyVerdict(acting, ticket, verdict);
      if (applied.kind === 'done') await undoEffects(acting, ticket, event, into);
      return applied;
    },
    joinedIntoId === null ? [] : [joinedIntoId],
  );
};

const withdrawAnswer = ({ nouns }: Acting, { data }: LoggedEvent): Promise<boolean> =>
  nouns.attending.withdrawReply({ id: String(data.replyId) });

/** False where the customer has read, or is about to read, that it is resolved: then it is opened again, not undone. */
const withdrawNotice = async ({ nouns }: Acting, event: LoggedEvent): Promise<boolean> => {
  const key = resolvedKey(event.id);
  return (await nouns.attending.withdrawReply({ key })) || !(await nouns.attending.isOnItsWay(key));
};

/** What an action did beside the ticket's own columns: a correction that was kept, messages that went elsewhere, an answer that waits. */
const undoEffects = async (acting: Acting, ticket: TicketState, event: LoggedEvent, into: TicketState | null): Promise<void> => {
  const { nouns, entry } = acting;
  if (event.kind === 'corrected') await nouns.attending.undoCorrection(event.id, entry.at);
  if (event.kind === 'joined' && into) await part(acting, ticket, event, into);
};

/** The messages that are still there come back, and what the other ticket took is given back where it still stands. */
const part = async ({ nouns, entry }: Acting, ticket: TicketState, event: LoggedEvent, into: TicketState): Promise<void> => {
  const took = await nouns.attending.findTook(into.id, ticket.folio);
  const returned = took && giveBack(into, took, ticket.folio);
  if (returned?.kind === 'done') await nouns.attending.apply(into.id, returned, { ...entry, id: nouns.newId() });
  const there = new Set((await nouns.attending.messagesOf(into.id)).map(({ id }) => id));
  const moved = Array.isArray(event.data.messages) ? event.data.messages.map(String) : [];
  await nouns.attending.moveMessages(
    moved.filter((id) => there.has(id)),
    ticket.id,
  );
};
