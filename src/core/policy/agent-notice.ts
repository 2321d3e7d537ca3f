import type { CompanyProfile } from '../company.ts';
import type { Area, City } from '../words.ts';
import { AREA_NAMES } from './explain.ts';

type Given = { folio: string; area: Area; city: City | null; dueAt: Date };
type Company = Pick<CompanyProfile, 'name' | 'cities' | 'timeZone'>;

/** More than that nobody reads in a mail: the rest is counted. */
const MOST_LISTED = 50;

/** What an agent is told by mail of tickets that were given to them (policy, rule 13): where each is and until when, nothing of the customer; null for none. */
export const composeAgentNotice = (tickets: Given[], profile: Company): { subject: string; text: string } | null => {
  const [first, ...others] = tickets;
  if (!first) return null;
  const given = others.length === 0 ? composeOne(first, profile) : composeMany(tickets, profile);
  return { ...given, text: [given.text, CLOSING, profile.name].join('\n\n') };
};

const CLOSING =
  'Ábralo y responda desde la consola. Este aviso es automático: no lo conteste, porque su respuesta no llegaría al cliente, sino al buzón de atención. Puede apagar estos avisos en la consola, en «Su cuenta».';

const composeOne = (ticket: Given, profile: Company) => ({
  subject: `Se le asignó el reporte ${ticket.folio}`,
  text: `Se le asignó el reporte ${ticket.folio} (${placeOf(ticket, profile)}).\n\nSu término vence el ${termOf(ticket, profile)}.`,
});

const composeMany = (tickets: Given[], profile: Company) => {
  const lines = tickets
    .slice(0, MOST_LISTED)
    .map((ticket) => `- ${ticket.folio} (${placeOf(ticket, profile)}): vence el ${termOf(ticket, profile)}`);
  const rest = tickets.length - lines.length;
  const title = `Se le asignaron ${tickets.length} reportes`;
  return { subject: title, text: `${title}:\n\n${[...lines, ...(rest > 0 ? [`- y ${rest} más`] : [])].join('\n')}` };
};

const placeOf = ({ area, city }: Given, { cities }: Company): string =>
  [AREA_NAMES[area], cities.find(({ id }) => id === city)?.name].filter((part) => part !== undefined).join(', ');

const termOf = ({ city, dueAt }: Given, { cities, timeZone }: Company): string =>
  clockOf(cities.find(({ id }) => id === city)?.timeZone ?? timeZone).format(dueAt);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Made once a zone: that takes longer than all the rest of a notice. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('es-MX', { timeZone, dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
};
