// Opens one ticket. In: what was decided of it, and when the customer's message came. Out: its row with folio, term and agent. On failure: the caller's transaction is undone, and no folio is lost.
import type { CompanyProfile } from '../core/company.ts';
import { seriesOf } from '../core/policy/city.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import type { NewTicket } from '../core/policy/outcome.ts';
import { endOfTerm } from '../core/policy/term.ts';
import type { Nouns } from '../store/store.ts';
import type { OpenTicket } from '../store/tickets.ts';
import { tellAgent } from './tell-agent.ts';

/** Opens a ticket with the next folio, the term of its area and the agent whose turn it is (policy, Folio and rules 13 and 14). */
export const openTicket = async (
  nouns: Nouns,
  profile: CompanyProfile,
  ticket: NewTicket,
  openedAt: Date,
  by: string,
): Promise<{ id: string; folio: string }> => {
  const prepared = await prepareTicket(nouns, profile, ticket, openedAt);
  const opened = await nouns.tickets.open(prepared);
  await tellOfOpening(nouns, prepared, by);
  return opened;
};

/** Whose turn it was is told of the ticket by mail, but for the agent who opened it (`by`). */
export const tellOfOpening = (nouns: Nouns, ticket: OpenTicket, by: string | null, now?: Date): Promise<void> =>
  tellAgent(nouns, { ticketId: ticket.id, agentId: ticket.agentId, by, occasion: 'opened', now: now ?? ticket.openedAt });

/** All of a ticket but its folio, which is taken last: who waits for a number of the series waits for the commit. */
export const prepareTicket = async (nouns: Nouns, profile: CompanyProfile, ticket: NewTicket, openedAt: Date): Promise<OpenTicket> => ({
  ...ticket,
  id: nouns.newId(),
  company: profile.company,
  series: seriesOf(ticket.city, profile),
  year: yearAt(openedAt, timeZoneOf(ticket.city, profile)),
  contractKey: ticket.contract && contractKeyOf(ticket.contract, profile),
  openedAt,
  dueAt: endOfTerm(ticket.area, openedAt, profile),
  agentId: await nouns.tickets.findAgent(profile.company, ticket.area, ticket.city),
});

const timeZoneOf = (city: string | null, profile: CompanyProfile): string =>
  profile.cities.find((known) => known.id === city)?.timeZone ?? profile.timeZone;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The year's last two digits that the city's clocks show (policy, Folio). */
const yearAt = (at: Date, timeZone: string): number => {
  // Making one takes longer than everything else here.
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, year: '2-digit' });
  clocks.set(timeZone, clock);
  return Number(clock.format(at));
};
