// Takes what a customer said at the telephone, in the office or to another program of the company. In: what was typed or sent. Out: a message of channel `desk` on a ticket, whose folio the agent tells. On failure or refusal: nothing of it stands.
import type { CompanyProfile } from '../core/company.ts';
import type { IncomingMessage } from '../core/message.ts';
import { addTyped } from '../core/policy/actions/add-typed.ts';
import type { DraftRefused, TypedMatter } from '../core/policy/actions/draft.ts';
import { contractKeyOf, isSameContract } from '../core/policy/contracts.ts';
import { conversationOf } from '../core/policy/conversation.ts';
import type { NewTicket, Why } from '../core/policy/outcome.ts';
import type { Entry } from '../store/attending.ts';
import type { Nouns } from '../store/store.ts';
import { draftMatter } from './attend-review.ts';
import { openTicket } from './open-ticket.ts';
import { profileOf, type Tools } from './tools.ts';

export type CaptureOrder = {
  company: string;
  /** An agent's id, or who else took it in, as the log names them: `api:<token>`. */
  agent: string;
  /** A uuid of the request: sent twice, it is done once. */
  requestId: string;
  by: 'telephone' | 'office' | 'api';
  /** Of a program: what it sent, as a hash, by which a repetition is told from another request under the same key. */
  fingerprint?: string;
  matter: TypedMatter;
  /** The agent says that it is a matter of its own, although the contract has an open ticket in that area. */
  separate: boolean;
};

export type Captured =
  | { kind: 'opened' | 'appended'; ticketId: string; folio: string; messageId: string }
  /** The message is the one that the request made the first time. */
  | { kind: 'repeated'; messageId: string }
  | DraftRefused;

/**
 * Takes a matter at the desk: it joins the contract's open ticket of that area (policy, rule 9) unless the agent says that it is
 * another, else it opens one. Nothing is sent: the agent tells the folio.
 */
export const captureMatter = (tools: Tools, order: CaptureOrder): Promise<Captured> =>
  tools.store.transaction(async (nouns): Promise<Captured> => {
    const profile = profileOf(tools, order.company);
    const now = tools.now();
    const drafted = await draftMatter(nouns, profile, order.matter, null, now);
    if (drafted.kind === 'refused') return drafted;
    const stored = await storeDeskMessage(nouns, order, drafted.ticket, now);
    if (stored.duplicate) return { kind: 'repeated', messageId: (await nouns.messages.find(stored.id))?.duplicateOfId ?? stored.id };
    const same = order.separate ? null : await findOpenOfMatter(nouns, profile, drafted.ticket, now);
    const entry = { id: nouns.newId(), at: now, actor: order.by === 'api' ? order.agent : `agent:${order.agent}` };
    const ticket = same ?? (await openTicket(nouns, profile, drafted.ticket, now, order.agent));
    const kind = same ? 'appended' : 'opened';
    await nouns.attending.log(ticket.id, kind, { messageId: stored.id, by: order.by }, entry);
    if (same) await keepTyped(nouns, profile, order, same.id, entry);
    const why: Why = {
      rule: 9,
      because: `${kind}-${order.by === 'api' ? 'by-program' : 'at-desk'}`,
      facts: { folio: ticket.folio, contract: drafted.ticket.contract },
      candidates: [],
    };
    await nouns.messages.settle([stored.id], now, { disposition: same ? 'appended' : 'ticket', ticketId: ticket.id, why });
    return { kind, ticketId: ticket.id, folio: ticket.folio, messageId: stored.id };
  });

/** What the customer gave this time stays on the ticket that was there already. */
const keepTyped = async (nouns: Nouns, profile: CompanyProfile, order: CaptureOrder, ticketId: string, entry: Entry): Promise<void> => {
  const ticket = await nouns.attending.lock(order.company, ticketId);
  const added = ticket && addTyped(ticket, order.matter, profile);
  if (added?.kind === 'done') await nouns.attending.apply(ticketId, added, { ...entry, id: nouns.newId() });
};

const storeDeskMessage = async (nouns: Nouns, { company, by, requestId, fingerprint }: CaptureOrder, ticket: NewTicket, at: Date) => {
  const sender = { name: ticket.contact ?? ticket.holder, address: ticket.email, phone: ticket.phone, userId: null };
  const message: IncomingMessage = {
    company,
    channel: 'desk',
    mailbox: null,
    kind: by,
    externalId: fingerprint ?? null,
    sender,
    replyTo: null,
    subject: null,
    text: ticket.description,
    sentAt: at,
    inReplyTo: null,
    references: [],
    attachments: [],
    form: null,
  };
  const conversation = conversationOf('desk', sender) ?? `desk:${requestId}`;
  const [stored] = await nouns.messages.storeAll([
    { message, conversation, identity: `desk:${requestId}`, receivedAt: at, dueAt: at, rawHash: null, standby: false },
  ]);
  if (!stored) throw new Error('a message was stored and has no row');
  return stored;
};

const findOpenOfMatter = async (nouns: Nouns, profile: CompanyProfile, { contract, area }: NewTicket, now: Date) => {
  if (contract === null) return null;
  const tickets = await nouns.tickets.viewOfContracts(profile.company, [contractKeyOf(contract, profile)], now, 0);
  return (
    tickets.find(
      (ticket) =>
        ticket.status === 'open' && ticket.area === area && ticket.contract !== null && isSameContract(ticket.contract, contract, profile),
    ) ?? null
  );
};
