import { z } from 'zod';
import { storable } from '../../core/text/storable.ts';
import { Area, Category, Channel, ReplyKind, ReplyState, TicketStatus } from '../../core/words.ts';
import { TICKET } from '../complaint/shape.ts';
import { OPENING } from '../spanish.ts';

const LONGEST_PAGE = 100;
const moment = z.iso.datetime();
/** RFC 3339 in whatever zone; the database holds no year beyond these. */
const instant = z.iso.datetime({ offset: true }).refine((text) => /^(?:19|2[01])\d\d/.test(text), { error: 'Entre los años 1900 y 2199' });
const text = (longest: number) => z.string().trim().overwrite(storable).min(1).max(longest);

/** What a list may be asked for. */
export const LIST_QUERY = z.strictObject({
  status: z.enum(TicketStatus).optional(),
  area: z.enum(Area).optional(),
  city: text(40).optional().describe('Identificador de la ciudad'),
  category: z.enum(Category).optional(),
  contract: text(40).optional().describe('Con o sin las letras de la ciudad'),
  openedFrom: instant.optional().describe('Recibidos desde este momento'),
  openedTo: instant.optional().describe('Recibidos antes de este momento'),
  changedSince: instant
    .optional()
    .describe('En lugar de los filtros: los reportes en los que pasó algo desde este momento, en ese orden; después se sigue con `cursor`'),
  limit: z.coerce.number().int().min(1).max(LONGEST_PAGE).default(50),
  cursor: z.string().max(200).optional().describe('El `next` de la respuesta anterior'),
});

export const LIST_ANSWER = z
  .strictObject({
    data: z.array(TICKET),
    next: z
      .string()
      .nullable()
      .describe('Para la página siguiente; null en la última. Con `changedSince` nunca es null: con él se pregunta la próxima vez'),
  })
  .meta({ id: 'TicketPage', title: 'Página de reportes' });

/** A matter as another program sends it: the fields of the procedure's steps a) to d). */
export const NEW_TICKET = z
  .strictObject({
    category: z.enum(OPENING as [Category, ...Category[]]),
    description: text(20_000).describe('Lo que pide el cliente, con sus palabras'),
    contract: text(40)
      .optional()
      .describe('El contrato o el titular son necesarios en falla, queja, aclaracion, saldo, cancelacion y suspension'),
    holder: text(120).optional(),
    contact: text(120).optional().describe('Quien llama o escribe, si no es el titular'),
    phone: text(30).optional().describe('Diez dígitos, o E.164'),
    email: text(254).optional(),
    city: text(40).optional(),
    priority: z.enum(['normal', 'preferente']).default('normal'),
    writtenOnly: z.boolean().default(false),
    separate: z.boolean().default(false).describe('Es otro asunto, aunque el contrato tenga un reporte abierto de la misma área'),
  })
  .meta({ id: 'NewTicket', title: 'Reporte por registrar' });

export const CAPTURED = z
  .strictObject({
    outcome: z.enum(['opened', 'appended']).describe('opened: se abrió un reporte; appended: se agregó al que ya estaba abierto'),
    ticket: TICKET,
  })
  .meta({ id: 'Captured', title: 'Reporte registrado' });

export const TICKET_DETAIL = z
  .strictObject({
    ticket: TICKET,
    messages: z.array(
      z.strictObject({
        id: z.uuid(),
        channel: z.enum(Channel),
        receivedAt: moment,
        from: z.strictObject({ name: z.string().nullable(), address: z.string().nullable(), phone: z.string().nullable() }),
        subject: z.string().nullable(),
        text: z.string(),
        attachments: z.array(
          z.strictObject({
            type: z.string(),
            name: z.string().nullable(),
            mimeType: z.string().nullable(),
            sizeBytes: z.int().nullable(),
          }),
        ),
      }),
    ),
    answers: z.array(
      z.strictObject({
        id: z.uuid(),
        kind: z.enum(ReplyKind),
        channel: z.enum(Channel),
        to: z.string().nullable(),
        subject: z.string().nullable(),
        text: z.string().nullable(),
        state: z.enum(ReplyState),
        createdAt: moment,
        sentAt: moment.nullable(),
      }),
    ),
    events: z.array(z.strictObject({ id: z.uuid(), at: moment, kind: z.string() })).describe('La bitácora, sin notas internas'),
  })
  .meta({ id: 'TicketDetail', title: 'Reporte con sus mensajes y respuestas' });

export const FOLIO_PARAM = z.strictObject({ folio: text(40).describe('En cualquier forma de escribirlo') });
// Printable ASCII, as the draft of the IETF allows; not a control character, not "ñ".
export const IDEMPOTENCY_KEY = z.string().regex(/^[\x21-\x7e]{1,200}$/);

export type ListQuery = z.output<typeof LIST_QUERY>;
export type NewTicket = z.output<typeof NEW_TICKET>;
export type TicketDetail = z.output<typeof TICKET_DETAIL>;
