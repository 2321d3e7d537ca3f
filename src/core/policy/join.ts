import { Priority } from '../words.ts';
import { answerToJoined } from './answer.ts';
import { isRepresented, readAuthority } from './authority.ts';
import type { Context, Known, TicketView } from './context.ts';
import { isSameContract } from './contracts.ts';
import type { Identity } from './identify.ts';
import type { Decision, TicketChange, Why } from './outcome.ts';
import { isWrittenOnly } from './told.ts';

export type JoinOptions = { settles?: string | null; silent?: boolean; reopen?: boolean };

/** The decision that a unit joins a ticket, opening it again where it was resolved (policy, rules 3, 9 and 10). */
export const join = (
  context: Context,
  ticket: TicketView,
  told: Known,
  identity: Identity,
  why: Why,
  options: JoinOptions = {},
): Decision => {
  const { reading } = context.unit;
  const reopen = options.reopen ?? ticket.status === 'resolved';
  return {
    kind: 'append',
    ticketId: ticket.id,
    change: changeOf(context, ticket, told, identity),
    reopen,
    settles: options.settles ?? null,
    answer: options.silent ? null : answerToJoined(ticket, { reopen, reading, now: context.now }, context.profile.limits),
    why,
  };
};

/** What the words fill in on the ticket: what it lacks, and the data that clear `unidentified` and `unverified` (rules 6, 7, 8). */
const changeOf = (context: Context, ticket: TicketView, told: Known, identity: Identity): TicketChange => {
  const change: TicketChange = {};
  const given = identity.contractFrom === 'text' || identity.contractFrom === 'holder' ? identity.contract : null;
  const corrects =
    given !== null && ticket.contract !== null && ticket.unverified && !isSameContract(given, ticket.contract, context.profile);
  if (given !== null && (ticket.contract === null || corrects)) {
    change.contract = given;
    if (identity.unknownContract !== null) change.unverified = true;
    else if (ticket.unverified) change.unverified = false;
  }
  const own = change.contract !== undefined || ticket.contract === null || isOwn(context, ticket, identity);
  if (own && ticket.holder === null && identity.holder !== null) change.holder = identity.holder;
  if (own && ticket.contact === null && identity.contact !== null) change.contact = identity.contact;
  if (ticket.unidentified && (change.contract !== undefined || change.holder !== undefined)) change.unidentified = false;
  if (ticket.phone === null && told.phone !== null) change.phone = told.phone;
  if (ticket.email === null && told.email !== null) change.email = told.email;
  return { ...change, ...authorityOf(context, ticket, change), ...careOf(context, ticket) };
};

/** What a representative states or attaches adds to what is there. */
const authorityOf = ({ unit }: Context, ticket: TicketView, { holder, contact }: TicketChange): TicketChange => {
  if (!isRepresented({ holder: holder ?? ticket.holder, contact: contact ?? ticket.contact })) return {};
  const fresh = readAuthority(unit.text, unit.attachmentNames).filter((kind) => !ticket.authority.includes(kind));
  return fresh.length === 0 ? {} : { authority: [...ticket.authority, ...fresh] };
};

const isOwn = (context: Context, ticket: TicketView, identity: Identity): boolean =>
  ticket.contract !== null && identity.contract !== null && isSameContract(ticket.contract, identity.contract, context.profile);

const careOf = (context: Context, ticket: TicketView): TicketChange => {
  const { reading, text } = context.unit;
  if (reading.accessibility === null) return {};
  return {
    ...(ticket.priority === 'normal' && { priority: Priority.preferente }),
    ...(isWrittenOnly(reading, text) && { writtenOnly: true }),
  };
};
