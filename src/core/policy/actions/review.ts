import type { Disposition } from '../../words.ts';
import { type Refused, refused } from './action.ts';

/** A message as agents see it in the list for review. */
export type ReviewState = {
  id: string;
  company: string;
  disposition: Disposition | null;
  reviewedAt: Date | null;
  matterId: string | null;
  /** The matter it waits with has been settled; null where it waits with none. */
  matterSettled: boolean | null;
};

/** Whether a message waits for a person: in review and not looked at, or pending with a matter that nobody has settled (policy, Dispositions and rule 6). */
export const waitsForPerson = ({ disposition, reviewedAt, matterSettled }: ReviewState): boolean =>
  reviewedAt === null && (disposition === 'review' || (disposition === 'pending' && matterSettled !== true));

/** Marks a message in review as no request: it stays kept, in review, and off the list. Needs no ticket and sends no answer. */
export const markNoRequest = (message: ReviewState): Refused | { kind: 'done' } =>
  message.disposition === 'review' && message.reviewedAt === null ? { kind: 'done' } : refused('not-in-review');

/** Puts a message that was marked as no request back on the list, as long as nothing became of it. */
export const unmarkNoRequest = (message: ReviewState): Refused | { kind: 'done' } => {
  if (message.disposition !== 'review') return refused('changed-since');
  return message.reviewedAt === null ? refused('already-undone') : { kind: 'done' };
};
