import { type Backlog, type ChannelTrouble, MOST_COUNTED, type Terms, type Waiting } from '../../store/watch.ts';
import { html } from '../html.ts';
import { spanText } from '../spanish.ts';
import { code, type Remark } from './standing.ts';

const LATE_MS = 10 * 60_000;
const MAIL_HELD_MS = 30 * 60_000;

/** A count that goes no further: `más de 1000`. */
export const countText = (count: number): string => (count > MOST_COUNTED ? `más de ${MOST_COUNTED}` : String(count));

/** What should have been read or sent by now, and what could not be read at all. */
export const viewBacklog = ({ deliveries, messages, replies, quarantined }: Backlog, mail: ChannelTrouble | null, now: Date): Remark[] => [
  ...overdue(deliveries, 'entregas de Meta (WhatsApp, Messenger) esperan que se abran', 'understand', now),
  ...overdue(messages, 'mensajes recibidos esperan que se lean', 'understand', now),
  ...overdue(replies, 'respuestas esperan salir', 'answer', now),
  ...heldMail(mail, now),
  ...(quarantined === 0
    ? []
    : [
        {
          level: 'watch' as const,
          what: quarantined === 1 ? 'Un mensaje no se pudo leer.' : `${quarantined} mensajes no se pudieron leer.`,
          mend: html`Véalos en <a href="/admin/quarantine">Cuarentena</a>: se conservan completos y se pueden intentar de nuevo.`,
        },
      ]),
];

const overdue = ({ count, oldestAt }: Waiting, what: string, worker: string, now: Date): Remark[] => {
  const lateMs = oldestAt ? now.getTime() - oldestAt.getTime() : 0;
  if (count === 0 || lateMs < LATE_MS) return [];
  return [
    {
      level: 'act',
      what: `${countText(count)} ${what}; lo más antiguo, desde hace ${spanText(lateMs)}.`,
      mend: html`Compruebe que Redis conteste y que los procesos ${code(worker)} y ${code('clock')} corran. Nada está perdido: se retoma en cuanto vuelven.`,
    },
  ];
};

/** Mails that the outgoing server does not take. */
const heldMail = (mail: ChannelTrouble | null, now: Date): Remark[] => {
  if (!mail) return [];
  const heldMs = mail.oldestAt ? now.getTime() - mail.oldestAt.getTime() : 0;
  return [
    ...(mail.held > 0
      ? [
          {
            level: heldMs > MAIL_HELD_MS ? ('act' as const) : ('watch' as const),
            what: `${countText(mail.held)} ${mail.held === 1 ? 'correo nuestro no ha podido salir' : 'correos nuestros no han podido salir'}; el más antiguo, desde hace ${spanText(heldMs)}.`,
            mend: html`Se reintenta solo hasta por tres días. Compruebe el servidor de salida (SMTP) y su contraseña con ${code('npm run -s ventanilla -- doctor')}.`,
          },
        ]
      : []),
    ...(mail.undelivered > 0
      ? [
          {
            level: 'watch' as const,
            what: `${mail.undelivered === 1 ? 'Un correo nuestro no se entregó' : `${countText(mail.undelivered)} correos nuestros no se entregaron`} en las últimas 24 horas.`,
            mend: 'Cada reporte afectado lo dice en su página; alguien debe responder por otro medio.',
          },
        ]
      : []),
  ];
};

export const viewTerms = ({ late, unassigned }: Terms): Remark[] => [
  ...(late === 0
    ? []
    : [
        {
          level: 'watch' as const,
          what: late === 1 ? 'Un reporte abierto pasó de su término.' : `${countText(late)} reportes abiertos pasaron de su término.`,
          mend: html`<a href="/?escalated=1">Verlos en la lista</a>; sus supervisores ya tienen aviso.`,
        },
      ]),
  ...(unassigned === 0
    ? []
    : [
        {
          level: 'watch' as const,
          what:
            unassigned === 1
              ? 'Un reporte abierto no tiene quien lo atienda.'
              : `${countText(unassigned)} reportes abiertos no tienen quien los atienda.`,
          mend: html`<a href="/?unassigned=1">Asígnelos</a>, o dé de alta a alguien para esa área y ciudad en <a href="/admin/agents">Personas</a>.`,
        },
      ]),
];
