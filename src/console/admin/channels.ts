import type { ChannelStateRow } from '../../store/channel-states.ts';
import type { ChannelTrouble } from '../../store/watch.ts';
import { html, type Piece } from '../html.ts';
import { CHANNEL_NAMES, spanText } from '../spanish.ts';
import { code, type Remark } from './standing.ts';

/** A number or page of a company, as its configuration names it. */
export type ChannelSettings = { channel: 'whatsapp' | 'messenger'; name: string };
export type ChannelView = ChannelSettings & {
  state: string;
  /** Whole days; null where the token does not end or nobody has asked yet. */
  daysLeft: number | null;
  token: string;
  quality: string | null;
  undelivered: number;
  held: number;
  remarks: Remark[];
};

const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const LAST_DAYS = 3;
const OLD_LOOK_MS = 36 * 3_600_000;

/** How a channel to Meta is, in words; `row` is null where Meta has not been asked yet. */
export const viewChannel = (
  settings: ChannelSettings,
  row: ChannelStateRow | null,
  trouble: ChannelTrouble | null,
  around: { company: string; now: Date },
): ChannelView => {
  const daysLeft = row?.tokenExpiresAt ? Math.floor((row.tokenExpiresAt.getTime() - around.now.getTime()) / DAY_MS) : null;
  const [undelivered, held] = [trouble?.undelivered ?? 0, trouble?.held ?? 0];
  const title = `${CHANNEL_NAMES[settings.channel]} ${settings.name}`;
  return {
    ...settings,
    state: row?.state === 'stopped' ? 'Detenido: no sale nada' : 'Abierto',
    daysLeft,
    token: tokenText(row, daysLeft),
    quality: row?.quality ? (QUALITIES[row.quality] ?? row.quality) : null,
    undelivered,
    held,
    remarks: [
      ...stopped(title, row, held, around.company),
      ...ending(title, row, daysLeft, around.company),
      ...(row?.faults ?? []).map((fault) => explainFault(title, fault)),
      ...judged(title, row),
      ...looked(title, row, around.now),
      ...lost(title, undelivered),
    ],
  };
};

const QUALITIES: Record<string, string> = { GREEN: 'Alta', YELLOW: 'Media', RED: 'Baja', UNKNOWN: 'Sin calificar' };

const tokenText = (row: ChannelStateRow | null, daysLeft: number | null): string => {
  if (!row?.checkedAt) return 'Todavía no se consulta';
  if (daysLeft === null) return row.lastError?.startsWith('token') ? 'Ya no es válido' : 'Sin fecha de término';
  return daysLeft < 0 ? 'Ya terminó' : `Le quedan ${daysLeft} ${daysLeft === 1 ? 'día' : 'días'}`;
};

const renew = (company: string): Piece =>
  html`Genere un token nuevo para el usuario del sistema en el administrador comercial de Meta (puede ser sin fecha de término), póngalo en ${code('token')} de ${code(`config/${company}.yaml`)} (o en su variable de ${code('.env')}) y reinicie ${code('answer')}, ${code('media')} y ${code('clock')}.`;

const stopped = (title: string, row: ChannelStateRow | null, held: number, company: string): Remark[] => {
  if (row?.state !== 'stopped') return [];
  const waits =
    held === 0 ? 'Lo que se responda mientras tanto' : held === 1 ? 'La respuesta que espera' : `Las ${held} respuestas que esperan`;
  const after = html`${waits} saldrá${held > 1 ? 'n' : ''} por sí sola${held > 1 ? 's' : ''} después.`;
  if (row.lastError?.startsWith('token'))
    return [
      { level: 'act', what: `${title}: Meta ya no acepta el token; no sale ninguna respuesta.`, mend: html`${renew(company)} ${after}` },
    ];
  if (row.lastError?.startsWith('restricted'))
    return [
      {
        level: 'act',
        what: `${title}: Meta restringió la cuenta; no sale ninguna respuesta.`,
        mend: html`Abra «Calidad de la cuenta» en el administrador comercial de Meta y atienda lo que pide. ${after}`,
      },
    ];
  return [
    {
      level: 'act',
      what: `${title}: Meta detuvo el canal (${row.lastError ?? 'sin código'}).`,
      mend: html`Compruébelo con ${code('npm run -s ventanilla -- doctor')}. ${after}`,
    },
  ];
};

const ending = (title: string, row: ChannelStateRow | null, daysLeft: number | null, company: string): Remark[] => {
  if (daysLeft === null || daysLeft > SOON_DAYS || (row?.state === 'stopped' && row.lastError?.startsWith('token'))) return [];
  const when = daysLeft < 0 ? 'ya terminó' : daysLeft === 0 ? 'termina hoy' : `termina en ${daysLeft} ${daysLeft === 1 ? 'día' : 'días'}`;
  return [{ level: daysLeft <= LAST_DAYS ? 'act' : 'watch', what: `${title}: el token ${when}.`, mend: renew(company) }];
};

// What the daily look leaves: "scope pages_messaging: not granted", "template folio_abierto: PAUSED", "page not subscribed to messages".
const SCOPE = /^scope (\S+): not granted$/;
const TEMPLATE = /^template (\S+): (.+)$/;
const explainFault = (title: string, fault: string): Remark => {
  const [, scope] = SCOPE.exec(fault) ?? [];
  if (scope)
    return {
      level: 'act',
      what: `${title}: al token le falta el permiso ${scope}.`,
      mend: 'Genere un token con ese permiso en el administrador comercial de Meta.',
    };
  const [, template, state] = TEMPLATE.exec(fault) ?? [];
  if (template)
    return {
      level: 'watch',
      what: `${title}: la plantilla ${template} no está como en la configuración (${state}).`,
      mend: html`Compárela con la de Meta en <a href="/admin/templates">Plantillas</a>; sin ella no se puede escribir al cliente después de 24 horas.`,
    };
  if (fault.startsWith('page not subscribed'))
    return {
      level: 'act',
      what: `${title}: la página ya no nos entrega sus mensajes.`,
      mend: html`Suscriba la aplicación a la página, campo ${code('messages')}, en el panel de Meta.`,
    };
  return { level: 'watch', what: `${title}: ${fault}`, mend: html`Compruébelo con ${code('npm run -s ventanilla -- doctor')}.` };
};

const judged = (title: string, row: ChannelStateRow | null): Remark[] => {
  if (row?.quality !== 'RED' && row?.quality !== 'YELLOW') return [];
  const level = row.quality === 'RED' ? 'act' : 'watch';
  return [
    {
      level,
      what: `${title}: Meta califica el número con calidad ${row.quality === 'RED' ? 'baja' : 'media'}.`,
      mend: 'Clientes lo han bloqueado o reportado: vea el motivo en el administrador de WhatsApp; con calidad baja Meta limita los envíos.',
    },
  ];
};

const looked = (title: string, row: ChannelStateRow | null, now: Date): Remark[] => {
  const ageMs = row?.checkedAt ? now.getTime() - row.checkedAt.getTime() : null;
  if (ageMs !== null && ageMs < OLD_LOOK_MS) return [];
  const what = ageMs === null ? 'Meta todavía no ha dicho cómo está' : `Meta no dice cómo está desde hace ${spanText(ageMs)}`;
  return [
    {
      level: 'watch',
      what: `${title}: ${what}.`,
      mend: html`El proceso ${code('clock')} pregunta cada día y al arrancar. Si no lo logra, compruebe la salida a internet y el token con ${code('npm run -s ventanilla -- doctor')}.`,
    },
  ];
};

const lost = (title: string, undelivered: number): Remark[] =>
  undelivered === 0
    ? []
    : [
        {
          level: 'watch',
          what: `${title}: ${undelivered === 1 ? 'una respuesta no se entregó' : `${undelivered} respuestas no se entregaron`} en las últimas 24 horas.`,
          mend: 'Cada reporte afectado lo dice en su página; alguien debe responder por otro medio.',
        },
      ];
