import type { PolicyLimits } from '../company.ts';
import type { Reading } from '../reading.ts';
import { ReplyKind } from '../words.ts';
import type { TicketView } from './context.ts';
import type { Answer, AnswerFacts } from './outcome.ts';

const NO_FACTS: AnswerFacts = { unknownContract: null };

/** An answer of a kind; the accessible template where the customer or the ticket needs it (policy, rule 8). */
export const answerOf = (kind: ReplyKind, accessible: boolean, facts: AnswerFacts = NO_FACTS): Answer => ({ kind, accessible, facts });

/**
 * What a message that joins a ticket is answered (policy, rule 12): `folio` while the ticket's folio was withheld (rule 17),
 * `reopened` when it opens the ticket again, `appended` at most once per ticket in `appendedEveryMs`, else nothing.
 */
export const answerToJoined = (
  ticket: TicketView,
  joined: { reopen: boolean; reading: Reading; now: Date },
  limits: Pick<PolicyLimits, 'appendedEveryMs'>,
): Answer => {
  const accessible = joined.reading.accessibility !== null || ticket.priority === 'preferente';
  if (!ticket.folioTold) return answerOf(ReplyKind.folio, accessible);
  if (joined.reopen) return answerOf(ReplyKind.reopened, accessible);
  const last = ticket.lastAppendedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  return joined.now.getTime() - last >= limits.appendedEveryMs ? answerOf(ReplyKind.appended, accessible) : null;
};

/** With how many automatic answers after which moment an address has had enough (policy, rule 17). */
export const answerLimitAt = (
  now: Date,
  limits: Pick<PolicyLimits, 'answersPerWindow' | 'answerWindowMs'>,
): { after: Date; most: number } => ({ after: new Date(now.getTime() - limits.answerWindowMs), most: limits.answersPerWindow });

const AUTOMATIC: ReadonlySet<ReplyKind> = new Set<ReplyKind>([
  ReplyKind.folio,
  ReplyKind.data_request,
  ReplyKind.appended,
  ReplyKind.reopened,
]);

/** Whether a kind counts against the limit of rule 17: `resolved` and `more_time` neither count nor are withheld. */
export const isLimited = (kind: ReplyKind): boolean => AUTOMATIC.has(kind);
