import { createHash } from 'node:crypto';
import { v5 as nameBasedId } from 'uuid';
import type { CompanyProfile } from '../../core/company.ts';
import { readFolio } from '../../core/folio.ts';
import { explainRefusal } from '../../core/policy/actions/refusals.ts';
import { contractKeyOf } from '../../core/policy/contracts.ts';
import type { ApiTokenRow } from '../../store/api-tokens.ts';
import type { ChangePlace, PagedTicket, TicketPlace } from '../../store/ticket-pages.ts';
import type { DeskTools } from '../actions.ts';
import { shapeOfTicket } from '../complaint/shape.ts';
import type { ConsoleTools } from '../visit.ts';
import { ApiProblem } from './problem.ts';
import type { ListQuery, NewTicket, TicketDetail } from './shapes.ts';

export type ApiTools = ConsoleTools & Pick<DeskTools, 'actions'>;
/** A program at one request, and the company whose tickets are its to see. */
export type Client = { token: ApiTokenRow; profile: CompanyProfile };

const ROWS_AT_MOST = 1_000;

const shapeOf = (ticket: PagedTicket) => shapeOfTicket(ticket, ticket.joinedInto?.folio ?? null);

export const listTickets = async (tools: ApiTools, client: Client, query: ListQuery) => {
  const from = findChangePlace(query);
  if (from !== null) return listChanged(tools, client, query, from);
  const { profile } = client;
  const after = query.cursor === undefined ? null : readCursor(query.cursor);
  const filter = {
    status: query.status ?? null,
    area: query.area ?? null,
    city: query.city ?? null,
    category: query.category ?? null,
    contractKey: query.contract === undefined ? null : contractKeyOf(query.contract.toUpperCase().replace(/[^A-Z0-9]/g, ''), profile),
    openedFrom: query.openedFrom === undefined ? null : new Date(query.openedFrom),
    openedTo: query.openedTo === undefined ? null : new Date(query.openedTo),
  };
  const rows = await tools.store.ticketPages.list(profile.company, filter, after, query.limit + 1);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return { data: shown.map(shapeOf), next: rows.length > query.limit && last ? cursorOf(last) : null };
};

// A transaction ends within 30 s (store/database.ts): what it logged before that was surely committed by now, and who goes on from
// there misses none of it.
const SETTLED_MS = 40_000;
const FILTERS = ['status', 'area', 'city', 'category', 'contract', 'openedFrom', 'openedTo'] as const;

/** Where a reader of changes begins or goes on; null for a list. Filters are refused: a ticket that leaves one would be changed and not told. */
const findChangePlace = (query: ListQuery): ChangePlace | null => {
  const [, at = '', id = ''] = CHANGE_CURSOR.exec(fromBase64(query.cursor ?? '')) ?? [];
  if (query.changedSince === undefined && id === '') return null;
  const filters = FILTERS.filter((name) => query[name] !== undefined);
  if (filters.length > 0)
    throw new ApiProblem(
      'peticion-invalida',
      'Con changedSince no se filtra: un reporte que cambia puede dejar de cumplir el filtro.',
      filters.map((field) => ({ field, detail: 'No se combina con changedSince.' })),
    );
  if (id !== '') return { at: new Date(Number(at)), id };
  if (query.cursor !== undefined) readCursor('');
  return { at: new Date(query.changedSince ?? 0), id: FIRST_ID };
};
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
// "cambios:1795500000000_0198c0de-0000-7000-8000-000000000000"; not the cursor of a list, which has no word before it.
const CHANGE_CURSOR = /^cambios:(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const listChanged = async (tools: ApiTools, { profile }: Client, { limit }: ListQuery, from: ChangePlace) => {
  const until = new Date(tools.now().getTime() - SETTLED_MS);
  const { tickets, last } = await tools.store.ticketPages.changed(profile.company, from, until, limit);
  const { at, id } = last ?? from;
  return { data: tickets.map(shapeOf), next: Buffer.from(`cambios:${at.getTime()}_${id}`).toString('base64url') };
};

export const getTicketDetail = async (tools: ApiTools, { profile }: Client, typed: string): Promise<TicketDetail> => {
  const series = profile.cities.length > 0 ? profile.cities.map((city) => city.series) : [profile.series];
  const folio = readFolio(typed, series);
  const ticket = folio === null ? null : await tools.store.ticketPages.find(profile.company, folio);
  if (!ticket) throw new ApiProblem('no-encontrado', 'No hay un reporte con ese folio.');
  const { ticketFiles } = tools.store;
  const [messages, replies, events] = await Promise.all([
    ticketFiles.messages(ticket.id, ROWS_AT_MOST),
    ticketFiles.replies(ticket.id, ROWS_AT_MOST),
    ticketFiles.events(ticket.id, ROWS_AT_MOST),
  ]);
  return {
    ticket: shapeOf(ticket),
    messages: messages.map((message) => ({
      id: message.id,
      channel: message.channel,
      receivedAt: message.receivedAt.toISOString(),
      from: { name: message.senderName, address: message.senderAddress, phone: message.senderPhone },
      subject: message.subject,
      text: message.text ?? '',
      attachments: message.attachments.map(({ type, name, mimeType, sizeBytes }) => ({ type, name, mimeType, sizeBytes })),
    })),
    answers: replies
      .filter(({ kind }) => kind !== 'assigned')
      .map((reply) => ({
        id: reply.id,
        kind: reply.kind,
        channel: reply.channel,
        to: reply.recipient,
        subject: reply.subject,
        text: reply.text,
        state: reply.state,
        createdAt: reply.createdAt.toISOString(),
        sentAt: reply.sentAt?.toISOString() ?? null,
      })),
    events: events.filter(({ kind }) => kind !== 'note').map(({ id, at, kind }) => ({ id, at: at.toISOString(), kind })),
  };
};

/** Takes a matter in as the desk does; the same key sent again by the same token gives the same ticket, whatever happened in between. */
export const captureTicket = async (tools: ApiTools, { token, profile }: Client, { key, body }: { key: string; body: NewTicket }) => {
  const fingerprint = `api:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
  const { priority, separate, ...typed } = body;
  const outcome = await tools.actions.capture({
    company: profile.company,
    agent: `api:${token.id}`,
    requestId: nameBasedId(key, token.id),
    by: 'api',
    fingerprint,
    matter: {
      category: typed.category,
      description: typed.description,
      contract: typed.contract ?? null,
      holder: typed.holder ?? null,
      contact: typed.contact ?? null,
      phone: typed.phone ?? null,
      email: typed.email ?? null,
      city: typed.city ?? null,
      preferente: priority === 'preferente',
      writtenOnly: typed.writtenOnly,
    },
    separate,
  });
  if (outcome.kind === 'refused') {
    const errors = outcome.problems.map(({ field, because }) => ({ field, detail: explainRefusal(because) }));
    throw new ApiProblem('datos-invalidos', errors.map(({ detail }) => detail).join(' '), errors);
  }
  if (outcome.kind === 'repeated') return repeated(tools, profile.company, outcome.messageId, fingerprint);
  const ticket = await tools.store.ticketPages.find(profile.company, outcome.folio);
  if (!ticket) throw new Error('a ticket was captured and is gone');
  return { isRepeated: false, outcome: outcome.kind, ticket: shapeOf(ticket) };
};

const repeated = async (tools: ApiTools, company: string, messageId: string, fingerprint: string) => {
  const found = await tools.store.ticketPages.ofMessage(company, messageId);
  if (!found) throw new Error('a message was captured and has no ticket');
  if (found.externalId !== fingerprint)
    throw new ApiProblem(
      'clave-reutilizada',
      'Esa Idempotency-Key ya registró un reporte con otros datos. Use una clave nueva para otro reporte.',
    );
  return {
    isRepeated: true,
    outcome: found.disposition === 'ticket' ? ('opened' as const) : ('appended' as const),
    ticket: shapeOf(found.ticket),
  };
};

const cursorOf = ({ openedAt, id }: TicketPlace): string => Buffer.from(`${openedAt.getTime()}_${id}`).toString('base64url');

const fromBase64 = (text: string): string => Buffer.from(text, 'base64url').toString('latin1');

const readCursor = (cursor: string): TicketPlace => {
  const [, at = '', id = ''] = CURSOR.exec(fromBase64(cursor)) ?? [];
  if (id === '')
    throw new ApiProblem('peticion-invalida', 'El cursor no es de esta lista.', [
      { field: 'cursor', detail: 'Use el `next` de la página anterior.' },
    ]);
  return { openedAt: new Date(Number(at)), id };
};
// "1795500000000_0198c0de-0000-7000-8000-000000000000", not "1795500000000".
const CURSOR = /^(\d{1,13})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
