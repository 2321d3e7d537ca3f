import type { Store } from '../store/store.ts';

/** Who waits at a page is told so after this long. */
const SESSION_WITHIN_MS = 3_000;
const PING_WITHIN_MS = 1_500;

const TOLD =
  'La base de datos no contesta. Lo que escriben los clientes no se pierde, y nada de lo que usted hizo antes tampoco. Espere un minuto y vuelva a la página anterior: lo que estaba escribiendo sigue ahí. Si no vuelve, avise a quien administra el sistema: hay que encender PostgreSQL (docker compose up -d postgres, o systemctl start postgresql) y revisar su disco y DATABASE_URL; «npm run -s ventanilla -- doctor» dice qué falla.';

type Told = Error & { statusCode: number; code: string; told: string };

export const databaseGone = (): Told =>
  Object.assign(new Error('the database does not answer'), { statusCode: 503, code: 'database-gone', told: TOLD });

/** Work on the database that somebody waits for: after so long it counts as gone, whatever becomes of it. */
export const inTime = async <Value>(work: Promise<Value>, limitMs = SESSION_WITHIN_MS): Promise<Value> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(databaseGone()), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** What a page failed of: the database, if it does not answer now; else the error itself. */
export const causeOf = async <Failure extends { statusCode?: number }>(
  error: Failure,
  store: Pick<Store, 'ping'>,
): Promise<Failure | Told> => {
  if (error.statusCode !== undefined && error.statusCode !== 500) return error;
  try {
    await inTime(store.ping(), PING_WITHIN_MS);
    return error;
  } catch {
    return databaseGone();
  }
};
