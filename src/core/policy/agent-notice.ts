import type { CompanyProfile } from '../company.ts';
import type { Area, City } from '../words.ts';
import { AREA_NAMES } from './explain.ts';

/** What an agent is told by mail of a ticket that was given to them (policy, rule 13): where it is and until when, nothing of the customer. */
export const composeAgentNotice = (
  { folio, area, city, dueAt }: { folio: string; area: Area; city: City | null; dueAt: Date },
  profile: Pick<CompanyProfile, 'name' | 'cities' | 'timeZone'>,
): { subject: string; text: string } => {
  const served = profile.cities.find(({ id }) => id === city);
  const timeZone = served?.timeZone ?? profile.timeZone;
  const due = clockOf(timeZone).format(dueAt);
  const place = [AREA_NAMES[area], served?.name].filter((part) => part !== undefined).join(', ');
  return {
    subject: `Se le asignó el reporte ${folio}`,
    text: [
      `Se le asignó el reporte ${folio} (${place}).`,
      `Su término vence el ${due}.`,
      'Ábralo y responda desde la consola. Este aviso es automático: no lo conteste, porque su respuesta no llegaría al cliente, sino al buzón de atención. Puede apagar estos avisos en la consola, en «Su cuenta».',
      profile.name,
    ].join('\n\n'),
  };
};

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Made once a zone: that takes longer than all the rest of a notice. */
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const clock =
    clocks.get(timeZone) ?? new Intl.DateTimeFormat('es-MX', { timeZone, dateStyle: 'full', timeStyle: 'short', hourCycle: 'h23' });
  clocks.set(timeZone, clock);
  return clock;
};
