import type { Connection } from './database.ts';

export type JobSubject = 'message' | 'reply' | 'attachment' | 'delivery' | 'webhook';

/** What jobs are about: they carry an id only, and a row says whose it is. */
export const jobSubjectsOf = (connection: Connection) => ({
  /** The company of each row that is there. */
  companies: async (about: JobSubject, ids: string[]): Promise<Map<string, string>> => {
    const known = ids.filter((id) => IS_UUID.test(id));
    if (known.length === 0) return new Map();
    const where = { id: { in: known } };
    switch (about) {
      case 'message':
        return mapOf(await connection.message.findMany({ where, select: { id: true, company: true } }));
      case 'reply':
        return mapOf(await connection.reply.findMany({ where, select: { id: true, company: true } }));
      case 'attachment': {
        const rows = await connection.attachment.findMany({ where, select: { id: true, message: { select: { company: true } } } });
        return mapOf(rows.map(({ id, message }) => ({ id, company: message.company })));
      }
      case 'webhook':
        return mapOf(await connection.metaDelivery.findMany({ where, select: { id: true, company: true } }));
      case 'delivery': {
        const rows = await connection.webhookDelivery.findMany({ where, select: { id: true, endpoint: { select: { company: true } } } });
        return mapOf(rows.map(({ id, endpoint }) => ({ id, company: endpoint.company })));
      }
    }
  },
});

// "0193f0d2-7c3a-7e10-8d0f-3b6f0e2a9c11"; not "salida-881".
const IS_UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const mapOf = (rows: { id: string; company: string }[]) => new Map(rows.map(({ id, company }) => [id, company]));
