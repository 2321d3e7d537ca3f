import PDFDocument from 'pdfkit';
import type { CompanyProfile } from '../../core/company.ts';
import { CAUSES, isCause } from '../../core/policy/actions/resolve.ts';
import { areaName, CATEGORY_NAMES, CHANNEL_NAMES, cityName, money, REPLY_NAMES, REPLY_STATES, timeText } from '../spanish.ts';
import { sayChange } from '../ticket/log.ts';
import { FONTS, printable } from './fonts.ts';
import { NOTHING } from './gather.ts';
import type { ComplaintFile } from './shape.ts';

type Doc = PDFKit.PDFDocument;
type Section = PDFKit.PDFStructureElement;

/** A text so long is cut in print, and says so; the JSON has all of it. */
const LONGEST_TEXT = 50_000;
const MARGIN = 56;
const INK = '#1d2733';
const QUIET = '#4a5560';
const SIZES = { H1: 18, H2: 13, H3: 10.5, P: 9.5 } as const;

/** The file of a complaint as a tagged PDF (PDF/UA-1): Spanish of Mexico, with headings, and every font in it. */
export const printComplaint = async (file: ComplaintFile, profile: CompanyProfile): Promise<Buffer> => {
  const title = `Expediente ${file.ticket.folio} · ${file.company.name}`;
  const doc = new PDFDocument({
    size: 'LETTER',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 14 },
    pdfVersion: '1.7',
    tagged: true,
    // The types of pdfkit do not know it yet.
    ...({ subset: 'PDF/UA' } as object),
    lang: 'es-MX',
    displayTitle: true,
    bufferPages: true,
    info: {
      Title: title,
      Author: file.company.legalName ?? file.company.name,
      Subject: 'Expediente de un reporte',
      CreationDate: new Date(file.exportedAt),
    },
  });
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on('end', resolve);
    doc.on('error', reject);
  });
  doc.registerFont('plain', FONTS.plain).registerFont('bold', FONTS.bold);
  const root = doc.struct('Document', { title });
  doc.addStructure(root);
  drawAll(doc, root, file, profile);
  root.end();
  numberPages(doc, file);
  doc.end();
  await ended;
  return Buffer.concat(parts);
};

const drawAll = (doc: Doc, root: Section, file: ComplaintFile, profile: CompanyProfile): void => {
  const at = (moment: string | null) => (moment === null ? '' : timeText(new Date(moment), file.timeZone));
  const { add, facts } = writer(doc, root);
  add('H1', `Expediente del reporte ${file.ticket.folio}`);
  add(
    'P',
    `${file.company.legalName ?? file.company.name} · Horas de ${file.timeZone} · Emitido el ${at(file.exportedAt)} por ${file.exportedBy.name}.`,
  );
  add('H2', 'Datos del reporte');
  facts(factsOfTicket(file, profile, at));
  add('H2', 'Mensajes y respuestas');
  for (const part of talk(file, at)) {
    add('H3', part.head);
    facts(part.facts);
    if (part.text !== '') add('P', cut(part.text));
    for (const line of part.files) add('P', line);
  }
  if (file.pauses.length > 0) add('H2', 'Pausas del término');
  for (const pause of file.pauses)
    add(
      'P',
      `${at(pause.startedAt)} – ${pause.endedAt === null ? 'sigue' : at(pause.endedAt)}: ${pause.reason} (${pause.attributable ? 'por causa de la empresa' : 'por causa ajena a la empresa'})`,
    );
  add('H2', 'Bitácora');
  for (const event of file.events) add('P', eventLine(event, at));
};

type At = (moment: string | null) => string;
type Facts = [string, string | null][];

const factsOfTicket = ({ ticket, related, messages, answers }: ComplaintFile, profile: CompanyProfile, at: At): Facts => [
  ['Folio', ticket.folio],
  ['Estado', { open: 'Abierto', resolved: 'Resuelto', joined: `Unido a ${ticket.joinedInto ?? 'otro'}` }[ticket.status]],
  ['Categoría', CATEGORY_NAMES[ticket.category]],
  ['Área', areaName(ticket.area)],
  ['Ciudad', ticket.city && cityName(profile, ticket.city)],
  ['Contrato', ticket.contract],
  ['Titular', ticket.holder],
  ['Contacto', ticket.contact],
  ['Teléfono', ticket.phone],
  ['Correo', ticket.email],
  ['Recibido', at(ticket.openedAt)],
  ['Fin del término', at(ticket.dueAt)],
  ['Venció algún término', ticket.escalated ? 'Sí' : 'No'],
  ['Primera respuesta de una persona', ticket.firstAnswerAt && at(ticket.firstAnswerAt)],
  ['Resuelto', ticket.resolvedAt && at(ticket.resolvedAt)],
  ['Causa', ticket.cause && (isCause(ticket.cause) ? CAUSES[ticket.cause].name : ticket.cause)],
  ['Compensación', ticket.compensationCents === null ? null : money(ticket.compensationCents)],
  ['Reaperturas', String(ticket.reopenings)],
  ['Reportes ligados', related.join(', ')],
  ['En este expediente', `${messages.length} mensajes del cliente y ${answers.length} respuestas`],
];

type Part = { order: string; head: string; facts: Facts; text: string; files: string[] };

const talk = (file: ComplaintFile, at: At): Part[] =>
  [
    ...file.messages.map((message) => ({
      order: message.receivedAt,
      head: `${at(message.receivedAt)} · Cliente · ${CHANNEL_NAMES[message.channel]}`,
      facts: [
        ['De', [message.from.name, message.from.address, message.from.phone].filter(Boolean).join(', ')],
        ['Asunto', message.subject],
        ['Por qué está aquí', message.decision?.explained ?? null],
        ['SHA-256 de lo recibido', message.rawSha256],
      ] satisfies Facts,
      text: message.text,
      files: message.attachments.map(fileLine),
    })),
    ...file.answers.map((answer) => ({
      order: answer.sentAt ?? answer.createdAt,
      head: `${at(answer.sentAt ?? answer.createdAt)} · ${answer.by} · ${CHANNEL_NAMES[answer.channel]}`,
      facts: [
        ['Respuesta', `${REPLY_NAMES[answer.kind]}, ${REPLY_STATES[answer.state]}`],
        ['Para', answer.to],
        ['Asunto', answer.subject],
        ['Enviada', answer.sentAt && at(answer.sentAt)],
        ['Entregada', answer.deliveredAt && at(answer.deliveredAt)],
        ['Leída', answer.readAt && at(answer.readAt)],
      ] satisfies Facts,
      text: answer.text ?? '',
      files: [],
    })),
  ].sort((one, other) => (one.order < other.order ? -1 : 1));

const fileLine = (file: ComplaintFile['messages'][number]['attachments'][number]): string => {
  if (file.latitude !== null && file.longitude !== null) return `Ubicación: ${file.place ?? ''} ${file.latitude}, ${file.longitude}`;
  const facts = [
    file.mimeType,
    file.sizeBytes === null ? null : `${file.sizeBytes} bytes`,
    file.sha256 ? `SHA-256 ${file.sha256}` : 'sin bytes guardados',
  ];
  return `Archivo adjunto: ${file.name ?? file.type} (${facts.filter(Boolean).join(', ')})`;
};

const eventLine = (event: ComplaintFile['events'][number], at: At): string => {
  const something = (value: string) => (value === NOTHING ? null : value);
  const changes = event.changes.map(({ field, before, after }) => sayChange({ field, before: something(before), after: something(after) }));
  return [`${at(event.at)} · ${event.name} · ${event.by}`, ...changes, event.reason && `«${event.reason}»`, event.text]
    .filter(Boolean)
    .join('; ');
};

const cut = (text: string): string =>
  text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}\n[El texto sigue: está completo en el expediente en JSON.]`;

/** Writes tagged paragraphs; each keeps its reading order and breaks over pages as it must. */
const writer = (doc: Doc, root: Section) => {
  const add = (tag: keyof typeof SIZES, text: string): void => {
    const isHead = tag !== 'P';
    if (isHead && doc.y > doc.page.height - MARGIN - 90) doc.addPage();
    if (isHead) doc.moveDown(tag === 'H3' ? 0.5 : 0.8);
    const element = doc.struct(tag, {}, () => {
      doc
        .font(isHead ? 'bold' : 'plain')
        .fontSize(SIZES[tag])
        .fillColor(INK)
        .text(printable(text), MARGIN, doc.y, { lineGap: 1.5, paragraphGap: isHead ? 3 : 2 });
    });
    root.add(element);
    element.end();
  };
  const facts = (pairs: Facts): void => {
    for (const [name, value] of pairs) {
      if (!value) continue;
      const element = doc.struct('P', {}, () => {
        doc
          .font('bold')
          .fontSize(SIZES.P)
          .fillColor(QUIET)
          .text(printable(`${name}: `), MARGIN, doc.y, { continued: true, lineGap: 1.5 });
        doc.font('plain').fillColor(INK).text(printable(value), { lineGap: 1.5 });
      });
      root.add(element);
      element.end();
    }
    doc.moveDown(0.3);
  };
  return { add, facts };
};

/** Folio and page at the foot of every page: no part of what is read aloud. */
const numberPages = (doc: Doc, { ticket }: ComplaintFile): void => {
  const { start, count } = doc.bufferedPageRange();
  for (let index = start; index < start + count; index += 1) {
    doc.switchToPage(index);
    // Otherwise the foot, below the margin, would begin a page of its own.
    doc.page.margins.bottom = 0;
    doc.markContent('Artifact', { type: 'Pagination' });
    doc
      .font('plain')
      .fontSize(8)
      .fillColor(QUIET)
      .text(`${ticket.folio} · Página ${index + 1} de ${count}`, MARGIN, doc.page.height - MARGIN + 8, {
        align: 'right',
        lineBreak: false,
        width: doc.page.width - 2 * MARGIN,
      });
    doc.endMarkedContent();
  }
};
