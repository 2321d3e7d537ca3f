import type { z } from 'zod';
import type { ApiRight } from '../../store/api-tokens.ts';
import type { ProblemCode } from './problem.ts';
import { CAPTURED, FOLIO_PARAM, LIST_ANSWER, LIST_QUERY, NEW_TICKET, TICKET_DETAIL } from './shapes.ts';
import { type ApiTools, type Client, captureTicket, getTicketDetail, listTickets } from './tickets.ts';

/** What an operation is given, read by its schemas. */
export type Asked = { query: unknown; params: unknown; body: unknown; idempotencyKey: string | null };
export type Answered = { status: number; body: unknown; headers?: Record<string, string> };

/** One operation: what it is in words, what it takes and gives, and what it does. Routes, checks and the description are made from it. */
export type Operation = {
  method: 'GET' | 'POST';
  /** As Fastify has it: `/tickets/:folio`. */
  path: string;
  id: string;
  summary: string;
  description: string;
  right: ApiRight;
  query?: z.ZodObject;
  params?: z.ZodObject;
  body?: z.ZodObject;
  /** Each success by its status. */
  answers: Record<number, { description: string; schema: z.ZodType }>;
  problems: ProblemCode[];
  isIdempotent: boolean;
  run: (tools: ApiTools, client: Client, asked: Asked) => Promise<Answered>;
};

const ALWAYS: ProblemCode[] = ['sin-token', 'sin-permiso', 'demasiadas-peticiones', 'error-interno'];

export const OPERATIONS: Operation[] = [
  {
    method: 'GET',
    path: '/tickets',
    id: 'listTickets',
    summary: 'Lista de reportes',
    description:
      'Los reportes de la empresa, los más nuevos primero, por páginas. Con `changedSince`, en cambio, los que cambiaron desde ese momento, en el orden en que cambiaron y como están ahora: guarde `next` y pregunte con `cursor` la próxima vez. Ninguno se pierde; alguno puede repetirse (quédese con la `version` más alta). Un cambio aparece a los 40 segundos.',
    right: 'tickets:read',
    query: LIST_QUERY,
    answers: { 200: { description: 'Una página', schema: LIST_ANSWER } },
    problems: [...ALWAYS, 'peticion-invalida'],
    isIdempotent: false,
    run: async (tools, client, { query }) => ({
      status: 200,
      body: await listTickets(tools, client, query as z.output<typeof LIST_QUERY>),
    }),
  },
  {
    method: 'GET',
    path: '/tickets/:folio',
    id: 'getTicket',
    summary: 'Un reporte',
    description: 'El reporte de un folio, con sus mensajes, las respuestas y la bitácora.',
    right: 'tickets:read',
    params: FOLIO_PARAM,
    answers: { 200: { description: 'El reporte', schema: TICKET_DETAIL } },
    problems: [...ALWAYS, 'no-encontrado'],
    isIdempotent: false,
    run: async (tools, client, { params }) => ({
      status: 200,
      body: await getTicketDetail(tools, client, (params as z.output<typeof FOLIO_PARAM>).folio),
    }),
  },
  {
    method: 'POST',
    path: '/tickets',
    id: 'captureTicket',
    summary: 'Registrar un reporte',
    description:
      'Registra lo que pide un cliente, como la captura por teléfono: se agrega al reporte abierto del mismo contrato y área, o abre uno. Al cliente no se le envía nada: dígale el folio de la respuesta.',
    right: 'tickets:write',
    body: NEW_TICKET,
    answers: {
      201: { description: 'Se abrió un reporte', schema: CAPTURED },
      200: { description: 'Se agregó a un reporte abierto', schema: CAPTURED },
    },
    problems: [...ALWAYS, 'peticion-invalida', 'datos-invalidos', 'clave-reutilizada', 'demasiado-grande', 'tipo-no-admitido'],
    isIdempotent: true,
    run: async (tools, client, { body, idempotencyKey }) => {
      const captured = await captureTicket(tools, client, { key: idempotencyKey ?? '', body: body as z.output<typeof NEW_TICKET> });
      const { isRepeated, ...answer } = captured;
      return {
        status: answer.outcome === 'opened' ? 201 : 200,
        body: answer,
        headers: {
          location: `/api/tickets/${answer.ticket.folio}`,
          ...(isRepeated && { 'idempotency-replayed': 'true' }),
        },
      };
    },
  },
];
