import { z } from 'zod';
import { Area, Category, Channel, Disposition, Priority, ReplyKind, ReplyState, TicketStatus } from '../../core/words.ts';

const moment = z.iso.datetime().describe('RFC 3339, UTC');
const maybe = <T extends z.ZodType>(type: T) => type.nullable();
const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hexadecimal');

/** A ticket as programs outside get it: in the API, in webhooks and in the file of a complaint. */
export const TICKET = z
  .strictObject({
    folio: z.string().describe('El número que se le dio al cliente, p. ej. MXL-26-004821-0'),
    status: z.enum(TicketStatus).describe('open: abierto; resolved: resuelto; joined: unido a otro, que sigue en su lugar'),
    category: z.enum(Category),
    area: z.enum(Area),
    city: maybe(z.string()).describe('Identificador de la ciudad; null en empresas de una sola zona'),
    priority: z.enum(Priority),
    contract: maybe(z.string()),
    holder: maybe(z.string()).describe('Titular del contrato'),
    contact: maybe(z.string()).describe('Quien escribe o llama, si no es el titular'),
    phone: maybe(z.string()).describe('E.164'),
    email: maybe(z.string()),
    description: z.string().describe('Lo que dijo el cliente al abrirse'),
    unidentified: z.boolean().describe('Se abrió sin contrato ni titular'),
    unverified: z.boolean().describe('El contrato no está en el directorio'),
    escalated: z.boolean().describe('Venció un término alguna vez'),
    writtenOnly: z.boolean().describe('Solo por escrito, nunca por teléfono'),
    openedAt: moment,
    dueAt: moment.describe('Fin del término presente'),
    firstAnswerAt: maybe(moment).describe('Primera respuesta de una persona, o solución'),
    resolvedAt: maybe(moment),
    cause: maybe(z.string()).describe('Código de la causa con la que se resolvió'),
    compensationCents: maybe(z.int()).describe('Crédito y bonificación confirmados, en centavos de peso'),
    reopenings: z.int(),
    joinedInto: maybe(z.string()).describe('Folio del reporte que sigue en su lugar'),
    version: z.int().describe('Crece con cada cambio'),
  })
  .meta({ id: 'Ticket', title: 'Reporte' });

const ATTACHMENT = z.strictObject({
  type: z.string(),
  name: maybe(z.string()),
  mimeType: maybe(z.string()),
  sizeBytes: maybe(z.int()),
  state: z.enum(['in_raw', 'pending', 'stored', 'missing']),
  sha256: maybe(sha256).describe('De sus bytes; null donde no se tienen'),
  place: maybe(z.string()),
  latitude: maybe(z.number()),
  longitude: maybe(z.number()),
});

const MESSAGE = z.strictObject({
  id: z.uuid(),
  channel: z.enum(Channel),
  receivedAt: moment.describe('Cuando lo tuvo el servidor'),
  sentAt: maybe(moment).describe('La hora que dice quien lo envió'),
  from: z.strictObject({ name: maybe(z.string()), address: maybe(z.string()), phone: maybe(z.string()) }),
  subject: maybe(z.string()),
  text: z.string(),
  disposition: maybe(z.enum(Disposition)),
  decision: maybe(z.strictObject({ rule: z.int(), because: z.string(), explained: z.string() })).describe(
    'Regla de la política y por qué está aquí',
  ),
  rawSha256: maybe(sha256).describe('Del mensaje tal como llegó'),
  attachments: z.array(ATTACHMENT),
});

const ANSWER = z.strictObject({
  id: z.uuid(),
  kind: z.enum(ReplyKind),
  channel: z.enum(Channel),
  by: z.string().describe('Quién la escribió; las automáticas: Sistema'),
  to: maybe(z.string()),
  subject: maybe(z.string()),
  text: maybe(z.string()),
  state: z.enum(ReplyState),
  because: maybe(z.string()).describe('Por qué quedó en ese estado, como lo dijo el servidor'),
  createdAt: moment,
  sentAt: maybe(moment),
  deliveredAt: maybe(moment),
  readAt: maybe(moment),
});

const EVENT = z.strictObject({
  id: z.uuid(),
  at: moment,
  kind: z.string(),
  name: z.string(),
  by: z.string(),
  reason: maybe(z.string()),
  text: maybe(z.string()).describe('De una nota interna'),
  changes: z.array(z.strictObject({ field: z.string(), before: z.string(), after: z.string() })),
});

export const SHAPE_NAME = 'ventanilla/expediente/1';

/** The file of one complaint as an authority gets it (docs/complaint-file.schema.json is made from this). */
export const COMPLAINT_FILE = z
  .strictObject({
    schema: z.literal(SHAPE_NAME),
    exportedAt: moment,
    exportedBy: z.strictObject({ name: z.string(), email: z.string() }),
    company: z.strictObject({ id: z.string(), name: z.string(), legalName: maybe(z.string()) }),
    timeZone: z.string().describe('La del reporte: en ella se cuentan sus plazos ante el cliente'),
    withNotes: z.boolean().describe('Si trae las notas internas'),
    ticket: TICKET,
    related: z.array(z.string()).describe('Folios de otros reportes ligados a este'),
    messages: z.array(MESSAGE),
    answers: z.array(ANSWER),
    events: z.array(EVENT).describe('La bitácora, en orden'),
    pauses: z.array(z.strictObject({ startedAt: moment, endedAt: maybe(moment), reason: z.string(), attributable: z.boolean() })),
  })
  .meta({ title: 'Expediente de un reporte' });

export type Ticket = z.output<typeof TICKET>;
export type ComplaintFile = z.output<typeof COMPLAINT_FILE>;

type Row = Omit<Ticket, 'openedAt' | 'dueAt' | 'firstAnswerAt' | 'resolvedAt' | 'joinedInto'> & {
  openedAt: Date;
  dueAt: Date;
  firstAnswerAt: Date | null;
  resolvedAt: Date | null;
};

export const shapeOfTicket = (row: Row, joinedInto: string | null): Ticket => ({
  folio: row.folio,
  status: row.status,
  category: row.category,
  area: row.area,
  city: row.city,
  priority: row.priority,
  contract: row.contract,
  holder: row.holder,
  contact: row.contact,
  phone: row.phone,
  email: row.email,
  description: row.description,
  unidentified: row.unidentified,
  unverified: row.unverified,
  escalated: row.escalated,
  writtenOnly: row.writtenOnly,
  openedAt: row.openedAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  firstAnswerAt: row.firstAnswerAt?.toISOString() ?? null,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
  cause: row.cause,
  compensationCents: row.compensationCents,
  reopenings: row.reopenings,
  joinedInto,
  version: row.version,
});
