// Sends one answer, or every mail that is due. In: a reply id. Out: it is sent, or stands at another end with its reason, or waits for its next try. On failure: retried, then swept.
import { answerDueMails } from './answer-mails.ts';
import { attempt, LEASE_MS } from './attempt.ts';
import { observeAnswered } from './observe.ts';
import type { AnswerTools } from './outgoing.ts';

/** Sends an answer once it is due; a second run of the same job changes nothing (house, truths 2 and 3). A mail takes all that are due along. */
export const answer = async (tools: AnswerTools, replyId: string): Promise<void> => {
  if ((await tools.store.replies.findChannel(replyId)) === 'email') return answerDueMails(tools);
  const reply = await tools.store.replies.claim(replyId, tools.now(), LEASE_MS);
  if (!reply) return;
  await attempt(tools, reply);
  await observeAnswered(tools, reply);
};
