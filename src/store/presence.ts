import { v7 as newId } from 'uuid';
import type { Area } from '../core/words.ts';
import type { Connection } from './database.ts';

export type TicketChangeRow = {
  eventId: string;
  ticketId: string;
  company: string;
  folio: string;
  kind: string;
  actor: string;
  agentId: string | null;
};

/** Who looks at which ticket now, and what happened of late: what live pages are made of. */
export const presenceOf = (connection: Connection) => ({
  seen: async (ticketId: string, agentId: string, now: Date): Promise<void> => {
    await connection.ticketPresence.upsert({
      where: { ticketId_agentId: { ticketId, agentId } },
      create: { ticketId, agentId, seenAt: now },
      update: { seenAt: now },
    });
  },

  left: async (ticketId: string, agentId: string): Promise<void> => {
    await connection.ticketPresence.deleteMany({ where: { ticketId, agentId } });
  },

  /** The names of the others who have the ticket open, in order. */
  others: async (ticketId: string, agentId: string, after: Date): Promise<string[]> => {
    const rows = await connection.ticketPresence.findMany({
      where: { ticketId, agentId: { not: agentId }, seenAt: { gt: after } },
      select: { agent: { select: { name: true } } },
      orderBy: { agentId: 'asc' },
      take: 10,
    });
    return rows.map(({ agent }) => agent.name);
  },

  forget: async (before: Date): Promise<void> => {
    await connection.ticketPresence.deleteMany({ where: { seenAt: { lt: before } } });
  },

  /** Log entries since a moment, in their order. */
  changesSince: (since: Date, limit: number): Promise<TicketChangeRow[]> =>
    connection.$queryRaw<TicketChangeRow[]>`
      SELECT e."id" AS "eventId", e."ticketId", t."company", t."folio", e."kind", e."actor", t."agentId"
      FROM "TicketEvent" e JOIN "Ticket" t ON t."id" = e."ticketId"
      WHERE e."at" > ${since} ORDER BY e."at", e."id" LIMIT ${limit}`,
});

/** The texts that agents answer with again and again. */
export const savedAnswersOf = (connection: Connection) => ({
  list: (company: string, area: Area | null) =>
    connection.savedAnswer.findMany({
      where: { company, ...(area !== null && { OR: [{ area: null }, { area }] }) },
      orderBy: { title: 'asc' },
      take: 200,
    }),

  /** A title that is there already gets the new text. */
  save: async (company: string, answer: { title: string; text: string; area: Area | null }, now: Date): Promise<void> => {
    await connection.savedAnswer.upsert({
      where: { company_title: { company, title: answer.title } },
      create: { id: newId(), company, ...answer, createdAt: now, updatedAt: now },
      update: { text: answer.text, area: answer.area, updatedAt: now },
    });
  },

  remove: async (company: string, id: string): Promise<boolean> =>
    (await connection.savedAnswer.deleteMany({ where: { company, id } })).count === 1,
});
