import type { Area, Category, City, TicketStatus } from '../core/words.ts';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Connection } from './database.ts';

export type TicketPageFilter = {
  status: TicketStatus | null;
  area: Area | null;
  city: City | null;
  category: Category | null;
  contractKey: string | null;
  openedFrom: Date | null;
  openedTo: Date | null;
};
/** The last ticket of the page before. */
export type TicketPlace = { openedAt: Date; id: string };

/** An entry of a log by which a reader of changes goes on. */
export type ChangePlace = { at: Date; id: string };

const WITH_FOLLOWER = { joinedInto: { select: { folio: true } } } as const satisfies Prisma.TicketInclude;
export type PagedTicket = Prisma.TicketGetPayload<{ include: typeof WITH_FOLLOWER }>;

/** A company's tickets page by page, for programs: the newest first, each once, whatever is opened meanwhile. */
export const ticketPagesOf = (connection: Connection) => ({
  list: (company: string, filter: TicketPageFilter, after: TicketPlace | null, limit: number): Promise<PagedTicket[]> =>
    connection.ticket.findMany({
      where: {
        company,
        ...(filter.status && { status: filter.status }),
        ...(filter.area && { area: filter.area }),
        ...(filter.city && { city: filter.city }),
        ...(filter.category && { category: filter.category }),
        ...(filter.contractKey && { contractKey: filter.contractKey }),
        openedAt: { ...(filter.openedFrom && { gte: filter.openedFrom }), ...(filter.openedTo && { lt: filter.openedTo }) },
        ...(after && {
          AND: [{ openedAt: { lte: after.openedAt } }, { OR: [{ openedAt: { lt: after.openedAt } }, { id: { lt: after.id } }] }],
        }),
      },
      orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
      include: WITH_FOLLOWER,
      take: limit,
    }),

  /**
   * The tickets on which something was logged after a place and until a moment, in the order of each one's last entry there, as
   * they are now; and the place to go on from (null: nothing was).
   */
  changed: async (
    company: string,
    after: ChangePlace,
    until: Date,
    limit: number,
  ): Promise<{ tickets: PagedTicket[]; last: ChangePlace | null }> => {
    const entries = await connection.$queryRaw<{ id: string; at: Date; ticketId: string }[]>`
      SELECT e."id", e."at", e."ticketId" FROM "TicketEvent" e JOIN "Ticket" t ON t."id" = e."ticketId"
      WHERE t."company" = ${company} AND e."at" >= ${after.at} AND e."at" <= ${until} AND (e."at", e."id") > (${after.at}, ${after.id}::uuid)
      ORDER BY e."at", e."id" LIMIT ${limit}`;
    const ids = [...new Set(entries.map(({ ticketId }) => ticketId).reverse())].reverse();
    const rows = await connection.ticket.findMany({ where: { company, id: { in: ids } }, include: WITH_FOLLOWER });
    const byId = new Map(rows.map((row) => [row.id, row]));
    const last = entries.at(-1);
    return { tickets: ids.flatMap((id) => byId.get(id) ?? []), last: last ? { at: last.at, id: last.id } : null };
  },

  ofMessage: async (company: string, messageId: string) => {
    const message = await connection.message.findFirst({
      where: { company, id: messageId },
      select: { externalId: true, disposition: true, ticket: { include: WITH_FOLLOWER } },
    });
    return message?.ticket ? { ...message, ticket: message.ticket } : null;
  },

  find: (company: string, folio: string): Promise<PagedTicket | null> =>
    connection.ticket.findFirst({ where: { company, folio }, include: WITH_FOLLOWER }),
});
