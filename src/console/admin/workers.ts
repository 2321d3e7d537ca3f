import type { WorkerProcessRow } from '../../store/worker-processes.ts';
import { html } from '../html.ts';
import { spanText } from '../spanish.ts';
import { code, type Remark } from './standing.ts';

/** A process says that it lives every 15 s. */
const SILENT_MS = 60_000;
const MANY = 3;

/** Every worker, what it does, and what stands still without it. */
export const WORKERS: { name: string; does: string; without: string }[] = [
  { name: 'mailboxes', does: 'Lee los buzones', without: 'no entra ningún correo' },
  {
    name: 'webhooks',
    does: 'Recibe WhatsApp, Messenger y formularios',
    without: 'no entra ningún mensaje de WhatsApp, Messenger ni del formulario',
  },
  { name: 'understand', does: 'Lee mensajes y abre reportes', without: 'no se abre ningún reporte' },
  { name: 'answer', does: 'Envía respuestas', without: 'no sale ninguna respuesta' },
  { name: 'media', does: 'Trae los archivos de los chats', without: 'se pierden fotos y audios de los chats cuando vencen sus enlaces' },
  { name: 'announce', does: 'Avisa a otros sistemas', without: 'ningún otro sistema se entera de los reportes' },
  { name: 'clock', does: 'Vigila términos y retoma lo atrasado', without: 'nadie escala los términos vencidos ni retoma lo atrasado' },
  { name: 'console', does: 'Muestra esta consola', without: 'nadie puede entrar a la consola' },
];

export type WorkerView = { name: string; does: string; alive: WorkerProcessRow[]; lastSeenMs: number | null };

export const viewWorkers = (processes: WorkerProcessRow[]): { workers: WorkerView[]; remarks: Remark[] } => {
  const workers = WORKERS.map(({ name, does }) => {
    const running = processes.filter((one) => one.workers.includes(name));
    const alive = running.filter(({ silentMs }) => silentMs < SILENT_MS);
    return { name, does, alive, lastSeenMs: running.length === 0 ? null : Math.min(...running.map(({ silentMs }) => silentMs)) };
  });
  return { workers, remarks: [...missingOf(workers), ...versions(processes)] };
};

/** Each that is missing with what stands still; where nearly nothing runs, that is one thing to do and not eight. */
const missingOf = (workers: WorkerView[]): Remark[] => {
  const missing = workers.filter(({ alive }) => alive.length === 0);
  const told = missing.map(({ name, lastSeenMs }) => {
    const { without = '' } = WORKERS.find((one) => one.name === name) ?? {};
    return { name, without, since: lastSeenMs === null ? '' : `; dejó de dar señales hace ${spanText(lastSeenMs)}` };
  });
  if (told.length > MANY)
    return [
      {
        level: 'act',
        what: `No corren ${told.length} procesos: ${told.map(({ name }) => name).join(', ')}.`,
        mend: html`Arránquelos con ${code('npm start')} o ${code('docker compose up -d')}. Mientras tanto: ${told.map(({ without }) => without).join('; ')}. Lo pendiente se retoma solo.`,
      },
    ];
  return told.map(({ name, without, since }) => ({
    level: 'act',
    what: `El proceso ${name} no corre: ${without}${since}.`,
    mend: html`Arránquelo con ${code(`npm start -- ${name}`)} o ${code(`docker compose up -d ${name}`)}, y lea su registro si se vuelve a detener. Lo pendiente se retoma solo.`,
  }));
};

const versions = (processes: WorkerProcessRow[]): Remark[] => {
  const found = [...new Set(processes.filter(({ silentMs }) => silentMs < SILENT_MS).map(({ version }) => version))].sort();
  if (found.length < 2) return [];
  return [
    {
      level: 'watch',
      what: `Corren versiones distintas: ${found.join(' y ')}.`,
      mend: 'Reinicie los procesos que no se reiniciaron al actualizar.',
    },
  ];
};
