import type { WatchedMailbox } from '../../store/watch.ts';
import { html, type Piece } from '../html.ts';
import { spanText } from '../spanish.ts';
import { code, type Remark } from './standing.ts';

/** An idle mailbox is looked at every five minutes. */
const SILENT_MS = 10 * 60_000;

export type MailboxView = {
  address: string;
  state: string;
  error: string | null;
  remarks: Remark[];
  row: WatchedMailbox | null;
};

/** How a mailbox is, in words: `row` is null where no process has ever opened it. */
export const viewMailbox = (address: string, row: WatchedMailbox | null, company: string, now: Date): MailboxView => {
  const isWatched = row?.isWatched ?? false;
  const told = row?.lastError ? explain(row.lastError, company) : null;
  return {
    address,
    state: row && isWatched ? (STATES[row.state] ?? row.state) : 'Detenido: nadie lo vigila',
    error: told?.what ?? null,
    remarks: [
      ...(isWatched ? [] : [unwatched(address)]),
      ...(row && told ? [remarkOf(address, row, told, now)] : silence(address, row, now)),
    ],
    row,
  };
};

const STATES: Record<string, string> = {
  connecting: 'Conectándose',
  'catching-up': 'Leyendo lo que llegó mientras tanto',
  watching: 'Al día; recibe cada correo al llegar',
  waiting: 'En espera del siguiente intento',
  stopped: 'Detenido',
};

const unwatched = (address: string): Remark => ({
  level: 'act',
  what: `Ningún proceso lee el buzón ${address}.`,
  mend: html`Arranque el proceso ${code('mailboxes')} (${code('npm start -- mailboxes')} o ${code('docker compose up -d mailboxes')}). Los correos esperan en el servidor; no se pierde ninguno.`,
});

const silence = (address: string, row: WatchedMailbox | null, now: Date): Remark[] => {
  const silentMs = row?.lastSeenAt ? now.getTime() - row.lastSeenAt.getTime() : 0;
  if (silentMs < SILENT_MS) return [];
  return [
    {
      level: 'watch',
      what: `El servidor del buzón ${address} no contesta desde hace ${spanText(silentMs)}.`,
      mend: html`El sistema reintenta solo. Si sigue así, compruébelo con ${code('npm run -s ventanilla -- doctor')}.`,
    },
  ];
};

const remarkOf = (address: string, row: WatchedMailbox, told: Told, now: Date): Remark => {
  const silentMs = row.lastSeenAt ? now.getTime() - row.lastSeenAt.getTime() : Number.POSITIVE_INFINITY;
  const isLong = silentMs > SILENT_MS && row.lastError !== 'mail-unreadable';
  return { level: told.needsPerson || isLong ? 'act' : 'watch', what: `${address}: ${told.what}`, mend: told.mend };
};

type Told = { what: string; mend: Piece; needsPerson: boolean };

const SAFE = 'Los correos esperan en el servidor; no se pierde ninguno.';

/** What stopped a mailbox, by its code: the watcher's own (`src/channels/email`), Node's and ImapFlow's. */
const explain = (lastError: string, company: string): Told => {
  const file = code(`config/${company}.yaml`);
  const found = CODES.find(({ codes }) => codes.test(lastError));
  if (!found)
    return {
      what: `falló con el código ${lastError}.`,
      mend: html`Se reintenta solo. Compruébelo con ${code('npm run -s ventanilla -- doctor')}. ${SAFE}`,
      needsPerson: false,
    };
  return { what: found.what, mend: html`${found.mend(file)} ${SAFE}`, needsPerson: found.needsPerson };
};

const CODES: { codes: RegExp; what: string; mend: (file: Piece) => Piece; needsPerson: boolean }[] = [
  {
    codes: /^login-refused$/,
    what: 'el servidor de correo no acepta el usuario o la contraseña.',
    mend: (file) =>
      html`Compruebe la contraseña con su proveedor de correo, corríjala en ${code('imap.password')} de ${file} (o en su variable de ${code('.env')}) y reinicie el proceso ${code('mailboxes')}.`,
    needsPerson: true,
  },
  {
    codes: /^oauth2-/,
    what: 'el proveedor de correo ya no acepta la autorización (OAuth 2.0).',
    mend: (file) =>
      html`Autorice de nuevo la cuenta, ponga el ${code('refreshToken')} nuevo en ${file} y reinicie el proceso ${code('mailboxes')}.`,
    needsPerson: true,
  },
  {
    codes: /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ERR_TLS|^EPROTO$|ERR_SSL/,
    what: 'no se puede confiar en el certificado del servidor de correo.',
    mend: (file) => html`Pida a su proveedor que renueve el certificado, o corrija ${code('imap.host')} en ${file}.`,
    needsPerson: true,
  },
  {
    codes: /^(?:ENOTFOUND|EAI_AGAIN|EDNS)$/,
    what: 'no se encuentra el nombre del servidor de correo (DNS).',
    mend: (file) => html`Revise ${code('imap.host')} en ${file} y la conexión de este equipo a internet. Se reintenta solo.`,
    needsPerson: false,
  },
  {
    codes: /^ECONNREFUSED$/,
    what: 'nadie contesta en la dirección del servidor de correo.',
    mend: (file) =>
      html`Pregunte a su proveedor si el servidor está en servicio; revise ${code('imap.host')} y ${code('imap.port')} en ${file}. Se reintenta solo.`,
    needsPerson: false,
  },
  {
    codes: /timeout|timed|^(?:EHOSTUNREACH|ENETUNREACH)$/i,
    what: 'el servidor de correo no contesta a tiempo.',
    mend: () => 'Revise la conexión de este equipo a internet. Se reintenta solo.',
    needsPerson: false,
  },
  {
    codes: /^ECONNRESET$|clos|^NoConnection$|^EPIPE$/i,
    what: 'la conexión con el servidor de correo se cortó.',
    mend: () => 'Se reintenta solo; si no vuelve en unos minutos, pregunte a su proveedor.',
    needsPerson: false,
  },
  {
    codes: /^mail-unreadable$/,
    what: 'el servidor no entrega uno de sus correos; los demás siguen llegando.',
    mend: () => 'Abra el buzón con un programa de correo y pida a su proveedor que revise el que falta.',
    needsPerson: false,
  },
  {
    // Prisma's codes, and PostgreSQL's own: "P2010", "53100" (disk full), "XX001"; not "ECONNRESET".
    codes: /^(?:P\d{4}|[0-9X][0-9A-Z]{4})$/,
    what: 'lo recibido no se pudo guardar en la base de datos.',
    mend: () => 'Revise PostgreSQL (abajo, «Base de datos»). Se reintenta solo.',
    needsPerson: false,
  },
];
