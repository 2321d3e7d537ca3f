import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { DeskTools } from '../actions.ts';
import { gatherComplaint } from '../complaint/gather.ts';
import { printComplaint } from '../complaint/pdf.ts';
import { type ConsoleTools, queryOf, type Route, SUPERVISORS, type Visit } from '../visit.ts';
import { getTicket } from './ticket.ts';

type Tools = ConsoleTools & DeskTools;
type Format = 'pdf' | 'json';

/** The file of one complaint for the authority, as PDF and as JSON; who took it out is audited, with the hash of what they got. */
export const complaintRoutes = (tools: Tools): Route[] => [
  { method: 'GET', url: '/tickets/:folio/file.pdf', who: SUPERVISORS, handle: (visit) => sendFile(tools, visit, 'pdf') },
  { method: 'GET', url: '/tickets/:folio/file.json', who: SUPERVISORS, handle: (visit) => sendFile(tools, visit, 'json') },
];

const sendFile = async (tools: Tools, visit: Visit, format: Format): Promise<FastifyReply> => {
  const ticket = await getTicket(tools, visit);
  const withNotes = queryOf(visit, 'notes') === '1';
  const file = await gatherComplaint(tools, visit, ticket, withNotes);
  const bytes = format === 'pdf' ? await printComplaint(file, visit.profile) : Buffer.from(`${JSON.stringify(file, null, 2)}\n`);
  await tools.store.audit.add({
    company: visit.profile.company,
    at: tools.now(),
    agentId: visit.agent.id,
    action: 'complaint-exported',
    subject: ticket.folio,
    data: { format, withNotes, sha256: createHash('sha256').update(bytes).digest('hex') },
  });
  return visit.reply
    .header('content-disposition', `attachment; filename="expediente-${ticket.folio}.${format}"`)
    .type(format === 'pdf' ? 'application/pdf' : 'application/json; charset=utf-8')
    .send(bytes);
};
