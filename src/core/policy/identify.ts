import type { CompanyProfile } from '../company.ts';
import type { Known, SubscriberView, Surroundings, TicketView } from './context.ts';
import { isSameContract } from './contracts.ts';
import { isSamePerson, nameKey } from './names.ts';

/** Where a contract comes from, the strongest first. */
export type ContractSource = 'text' | 'holder' | 'sender' | 'ticket' | 'folio';

/** Who a unit is about, as far as text, directory and history tell (policy, rules 4, 5 and 7). */
export type Identity = {
  contract: string | null;
  contractFrom: ContractSource | null;
  /** The contract that the text gives and a loaded directory does not know. */
  unknownContract: string | null;
  holder: string | null;
  contact: string | null;
  subscriber: SubscriberView | null;
};

/**
 * Settles contract, holder and contact: the text first, then a full name that belongs to one subscriber, then the one
 * subscriber of the sender's phone or address, then the one contract of the sender's tickets (policy, rules 5 and 7).
 */
export const identify = (around: Surroundings, told: Known): Identity => {
  const source = contractOf(around, told);
  return { ...source, ...namesOf(told, source.subscriber, source.ticket) };
};

type Source = Pick<Identity, 'contract' | 'contractFrom' | 'unknownContract' | 'subscriber'> & { ticket: TicketView | null };

const NOBODY: Source = { contract: null, contractFrom: null, unknownContract: null, subscriber: null, ticket: null };

const contractOf = (around: Surroundings, told: Known): Source =>
  fromText(around, told) ?? fromHolder(around, told) ?? fromSender(around, told) ?? fromTickets(around, told) ?? NOBODY;

const fromText = (around: Surroundings, told: Known): Source | null => {
  if (told.contract === null) return null;
  const subscriber = findSubscriber(around.subscribersOfContract, told.contract, around.profile);
  const unknown = around.directoryLoaded && subscriber === null;
  return {
    ...NOBODY,
    contract: subscriber?.contract ?? told.contract,
    contractFrom: 'text',
    subscriber,
    unknownContract: unknown ? told.contract : null,
    ticket: subscriber ? null : ticketOfContract(around, told, told.contract),
  };
};

/** The sender's own ticket of that contract knows its holder, unless the text states another (policy, rule 5). */
const ticketOfContract = ({ senderTickets, profile }: Surroundings, told: Known, contract: string): TicketView | null =>
  senderTickets.find(
    (ticket) =>
      ticket.holder !== null &&
      ticket.contract !== null &&
      isSameContract(ticket.contract, contract, profile) &&
      !isAnotherHolder(told, ticket.holder),
  ) ?? null;

const fromHolder = (around: Surroundings, told: Known): Source | null => {
  if (told.holder === null) return null;
  const key = nameKey(told.holder);
  const [only, ...others] = around.subscribersOfHolder.filter((subscriber) => nameKey(subscriber.holder) === key);
  return only && others.length === 0 ? { ...NOBODY, contract: only.contract, contractFrom: 'holder', subscriber: only } : null;
};

const fromSender = (around: Surroundings, told: Known): Source | null => {
  const [only, ...others] = around.subscribersOfSender;
  if (!only || others.length > 0 || isAnotherHolder(told, only.holder)) return null;
  return { ...NOBODY, contract: only.contract, contractFrom: 'sender', subscriber: only };
};

const fromTickets = (around: Surroundings, told: Known): Source | null => {
  const [newest, ...rest] = around.senderTickets.filter((ticket) => ticket.contract !== null);
  if (!newest?.contract) return null;
  const contract = newest.contract;
  if (rest.some((ticket) => ticket.contract !== null && !isSameContract(ticket.contract, contract, around.profile))) return null;
  if (isAnotherHolder(told, newest.holder)) return null;
  return { ...NOBODY, contract, contractFrom: 'ticket', ticket: newest };
};

/** Whether the text states a holder who is not this one; the writer's own name is no such statement (policy, rule 9). */
export const isAnotherHolder = (told: Known, holder: string | null): boolean =>
  told.holderStated && told.holder !== null && holder !== null && !isSamePerson(told.holder, holder);

const findSubscriber = (subscribers: SubscriberView[], contract: string, profile: CompanyProfile): SubscriberView | null => {
  const exact = subscribers.find((subscriber) => subscriber.contract === contract);
  if (exact) return exact;
  const [only, ...others] = subscribers.filter((subscriber) => isSameContract(subscriber.contract, contract, profile));
  return only && others.length === 0 ? only : null;
};

/** A writer who is not the known holder is the contact; a stated holder stays as written (policy, rule 7). */
const namesOf = (told: Known, subscriber: SubscriberView | null, ticket: TicketView | null): Pick<Identity, 'holder' | 'contact'> => {
  const known = subscriber?.holder ?? ticket?.holder ?? null;
  if (known === null) return { holder: told.holder, contact: told.contact };
  const notHolder = (name: string | null) =>
    name !== null && !isSamePerson(name, known) && nameKey(name) !== nameKey(known) ? name : null;
  if (told.holder === null) return { holder: known, contact: notHolder(told.contact) ?? ticket?.contact ?? null };
  if (told.holderStated) {
    const same = isSamePerson(told.holder, known);
    return { holder: same ? known : told.holder, contact: told.contact };
  }
  return { holder: known, contact: notHolder(told.holder) ?? notHolder(told.contact) };
};
