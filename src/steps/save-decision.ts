// Saves one decision. In: the messages and what was decided. Out: ticket, log, matter and outbox rows, all in the caller's transaction. On failure: nothing of it stands.
import type { CompanyProfile } from '../core/company.ts';
import type { Unit } from '../core/policy/context.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import { isAnsweredElsewhere, unsaid } from '../core/policy/disclose.ts';
import type { Answer, AnswerFacts, Decision, TicketChange } from '../core/policy/outcome.ts';
import { type Asker, chooseRecipient } from '../core/policy/recipient.ts';
import { endOfTerm, openingOf } from '../core/policy/term.ts';
import type { Parsed } from '../store/message-columns.ts';
import type { MessageRow } from '../store/messages.ts';
import type { Nouns } from '../store/store.ts';
import { addAnswer } from './add-answer.ts';
import { prepareTicket, tellOfOpening } from './open-ticket.ts';

const DAY_MS = 86_400_000;

export type Decided = { rows: MessageRow[]; first: MessageRow; parsed: Parsed | null; unit: Unit; decision: Decision; now: Date };

/** Saves a decision and returns the ids of the answers to send. */
export const saveDecision = async (nouns: Nouns, profile: CompanyProfile, decided: Decided): Promise<string[]> => {
  const { decision } = decided;
  switch (decision.kind) {
    case 'review':
      await settle(nouns, decided, { disposition: 'review', reason: decision.reason });
      return [];
    case 'wait':
      return saveWait(nouns, profile, decided, decision);
    case 'append':
      return saveAppend(nouns, profile, decided, decision);
    case 'open':
      return saveOpen(nouns, profile, decided, decision);
  }
};

type Of<K extends Decision['kind']> = Extract<Decision, { kind: K }>;

const saveWait = async (nouns: Nouns, profile: CompanyProfile, decided: Decided, decision: Of<'wait'>): Promise<string[]> => {
  const { unit } = decided;
  // Nobody could be asked: it would wait for data that never come, seen by no one.
  if (decision.answer !== null && chooseRecipient(askerOf(decided), profile) === null) {
    const why = { ...decision.why, because: 'unanswerable' };
    await settle(nouns, { ...decided, decision: { ...decision, why } }, { disposition: 'review', reason: 'unanswerable' });
    return [];
  }
  const expiresAt = new Date(unit.receivedAt.getTime() + profile.limits.pendingDays * DAY_MS);
  const matterId =
    decision.matterId ?? (await nouns.matters.open(profile.company, unit.conversation, decision.matter, unit.receivedAt, expiresAt));
  if (decision.matterId !== null && decision.counted) await nouns.matters.update(matterId, decision.matter, expiresAt);
  await settle(nouns, decided, { disposition: 'pending', matterId });
  return answer(nouns, profile, decided, decision.answer, { ticketId: null, matterId });
};

const saveAppend = async (nouns: Nouns, profile: CompanyProfile, decided: Decided, decision: Of<'append'>): Promise<string[]> => {
  const { unit, now } = decided;
  const { ticketId } = decision;
  if (decision.reopen) await reopen(nouns, profile, ticketId, unit.receivedAt, now);
  if (decision.stranger) await nouns.tickets.addWarning(ticketId, 'unknown-sender');
  if (decision.unreadable) await nouns.tickets.addWarning(ticketId, 'unreadable-message');
  if (Object.keys(decision.change).length > 0) await change(nouns, profile, ticketId, decision.change, now);
  await join(nouns, decided, ticketId, decision.settles, 'appended');
  await nouns.tickets.log(ticketId, now, {
    kind: 'appended',
    actor: 'customer',
    data: { messageId: decided.first.id, rule: decision.why.rule, ...(decision.unreadable && { unreadable: true }) },
  });
  return answer(nouns, profile, decided, decision.answer, { ticketId, matterId: null });
};

const saveOpen = async (nouns: Nouns, profile: CompanyProfile, decided: Decided, decision: Of<'open'>): Promise<string[]> => {
  const { unit, now } = decided;
  const { ticket } = decision;
  const openedAt = openingOf(ticket.area, unit.receivedAt, now, profile);
  const prepared = await prepareTicket(nouns, profile, ticket, openedAt);
  const { id: ticketId } = prepared;
  // All at once, in this order: from the first of them the folio's sequence is held.
  const [, , , replies] = await Promise.all([
    nouns.tickets.open(prepared),
    nouns.tickets.log(ticketId, now, { kind: 'opened', actor: 'customer', data: { messageId: decided.first.id, rule: decision.why.rule } }),
    join(nouns, decided, ticketId, decision.settles, 'ticket'),
    answer(nouns, profile, decided, decision.answer, { ticketId, matterId: null }),
    tellOfOpening(nouns, prepared, null, now),
  ]);
  return replies;
};

const reopen = async (nouns: Nouns, profile: CompanyProfile, ticketId: string, receivedAt: Date, now: Date): Promise<void> => {
  const ticket = await nouns.tickets.find(ticketId);
  const at = ticket ? openingOf(ticket.area, receivedAt, now, profile) : receivedAt;
  if (!ticket || !(await nouns.tickets.reopen(ticketId, at, endOfTerm(ticket.area, at, profile)))) return;
  await nouns.tickets.log(ticketId, at, { kind: 'reopened', actor: 'customer' });
};

const change = async (nouns: Nouns, profile: CompanyProfile, ticketId: string, changes: TicketChange, now: Date): Promise<void> => {
  const contractKey = changes.contract ? { contractKey: contractKeyOf(changes.contract, profile) } : {};
  await nouns.tickets.change(ticketId, { ...changes, ...contractKey });
  await nouns.tickets.log(ticketId, now, { kind: 'data', actor: 'customer', data: { fields: Object.keys(changes) } });
};

/** The unit and, where a pending matter is settled, its messages belong to the ticket now. */
const join = async (
  nouns: Nouns,
  decided: Decided,
  ticketId: string,
  matterId: string | null,
  disposition: 'ticket' | 'appended',
): Promise<void> => {
  if (matterId !== null) {
    const waited = await nouns.matters.settle(matterId, ticketId, decided.now);
    await nouns.messages.settle(waited, decided.now, { disposition, ticketId });
  }
  await settle(nouns, decided, { disposition, ticketId, matterId });
};

const settle = (nouns: Nouns, { rows, parsed, decision, now }: Decided, settlement: Parameters<Nouns['messages']['settle']>[2]) =>
  nouns.messages.settle(
    rows.map((row) => row.id),
    now,
    { ...settlement, why: decision.why },
    parsed,
  );

const answer = async (
  nouns: Nouns,
  profile: CompanyProfile,
  decided: Decided,
  wanted: Answer,
  about: { ticketId: string | null; matterId: string | null },
): Promise<string[]> => {
  const { rows, now } = decided;
  const last = rows.at(-1);
  if (wanted === null || !last) return [];
  const facts = await saidEarlier(nouns, profile, decided, wanted.facts, about.ticketId);
  const asker = askerOf(decided);
  const replyId = await addAnswer(nouns, profile, {
    id: nouns.newId(),
    wanted: { ...wanted, facts },
    asker,
    message: last,
    ...about,
    now,
    withhold: last.standby,
  });
  return replyId === null ? [] : [replyId];
};

/** What the conversation has said before need not be kept back; asked only where something would be. */
const saidEarlier = async (
  nouns: Nouns,
  profile: CompanyProfile,
  { unit }: Decided,
  facts: AnswerFacts,
  ticketId: string | null,
): Promise<AnswerFacts> => {
  if (!facts.hides?.length || ticketId === null || isAnsweredElsewhere({ unit })) return facts;
  const ticket = await nouns.tickets.find(ticketId);
  if (!ticket) return facts;
  const hidden = unsaid(ticket, await nouns.messages.findSaid(profile.company, unit.conversation), profile);
  return { ...facts, hides: facts.hides.filter((field) => hidden.includes(field)) };
};

const askerOf = ({ rows, unit }: Decided): Asker => ({ channel: unit.channel, sender: unit.sender, replyTo: rows.at(-1)?.replyTo ?? null });
