import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import { codeOf } from '../runtime/errors.ts';
import { log } from '../runtime/log.ts';
import type { TicketChangeRow } from '../store/presence.ts';
import { type ConsoleTools, EVERY_ROLE, queryOf, type Route, type Visit } from './visit.ts';

const LOOK_EVERY_MS = 2_000;
/** A transaction commits a little after its entry was dated: entries this old are looked at again, and told once. */
const OVERLAP_MS = 15_000;
const CHANGES_AT_ONCE = 500;
const STREAMS_AT_MOST = 500;
const STREAMS_OF_ONE_AGENT = 8;
/** A stream ends so that a session that has ended is noticed: the browser comes back by itself and is checked anew. */
const STREAM_LASTS_MS = 5 * 60_000;
const SEEN_WITHIN_MS = 20_000;

type Stream = {
  company: string;
  agentId: string;
  folio: string | null;
  ticketId: string | null;
  others: string;
  send: (event: string, data: object) => void;
};

/**
 * Live pages by server-sent events: that the queue changed, that this ticket did, who else has it open, what one was given.
 * One look at the log every two seconds for all streams of the process, and none while nobody watches.
 */
export const openLive = (tools: ConsoleTools) => {
  const streams = new Set<Stream>();
  const told = new Map<string, number>();
  let isLooking = false;
  let isClosed = false;

  const look = async (): Promise<void> => {
    const now = tools.now().getTime();
    for (const [id, at] of told) if (at < now - 4 * OVERLAP_MS) told.delete(id);
    const changes = await recent(tools);
    for (const change of changes.filter(({ eventId }) => !told.has(eventId))) {
      told.set(change.eventId, now);
      for (const stream of streams) tell(stream, change);
    }
    for (const stream of streams) if (stream.ticketId) await tellPresence(tools, stream, now);
    await tools.store.presence.forget(new Date(now - 10 * SEEN_WITHIN_MS));
  };

  const run = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (streams.size > 0 && !isClosed) {
      await look().catch((error: unknown) => log.warn({ code: codeOf(error) }, 'live pages fell behind'));
      await sleep(LOOK_EVERY_MS, undefined, { ref: false });
    }
    isLooking = false;
  };

  const routes: Route[] = [{ method: 'GET', url: '/live', who: EVERY_ROLE, handle: (visit) => open(visit) }];

  const open = async (visit: Visit): Promise<FastifyReply> => {
    const { agent, profile, reply } = visit;
    const own = [...streams].filter(({ agentId }) => agentId === agent.id);
    if (streams.size >= STREAMS_AT_MOST || own.length >= STREAMS_OF_ONE_AGENT) return reply.code(503).header('retry-after', '30').send('');
    const folio = queryOf(visit, 'folio') || null;
    const ticket = folio && (await tools.store.tickets.findByFolio(profile.company, folio));
    const headers = reply.getHeaders() as Record<string, string>;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 3000\n\n');
    const stream: Stream = {
      company: profile.company,
      agentId: agent.id,
      folio: ticket ? ticket.folio : null,
      ticketId: ticket ? ticket.id : null,
      others: '',
      send: (event, data) => reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    };
    // What happened before the page was opened is on the page.
    if (streams.size === 0) for (const { eventId } of await recent(tools)) told.set(eventId, tools.now().getTime());
    streams.add(stream);
    const end = setTimeout(() => reply.raw.end(), STREAM_LASTS_MS);
    reply.raw.on('close', () => {
      clearTimeout(end);
      streams.delete(stream);
      if (stream.ticketId) tools.store.presence.left(stream.ticketId, agent.id).catch(() => {});
    });
    void run();
    return reply;
  };

  const close = async (): Promise<void> => {
    isClosed = true;
  };
  return { routes, close };
};

const recent = (tools: ConsoleTools) => tools.store.presence.changesSince(new Date(tools.now().getTime() - OVERLAP_MS), CHANGES_AT_ONCE);

const tell = (stream: Stream, change: TicketChangeRow): void => {
  if (stream.company !== change.company) return;
  const isOwn = change.actor === `agent:${stream.agentId}`;
  stream.send('queue', { folio: change.folio });
  if (stream.ticketId === change.ticketId) stream.send('ticket', { folio: change.folio, kind: change.kind, own: isOwn });
  if (change.agentId === stream.agentId && !isOwn && NOTIFIED[change.kind])
    stream.send('notice', { folio: change.folio, text: `${change.folio}: ${NOTIFIED[change.kind]}` });
};
const NOTIFIED: Record<string, string> = {
  opened: 'reporte nuevo para usted',
  appended: 'el cliente escribió',
  reopened: 'se reabrió',
  escalated: 'venció el término',
  assigned: 'se lo asignaron',
  moved: 'llegó de otra área',
};

const tellPresence = async (tools: ConsoleTools, stream: Stream, now: number): Promise<void> => {
  if (!stream.ticketId) return;
  await tools.store.presence.seen(stream.ticketId, stream.agentId, new Date(now));
  const others = (await tools.store.presence.others(stream.ticketId, stream.agentId, new Date(now - SEEN_WITHIN_MS))).join(', ');
  if (others !== stream.others) stream.send('presence', { others });
  stream.others = others;
};
