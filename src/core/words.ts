// The words of the domain that the database knows too. The only file of the core that touches generated code.
export {
  Area,
  Authority,
  Category,
  Channel,
  Disposition,
  IgnoredReason,
  Priority,
  ReplyKind,
  ReplyState,
  TicketStatus,
} from '../generated/prisma/enums.ts';

/** A company's id as its configuration file states it (`konecta`, `monet`): companies are configuration, not code. */
export type Company = string;

/** A city's id as its company's configuration states it (`mexicali`), or null where a company has one service area. */
export type City = string;
