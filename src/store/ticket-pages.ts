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
