// Opens one ticket. In: what was decided of it, and when the customer's message came. Out: its row with folio, term and agent. On failure: the caller's transaction is undone, and no folio is lost.
import type { CompanyProfile } from '../core/company.ts';
import { composeFolio } from '../core/folio.ts';
import { seriesOf } from '../core/policy/city.ts';
import { contractKeyOf } from '../core/policy/contracts.ts';
import type { NewTicket } from '../core/policy/outcome.ts';
import { endOfTerm } from '../core/policy/term.ts';
import type { Nouns } from '../store/store.ts';

/** Opens a ticket with the next folio, the term of its area and the agent whose turn it is (policy, Folio and rules 13 and 14). */
export const openTicket = async (
  nouns: Nouns,
  profile: CompanyProfile,
  ticket: NewTicket,
  openedAt: Date,
): Promise<{ id: string; folio: string }> => {
  const folio = await nextFolio(nouns, profile, ticket.city, openedAt);
  const id = await nouns.tickets.open({
    ...ticket,
    company: profile.company,
    folio,
    contractKey: ticket.contract && contractKeyOf(ticket.contract, profile),
    openedAt,
    dueAt: endOfTerm(ticket.area, openedAt, profile),
    agentId: await nouns.tickets.findAgent(profile.company, ticket.area, ticket.city),
  });
  return { id, folio };
};

/** The next folio of the city's series in the year that the city's clocks show (policy, Folio). */
const nextFolio = async (nouns: Nouns, profile: CompanyProfile, city: string | null, at: Date): Promise<string> => {
  const series = seriesOf(city, profile);
  const timeZone = profile.cities.find((known) => known.id === city)?.timeZone ?? profile.timeZone;
  const year = Number(new Intl.DateTimeFormat('en', { timeZone, year: '2-digit' }).format(at));
  return composeFolio(series, year, await nouns.folios.next(profile.company, series, year));
};
