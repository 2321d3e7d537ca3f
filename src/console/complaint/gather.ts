import { createHash } from 'node:crypto';
import { explainDecision } from '../../core/policy/explain.ts';
import type { Why } from '../../core/policy/outcome.ts';
import type { FileEvent, FileMessage, FileReply, FileTicket } from '../../store/ticket-file.ts';
import type { DeskTools } from '../actions.ts';
import { bytesOf } from '../pages/files.ts';
import { zoneOf } from '../spanish.ts';
import type { Around } from '../ticket/conversation.ts';
import { wordsOfEvent } from '../ticket/log.ts';
import type { ConsoleTools, Visit } from '../visit.ts';
import { type ComplaintFile, SHAPE_NAME, shapeOfTicket } from './shape.ts';

type Tools = ConsoleTools & DeskTools;
/** No ticket of a person has so many; the file must be whole or not be. */
const ROWS_AT_MOST = 10_000;

/** Everything that is known of one ticket, in the shape that is handed out. */
export const gatherComplaint = async (tools: Tools, visit: Visit, ticket: FileTicket, withNotes: boolean): Promise<ComplaintFile> => {
  const { profile, agent } = visit;
  const { ticketFiles } = tools.store;
  const [messages, replies, events, agents] = await Promise.all([
    ticketFiles.messages(ticket.id, ROWS_AT_MOST),
    ticketFiles.replies(ticket.id, ROWS_AT_MOST),
    ticketFiles.events(ticket.id, ROWS_AT_MOST),
    tools.store.agents.list(profile.company),
  ]);
  if ([messages, replies, events].some(({ length }) => length === ROWS_AT_MOST)) throw new Error(`ticket ${ticket.id} has too many rows`);
  const names = new Map(agents.map(({ id, name }) => [`agent:${id}`, name]));
  const around: Around = {
    profile,
    zone: zoneOf(profile, ticket.city),
    nameOf: (actor) => ACTORS[actor.replace(/:.*/, '')] ?? names.get(actor) ?? 'Otra persona',
  };
  const shapes: ComplaintFile['messages'] = [];
  // One after the other: a mail's attachments are read out of its raw bytes.
  for (const message of messages) shapes.push(await shapeOfMessage(tools, message, around));
  return {
    schema: SHAPE_NAME,
    exportedAt: tools.now().toISOString(),
    exportedBy: { name: agent.name, email: agent.email },
    company: { id: profile.company, name: profile.name, legalName: profile.legalName },
    timeZone: around.zone,
    withNotes,
    ticket: shapeOfTicket(ticket, ticket.joinedInto?.folio ?? null),
    related: [...(ticket.related ? [ticket.related] : []), ...ticket.relating, ...ticket.joined].map(({ folio }) => folio),
    messages: shapes,
    // A notice to a colleague (`assigned`) is no answer to the customer.
    answers: replies.filter(({ kind }) => kind !== 'assigned').map((reply) => shapeOfReply(reply, events, around)),
    events: events.filter(({ kind }) => withNotes || kind !== 'note').map((event) => shapeOfEvent(event, around)),
    pauses: ticket.pauses.toReversed().map(({ startedAt, endedAt, reason, attributable }) => ({
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
      reason,
      attributable,
    })),
  };
};

const ACTORS: Record<string, string> = { system: 'Sistema', customer: 'Cliente', api: 'Otro sistema' };

const shapeOfMessage = async (tools: Tools, message: FileMessage, { profile }: Around): Promise<ComplaintFile['messages'][number]> => {
  const attachments: ComplaintFile['messages'][number]['attachments'] = [];
  for (const { type, name, mimeType, sizeBytes, state, place, latitude, longitude, rawHash, position } of message.attachments) {
    const bytes = rawHash === null && state === 'in_raw' && latitude === null ? await bytesOf(tools, { rawHash, position, message }) : null;
    const sha256 = rawHash ?? (bytes && createHash('sha256').update(bytes).digest('hex'));
    attachments.push({ type, name, mimeType, sizeBytes: sizeBytes ?? bytes?.length ?? null, state, sha256, place, latitude, longitude });
  }
  const why = message.decision as Why | null;
  return {
    id: message.id,
    channel: message.channel,
    receivedAt: message.receivedAt.toISOString(),
    sentAt: message.sentAt?.toISOString() ?? null,
    from: { name: message.senderName, address: message.senderAddress, phone: message.senderPhone },
    subject: message.subject,
    text: message.text ?? '',
    disposition: message.disposition,
    decision: why && { rule: why.rule, because: why.because, explained: explainDecision(why, profile) },
    rawSha256: message.rawHash,
    attachments,
  };
};

const shapeOfReply = (reply: FileReply, events: FileEvent[], { nameOf }: Around): ComplaintFile['answers'][number] => {
  const wrote = events.find(({ kind, data }) => kind === 'answered' && (data as { replyId?: unknown }).replyId === reply.id);
  return {
    id: reply.id,
    kind: reply.kind,
    channel: reply.channel,
    by: wrote ? nameOf(wrote.actor) : reply.kind === 'agent' ? 'Otra persona' : 'Sistema',
    to: reply.recipient,
    subject: reply.subject,
    text: reply.text,
    state: reply.state,
    because: reply.because,
    createdAt: reply.createdAt.toISOString(),
    sentAt: reply.sentAt?.toISOString() ?? null,
    deliveredAt: reply.deliveredAt?.toISOString() ?? null,
    readAt: reply.readAt?.toISOString() ?? null,
  };
};

/** How the file says that a field held nothing. */
export const NOTHING = 'nada';

const shapeOfEvent = (event: FileEvent, around: Around): ComplaintFile['events'][number] => {
  const { name, by, reason, changes } = wordsOfEvent(event, around);
  const text = event.kind === 'note' ? String((event.data as { text?: unknown }).text ?? '') : null;
  const shown = changes.map(({ field, before, after }) => ({ field, before: before ?? NOTHING, after: after ?? NOTHING }));
  return { id: event.id, at: event.at.toISOString(), kind: event.kind, name, by, reason, text, changes: shown };
};
