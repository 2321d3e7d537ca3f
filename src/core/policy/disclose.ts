import type { CompanyProfile } from '../company.ts';
import type { Context, SubscriberView, TicketView } from './context.ts';
import { isSameContract } from './contracts.ts';
import { isSamePerson, nameKey } from './names.ts';
import { type Decision, type Discretion, PERSONAL, type Personal } from './outcome.ts';
import { toldBy } from './told.ts';

export type Said = Record<Personal, string | null>;

export const OPEN_TO_ALL: Discretion = { hides: [], stranger: false };

/**
 * Numbers of contracts and folios can be guessed, and a From line forged: an answer shows what its reader has said, or what
 * the directory has of that very sender, never what we know besides (house, truth 6). Where the answer goes elsewhere than
 * to the sender (Reply-To), only what the message itself says counts.
 */
export const chooseDiscretion = (context: Context, decision: Decision): Discretion => {
  const held = heldBy(context, decision);
  if (held === null || isOwnContract(context, held.contract)) return OPEN_TO_ALL;
  const said = saidInUnit(context);
  const ticket = decision.kind === 'append' ? findTicket(context, decision.ticketId) : null;
  return { hides: unsaid(held, said, context.profile), stranger: ticket !== null && isStranger(context, ticket, said) };
};

/**
 * The same for a notice, which goes to who wrote last (policy, rule 12): `said` is all that their conversation has said,
 * `own` the directory's contracts of their telephone or address, `opened` whether it opened the ticket.
 */
export const chooseNoticeDiscretion = (
  reader: { ticket: Said; said: readonly Said[]; own: readonly SubscriberView[]; opened: boolean },
  profile: CompanyProfile,
): Discretion => {
  const { ticket, said, own, opened } = reader;
  if (own.some(({ contract }) => ticket.contract !== null && isSameContract(contract, ticket.contract, profile))) return OPEN_TO_ALL;
  return { hides: unsaid(ticket, said, profile), stranger: !opened && namesNothing(ticket, said, profile) };
};

/** The fields of which nobody of those has said this value. */
export const unsaid = (held: Said, said: readonly Said[], profile: Pick<CompanyProfile, 'contractPrefixes' | 'cities'>): Personal[] =>
  PERSONAL.filter((field) => {
    const value = held[field];
    return value !== null && !said.some((one) => hasSaid(one, field, value, profile));
  });

/** Whether the answer goes to another address than the one that wrote. */
export const isAnsweredElsewhere = ({ unit }: Pick<Context, 'unit'>): boolean =>
  unit.replyTo !== null && unit.replyTo.toLowerCase() !== unit.sender.address?.toLowerCase();

const hasSaid = (said: Said, field: Personal, value: string, profile: Pick<CompanyProfile, 'contractPrefixes' | 'cities'>): boolean => {
  if (field === 'holder' || field === 'contact')
    return [said.holder, said.contact].some((name) => name !== null && (isSamePerson(name, value) || nameKey(name) === nameKey(value)));
  const own = said[field];
  if (own === null) return false;
  return field === 'contract' ? isSameContract(own, value, profile) : own.toLowerCase() === value.toLowerCase();
};

const heldBy = (context: Context, decision: Decision): Said | null => {
  if (decision.kind === 'review') return null;
  if (decision.kind === 'open') return decision.ticket;
  if (decision.kind === 'wait') return decision.matter.known;
  const ticket = findTicket(context, decision.ticketId);
  return ticket && { ...ticket, ...decision.change };
};

const findTicket = ({ referenced, senderTickets, contractTickets }: Context, id: string): TicketView | null =>
  [...(referenced ? [referenced] : []), ...senderTickets, ...contractTickets].find((ticket) => ticket.id === id) ?? null;

const saidInUnit = (context: Context): Said[] => {
  const { unit, matter } = context;
  const elsewhere = isAnsweredElsewhere(context);
  const sender = { contract: null, holder: null, contact: unit.sender.name, phone: unit.sender.phone, email: unit.sender.address };
  return [toldBy(unit.reading), ...(elsewhere ? [] : [sender, ...(matter ? [matter.known] : [])])];
};

const isOwnContract = (context: Context, contract: string | null): boolean =>
  contract !== null &&
  !isAnsweredElsewhere(context) &&
  context.subscribersOfSender.some((subscriber) => isSameContract(subscriber.contract, contract, context.profile));

/** Neither the one who opened the ticket nor one who can name its contract or holder. */
const isStranger = (context: Context, ticket: TicketView, said: readonly Said[]): boolean => {
  if (ticket.openedBy === context.unit.conversation && !isAnsweredElsewhere(context)) return false;
  return namesNothing(ticket, said, context.profile);
};

const namesNothing = (
  { contract, holder }: Pick<Said, 'contract' | 'holder'>,
  said: readonly Said[],
  profile: Pick<CompanyProfile, 'contractPrefixes' | 'cities'>,
): boolean => {
  const unnamed = unsaid({ contract, holder, contact: null, phone: null, email: null }, said, profile);
  return (contract === null || unnamed.includes('contract')) && (holder === null || unnamed.includes('holder'));
};
