import { isReadable } from '../text/readable.ts';
import { Category } from '../words.ts';
import { areaOf, needsIdentification } from './area.ts';
import type { Context, Known, MatterView, Surroundings, TicketView } from './context.ts';
import { isSameContract } from './contracts.ts';
import { chooseDiscretion } from './disclose.ts';
import { type Identity, identify } from './identify.ts';
import { join } from './join.ts';
import { open } from './open.ts';
import type { Decision } from './outcome.ts';
import { ask, decideAnswer, isOwnMatter } from './pending.ts';
import { findSameMatter, isReopenable, type Match } from './same-matter.ts';
import { decideThanks } from './thanks.ts';
import { toldBy, withEarlier } from './told.ts';
import { whyOf } from './why.ts';

/**
 * What becomes of a unit (docs/policy.md): the rules in their order, the first that applies. Duplicates and automatic mail
 * (rules 1 and 17) are sorted out before; times, folio, agent and the answers' limit (rules 13, 14, 17) come where it is saved.
 */
export const decide = (context: Context): Decision => discreet(context, decideUnit(context));

/** Nothing of a ticket is told to who only guessed its number, and the agent is warned. */
const discreet = (context: Context, decided: Decision): Decision => {
  if (decided.kind === 'review') return decided;
  const discretion = chooseDiscretion(context, decided);
  const noted = { ...(discretion.stranger && { stranger: true }), ...(isBlank(context) && { unreadable: true }) };
  const decision = decided.kind === 'append' ? { ...decided, ...noted } : decided;
  const { answer } = decision;
  return answer === null ? decision : { ...decision, answer: { ...answer, facts: { ...answer.facts, ...discretion } } };
};

/** Nothing was said and nothing sent along: it stands on the ticket, but nobody has written anything. */
const isBlank = ({ unit }: Context): boolean => !unit.hasAttachments && !isReadable(unit.text) && !saysInSubject(unit.subject ?? '');

// "Sin internet"; not "Re: su reporte MXL-26-000001-1", which is ours.
const saysInSubject = (subject: string): boolean => isReadable(subject) && !/^\s*(?:re|rv|fwd?)\s*:/i.test(subject);

const decideUnit = (context: Context): Decision => {
  // Whoever stands in From did not write it: an answer would go to somebody who never asked (rules 17 and 18).
  if (context.unit.authentication === 'fail')
    return { kind: 'review', reason: 'sender-unproven', why: whyOf(context, 17, 'sender-unproven') };
  const said = toldBy(context.unit.reading);
  if (context.unit.reading.onlyThanks && !givesName(context, said) && !asksInSubject(context)) return decideThanks(context, said);
  const named = context.referenced && decideReferenced(context, context.referenced, said);
  if (named) return named;
  const { matter } = context;
  if (matter && !isOwnMatter(context, matter, said)) return decideAnswer(context, matter, withEarlier(said, matter));
  return decideNew(context, said, context.unit.reading.category.value);
};

/** "Juan Pérez Soto, gracias" in a chat that waits for a name gives it; under a mail a name only signs. */
const givesName = (context: Context, said: Known): boolean =>
  context.matter !== null && context.unit.channel !== 'email' && said.holder !== null;

/** "Sin internet, contrato 60733" over a mail that only says "gracias" and follows nothing: the subject is the request. */
const asksInSubject = ({ unit, referenced, matter, senderTickets }: Context): boolean =>
  unit.channel === 'email' && !referenced && !matter && senderTickets.length === 0 && needsIdentification(unit.reading.category.value);

/** The contracts whose tickets a decision may look at: load and lock these before `decide`. */
export const contractsInPlay = (around: Surroundings): string[] => {
  const said = toldBy(around.unit.reading);
  const identities = [identify(around, said), identify(around, withEarlier(said, around.matter))];
  const contracts = identities.flatMap((identity) => (identity.contract === null ? [] : [identity.contract]));
  return [...new Set([...contracts, ...(around.referenced?.contract ? [around.referenced.contract] : [])])];
};

/** A message on a ticket (rule 3), which it opens again for some days (rule 10); null where it states another contract. */
const decideReferenced = (context: Context, ticket: TicketView, said: Known): Decision | null => {
  if (statesAnother(context, ticket, said)) return null;
  const facts = { folio: ticket.folio };
  const settles = settledBy(context.matter, ticket);
  if (ticket.status === 'open')
    return join(context, ticket, said, identify(context, said), whyOf(context, 3, 'names-ticket', facts), { settles });
  if (isReopenable(ticket, context))
    return join(context, ticket, said, identify(context, said), whyOf(context, 10, 'names-resolved', facts), { settles });
  const read = context.unit.reading.category.value;
  return decideNew(context, inherit(said, ticket), areaOf(read) === null ? ticket.category : read);
};

const statesAnother = (context: Context, ticket: TicketView, said: Known): boolean =>
  said.contract !== null &&
  ticket.contract !== null &&
  !ticket.unverified &&
  !isSameContract(said.contract, ticket.contract, context.profile);

const settledBy = (matter: MatterView | null, ticket: TicketView): string | null =>
  matter && areaOf(matter.category) === ticket.area ? matter.id : null;

/** A new ticket takes contract and holder from the old folio that was quoted (rule 10). */
const inherit = (said: Known, ticket: TicketView): Known => {
  const fromTicket = !said.holderStated && ticket.holder !== null;
  return {
    ...said,
    contract: said.contract ?? ticket.contract,
    holder: fromTicket ? ticket.holder : said.holder,
    holderStated: said.holderStated || fromTicket,
    contact: said.contact ?? ticket.contact,
  };
};

/** A unit that answers nothing: it joins the ticket of its matter, is asked for data, or opens its own (rules 4, 6, 7, 8, 9, 10). */
const decideNew = (context: Context, told: Known, category: Category): Decision => {
  const area = areaOf(category);
  const identity = identify(context, told);
  if (area === null) return decideWithoutMatter(context, told, identity);
  const match = findSameMatter(context, told, identity, area);
  if (match) return join(context, match.ticket, told, identity, whyOfMatch(context, match, identity));
  const accessible = context.unit.reading.accessibility !== null;
  if (identity.unknownContract !== null && !accessible) return ask(context, told, null, identity, category);
  const facts = { contract: identity.contract, holder: identity.holder, area };
  if (identity.contract !== null || identity.holder !== null || !needsIdentification(category))
    return open(context, told, identity, area, whyOf(context, 9, 'own-matter', facts), { category });
  if (accessible) return open(context, told, identity, area, whyOf(context, 8, 'accessibility', facts), { category, unidentified: true });
  return ask(context, told, null, identity, category);
};

const whyOfMatch = (context: Context, match: Match, identity: Identity) =>
  whyOf(context, match.because === 'resolved-lately' ? 10 : 9, match.because, {
    folio: match.ticket.folio,
    contract: identity.contract,
    area: match.ticket.area,
  });

/** Data without a question of ours, or words that are no request: they join what the sender has open, else a person looks. */
const decideWithoutMatter = (context: Context, told: Known, identity: Identity): Decision => {
  const isData = context.unit.reading.category.value === Category.datos;
  const ticket = isData ? ticketForData(context, identity) : newestOpen(context);
  if (ticket)
    return join(context, ticket, told, identity, whyOf(context, 9, isData ? 'data-for-open' : 'follows-open', { folio: ticket.folio }));
  const reason = reasonOfReview(context, told, isData);
  return { kind: 'review', reason, why: whyOf(context, 0, reason) };
};

const reasonOfReview = ({ unit }: Context, told: Known, isData: boolean): string => {
  if (unit.text.trim() === '') return 'unreadable';
  if (!isData) return 'no-request';
  const { contract, holder, contact, phone, email, city } = told;
  return [contract, holder, contact, phone, email, city].some((value) => value !== null) ? 'data-without-matter' : 'no-matter';
};

const ticketForData = (context: Context, identity: Identity): TicketView | null => {
  const { contract, contractFrom } = identity;
  if (contract === null || (contractFrom !== 'text' && contractFrom !== 'holder'))
    return lacksHolder(context, identity) ?? newestOpen(context);
  const isOf = (ticket: TicketView) => ticket.contract !== null && isSameContract(ticket.contract, contract, context.profile);
  const openOnes = context.senderTickets.filter((ticket) => ticket.status === 'open');
  return (
    openOnes.find((ticket) => ticket.contract === null) ??
    openOnes.find(isOf) ??
    context.contractTickets.find((ticket) => ticket.status === 'open' && isOf(ticket)) ??
    openOnes.find((ticket) => ticket.unverified) ??
    null
  );
};

const lacksHolder = (context: Context, identity: Identity): TicketView | null =>
  (identity.holder !== null && context.senderTickets.find((ticket) => ticket.status === 'open' && ticket.holder === null)) || null;

const newestOpen = (context: Context): TicketView | null => context.senderTickets.find((ticket) => ticket.status === 'open') ?? null;
