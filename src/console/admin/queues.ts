import type { QueueStand } from '../../queues/open.ts';
import { html } from '../html.ts';
import { spanText } from '../spanish.ts';
import { code, type Remark } from './standing.ts';

export type QueueView = QueueStand & { title: string; remarks: Remark[] };

const SLOW_MS = 60_000;
const STUCK_MS = 5 * 60_000;
const LATELY_MS = 3_600_000;

/** What each queue's jobs do. */
const TITLES: Record<string, string> = {
  unpack: 'Abrir entregas de Meta',
  understand: 'Leer mensajes',
  answer: 'Enviar respuestas',
  media: 'Traer archivos de los chats',
  announce: 'Avisar a otros sistemas',
};

export const viewQueue = (stand: QueueStand, now: Date): QueueView => ({
  ...stand,
  title: TITLES[stand.name] ?? stand.name,
  remarks: [...waits(stand, now), ...failures(stand, now)],
});

const waits = ({ name, oldestAt, waiting }: QueueStand, now: Date): Remark[] => {
  const waitedMs = oldestAt ? now.getTime() - oldestAt.getTime() : 0;
  if (waitedMs < SLOW_MS) return [];
  const what = `La cola «${TITLES[name] ?? name}» va ${spanText(waitedMs)} atrasada (${waiting} en espera).`;
  if (waitedMs < STUCK_MS) return [{ level: 'watch', what, mend: 'Suele pasar cuando llega mucho a la vez; se pone al día sola.' }];
  return [
    {
      level: 'act',
      what,
      mend: html`Compruebe abajo que el proceso ${code(name)} corra; si corre y no avanza, reinícielo o agregue otro: ${code(`npm start -- ${name}`)}.`,
    },
  ];
};

const failures = ({ name, failed, lastFailure }: QueueStand, now: Date): Remark[] => {
  if (!lastFailure || now.getTime() - lastFailure.at.getTime() > LATELY_MS) return [];
  return [
    {
      level: 'watch',
      what: `En la cola «${TITLES[name] ?? name}» ${failed === 1 ? 'un trabajo agotó sus intentos' : `${failed} trabajos agotaron sus intentos`}; el último hace ${spanText(now.getTime() - lastFailure.at.getTime())}.`,
      mend: html`El reloj los vuelve a intentar solo. Vea la causa en <a href="/admin/queues/">Colas</a>.`,
    },
  ];
};

/** Redis is gone: nothing can be said of any queue, but much of what that means. */
export const REDIS_GONE: Remark = {
  level: 'act',
  what: 'Redis no contesta: lo que llega se guarda, pero no se lee ni se responde.',
  mend: html`Enciéndalo (${code('docker compose up -d redis')} o ${code('systemctl start redis')}) y revise su disco y ${code('REDIS_URL')}. Al volver, el sistema retoma todo por sí solo: no hay que repetir nada.`,
};

/** PostgreSQL did not answer one of the questions in time. */
export const DATABASE_SLOW: Remark = {
  level: 'act',
  what: 'La base de datos no contestó a tiempo: parte de esta página no se puede mostrar.',
  mend: html`Revise PostgreSQL: disco lleno, carga, o una consulta que bloquea a las demás (${code('SELECT * FROM pg_stat_activity')}). Lo recibido está a salvo; quien nos envía algo lo repite hasta que se guarda.`,
};
