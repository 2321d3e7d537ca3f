import type { DeskTools } from '../actions.ts';
import { AGENTS_URL } from '../admin/account-form.ts';
import { handOver } from '../hand-over.ts';
import { ADMINS, type ConsoleTools, EVERY_ROLE, type Route, SUPERVISORS, type Visit } from '../visit.ts';
import { getPerson } from './team.ts';

type Tools = ConsoleTools & Pick<DeskTools, 'actions'>;

/** The open tickets of who is away go to others: ordered by themselves, by who looks after them, or by an administrator. */
export const handOverRoutes = (tools: Tools): Route[] => {
  const ofPerson = async (visit: Visit, back: (id: string) => string) => {
    const person = await getPerson(tools, visit);
    return visit.reply.redirect(`${back(person.id)}?${await handOver(tools, visit, person)}`, 303);
  };
  return [
    {
      method: 'POST',
      url: '/account/hand-over',
      who: EVERY_ROLE,
      handle: async (visit) => visit.reply.redirect(`/account?${await handOver(tools, visit, visit.agent)}`, 303),
    },
    { method: 'POST', url: '/team/:id/hand-over', who: SUPERVISORS, handle: (visit) => ofPerson(visit, () => '/team') },
    { method: 'POST', url: `${AGENTS_URL}/:id/hand-over`, who: ADMINS, handle: (visit) => ofPerson(visit, (id) => `${AGENTS_URL}/${id}`) },
  ];
};
