import { type Compensation, compensationOf } from '../compensation.ts';
import { done, refused, type TicketState, type Verdict } from './action.ts';

/** Why a ticket had come to be, as an agent states it; `ours` where the law may hold the provider answerable for the time without service. */
export const CAUSES = {
  red: { name: 'Falla de la red de la empresa', ours: true },
  equipo: { name: 'Falla del equipo de la empresa', ours: true },
  instalacion: { name: 'Falla de la acometida o instalación de la empresa', ours: true },
  mantenimiento: { name: 'Trabajos de mantenimiento', ours: true },
  cliente: { name: 'Instalación o equipo del cliente', ours: false },
  energia: { name: 'Falta de energía eléctrica', ours: false },
  tercero: { name: 'Daño de terceros o vandalismo', ours: false },
  fuerza_mayor: { name: 'Caso fortuito o fuerza mayor', ours: false },
  pago: { name: 'Servicio suspendido por falta de pago', ours: false },
  sin_falla: { name: 'No se encontró falla', ours: false },
  atendido: { name: 'Solicitud atendida', ours: false },
  no_procede: { name: 'La solicitud no procede', ours: false },
  otra: { name: 'Otra causa', ours: true },
} as const;
export type Cause = keyof typeof CAUSES;

export const isCause = (code: string): code is Cause => Object.hasOwn(CAUSES, code);

export type Resolution = {
  at: Date;
  cause: string;
  /** The agent confirms that the time without service was the company's doing; null where they were not asked. */
  attributable: boolean | null;
  /** When the service worked again; null: now. */
  repairedAt: Date | null;
  /** What was done, for the log; null where nothing is to be said. */
  reason: string | null;
  /** From the directory; null where it does not say. */
  monthlyPriceCents: number | null;
  timeZone: string;
};

/**
 * Resolves an open ticket with its cause (policy, rules 10 and 12); a pause ends with it. The compensation is kept, and told to
 * the customer, only where the agent confirms that a failure was the company's doing. Undone, the term goes on where it stood.
 */
export const resolve = (ticket: TicketState, resolution: Resolution): Verdict => {
  if (ticket.status === 'joined') return refused('ticket-joined');
  if (ticket.status === 'resolved') return refused('already-resolved');
  const because = refusalOf(ticket, resolution);
  if (because) return refused(because);
  const { at } = resolution;
  const owed = resolution.attributable ? compensationFor(ticket, resolution) : null;
  return done(
    ticket,
    'resolved',
    {
      status: 'resolved',
      resolvedAt: at,
      cause: resolution.cause,
      attributable: ticket.category === 'falla' ? resolution.attributable : null,
      compensationCents: owed !== null && owed.totalCents > 0 ? owed.totalCents : null,
      pausedAt: null,
      pauseReason: null,
      ...(ticket.pausedAt && { dueAt: new Date(ticket.dueAt.getTime() + at.getTime() - ticket.pausedAt.getTime()) }),
    },
    {
      reason: resolution.reason,
      undo: true,
      data: { repairedAt: (resolution.repairedAt ?? at).toISOString(), compensation: owed && { ...owed } },
    },
  );
};

const refusalOf = (ticket: TicketState, { at, cause, attributable, repairedAt }: Resolution) => {
  if (!isCause(cause)) return 'unknown-cause';
  if (attributable && ticket.category !== 'falla') return 'not-a-failure';
  if (attributable && !CAUSES[cause].ours) return 'cause-not-attributable';
  if (repairedAt !== null && repairedAt < ticket.termAt) return 'repaired-before-report';
  if (repairedAt !== null && repairedAt > at) return 'repaired-in-future';
  return null;
};

/**
 * What the customer of a failure would be owed if it was the company's doing: shown to the agent at the resolution. From the
 * report, or the last reopening, to the repair; pauses that were not the company's doing are left out. Null without a price.
 */
export const compensationFor = (
  ticket: TicketState,
  { at, repairedAt, monthlyPriceCents, timeZone }: Pick<Resolution, 'at' | 'repairedAt' | 'monthlyPriceCents' | 'timeZone'>,
): Compensation | null =>
  ticket.category !== 'falla' || monthlyPriceCents === null
    ? null
    : compensationOf({
        from: ticket.termAt,
        to: repairedAt ?? at,
        monthlyPriceCents,
        timeZone,
        excluded: ticket.pauses.filter((pause) => !pause.attributable),
      });
