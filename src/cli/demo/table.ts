import type { Store } from '../../store/store.ts';

/** One message as the table shows it. */
export type DemoRow = {
  id: string;
  channel: string;
  sender: string;
  words: string;
  disposition: string | null;
  reason: string | null;
  category: string | null;
  folio: string | null;
  replyId: string | null;
  reply: string | null;
  replyState: string | null;
  emailMessageId: string | null;
};

const WIDTHS = { channel: 10, sender: 20, words: 34, became: 20, folio: 16 };
const CHANNELS: Record<string, string> = { email: 'correo', whatsapp: 'WhatsApp', messenger: 'Messenger', web: 'formulario' };
const BECAME: Record<string, string> = {
  ticket: 'abrió reporte',
  appended: 'se agregó',
  pending: 'faltan datos',
  review: 'lo ve una persona',
  quarantined: 'en cuarentena',
};
const REPLIES: Record<string, string> = {
  folio: 'folio',
  data_request: 'petición de datos',
  appended: 'aviso de agregado',
  reopened: 'aviso de reapertura',
};

/** Every message with what became of it and its answer, in order of receipt. */
export const readRows = (store: Store): Promise<DemoRow[]> => store.db.$queryRaw<DemoRow[]>`
  SELECT m."id"::text, m."channel"::text, coalesce(nullif(m."senderName", ''), m."senderAddress", m."senderPhone", '') AS "sender",
    coalesce(nullif(m."subject", ''), m."text", '') AS "words", m."disposition"::text, coalesce(m."ignoredReason"::text, m."reason") AS "reason",
    g."category"::text, t."folio", r."id"::text AS "replyId", r."kind"::text AS "reply", r."state"::text AS "replyState", r."emailMessageId"
  FROM "Message" m
  LEFT JOIN "Reading" g ON g."messageId" = m."id"
  LEFT JOIN "Ticket" t ON t."id" = m."ticketId"
  LEFT JOIN "Reply" r ON r."messageId" = m."id"
  ORDER BY m."receivedAt", m."id"`;

export const header = (): string =>
  [
    'canal'.padEnd(WIDTHS.channel),
    'quién'.padEnd(WIDTHS.sender),
    'qué escribió'.padEnd(WIDTHS.words),
    'qué pasó'.padEnd(WIDTHS.became),
    'folio'.padEnd(WIDTHS.folio),
    'respuesta',
  ].join('  ');

/** One line of the table; `found` tells whether the customer has the answer. */
export const line = (row: DemoRow, found: boolean): string => {
  const became = row.disposition === 'ignored' ? `ignorado: ${row.reason}` : (BECAME[row.disposition ?? ''] ?? 'en camino');
  const answer = row.reply === null ? '—' : `${REPLIES[row.reply] ?? row.reply} ${found ? '✓ recibida' : row.replyState}`;
  return [
    cut(CHANNELS[row.channel] ?? row.channel, WIDTHS.channel),
    cut(row.sender, WIDTHS.sender),
    cut(row.words, WIDTHS.words),
    cut(became, WIDTHS.became),
    cut(row.folio ?? '', WIDTHS.folio),
    answer,
  ].join('  ');
};

const cut = (text: string, width: number): string => {
  const flat = [...text.replace(/\s+/g, ' ').trim()];
  return (flat.length > width ? `${flat.slice(0, width - 1).join('')}…` : flat.join('')).padEnd(width);
};
