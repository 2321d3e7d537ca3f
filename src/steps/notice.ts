// Puts a notice that answers no message into the outbox: `resolved`, `more_time`. In: a ticket. Out: a queued row on the channel of the customer's last message. On failure: the caller's transaction is undone.
import type { CompanyProfile } from '../core/company.ts';
import { chooseNoticeDiscretion } from '../core/policy/disclose.ts';
import type { Discretion } from '../core/policy/outcome.ts';
import type { ReplyKind } from '../core/words.ts';
import type { Nouns } from '../store/store.ts';
import type { LastMessage, TicketRow } from '../store/tickets.ts';
import { addAnswer } from './add-answer.ts';

export type Notice = {
  id: string;
  kind: ReplyKind;
  ticket: TicketRow;
  /** Makes the effect one: kind, ticket and term. */
  occasion: string;
  facts: Record<string, string | number | null>;
  now: Date;
};

/** Adds a notice (policy, rules 12 and 16); null where an agent must telephone, nobody can be answered, or it is there already. */
export const addNotice = async (nouns: Nouns, profile: CompanyProfile, notice: Notice): Promise<string | null> => {
  const last = await nouns.tickets.findLastMessage(notice.ticket.id);
  if (!last) return addDeskNotice(nouns, profile, notice);
  const sender = { name: last.senderName, address: last.senderAddress, phone: last.senderPhone, userId: last.senderUserId };
  const accessible = notice.ticket.priority === 'preferente';
  const discretion = await discretionOf(nouns, profile, notice.ticket, last);
  return addAnswer(nouns, profile, {
    id: notice.id,
    wanted: { kind: notice.kind, accessible, facts: { unknownContract: null, ...notice.facts, ...discretion } },
    asker: { channel: last.channel, sender, replyTo: last.replyTo },
    message: last,
    ticketId: notice.ticket.id,
    matterId: null,
    now: notice.now,
    occasion: notice.occasion,
  });
};

/** A notice goes to who wrote last: it shows what that conversation said, and nothing where another opened the ticket and this one named none of it. */
const discretionOf = async (nouns: Nouns, profile: CompanyProfile, ticket: TicketRow, last: LastMessage): Promise<Discretion> => {
  const { conversation } = last;
  const said = conversation === null ? [] : await nouns.messages.findSaid(profile.company, conversation);
  const sender = { phone: last.senderPhone, address: last.senderAddress };
  const { ofSender: own } = await nouns.subscribers.lookUp({ company: profile.company, sender, contractKeys: [], holders: [] });
  return chooseNoticeDiscretion(
    { ticket, said, own, opened: conversation !== null && conversation === (await nouns.tickets.findOpener(ticket.id)) },
    profile,
  );
};

/** Who came to the desk or telephoned is told by mail where an address is known, else an agent telephones. */
const addDeskNotice = async (nouns: Nouns, profile: CompanyProfile, notice: Notice): Promise<string | null> => {
  const { ticket, kind, occasion, now, id } = notice;
  const accessible = ticket.priority === 'preferente';
  const facts = { unknownContract: null, ...notice.facts };
  if (ticket.email !== null)
    return addAnswer(nouns, profile, {
      id,
      wanted: { kind, accessible, facts },
      asker: { channel: 'email', sender: { name: null, address: ticket.email, phone: null, userId: null }, replyTo: null },
      message: { id: ticket.id, mailbox: null, externalId: null, references: [] },
      ticketId: ticket.id,
      matterId: null,
      now,
      occasion,
    });
  await nouns.replies.add({
    company: profile.company,
    key: occasion,
    kind,
    channel: 'call',
    state: 'task',
    recipient: null,
    mailbox: null,
    template: false,
    accessible,
    facts,
    emailMessageId: null,
    inReplyTo: null,
    references: [],
    because: 'call',
    createdAt: now,
    ticketId: ticket.id,
    messageId: null,
    matterId: null,
  });
  return null;
};
